// SPDX-License-Identifier: MIT
// Pipelines of the plugins that come with the program, on the data that comes with it.
#include "data/reader.h"
#include "run/forecast.h"
#include "run/member.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

enum {
  HORIZON = 12,
  N_POISONED = 12, // values behind the origin
};

static const double seasons[] = { 12.0 };

/** The plugins of the build tree, a pool, and a panel. */
typedef struct {
  Registry *registry;
  Pool *pool;
  Panel *panel;
} Fixture;

static char *
make_data_path(const char *name)
{
  return g_test_build_filename(G_TEST_DIST, "..", "examples", "data", name, NULL);
}

static void
fixture_init(Fixture *fixture, const char *path, guint n_threads)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_test_build_filename(G_TEST_BUILT, "..", "plugins", NULL);
  const char *const names[] = { "baseline", "theta", "transforms" };
  char *paths[G_N_ELEMENTS(names) + 1] = { NULL };
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    paths[i] = g_build_filename(folder, names[i], NULL);
  }
  const RegistryOptions options = {
    .paths = (const char *const *)paths,
    .no_default_paths = TRUE,
    .no_cache = TRUE,
  };
  fixture->registry = registry_new(&options);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_free(paths[i]);
  }
  fixture->pool = pool_new(n_threads, &error);
  g_assert_no_error(error);
  fixture->panel = reader_read_panel(path, NULL, fixture->pool, &error);
  g_assert_no_error(error);
}

static void
fixture_clear(Fixture *fixture)
{
  g_clear_pointer(&fixture->panel, panel_free);
  g_clear_pointer(&fixture->pool, pool_free);
  g_clear_pointer(&fixture->registry, registry_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

/** Returns: (transfer full): @panel as a file; its last values are @poison. */
static char *
write_poisoned(const Panel *panel, const char *poison)
{
  g_autoptr(GString) text = g_string_new("unique_id,ds,y\n");
  for (gsize i = 0; i < panel_get_n_series(panel); i++) {
    const gsize length = panel_get_length(panel, i);
    for (gsize t = 0; t < length; t++) {
      char number[G_ASCII_DTOSTR_BUF_SIZE] = "";
      if (!isnan(panel_get_values(panel, i)[t])) {
        g_ascii_dtostr(number, sizeof number, panel_get_values(panel, i)[t]);
      }
      g_string_append_printf(text, "%s,%" G_GSIZE_FORMAT ",%s\n", panel_get_id(panel, i), t + 1,
                             t + N_POISONED < length ? number : poison);
    }
  }
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  const int descriptor = g_file_open_tmp("plugcast-pipeline-XXXXXX.csv", &path, &error);
  g_assert_no_error(error);
  g_assert_true(g_close(descriptor, NULL));
  g_file_set_contents(path, text->str, (gssize)text->len, &error);
  g_assert_no_error(error);
  return path;
}

/** Appends the bits of the forecasts of @text from the origin before the last values, or why none.
 */
static void
describe_folds(const Fixture *fixture, const char *text, GByteArray *out)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(fixture->registry, text, &error);
  g_assert_no_error(error);
  g_autoptr(Member) member = member_new(model, 1, 1);
  g_autoptr(Arena) arena = arena_new();
  static const double levels[] = { 0.1, 0.9 };
  for (gsize i = 0; i < panel_get_n_series(fixture->panel); i++) {
    double mean[HORIZON] = { 0 };
    double quantiles[2 * HORIZON] = { 0 };
    const MemberOutput output = {
      .horizon = HORIZON,
      .probabilities = levels,
      .n_probabilities = member_get_traits(member)->can_quantiles ? G_N_ELEMENTS(levels) : 0,
      .mean = mean,
      .quantiles = quantiles,
    };
    Call call;
    call_init(&call, 1);
    call.arena = arena;
    const ArenaMark mark = arena_mark(arena);
    const gsize length = panel_get_length(fixture->panel, i);
    const SeriesView *view = series_view_new(fixture->panel, i, 0, length - N_POISONED, seasons,
                                             G_N_ELEMENTS(seasons), FALSE, arena);
    const plugcast_status status = member_forecast(member, 0, view, 0, &call, &output);
    g_byte_array_append(out, (const guint8 *)&status, sizeof status);
    g_byte_array_append(out, (const guint8 *)mean, sizeof mean);
    g_byte_array_append(out, (const guint8 *)quantiles, sizeof quantiles);
    arena_rewind(arena, mark);
  }
}

static GByteArray *
fold_bytes(const char *path, const char *text)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, path, 1);
  GByteArray *bytes = g_byte_array_new();
  describe_folds(&fixture, text, bytes);
  return bytes;
}

