// SPDX-License-Identifier: MIT
#include "pool/pool.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  gsize n_items;
  gsize grain;
  unsigned n_threads;
} Shape;

typedef struct {
  Pool *pool;
  gsize n_items;
  gsize grain;
  _Atomic(unsigned) *counts; // by item
  _Atomic(int) n_short;      // ranges below the grain that do not reach the end
} Marks;

static void
mark_items(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  Marks *marks = data;
  g_assert_cmpuint(begin, <, end);
  g_assert_cmpuint(end, <=, marks->n_items);
  g_assert_cmpuint(pool_worker_get_index(worker), <, pool_get_n_threads(marks->pool));
  if (end - begin < marks->grain && end < marks->n_items) {
    atomic_fetch_add(&marks->n_short, 1);
  }
  for (gsize i = begin; i < end; i++) {
    atomic_fetch_add_explicit(&marks->counts[i], 1, memory_order_relaxed);
  }
}

static Pool *
new_pool(unsigned n_threads)
{
  g_autoptr(GError) error = NULL;
  Pool *pool = pool_new(n_threads, &error);
  g_assert_no_error(error);
  g_assert_nonnull(pool);
  return pool;
}

static void
assert_each_once(const Marks *marks)
{
  for (gsize i = 0; i < marks->n_items; i++) {
    g_assert_cmpuint(marks->counts[i], ==, 1);
  }
}

static void
run_marked(Pool *pool, gsize n_items, gsize grain)
{
  g_autofree _Atomic(unsigned) *counts = g_new0(_Atomic(unsigned), n_items + 1);
  Marks marks = { .pool = pool, .n_items = n_items, .grain = grain, .counts = counts };
  g_assert_true(pool_run(pool, n_items, grain, mark_items, &marks, NULL));
  assert_each_once(&marks);
  memset(counts, 0, n_items * sizeof *counts);
  g_assert_true(pool_run_even(pool, n_items, grain, mark_items, &marks, NULL));
  assert_each_once(&marks);
  g_assert_cmpint(marks.n_short, ==, 0);
}

static void
test_each_item_once(const void *data)
{
  const Shape *shape = data;
  g_autoptr(Pool) pool = new_pool(shape->n_threads);
  for (int i = 0; i < 20; i++) {
    run_marked(pool, shape->n_items, shape->grain);
  }
}

static void
test_counts_its_threads(void)
{
  g_autoptr(Pool) four = new_pool(4);
  g_assert_cmpuint(pool_get_n_threads(four), ==, 4);
  g_autoptr(Pool) automatic = new_pool(0);
  g_assert_cmpuint(pool_get_n_threads(automatic), ==, g_get_num_processors());
}

typedef struct {
  GThread *caller;
  int n_calls;
  gsize n_items;
} Inline;

static void
note_inline(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  Inline *notes = data;
  g_assert_true(g_thread_self() == notes->caller);
  g_assert_cmpuint(pool_worker_get_index(worker), ==, 0);
  notes->n_calls++;
  notes->n_items += end - begin;
}

static void
test_runs_inline_at_the_grain(void)
{
  g_autoptr(Pool) pool = new_pool(4);
  Inline notes = { .caller = g_thread_self() };
  g_assert_true(pool_run(pool, 32, 32, note_inline, &notes, NULL));
  g_assert_cmpint(notes.n_calls, ==, 1);
  g_assert_cmpuint(notes.n_items, ==, 32);
}

static void
test_runs_inline_on_one_thread(void)
{
  g_autoptr(Pool) pool = new_pool(1);
  Inline notes = { .caller = g_thread_self() };
  g_assert_true(pool_run(pool, 1000, 1, note_inline, &notes, NULL));
  g_assert_cmpuint(notes.n_items, ==, 1000);
}

typedef struct {
  Pool *pool;
  _Atomic(unsigned) n_arrived;
  unsigned n_expected;
  gsize meeting_item; // of the outer loop
} Meeting;

// Nobody leaves before all have come, so the test only ends when that many work at once.
static void
meet(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  Meeting *meeting = data;
  g_assert_cmpuint(end - begin, ==, 1);
  atomic_fetch_add(&meeting->n_arrived, 1);
  while (atomic_load(&meeting->n_arrived) < meeting->n_expected) {
    g_thread_yield();
  }
}

static void
test_works_on_all_threads(const void *data)
{
  unsigned n_threads = GPOINTER_TO_UINT(data);
  g_autoptr(Pool) pool = new_pool(n_threads);
  for (int i = 0; i < 20; i++) {
    Meeting meeting = { .n_expected = n_threads };
    g_assert_true(pool_run(pool, n_threads, 1, meet, &meeting, NULL));
    g_assert_cmpuint(meeting.n_arrived, ==, n_threads);
  }
}

