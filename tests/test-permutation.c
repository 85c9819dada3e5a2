// SPDX-License-Identifier: MIT
#include "pool/permutation.h"

#include <math.h>
#include <string.h>

static void
test_holds_every_number_once(void)
{
  static const gsize sizes[] = { 1, 2, 3, 4, 5, 7, 8, 9, 100, 1000, 4096, 4097, 65535 };
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    const gsize n = sizes[i];
    g_autofree gboolean *is_seen = g_new0(gboolean, n);
    Permutation permutation;
    permutation_init(&permutation, 17 + i, n);
    for (gsize position = 0; position < n; position++) {
      const gsize value = permutation_at(&permutation, position);
      g_assert_cmpuint(value, <, n);
      g_assert_false(is_seen[value]);
      is_seen[value] = TRUE;
    }
  }
}

static void
test_the_key_fixes_the_order(void)
{
  Permutation first;
  Permutation again;
  Permutation other;
  permutation_init(&first, 1, 1000);
  permutation_init(&again, 1, 1000);
  permutation_init(&other, 2, 1000);
  gsize n_equal = 0;
  for (gsize i = 0; i < 1000; i++) {
    g_assert_cmpuint(permutation_at(&first, i), ==, permutation_at(&again, i));
    n_equal += permutation_at(&first, i) == permutation_at(&other, i);
  }
  // Two random orders agree at one place on average, at more than 10 once in ten million pairs.
  g_assert_cmpuint(n_equal, <=, 10);
}

// Pearson's statistic over all 24 orders of four numbers; its 99.9 % quantile of 23 degrees of
// freedom is 49.7 (R: qchisq(.999, 23)).
static void
test_all_orders_are_equally_likely(void)
{
  enum {
    N_KEYS = 24000,
  };
  gsize counts[256] = { 0 };
  for (gsize key = 0; key < N_KEYS; key++) {
    Permutation permutation;
    permutation_init(&permutation, key, 4);
    gsize order = 0;
    for (gsize i = 0; i < 4; i++) {
      order = order * 4 + permutation_at(&permutation, i);
    }
    counts[order]++;
  }
  const double expected = N_KEYS / 24.0;
  double statistic = 0.0;
  gsize n_orders = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    n_orders += counts[i] > 0;
    statistic += counts[i] > 0 ? pow((double)counts[i] - expected, 2) / expected : 0.0;
  }
  g_assert_cmpuint(n_orders, ==, 24);
  g_assert_cmpfloat(statistic, <, 49.7);
}

// Neighbours are not neighbours any more: the correlation of n pairs has deviation 1 / sqrt(n).
static void
test_order_says_nothing_about_the_value(void)
{
  enum {
    N = 10000,
  };
  Permutation permutation;
  permutation_init(&permutation, 5, N);
  const double middle = (N - 1) / 2.0;
  double with_position = 0.0;
  double with_next = 0.0;
  double variance = 0.0;
  for (gsize i = 0; i < N; i++) {
    const double value = (double)permutation_at(&permutation, i) - middle;
    const double next = (double)permutation_at(&permutation, (i + 1) % N) - middle;
    with_position += value * ((double)i - middle);
    with_next += value * next;
    variance += value * value;
  }
  g_assert_cmpfloat(fabs(with_position / variance), <, 0.04);
  g_assert_cmpfloat(fabs(with_next / variance), <, 0.04);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/permutation/holds-every-number-once", test_holds_every_number_once);
  g_test_add_func("/permutation/the-key-fixes-the-order", test_the_key_fixes_the_order);
  g_test_add_func("/permutation/all-orders-are-equally-likely", test_all_orders_are_equally_likely);
  g_test_add_func("/permutation/order-says-nothing-about-the-value",
                  test_order_says_nothing_about_the_value);
  return g_test_run();
}