// Statistics of a fold never see its future: whatever it is, the forecast has the same bits.
// parallel.md 4.10
static void
test_never_sees_the_future(gconstpointer data)
{
  g_autofree char *path = make_data_path("classic-monthly.csv");
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, path, 1);
  static const char *const poisons[] = { "0.5", "1e300", "-1e300", "" };
  g_autoptr(GByteArray) clean = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(poisons); i++) {
    g_autofree char *poisoned_path = write_poisoned(fixture.panel, poisons[i]);
    g_autoptr(GByteArray) poisoned = fold_bytes(poisoned_path, data);
    g_assert_cmpint(g_unlink(poisoned_path), ==, 0);
    if (clean == NULL) {
      clean = g_steal_pointer(&poisoned);
      continue;
    }
    g_assert_cmpuint(poisoned->len, ==, clean->len);
    g_assert_true(memcmp(poisoned->data, clean->data, clean->len) == 0);
  }
}

// The other way round: what lies before the origin does change it, so that the test above can fail.
static void
test_sees_the_past(void)
{
  g_autofree char *path = make_data_path("classic-monthly.csv");
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, path, 1);
  g_autoptr(GByteArray) once = g_byte_array_new();
  g_autoptr(GByteArray) twice = g_byte_array_new();
  describe_folds(&fixture, "standard|naive", once);
  describe_folds(&fixture, "log1p|difference(12)|naive", twice);
  g_assert_cmpuint(once->len, ==, twice->len);
  g_assert_true(memcmp(once->data, twice->data, once->len) != 0);
}

static const char *const pipelines[] = {
  "standard|theta",
  "minmax|theta",
  "robust|naive",
  "log|difference(12)|theta",
  "log1p|naive",
  "box_cox|theta",
  "difference(order=2)|naive",
  "detrend|naive",
  "deseason|naive",
  "deseason(window=7,robust=true)|naive",
  "deseason(method=classical)|theta",
  "clip_outliers|theta",
  "clip_outliers(method=winsor)|naive",
  "impute(method=seasonal)|theta",
  "impute(method=last)|box_cox|deseason|detrend|standard|difference|theta",
};

static GByteArray *
run_bytes(guint n_threads)
{
  static const char *const levels[] = { "80", NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *path = make_data_path("classic-monthly.csv");
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, path, n_threads);
  g_autofree char *joined = NULL;
  {
    const char *texts[G_N_ELEMENTS(pipelines) + 1] = { NULL };
    memcpy(texts, pipelines, sizeof pipelines);
    joined = g_strjoinv(",", (char **)(gsize)texts);
  }
  const char *const texts[] = { joined, NULL };
  g_autoptr(GPtrArray) models = model_list_new(fixture.registry, texts, &error);
  g_assert_no_error(error);
  const ForecastOptions options = {
    .panel = fixture.panel,
    .models = models,
    .horizon = HORIZON,
    .seasons = seasons,
    .n_seasons = G_N_ELEMENTS(seasons),
    .levels = levels,
    .pool = fixture.pool,
  };
  g_auto(ForecastRun) run = { 0 };
  g_assert_true(forecast_run(&options, &run, &error));
  g_assert_no_error(error);
  GByteArray *bytes = g_byte_array_new();
  for (gsize i = 0; i < panel_get_n_series(fixture.panel); i++) {
    for (gsize c = 0; c < forecast_table_get_n_columns(run.table); c++) {
      const double *column = forecast_table_get_column(run.table, c, i);
      g_byte_array_append(bytes, (const guint8 *)column, HORIZON * sizeof *column);
    }
  }
  for (gsize i = 0; i < issue_list_get_length(run.issues); i++) {
    const char *message = issue_list_get(run.issues, i)->message;
    g_byte_array_append(bytes, (const guint8 *)message, (guint)strlen(message));
  }
  return bytes;
}

