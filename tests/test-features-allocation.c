// SPDX-License-Identifier: MIT
#include "allocation-counter.h"
#include "run-fixture.h"
#include "run/features.h"

enum {
  N_FEW = 20,
  N_MANY = 1000,
  N_VALUES = 12,
  N_SPARE = 16, // nodes of queues and the like, which depend on the clock
};

/** Returns: (transfer full): rows of @n_series series. */
static char *
make_rows(gsize n_series)
{
  g_autoptr(GString) rows = g_string_new(NULL);
  for (gsize i = 0; i < n_series; i++) {
    for (gsize t = 0; t < N_VALUES; t++) {
      g_string_append_printf(rows, "s%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "\n",
                             i, t, (i + t * t) % 31);
    }
  }
  return g_string_free(g_steal_pointer(&rows), FALSE);
}

/** Returns: allocations of a run on @n_series series, after one that warms the threads. */
static gsize
count_allocations(gsize n_series, guint n_threads)
{
  g_autofree char *rows = make_rows(n_series);
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, n_threads);
  g_autoptr(GError) error = NULL;
  const char *const texts[] = { "count,draw,multiply", NULL };
  g_autoptr(GPtrArray) setups =
      setup_list_new(fixture.registry, PLUGCAST_KIND_FEATURES, texts, &error);
  g_assert_no_error(error);
  g_autoptr(GPtrArray) columns = feature_columns_new(setups, NULL, &error);
  g_assert_no_error(error);
  const FeaturesOptions options = {
    .panel = fixture.panel,
    .setups = setups,
    .columns = columns,
    .pool = fixture.pool,
  };
  gsize before = 0;
  for (int i = 0; i < 2; i++) {
    before = allocation_counter_get();
    g_auto(FeaturesRun) run = { 0 };
    g_assert_true(features_run(&options, &run, &error));
    g_assert_no_error(error);
  }
  return allocation_counter_get() - before;
}

// Buffers are reused by each worker: nothing is allocated for a series.
static void
test_nothing_for_a_series(gconstpointer data)
{
  const guint n_threads = GPOINTER_TO_UINT(data);
  const gsize few = count_allocations(N_FEW, n_threads);
  const gsize many = count_allocations(N_MANY, n_threads);
  g_assert_cmpuint(few, >, 0);
  g_assert_cmpuint(many, <=, few + N_SPARE + n_threads);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  static const guint n_threads[] = { 1, 2, 4 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path =
        g_strdup_printf("/features/allocates-nothing-for-a-series/%u-threads", n_threads[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(n_threads[i]), test_nothing_for_a_series);
  }
  return g_test_run();
}
