// SPDX-License-Identifier: MIT
#include "allocation-counter.h"
#include "run-fixture.h"
#include "run/augment.h"
#include "run/setup.h"

enum {
  N_FEW = 100,
  N_MANY = 3000,
  // Arrays that double five times more, and nodes of queues, which depend on the clock.
  N_SPARE = 64,
};

static gboolean
drop_rows(const TableSource *rows G_GNUC_UNUSED,
          gpointer data G_GNUC_UNUSED,
          GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

/** Returns: allocations of a run of @n_copies copies, after one that warms the threads. */
static gsize
count_allocations(gsize n_copies, guint n_threads)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, n_threads);
  g_autoptr(GError) error = NULL;
  const char *const texts[] = { "plus,two", NULL };
  g_autoptr(GPtrArray) augmenters =
      setup_list_new(fixture.registry, PLUGCAST_KIND_AUGMENTER, texts, &error);
  g_assert_no_error(error);
  const AugmentOptions options = {
    .panel = fixture.panel,
    .augmenters = augmenters,
    .n_copies = n_copies,
    .pool = fixture.pool,
    .sink = drop_rows,
  };
  gsize n_allocations = 0;
  for (int i = 0; i < 2; i++) {
    const gsize before = allocation_counter_get();
    g_auto(AugmentRun) run = { 0 };
    g_assert_true(augment_run(&options, &run, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(run.n_made, ==, 6 * n_copies);
    n_allocations = allocation_counter_get() - before;
  }
  return n_allocations;
}

// parallel.md 4.12: no allocation per sample in steady state.
static void
test_copies_allocate_nothing(gconstpointer data)
{
  const guint n_threads = GPOINTER_TO_UINT(data);
  const gsize few = count_allocations(N_FEW, n_threads);
  const gsize many = count_allocations(N_MANY, n_threads);
  g_assert_cmpuint(many, <=, few + N_SPARE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  static const guint counts[] = { 1, 2, 4 };
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autofree char *path = g_strdup_printf("/augment/copies-allocate-nothing/%u", counts[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(counts[i]), test_copies_allocate_nothing);
  }
  return g_test_run();
}
