// SPDX-License-Identifier: MIT
#include "pool/pool.h"

#include "allocation-counter.h"

enum {
  N_ITEMS = 200,
  N_LOOPS = 2000,
};

typedef struct {
  Pool *inner; // nullable
} Work;

static void
take_scratch(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  const Work *work = data;
  Arena *arena = pool_worker_get_arena(worker);
  for (gsize i = begin; i < end; i++) {
    ArenaMark mark = arena_mark(arena);
    double *values = arena_take(arena, 1000 * sizeof *values);
    values[0] = (double)i;
    if (work->inner != NULL && i % 50 == 0) {
      Work leaf = { NULL };
      pool_run(work->inner, 20, 1, take_scratch, &leaf, NULL);
    }
    arena_rewind(arena, mark);
  }
}

static void
run_loops(Pool *pool)
{
  Work work = { pool };
  for (int i = 0; i < N_LOOPS; i++) {
    pool_run(pool, N_ITEMS, 1, take_scratch, &work, NULL);
  }
}

// Waking a helper may cost a node of the GThreadPool's queue, and a thread that comes to work for
// the first time its scratch memory; nothing is allocated for an item or a loop.
static void
test_nothing_in_steady_state(const void *data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Pool) pool = pool_new(GPOINTER_TO_UINT(data), &error);
  g_assert_no_error(error);
  run_loops(pool);
  gsize before = allocation_counter_get();
  g_assert_cmpuint(before, >, 0);
  run_loops(pool);
  g_assert_cmpuint(allocation_counter_get() - before, <, N_LOOPS / 10);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  static const unsigned n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path =
        g_strdup_printf("/pool/allocates-nothing-in-steady-state/%u-threads", n_threads[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(n_threads[i]), test_nothing_in_steady_state);
  }
  return g_test_run();
}
