// SPDX-License-Identifier: MIT
// Loops that end early.
#include "pool/cancel.h"

#include "pool/pool.h"

#include <stdatomic.h>

typedef struct {
  gsize n_items;
  gsize grain;
  unsigned n_threads;
} Shape;

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
never_called(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)begin;
  (void)end;
  (void)worker;
  (void)data;
  g_assert_not_reached();
}

static void
test_empty_loop_is_complete(void)
{
  g_autoptr(Pool) pool = new_pool(2);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_trigger(cancel);
  g_assert_true(pool_run(pool, 0, 1, never_called, NULL, NULL));
  g_assert_true(pool_run(pool, 0, 1, never_called, NULL, cancel));
}

static void
test_cancelled_before_does_nothing(const void *data)
{
  const Shape *shape = data;
  g_autoptr(Pool) pool = new_pool(shape->n_threads);
  g_autoptr(PoolCancel) triggered = pool_cancel_new();
  pool_cancel_trigger(triggered);
  g_assert_false(pool_run(pool, shape->n_items, shape->grain, never_called, NULL, triggered));

  g_autoptr(PoolCancel) late = pool_cancel_new();
  pool_cancel_set_deadline(late, g_get_monotonic_time() - 1);
  g_assert_false(pool_run(pool, shape->n_items, shape->grain, never_called, NULL, late));
}

typedef struct {
  PoolCancel *cancel;
  gboolean by_deadline;
  gsize last_item; // that cancels
  _Atomic(gsize) n_begun;
  _Atomic(gsize) n_done;
} Stopper;

static void
stop_at_item(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  Stopper *stopper = data;
  atomic_fetch_add(&stopper->n_begun, end - begin);
  if (begin <= stopper->last_item && stopper->last_item < end) {
    if (stopper->by_deadline) {
      pool_cancel_set_deadline(stopper->cancel, 0);
    } else {
      pool_cancel_trigger(stopper->cancel);
    }
  }
  while (begin > stopper->last_item && !pool_cancel_is_set(stopper->cancel)) {
    g_thread_yield();
  }
  atomic_fetch_add(&stopper->n_done, end - begin);
}

typedef struct {
  unsigned n_threads;
  gboolean by_deadline;
} StopCase;

static void
test_cancelled_during_ends_what_was_begun(const void *data)
{
  const StopCase *row = data;
  g_autoptr(Pool) pool = new_pool(row->n_threads);
  for (int i = 0; i < 20; i++) {
    g_autoptr(PoolCancel) cancel = pool_cancel_new();
    Stopper stopper = { .cancel = cancel, .by_deadline = row->by_deadline, .last_item = 40 };
    g_assert_false(pool_run(pool, 100000, 1, stop_at_item, &stopper, cancel));
    g_assert_cmpuint(stopper.n_done, ==, stopper.n_begun);
    g_assert_cmpuint(stopper.n_begun, >, 40);
    g_assert_cmpuint(stopper.n_begun, <, 100000);
  }
}

static void
test_cancelled_by_the_last_item_is_complete(void)
{
  g_autoptr(Pool) pool = new_pool(4);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  // So few items are claimed in rising order: nothing is left when the last one cancels.
  Stopper stopper = { .cancel = cancel, .last_item = 39 };
  g_assert_true(pool_run(pool, 40, 1, stop_at_item, &stopper, cancel));
  g_assert_cmpuint(stopper.n_done, ==, 40);
}

static void
count_items(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  _Atomic(gsize) *n_items = data;
  atomic_fetch_add(n_items, end - begin);
}

static void
test_cancel_leaves_the_pool_usable(void)
{
  g_autoptr(Pool) pool = new_pool(4);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  Stopper stopper = { .cancel = cancel, .last_item = 3 };
  g_assert_false(pool_run(pool, 1000, 1, stop_at_item, &stopper, cancel));
  _Atomic(gsize) n_items = 0;
  g_assert_true(pool_run(pool, 1000, 1, count_items, &n_items, NULL));
  g_assert_cmpuint(n_items, ==, 1000);
}

static void
add_rows(void)
{
  static const Shape shapes[] = { { 1, 1, 1 }, { 100, 1, 1 }, { 100, 100, 4 }, { 100, 1, 4 } };
  for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
    g_autofree char *path = g_strdup_printf(
        "/cancel/before-does-nothing/%" G_GSIZE_FORMAT "-items-on-%u-threads-%" G_GSIZE_FORMAT,
        shapes[i].n_items, shapes[i].n_threads, shapes[i].grain);
    g_test_add_data_func(path, &shapes[i], test_cancelled_before_does_nothing);
  }
  static const StopCase stops[] = { { 1, FALSE }, { 4, FALSE }, { 1, TRUE }, { 4, TRUE } };
  for (gsize i = 0; i < G_N_ELEMENTS(stops); i++) {
    g_autofree char *path =
        g_strdup_printf("/cancel/during-ends-what-was-begun/by-%s-on-%u-threads",
                        stops[i].by_deadline ? "deadline" : "trigger", stops[i].n_threads);
    g_test_add_data_func(path, &stops[i], test_cancelled_during_ends_what_was_begun);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows();
  g_test_add_func("/cancel/empty-loop-is-complete", test_empty_loop_is_complete);
  g_test_add_func("/cancel/by-the-last-item-is-complete",
                  test_cancelled_by_the_last_item_is_complete);
  g_test_add_func("/cancel/leaves-the-pool-usable", test_cancel_leaves_the_pool_usable);
  return g_test_run();
}
