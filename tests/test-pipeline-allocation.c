// SPDX-License-Identifier: MIT
// Pipelines work in the memory of their worker: a forecast of a series allocates nothing.
#include "allocation-counter.h"

#include "data/reader.h"
#include "run/member.h"

enum {
  HORIZON = 12,
};

static const double seasons[] = { 12.0 };

/** The plugins of the build tree, a pool, and a panel. */
typedef struct {
  Registry *registry;
  Pool *pool;
  Panel *panel;
} Fixture;

static void
fixture_init(Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *theta = g_test_build_filename(G_TEST_BUILT, "..", "plugins", "theta", NULL);
  g_autofree char *transforms =
      g_test_build_filename(G_TEST_BUILT, "..", "plugins", "transforms", NULL);
  const char *const paths[] = { theta, transforms, NULL };
  const RegistryOptions options = { .paths = paths, .no_default_paths = TRUE, .no_cache = TRUE };
  fixture->registry = registry_new(&options);
  fixture->pool = pool_new(1, &error);
  g_assert_no_error(error);
  g_autofree char *path =
      g_test_build_filename(G_TEST_DIST, "..", "examples", "data", "classic-monthly.csv", NULL);
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

static void
forecast_all(const Fixture *fixture, Member *member, Arena *arena)
{
  static const double levels[] = { 0.1, 0.9 };
  for (gsize i = 0; i < panel_get_n_series(fixture->panel); i++) {
    double mean[HORIZON];
    double quantiles[2 * HORIZON];
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
    const SeriesView *view =
        series_view_new(fixture->panel, i, 0, panel_get_length(fixture->panel, i), seasons,
                        G_N_ELEMENTS(seasons), FALSE, arena);
    g_assert_cmpint(member_forecast(member, 0, view, 0, &call, &output), ==, PLUGCAST_OK);
    arena_rewind(arena, mark);
  }
}

// parallel.md 4.12
static void
test_allocates_nothing(gconstpointer data)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(fixture.registry, data, &error);
  g_assert_no_error(error);
  g_autoptr(Member) member = member_new(model, 1, 1);
  g_autoptr(Arena) arena = arena_new();
  // The first time each memory grows to what it needs.
  forecast_all(&fixture, member, arena);
  const gsize before = allocation_counter_get();
  forecast_all(&fixture, member, arena);
  const gsize n_allocations = allocation_counter_get() - before;
  g_assert_cmpuint(n_allocations, ==, 0);
}

static const char *const pipelines[] = {
  "standard|theta",
  "minmax|robust|theta",
  "clip_outliers|box_cox|deseason|detrend|theta",
  "deseason(window=7,robust=true)|theta",
  "impute(seasonal)|log1p|difference(12)|theta",
};

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(pipelines); i++) {
    g_autofree char *path = g_strdup_printf("/pipeline/allocates-nothing/%s", pipelines[i]);
    g_test_add_data_func(path, pipelines[i], test_allocates_nothing);
  }
  return g_test_run();
}
