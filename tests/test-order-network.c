// SPDX-License-Identifier: MIT
#include "run/order_network.h"

#include "pool/stream.h"
#include "run/order_statistic.h"

#include <stdlib.h>
#include <string.h>

static int
compare_doubles(const void *left, const void *right)
{
  const double a = *(const double *)left;
  const double b = *(const double *)right;
  return (a > b) - (a < b);
}

static void
draw(double *values, gsize n, guint64 key)
{
  Stream stream;
  stream_init(&stream, key);
  for (gsize i = 0; i < n; i++) {
    // Few values, so that there are ties.
    values[i] = (double)stream_next_below(&stream, 40) - 20;
  }
}

static void
check_lane(const double *before, const double *after, gsize n, gsize lane, gsize first, gsize last)
{
  double sorted[ORDER_NETWORK_GREATEST];
  for (gsize i = 0; i < n; i++) {
    sorted[i] = before[i * ORDER_NETWORK_LANES + lane];
  }
  qsort(sorted, n, sizeof *sorted, compare_doubles);
  for (gsize i = first; i <= last; i++) {
    g_assert_cmpfloat(after[i * ORDER_NETWORK_LANES + lane], ==, sorted[i]);
  }
}

static void
check_size(gsize n, gsize first, gsize last)
{
  static double before[ORDER_NETWORK_GREATEST * ORDER_NETWORK_LANES];
  static double after[ORDER_NETWORK_GREATEST * ORDER_NETWORK_LANES];
  OrderNetwork network;
  order_network_init(&network, n, first, last);
  draw(before, n * ORDER_NETWORK_LANES, n);
  memcpy(after, before, sizeof before);
  order_network_apply(&network, after, FALSE);
  for (gsize lane = 0; lane < ORDER_NETWORK_LANES; lane++) {
    check_lane(before, after, n, lane, first, last);
  }
}

static void
check_all_sizes(void)
{
  for (gsize n = 1; n <= ORDER_NETWORK_GREATEST; n++) {
    check_size(n, (n - 1) / 2, n / 2);
    check_size(n, 0, n - 1);
    check_size(n, n / 4, n - 1 - n / 4);
  }
}

// By the zero-one principle (Knuth 5.3.4, theorem Z) all inputs are sorted when those of zeros and
// ones are; of 16 numbers, all of them are tried.
static void
check_zeros_and_ones(void)
{
  enum {
    N = 16
  };
  OrderNetwork network;
  order_network_init(&network, N, 0, N - 1);
  double rows[N * ORDER_NETWORK_LANES];
  for (guint bits = 0; bits < 1u << N; bits += ORDER_NETWORK_LANES) {
    for (gsize i = 0; i < N * ORDER_NETWORK_LANES; i++) {
      const guint pattern = bits + (guint)(i % ORDER_NETWORK_LANES);
      rows[i] = (double)(pattern >> (i / ORDER_NETWORK_LANES) & 1);
    }
    order_network_apply(&network, rows, FALSE);
    for (gsize i = ORDER_NETWORK_LANES; i < N * ORDER_NETWORK_LANES; i++) {
      g_assert_cmpfloat(rows[i - ORDER_NETWORK_LANES], <=, rows[i]);
    }
  }
}

// Also the signs of zeros.
static void
check_wide(void)
{
  if (!order_network_can_be_wide()) {
    g_test_skip("this processor has no wide vectors");
    return;
  }
  static double common[ORDER_NETWORK_GREATEST * ORDER_NETWORK_LANES];
  static double wide[ORDER_NETWORK_GREATEST * ORDER_NETWORK_LANES];
  for (gsize n = 1; n <= ORDER_NETWORK_GREATEST; n++) {
    OrderNetwork network;
    order_network_init(&network, n, n / 3, n / 2);
    draw(common, n * ORDER_NETWORK_LANES, 7 * n);
    for (gsize i = 0; i < n * ORDER_NETWORK_LANES; i += 3) {
      common[i] = i % 2 == 0 ? -0.0 : 0.0;
    }
    memcpy(wide, common, sizeof common);
    order_network_apply(&network, common, FALSE);
    order_network_apply(&network, wide, TRUE);
    g_assert_cmpint(memcmp(common, wide, sizeof common), ==, 0);
  }
}

// 9 numbers: 19 are enough for the median (Paeth 1990); what is not needed must go.
static void
check_pruning(void)
{
  OrderNetwork all;
  OrderNetwork median;
  order_network_init(&all, ORDER_NETWORK_GREATEST, 0, ORDER_NETWORK_GREATEST - 1);
  g_assert_cmpuint(all.n_comparators, ==, ORDER_NETWORK_MOST_COMPARATORS);
  order_network_init(&median, ORDER_NETWORK_GREATEST, 31, 32);
  g_assert_cmpuint(median.n_comparators, <, all.n_comparators);
  order_network_init(&median, 1, 0, 0);
  g_assert_cmpuint(median.n_comparators, ==, 0);
}

static void
check_picked(double *values, gsize n, gsize first, gsize last)
{
  g_autofree double *sorted = g_memdup2(values, n * sizeof *values);
  qsort(sorted, n, sizeof *sorted, compare_doubles);
  order_statistic_pick(values, n, first, last);
  for (gsize i = first; i <= last; i++) {
    g_assert_cmpfloat(values[i], ==, sorted[i]);
  }
}

static void
check_statistics(void)
{
  double values[1024];
  for (gsize n = 1; n <= G_N_ELEMENTS(values); n += 1 + n / 5) {
    const gsize ranks[][2] = {
      { 0, 0 }, { (n - 1) / 2, n / 2 }, { n / 10, n - 1 - n / 10 }, { n - 1, n - 1 }, { 0, n - 1 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ranks); i++) {
      draw(values, n, n + i);
      check_picked(values, n, ranks[i][0], ranks[i][1]);
    }
  }
}

static void
check_statistics_of_sorted(void)
{
  double values[1024];
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    values[i] = (double)i;
  }
  check_picked(values, G_N_ELEMENTS(values), 511, 512);
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    values[i] = 1;
  }
  check_picked(values, G_N_ELEMENTS(values), 511, 512);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/order-network/puts-wanted-ranks-in-place", check_all_sizes);
  g_test_add_func("/order-network/sorts-all-zeros-and-ones", check_zeros_and_ones);
  g_test_add_func("/order-network/same-bits-with-wide-vectors", check_wide);
  g_test_add_func("/order-network/leaves-out-what-no-rank-needs", check_pruning);
  g_test_add_func("/order-statistic/puts-wanted-ranks-in-place", check_statistics);
  g_test_add_func("/order-statistic/takes-sorted-and-equal", check_statistics_of_sorted);
  return g_test_run();
}
