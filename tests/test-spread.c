// SPDX-License-Identifier: MIT
// What lies around a forecast, by all methods.
#include "run-fixture.h"

#include "run/bootstrap.h"

#include <math.h>
#include <string.h>

static const char *const levels[] = { "80", NULL };
static const char *const quantiles[] = { "0.5", "0.9", NULL };

enum {
  HORIZON = 3
}; // of run_fixture_options()

typedef struct {
  RunFixture fixture;
  ForecastOptions options;
  ForecastRun run;
} Case;

static void
case_init(Case *it, const char *model, const char *rows, guint n_threads)
{
  run_fixture_init(&it->fixture, rows, n_threads);
  it->options = run_fixture_options(&it->fixture, model);
  it->options.levels = levels;
  it->options.quantiles = quantiles;
}

static void
case_clear(Case *it)
{
  forecast_run_clear(&it->run);
  run_fixture_clear_options(&it->options);
  run_fixture_clear(&it->fixture);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

static void
case_run(Case *it)
{
  run_fixture_run(&it->options, &it->run);
}

// Draws of uniform numbers, 1000 of them, of the last value 8 and up.
static void
check_sampled(gconstpointer model)
{
  g_auto(Case) it = { 0 };
  case_init(&it, model, run_fixture_rows, 2);
  it.options.interval = INTERVAL_SAMPLED;
  it.options.deviations = TRUE;
  case_run(&it);
  g_assert_cmpuint(issue_list_get_length(it.run.issues), ==, 0);
  const double *mean = forecast_table_get_mean(it.run.table, 0, 0);
  const double *median = forecast_table_get_extra(it.run.table, 0, 0, 0);
  const double *deviation = forecast_table_get_extra(it.run.table, 0, 2, 0);
  const double *lower = forecast_table_get_lower(it.run.table, 0, 0, 0);
  const double *upper = forecast_table_get_upper(it.run.table, 0, 0, 0);
  for (gsize h = 0; h < HORIZON; h++) {
    // Uniform on [0, width): five standard errors of 1000 draws.
    const double width = (double)h + 1;
    g_assert_cmpfloat_with_epsilon(mean[h], 8 + width / 2, 5 * width / sqrt(12 * 1000.0));
    g_assert_cmpfloat_with_epsilon(deviation[h], width / sqrt(12), 0.05 * width);
    g_assert_cmpfloat_with_epsilon(median[h], 8 + width / 2, 0.08 * width);
    g_assert_cmpfloat_with_epsilon(lower[h], 8 + width * 0.1, 0.05 * width);
    g_assert_cmpfloat_with_epsilon(upper[h], 8 + width * 0.9, 0.05 * width);
  }
}

static void
check_pure(void)
{
  g_auto(Case) it = { 0 };
  case_init(&it, "draw_pure", run_fixture_rows, 1);
  it.options.interval = INTERVAL_SAMPLED;
  it.options.deviations = TRUE;
  case_run(&it);
  for (gsize h = 0; h < HORIZON; h++) {
    g_assert_cmpfloat(forecast_table_get_extra(it.run.table, 0, 2, 0)[h], ==, 0);
    g_assert_cmpfloat(forecast_table_get_upper(it.run.table, 0, 0, 0)[h], ==, 8);
  }
}

/** A model and a method that do not fit. */
typedef struct {
  const char *path;
  const char *model;
  IntervalMethod method;
  const char *message; // behind the series and the model
} NoInterval;

static const NoInterval no_intervals[] = {
  { "/spread/tells/no-samples", "local_last", INTERVAL_SAMPLED,
    "no interval unsupported -: no interval: the model draws no samples" },
  { "/spread/tells/no-quantiles", "local_last", INTERVAL_ANALYTIC,
    "no interval unsupported -: no interval: the model has none of its own" },
  { "/spread/tells/infinite-samples", "draw_infinite", INTERVAL_SAMPLED,
    "no interval output not finite -: no interval: a sample of step 2 is inf" },
  { "/spread/tells/unwritten-samples", "draw_short", INTERVAL_SAMPLED,
    "no interval output not written -: no interval: left a sample of step 1 unwritten" },
  { "/spread/tells/samples-outside", "draw_long", INTERVAL_SAMPLED,
    "no interval output overrun -: no interval: wrote outside of the buffer of the samples" },
};

static void
check_no_interval(gconstpointer data)
{
  const NoInterval *row = data;
  g_auto(Case) it = { 0 };
  case_init(&it, row->model, "a,1,1\na,2,2\na,3,3\n", 1);
  it.options.interval = row->method;
  case_run(&it);
  g_autofree char *expected = g_strdup_printf("a %s %s\n", row->model, row->message);
  g_autofree char *found = run_fixture_describe_issues(&it.fixture, &it.run);
  g_assert_cmpstr(found, ==, expected);
  g_assert_cmpfloat(forecast_table_get_mean(it.run.table, 0, 0)[0], ==, 3);
  g_assert_true(isnan(forecast_table_get_lower(it.run.table, 0, 0, 0)[0]));
  g_assert_true(isnan(forecast_table_get_extra(it.run.table, 0, 0, 0)[0]));
}

static void
check_paths_make_the_summary(void)
{
  g_auto(Case) it = { 0 };
  case_init(&it, "draw_uniform", run_fixture_rows, 2);
  it.options.interval = INTERVAL_SAMPLED;
  it.options.n_samples = 5;
  it.options.keep_samples = TRUE;
  case_run(&it);
  for (gsize series = 0; series < 3; series++) {
    const double *paths = sample_table_get(it.run.samples, 0, series);
    for (gsize h = 0; h < HORIZON; h++) {
      double sum = 0;
      for (gsize k = 0; k < 5; k++) {
        sum += paths[k * HORIZON + h];
      }
      const double mean = forecast_table_get_mean(it.run.table, 0, series)[h];
      g_assert_cmpfloat_with_epsilon(mean, sum / 5, 1e-12);
    }
  }
}

// More paths do not change the first ones: a chunk is a chunk.
static void
check_more_paths(void)
{
  double first[5 * HORIZON] = { 0 };
  for (gsize n = 5; n <= 500; n *= 10) {
    g_auto(Case) it = { 0 };
    case_init(&it, "local_last", run_fixture_rows, 1);
    it.options.interval = INTERVAL_BOOTSTRAP;
    it.options.n_samples = n;
    it.options.keep_samples = TRUE;
    case_run(&it);
    const double *paths = sample_table_get(it.run.samples, 0, 0);
    if (n == 5) {
      memcpy(first, paths, sizeof first);
    }
    g_assert_cmpint(memcmp(first, paths, sizeof first), ==, 0);
  }
}

/** A run whose bytes must not depend on the threads. */
typedef struct {
  const char *path;
  const char *model;
  IntervalMethod method;
} SameBits;

static const SameBits same_bits[] = {
  { "/spread/same-bits/local-samples", "draw_uniform", INTERVAL_SAMPLED },
  { "/spread/same-bits/global-samples", "draw_global", INTERVAL_SAMPLED },
  { "/spread/same-bits/bootstrap", "local_last", INTERVAL_BOOTSTRAP },
  { "/spread/same-bits/conformal", "local_last", INTERVAL_CONFORMAL },
};

// Returns: (transfer full): all columns of all series.
static GArray *
gather(const Case *it)
{
  GArray *all = g_array_new(FALSE, FALSE, sizeof(double));
  for (gsize i = 0; i < forecast_table_get_n_columns(it->run.table); i++) {
    for (gsize series = 0; series < 3; series++) {
      const double *column = forecast_table_get_column(it->run.table, i, series);
      g_array_append_vals(all, column, HORIZON);
    }
  }
  return all;
}

static void
check_same_bits(gconstpointer data)
{
  const SameBits *row = data;
  g_autoptr(GArray) expected = NULL;
  for (guint n_threads = 1; n_threads <= 16; n_threads *= 2) {
    g_auto(Case) it = { 0 };
    case_init(&it, row->model, run_fixture_rows, n_threads);
    it.options.interval = row->method;
    it.options.seed = 7;
    case_run(&it);
    g_assert_cmpuint(issue_list_get_length(it.run.issues), ==, 0);
    g_autoptr(GArray) found = gather(&it);
    if (expected == NULL) {
      expected = g_steal_pointer(&found);
    } else {
      g_assert_cmpint(memcmp(expected->data, found->data, expected->len * sizeof(double)), ==, 0);
    }
  }
}

static void
check_seeds(void)
{
  double means[2] = { 0 };
  for (gsize i = 0; i < 2; i++) {
    g_auto(Case) it = { 0 };
    case_init(&it, "draw_uniform", run_fixture_rows, 1);
    it.options.interval = INTERVAL_SAMPLED;
    it.options.seed = i;
    case_run(&it);
    means[i] = forecast_table_get_mean(it.run.table, 0, 0)[0];
  }
  g_assert_cmpfloat(means[0], !=, means[1]);
}

/** Options that are refused. */
typedef struct {
  const char *path;
  IntervalMethod method;
  gsize n_samples;
  gboolean deviations;
  const char *message;
} Refused;

static const Refused refused[] = {
  { "/spread/refuses/one-sample", INTERVAL_SAMPLED, 1, FALSE, "1 sample (at least 2)" },
  { "/spread/refuses/samples-without-draws", INTERVAL_CONFORMAL, 10, FALSE,
    "intervals by method 'conformal' draw no samples (bootstrap and sampled do)" },
  { "/spread/refuses/deviations-without-draws", INTERVAL_AUTO, 0, TRUE,
    "intervals by method 'auto' draw no samples (bootstrap and sampled do)" },
};

static void
check_refused(gconstpointer data)
{
  const Refused *row = data;
  g_auto(Case) it = { 0 };
  case_init(&it, "draw_uniform", run_fixture_rows, 1);
  it.options.interval = row->method;
  it.options.n_samples = row->n_samples;
  it.options.deviations = row->deviations;
  g_autoptr(GError) error = NULL;
  g_assert_false(forecast_run(&it.options, &it.run, &error));
  g_assert_error(error, FORECAST_ERROR, FORECAST_ERROR_OPTION);
  g_assert_cmpstr(error->message, ==, row->message);
}

// Errors of two origins that tell where they come from, at scales 1 and 2.
static void
check_bootstrap_scales(void)
{
  double errors[] = { 0.5, 4, -0.5, -4 };
  double scales[] = { 0.5, 4 };
  const Residuals residuals = {
    .n_origins = 2, .n_steps = 2, .errors = errors, .scales = scales, .unit = 2
  };
  static const double mean[] = { 10, 20, 30, 40 };
  g_autoptr(Arena) arena = arena_new();
  double paths[100 * 4];
  bootstrap_draw(&residuals, mean, 4, 1, 0, 100, arena, paths);
  gsize n_above = 0;
  for (gsize k = 0; k < 100; k++) {
    // Every error is one scale of its step: 1, 8, and behind them by the square root of the step.
    const double widths[] = { 1, 8, 8 * sqrt(1.5), 8 * sqrt(2) };
    for (gsize h = 0; h < 4; h++) {
      const double error = paths[k * 4 + h] - mean[h];
      g_assert_cmpfloat_with_epsilon(fabs(error), widths[h], 1e-12);
      n_above += error > 0 ? 1 : 0;
    }
    // Blocks of two steps: neighbours have one sign.
    g_assert_true((paths[k * 4] > mean[0]) == (paths[k * 4 + 1] > mean[1]));
  }
  g_assert_cmpuint(n_above, >, 120);
  g_assert_cmpuint(n_above, <, 280);
}

static void
check_bootstrap_missing(void)
{
  double errors[] = { NAN, 1 };
  double scales[] = { 1, 1 };
  const Residuals residuals = {
    .n_origins = 1, .n_steps = 2, .errors = errors, .scales = scales, .unit = 1
  };
  static const double mean[] = { 5, 5 };
  g_autoptr(Arena) arena = arena_new();
  double paths[2 * 10];
  bootstrap_draw(&residuals, mean, 2, 1, 0, 10, arena, paths);
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_assert_cmpfloat(paths[i], ==, 6);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/spread/sampled/of-a-local-model", "draw_uniform", check_sampled);
  g_test_add_data_func("/spread/sampled/of-a-global-model", "draw_global", check_sampled);
  g_test_add_func("/spread/sampled/pure-model-has-deviation-zero", check_pure);
  g_test_add_func("/spread/sampled/paths-make-the-summary", check_paths_make_the_summary);
  g_test_add_func("/spread/bootstrap/more-paths-keep-the-first", check_more_paths);
  g_test_add_func("/spread/bootstrap/errors-at-the-scale-of-their-step", check_bootstrap_scales);
  g_test_add_func("/spread/bootstrap/missing-errors-are-replaced", check_bootstrap_missing);
  g_test_add_func("/spread/another-seed-is-another-draw", check_seeds);
  for (gsize i = 0; i < G_N_ELEMENTS(no_intervals); i++) {
    g_test_add_data_func(no_intervals[i].path, &no_intervals[i], check_no_interval);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(same_bits); i++) {
    g_test_add_data_func(same_bits[i].path, &same_bits[i], check_same_bits);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_test_add_data_func(refused[i].path, &refused[i], check_refused);
  }
  return g_test_run();
}
