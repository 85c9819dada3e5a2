// SPDX-License-Identifier: MIT
#include "run/sample_summary.h"

#include <math.h>

// Two steps: 1 … 5 in another order, and far from zero.
static const double samples[] = {
  3, 1e9 + 3, 1, 1e9 + 1, 5, 1e9 + 5, 2, 1e9 + 2, 4, 1e9 + 4,
};

static void
check_moments(void)
{
  g_autoptr(Arena) arena = arena_new();
  double mean[2];
  double deviation[2];
  const SampleSummary summary = { .mean = mean, .deviation = deviation };
  sample_summary_run(samples, 5, 2, &summary, arena);
  g_assert_cmpfloat(mean[0], ==, 3);
  g_assert_cmpfloat(mean[1], ==, 1e9 + 3);
  // Σ (x - 3)² = 10, over n - 1; no digit is lost to the size of the numbers.
  g_assert_cmpfloat_with_epsilon(deviation[0], sqrt(2.5), 1e-15);
  g_assert_cmpfloat_with_epsilon(deviation[1], sqrt(2.5), 1e-9);
}

static void
check_one_sample(void)
{
  g_autoptr(Arena) arena = arena_new();
  double mean[2];
  double deviation[2];
  double quantiles[2];
  const double median = 0.5;
  const SampleSummary summary = {
    .mean = mean,
    .deviation = deviation,
    .quantiles = quantiles,
    .probabilities = &median,
    .n_probabilities = 1,
  };
  sample_summary_run(samples, 1, 2, &summary, arena);
  g_assert_cmpfloat(mean[0], ==, 3);
  g_assert_cmpfloat(deviation[0], ==, 0);
  g_assert_cmpfloat(quantiles[1], ==, 1e9 + 3);
}

// R: quantile(1:5, c(0.1, 0.25, 0.5, 0.9), type = 7) is 1.4, 2, 3, 4.6.
static void
check_quantiles(void)
{
  static const double probabilities[] = { 0.1, 0.25, 0.5, 0.9 };
  static const double expected[] = { 1.4, 2, 3, 4.6 };
  g_autoptr(Arena) arena = arena_new();
  double quantiles[8];
  const SampleSummary summary = {
    .quantiles = quantiles,
    .probabilities = probabilities,
    .n_probabilities = 4,
  };
  sample_summary_run(samples, 5, 2, &summary, arena);
  for (gsize i = 0; i < 4; i++) {
    g_assert_cmpfloat_with_epsilon(quantiles[2 * i], expected[i], 1e-12);
    g_assert_cmpfloat_with_epsilon(quantiles[2 * i + 1], 1e9 + expected[i], 1e-6);
  }
}

static void
check_huge(void)
{
  static const double huge[] = { -1.7e308, 1.7e308, 1.7e308 };
  g_autoptr(Arena) arena = arena_new();
  double quantile = 0;
  const double quarter = 0.25;
  const SampleSummary summary = {
    .quantiles = &quantile,
    .probabilities = &quarter,
    .n_probabilities = 1,
  };
  sample_summary_run(huge, 3, 1, &summary, arena);
  g_assert_cmpfloat(quantile, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sample-summary/moments-in-one-pass", check_moments);
  g_test_add_func("/sample-summary/one-sample-has-no-deviation", check_one_sample);
  g_test_add_func("/sample-summary/quantiles-between-order-statistics", check_quantiles);
  g_test_add_func("/sample-summary/quantiles-of-huge-numbers", check_huge);
  return g_test_run();
}