static void
meet_inside_one(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  Meeting *meeting = data;
  for (gsize i = begin; i < end; i++) {
    if (i == meeting->meeting_item) {
      g_assert_true(pool_run(meeting->pool, meeting->n_expected, 1, meet, meeting, NULL));
    }
  }
}

// One of the outer items needs all threads, also those that wait for it.
static void
test_waiting_threads_help(const void *data)
{
  unsigned n_threads = GPOINTER_TO_UINT(data);
  g_autoptr(Pool) pool = new_pool(n_threads);
  for (gsize i = 0; i < 60; i++) {
    Meeting meeting = { .pool = pool, .n_expected = n_threads, .meeting_item = i % n_threads };
    g_assert_true(pool_run(pool, n_threads, 1, meet_inside_one, &meeting, NULL));
    g_assert_cmpuint(meeting.n_arrived, ==, n_threads);
  }
}

typedef struct Nest Nest;

struct Nest {
  Pool *pools[3]; // by depth
  _Atomic(uint64_t) sum;
};

typedef struct {
  Nest *nest;
  unsigned depth;
  uint64_t prefix;
} Level;

enum {
  NEST_WIDTH = 12,
  NEST_DEPTH = 3,
};

static void
nest_items(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  const Level *level = data;
  Nest *nest = level->nest;
  for (gsize i = begin; i < end; i++) {
    Level next = { nest, level->depth + 1, level->prefix * NEST_WIDTH + i };
    if (next.depth == NEST_DEPTH) {
      atomic_fetch_add_explicit(&nest->sum, next.prefix + 1, memory_order_relaxed);
    } else {
      g_assert_true(pool_run(nest->pools[next.depth], NEST_WIDTH, 1, nest_items, &next, NULL));
    }
  }
}

static void
run_nest(Pool *outer, Pool *middle, Pool *inner)
{
  Nest nest = { .pools = { outer, middle, inner } };
  Level top = { &nest, 0, 0 };
  g_assert_true(pool_run(outer, NEST_WIDTH, 1, nest_items, &top, NULL));
  uint64_t n = NEST_WIDTH * NEST_WIDTH * NEST_WIDTH;
  g_assert_cmpuint(nest.sum, ==, n * (n + 1) / 2);
}

static void
test_nests_three_deep(const void *data)
{
  g_autoptr(Pool) pool = new_pool(GPOINTER_TO_UINT(data));
  for (int i = 0; i < 20; i++) {
    run_nest(pool, pool, pool);
  }
}

static void
test_nests_across_pools(void)
{
  g_autoptr(Pool) first = new_pool(3);
  g_autoptr(Pool) second = new_pool(2);
  for (int i = 0; i < 20; i++) {
    run_nest(first, second, first);
    run_nest(second, first, second);
  }
}

static void *
run_several(void *pool)
{
  for (int i = 0; i < 10; i++) {
    run_marked(pool, 1000, 1);
    run_nest(pool, pool, pool);
  }
  return NULL;
}

static void
test_serves_several_callers(const void *data)
{
  g_autoptr(Pool) pool = new_pool(3);
  GThread *callers[100];
  gsize n_callers = GPOINTER_TO_SIZE(data);
  g_assert_cmpuint(n_callers, <=, G_N_ELEMENTS(callers));
  for (gsize i = 0; i < n_callers; i++) {
    callers[i] = g_thread_new("caller", run_several, pool);
  }
  for (gsize i = 0; i < n_callers; i++) {
    g_thread_join(callers[i]);
  }
}

static void
test_rebuilds_at_will(void)
{
  for (unsigned i = 0; i < 60; i++) {
    g_autoptr(Pool) pool = new_pool(1 + i % 5);
    if (i % 3 != 0) {
      run_marked(pool, 100, 1);
    }
  }
}

typedef struct {
  Pool *pool;
  _Atomic(int) is_busy[8]; // by worker
  unsigned depth;
} Busy;

static void
claim_index(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  Busy *busy = data;
  unsigned index = pool_worker_get_index(worker);
  g_assert_cmpuint(index, <, G_N_ELEMENTS(busy->is_busy));
  g_assert_cmpint(atomic_exchange(&busy->is_busy[index], TRUE), ==, FALSE);
  for (gsize i = begin; busy->depth > 0 && i < end; i++) {
    Busy inner = { .pool = busy->pool, .depth = busy->depth - 1 };
    g_assert_true(pool_run(busy->pool, 20, 1, claim_index, &inner, NULL));
  }
  g_assert_cmpint(atomic_exchange(&busy->is_busy[index], FALSE), ==, TRUE);
}