static void
test_is_the_same_for_any_threads(void)
{
  g_autoptr(GByteArray) one = run_bytes(1);
  const guint counts[] = { 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autoptr(GByteArray) many = run_bytes(counts[i]);
    g_assert_cmpuint(many->len, ==, one->len);
    g_assert_true(memcmp(many->data, one->data, one->len) == 0);
  }
}

// What each transform leaves to the model is known, so the forecast is known in closed form.
typedef struct {
  const char *name;
  const char *model;
  gsize step; // forecast that is looked at
  double (*expected)(const double *values, gsize n_values);
} ClosedRow;

static double
last_growth(const double *values, gsize n)
{
  // Logarithms of seasons: the last year's growth of the last month goes on.
  return values[n - 12] * values[n - 1] / values[n - 13];
}

static double
last_change(const double *values, gsize n)
{
  return values[n - 12] + (values[n - 1] - values[n - 13]);
}

static double
last_step_twice(const double *values, gsize n)
{
  return values[n - 1] + 2.0 * (values[n - 1] - values[n - 2]);
}

static double
last_value(const double *values, gsize n)
{
  return values[n - 1];
}

static const ClosedRow closed_rows[] = {
  { "log-difference", "log|difference(12)|naive", 0, last_growth },
  { "difference-of-season", "difference(12)|naive", 0, last_change },
  { "difference", "difference|naive", 1, last_step_twice },
  { "scaled", "box_cox(0.3)|standard|minmax|robust|naive", 5, last_value },
};

static void
test_forecasts_in_closed_form(gconstpointer data)
{
  const ClosedRow *row = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = make_data_path("air-passengers.csv");
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, path, 1);
  const char *const texts[] = { row->model, NULL };
  g_autoptr(GPtrArray) models = model_list_new(fixture.registry, texts, &error);
  g_assert_no_error(error);
  const ForecastOptions options = {
    .panel = fixture.panel,
    .models = models,
    .horizon = HORIZON,
    .seasons = seasons,
    .n_seasons = G_N_ELEMENTS(seasons),
    .pool = fixture.pool,
  };
  g_auto(ForecastRun) run = { 0 };
  g_assert_true(forecast_run(&options, &run, &error));
  g_assert_no_error(error);
  g_assert_cmpuint(issue_list_get_length(run.issues), ==, 0);
  const double expected =
      row->expected(panel_get_values(fixture.panel, 0), panel_get_length(fixture.panel, 0));
  g_assert_cmpfloat_with_epsilon(forecast_table_get_mean(run.table, 0, 0)[row->step], expected,
                                 1e-9 * expected);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(pipelines); i++) {
    g_autofree char *path =
        g_strdup_printf("/pipeline-data/never-sees-the-future/%s", pipelines[i]);
    g_test_add_data_func(path, pipelines[i], test_never_sees_the_future);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(closed_rows); i++) {
    g_autofree char *path =
        g_strdup_printf("/pipeline-data/forecasts-in-closed-form/%s", closed_rows[i].name);
    g_test_add_data_func(path, &closed_rows[i], test_forecasts_in_closed_form);
  }
  g_test_add_func("/pipeline-data/sees-the-past", test_sees_the_past);
  g_test_add_func("/pipeline-data/is-the-same-for-any-threads", test_is_the_same_for_any_threads);
  return g_test_run();
}
