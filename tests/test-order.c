// SPDX-License-Identifier: MIT
#include "order.h"

#include <float.h>
#include <glib.h>

static void
test_sorts(gconstpointer data)
{
  const guint n_values = GPOINTER_TO_UINT(data);
  g_autoptr(GRand) rand = g_rand_new_with_seed(n_values);
  g_autofree double *values = g_new(double, n_values);
  double sum = 0.0;
  for (guint i = 0; i < n_values; i++) {
    values[i] = g_rand_int_range(rand, -50, 50);
    sum += values[i];
  }
  order_sort(values, n_values);
  for (guint i = 0; i < n_values; i++) {
    sum -= values[i];
    g_assert_true(i == 0 || values[i - 1] <= values[i]);
  }
  g_assert_cmpfloat(sum, ==, 0.0);
}

static void
test_quantiles_agree_with_r(void)
{
  // R 4.2, quantile(c(1, 2, 4, 8, 16), c(0, 0.1, 0.25, 0.5, 0.9, 1))
  const double values[] = { 1.0, 2.0, 4.0, 8.0, 16.0 };
  const double probabilities[] = { 0.0, 0.1, 0.25, 0.5, 0.9, 1.0 };
  const double expected[] = { 1.0, 1.4, 2.0, 4.0, 12.8, 16.0 };
  for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_assert_cmpfloat_with_epsilon(order_quantile(values, G_N_ELEMENTS(values), probabilities[i]),
                                   expected[i], 1e-14);
  }
  g_assert_cmpfloat(order_quantile(values, 1, 0.3), ==, 1.0);
}

static void
test_median_is_the_mean_of_the_middle_two(void)
{
  const double values[] = { 1.0, 2.0, 3.0, 4.0 };
  g_assert_cmpfloat(order_median(values, 4), ==, 2.5);
  g_assert_cmpfloat(order_median(values, 3), ==, 2.0);
  g_assert_cmpfloat(order_median(values, 1), ==, 1.0);
  const double huge[] = { DBL_MAX, DBL_MAX };
  g_assert_cmpfloat(order_median(huge, 2), ==, DBL_MAX);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  const guint counts[] = { 0, 1, 2, 24, 25, 26, 1000 };
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autofree char *path = g_strdup_printf("/order/sorts/%u", counts[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(counts[i]), test_sorts);
  }
  g_test_add_func("/order/quantiles-agree-with-r", test_quantiles_agree_with_r);
  g_test_add_func("/order/median-is-the-mean-of-the-middle-two",
                  test_median_is_the_mean_of_the_middle_two);
  return g_test_run();
}
