// SPDX-License-Identifier: MIT
#include "families.h"

#include <math.h>
#include <order.h>

// Tukey (1977): beyond this many interquartile ranges from the quartiles lies an outlier.
static const double fence = 1.5;

enum {
  LEAST_FOR_SKEWNESS = 3,
  LEAST_FOR_KURTOSIS = 4,
};

/** Central moments with divisor n. */
typedef struct {
  double mean;
  double second;
  double third;
  double fourth;
} Moments;

static Moments
find_moments(const double *values, uint64_t n_values)
{
  Moments moments = { .mean = sample_mean(values, n_values) };
  for (uint64_t i = 0; i < n_values; i++) {
    const double offset = values[i] - moments.mean;
    const double square = offset * offset;
    moments.second += square;
    moments.third += square * offset;
    moments.fourth += square * square;
  }
  moments.second /= (double)n_values;
  moments.third /= (double)n_values;
  moments.fourth /= (double)n_values;
  return moments;
}

static void
write_location(const Sample *sample, double *values)
{
  const uint64_t n = sample->history.n_observed;
  const double *const sorted = sample->sorted;
  const double lower = order_quantile(sorted, n, 0.25);
  const double upper = order_quantile(sorted, n, 0.75);
  values[FEATURE_LENGTH] = (double)sample->n_values;
  values[FEATURE_MISSING_SHARE] = 1.0 - (double)n / (double)sample->series->n_values;
  values[FEATURE_MEAN] = sample_restore(sample, sample_mean(sorted, n), 1);
  values[FEATURE_MEDIAN] = sample_restore(sample, order_quantile(sorted, n, 0.5), 1);
  values[FEATURE_MINIMUM] = sample_restore(sample, sorted[0], 1);
  values[FEATURE_MAXIMUM] = sample_restore(sample, sorted[n - 1], 1);
  values[FEATURE_QUARTILE_1] = sample_restore(sample, lower, 1);
  values[FEATURE_QUARTILE_3] = sample_restore(sample, upper, 1);
  values[FEATURE_INTERQUARTILE_RANGE] = sample_restore(sample, upper - lower, 1);
}

static void
write_shape(const Sample *sample, double *values)
{
  const uint64_t n = sample->history.n_observed;
  if (sample->is_constant) {
    return;
  }
  const Moments moments = find_moments(sample->sorted, n);
  const double count = (double)n;
  const double skewness = moments.third / (moments.second * sqrt(moments.second));
  const double kurtosis = moments.fourth / (moments.second * moments.second) - 3.0;
  if (n >= LEAST_FOR_SKEWNESS) {
    values[FEATURE_SKEWNESS] = skewness;
  }
  if (n >= LEAST_FOR_KURTOSIS) {
    values[FEATURE_KURTOSIS] = kurtosis;
    values[FEATURE_JARQUE_BERA] = count / 6.0 * (skewness * skewness + kurtosis * kurtosis / 4.0);
  }
}

static void
write_spread(const Sample *sample, double *values)
{
  const uint64_t n = sample->history.n_observed;
  if (n < 2) {
    return;
  }
  const double variance = sample->is_constant ? 0.0 : sample_variance(sample->sorted, n);
  const double mean = sample_mean(sample->sorted, n);
  values[FEATURE_VARIANCE] = sample_restore(sample, variance, 2);
  values[FEATURE_STANDARD_DEVIATION] = sample_restore(sample, sqrt(variance), 1);
  if (mean != 0.0) {
    values[FEATURE_COEFFICIENT_OF_VARIATION] = sqrt(variance) / fabs(mean);
  }
}

static void
write_shares(const Sample *sample, double *values)
{
  const uint64_t n = sample->history.n_observed;
  const double *const sorted = sample->sorted;
  const double lower = order_quantile(sorted, n, 0.25);
  const double upper = order_quantile(sorted, n, 0.75);
  // A value on the fence stays on it when the series is scaled.
  const double reach = fence * (upper - lower) + SAMPLE_ROUNDING * (sorted[n - 1] - sorted[0]);
  uint64_t n_different = 1;
  uint64_t n_outliers = 0;
  for (uint64_t i = 0; i < n; i++) {
    n_different += i > 0 && sorted[i] > sorted[i - 1] ? 1 : 0;
    n_outliers += sorted[i] < lower - reach || sorted[i] > upper + reach ? 1 : 0;
  }
  values[FEATURE_UNIQUE_SHARE] = (double)n_different / (double)n;
  values[FEATURE_OUTLIER_SHARE] = (double)n_outliers / (double)n;
}

static plugcast_status
write_median_deviation(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->history.n_observed;
  double *const deviations = sample_borrow(call, sample);
  if (deviations == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  const double median = order_quantile(sample->sorted, n, 0.5);
  for (uint64_t i = 0; i < n; i++) {
    deviations[i] = fabs(sample->sorted[i] - median);
  }
  order_sort(deviations, n);
  values[FEATURE_MEDIAN_ABSOLUTE_DEVIATION] =
      sample_restore(sample, order_quantile(deviations, n, 0.5), 1);
  return PLUGCAST_OK;
}

plugcast_status
distribution_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  write_location(sample, values);
  write_spread(sample, values);
  write_shape(sample, values);
  write_shares(sample, values);
  return write_median_deviation(call, sample, values);
}
