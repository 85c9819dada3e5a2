// SPDX-License-Identifier: MIT
#include "pool/reduce.h"

#include "pool/stream.h"

#include <string.h>

enum {
  BLOCK = 64,
};

static Pool *
new_pool(unsigned n_threads)
{
  g_autoptr(GError) error = NULL;
  Pool *pool = pool_new(n_threads, &error);
  g_assert_no_error(error);
  return pool;
}

// Values of such different sizes that another order of additions gives other bits.
static double *
new_values(gsize n)
{
  double *values = g_new(double, n + 1);
  Stream stream;
  stream_init(&stream, n);
  for (gsize i = 0; i < n; i++) {
    double normal = stream_next_normal(&stream);
    values[i] = normal * normal * normal * (i % 7 == 0 ? 1e9 : 1.0);
  }
  return values;
}

static void
fold_value(gsize index, void *accumulator, PoolWorker *worker, void *data)
{
  (void)worker;
  const double *values = data;
  *(double *)accumulator += values[index];
}

static void
join_sum(void *left, const void *right, void *data)
{
  (void)data;
  *(double *)left += *(const double *)right;
}

// The same tree in the plainest way: halves of blocks at the greatest power of two below.
static double
sum_tree(const double *values, gsize n, gsize first_block, gsize n_blocks)
{
  if (n_blocks == 1) {
    double sum = 0.0;
    gsize end = MIN((first_block + 1) * BLOCK, n);
    for (gsize i = first_block * BLOCK; i < end; i++) {
      sum += values[i];
    }
    return sum;
  }
  gsize half = 1;
  while (2 * half < n_blocks) {
    half *= 2;
  }
  return sum_tree(values, n, first_block, half) +
         sum_tree(values, n, first_block + half, n_blocks - half);
}

static void
test_same_bits_on(const void *data)
{
  g_autoptr(Pool) pool = new_pool(GPOINTER_TO_UINT(data));
  static const gsize sizes[] = { 1, 2, 63, 64, 65, 128, 1000, 64 * 37, 50001 };
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    gsize n = sizes[i];
    g_autofree double *values = new_values(n);
    double expected = sum_tree(values, n, 0, (n - 1) / BLOCK + 1);
    for (int repeat = 0; repeat < 10; repeat++) {
      double sum = 0.0;
      g_assert_true(
          reduce_run(pool, n, BLOCK, sizeof sum, fold_value, join_sum, values, NULL, &sum));
      g_assert_cmpint(memcmp(&sum, &expected, sizeof sum), ==, 0);
    }
  }
}

static void
test_order_matters_to_the_values(void)
{
  gsize n = 50001;
  g_autofree double *values = new_values(n);
  double plain = 0.0;
  for (gsize i = 0; i < n; i++) {
    plain += values[i];
  }
  double tree = sum_tree(values, n, 0, (n - 1) / BLOCK + 1);
  g_assert_cmpint(memcmp(&plain, &tree, sizeof plain), !=, 0);
}

static void
test_nothing_leaves_the_neutral_element(void)
{
  g_autoptr(Pool) pool = new_pool(2);
  double sum = 5.0;
  g_assert_true(reduce_run(pool, 0, BLOCK, sizeof sum, fold_value, join_sum, NULL, NULL, &sum));
  g_assert_cmpfloat(sum, ==, 5.0);
}

static void
test_cancelled_leaves_the_result(void)
{
  g_autoptr(Pool) pool = new_pool(2);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_trigger(cancel);
  double values[100] = { 1.0 };
  double sum = 5.0;
  g_assert_false(
      reduce_run(pool, 100, BLOCK, sizeof sum, fold_value, join_sum, values, cancel, &sum));
  g_assert_cmpfloat(sum, ==, 5.0);
}

typedef struct {
  gsize first;
  gsize end;
} Span;

static void
fold_span(gsize index, void *accumulator, PoolWorker *worker, void *data)
{
  (void)worker;
  (void)data;
  Span *span = accumulator;
  if (span->first == span->end) {
    *span = (Span){ index, index };
  }
  g_assert_cmpuint(span->end, ==, index);
  span->end++;
}

static void
join_span(void *left, const void *right, void *data)
{
  (void)data;
  Span *before = left;
  const Span *after = right;
  g_assert_cmpuint(before->end, ==, after->first);
  before->end = after->end;
}

static void
test_joins_neighbours_only(void)
{
  g_autoptr(Pool) pool = new_pool(4);
  for (gsize n = 1; n < 400; n++) {
    Span all = { 0, 0 };
    g_assert_true(reduce_run(pool, n, 3, sizeof all, fold_span, join_span, NULL, NULL, &all));
    g_assert_cmpuint(all.first, ==, 0);
    g_assert_cmpuint(all.end, ==, n);
  }
}

// Lane k takes the values k, k + 8, …; then the halves are added.
static double
sum_lanes(const double *values, gsize n)
{
  double lanes[8] = { 0 };
  for (gsize i = 0; i < n; i++) {
    lanes[i % 8] += values[i];
  }
  for (gsize half = 4; half > 0; half /= 2) {
    for (gsize k = 0; k < half; k++) {
      lanes[k] += lanes[k + half];
    }
  }
  return lanes[0];
}

static void
test_sum_has_the_bits_of_eight_lanes(void)
{
  for (gsize n = 0; n < 100; n++) {
    g_autofree double *values = new_values(n);
    double expected = sum_lanes(values, n);
    double sum = reduce_sum(values, n);
    g_assert_cmpint(memcmp(&sum, &expected, sizeof sum), ==, 0);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  static const unsigned n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path = g_strdup_printf("/reduce/same-bits-on/%u-threads", n_threads[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(n_threads[i]), test_same_bits_on);
  }
  g_test_add_func("/reduce/order-matters-to-the-values", test_order_matters_to_the_values);
  g_test_add_func("/reduce/nothing-leaves-the-neutral-element",
                  test_nothing_leaves_the_neutral_element);
  g_test_add_func("/reduce/cancelled-leaves-the-result", test_cancelled_leaves_the_result);
  g_test_add_func("/reduce/joins-neighbours-only", test_joins_neighbours_only);
  g_test_add_func("/reduce/sum-has-the-bits-of-eight-lanes", test_sum_has_the_bits_of_eight_lanes);
  return g_test_run();
}