static void
test_indices_are_unique_in_a_loop(void)
{
  g_autoptr(Pool) pool = new_pool(8);
  for (int i = 0; i < 20; i++) {
    Busy busy = { .pool = pool, .depth = 1 };
    g_assert_true(pool_run(pool, 50, 1, claim_index, &busy, NULL));
  }
}

static void
fill_scratch(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  Pool *pool = data;
  Arena *arena = pool_worker_get_arena(worker);
  for (gsize i = begin; i < end; i++) {
    ArenaMark mark = arena_mark(arena);
    gsize *values = arena_take(arena, 100 * sizeof *values);
    for (gsize k = 0; k < 100; k++) {
      values[k] = i + k;
    }
    if (pool != NULL) {
      pool_run(pool, 20, 1, fill_scratch, NULL, NULL);
    }
    for (gsize k = 0; k < 100; k++) {
      g_assert_cmpuint(values[k], ==, i + k);
    }
    arena_rewind(arena, mark);
  }
}

static void
test_scratch_memory_is_the_threads_own(void)
{
  g_autoptr(Pool) pool = new_pool(4);
  g_assert_true(pool_run(pool, 300, 1, fill_scratch, pool, NULL));
}

static void
write_item(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  double *values = data;
  for (gsize i = begin; i < end; i++) {
    values[i] = 1.0 / (double)(i + 1);
  }
}

static void
test_same_bytes_for_any_threads(const void *data)
{
  enum {
    N = 20000
  };
  g_autoptr(Pool) one = new_pool(1);
  g_autoptr(Pool) many = new_pool(GPOINTER_TO_UINT(data));
  g_autofree double *expected = g_new0(double, N);
  g_autofree double *got = g_new0(double, N);
  g_assert_true(pool_run(one, N, 1, write_item, expected, NULL));
  g_assert_true(pool_run(many, N, 1, write_item, got, NULL));
  g_assert_cmpint(memcmp(got, expected, N * sizeof *got), ==, 0);
}

static void
add_rows_of_each_item_once(void)
{
  static const gsize n_items[] = { 0, 1, 2, 7, 100, 1000, 100000 };
  static const gsize grains[] = { 0, 1, 3, 64, 100000 };
  static const unsigned n_threads[] = { 1, 2, 3, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_items); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS(grains); j++) {
      for (gsize k = 0; k < G_N_ELEMENTS(n_threads); k++) {
        Shape *shape = g_new(Shape, 1);
        *shape = (Shape){ n_items[i], grains[j], n_threads[k] };
        g_autofree char *path = g_strdup_printf("/pool/does-each-item-once/%" G_GSIZE_FORMAT
                                                "-items-of-grain-%" G_GSIZE_FORMAT "-on-%u-threads",
                                                shape->n_items, shape->grain, shape->n_threads);
        g_test_add_data_func_full(path, shape, (GTestDataFunc)test_each_item_once, g_free);
      }
    }
  }
}

static void
add_rows_of_threads(const char *promise, GTestDataFunc test)
{
  static const unsigned n_threads[] = { 2, 3, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path = g_strdup_printf("/pool/%s/%u-threads", promise, n_threads[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(n_threads[i]), test);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows_of_each_item_once();
  add_rows_of_threads("works-on-all-threads", test_works_on_all_threads);
  add_rows_of_threads("waiting-threads-help", test_waiting_threads_help);
  add_rows_of_threads("nests-three-deep", test_nests_three_deep);
  add_rows_of_threads("same-bytes-as-one-thread", test_same_bytes_for_any_threads);
  g_test_add_func("/pool/counts-its-threads", test_counts_its_threads);
  g_test_add_func("/pool/runs-inline-at-the-grain", test_runs_inline_at_the_grain);
  g_test_add_func("/pool/runs-inline-on-one-thread", test_runs_inline_on_one_thread);
  g_test_add_func("/pool/nests-across-pools", test_nests_across_pools);
  g_test_add_data_func("/pool/serves-several-callers/5", GSIZE_TO_POINTER(5),
                       test_serves_several_callers);
  g_test_add_data_func("/pool/serves-several-callers/more-than-it-has-places",
                       GSIZE_TO_POINTER(100), test_serves_several_callers);
  g_test_add_func("/pool/rebuilds-at-will", test_rebuilds_at_will);
  g_test_add_func("/pool/indices-are-unique-in-a-loop", test_indices_are_unique_in_a_loop);
  g_test_add_func("/pool/scratch-memory-is-the-threads-own",
                  test_scratch_memory_is_the_threads_own);
  return g_test_run();
}
