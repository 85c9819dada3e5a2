// SPDX-License-Identifier: MIT
#include "families.h"

#include "regression.h"

#include <math.h>

static void
write_growth(double now, double before, uint32_t feature, double *values)
{
  if (before != 0.0) {
    values[feature] = (now - before) / fabs(before);
  }
}

static void
write_lags(const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  const double last = sample->filled[n - 1];
  values[FEATURE_LAST_VALUE] = sample_restore(sample, last, 1);
  if (n > 1) {
    const double before = sample->filled[n - 2];
    values[FEATURE_LAG_1_VALUE] = sample_restore(sample, before, 1);
    values[FEATURE_LAST_CHANGE] = sample_restore(sample, last - before, 1);
    write_growth(last, before, FEATURE_LAST_GROWTH, values);
  }
  if (sample->season > 1 && n > sample->season) {
    const double before = sample->filled[n - 1 - sample->season];
    values[FEATURE_LAG_SEASON_VALUE] = sample_restore(sample, before, 1);
    values[FEATURE_SEASONAL_CHANGE] = sample_restore(sample, last - before, 1);
    write_growth(last, before, FEATURE_SEASONAL_GROWTH, values);
  }
}

static void
write_window(const Sample *sample, double *values)
{
  const uint64_t width = sample->width;
  const double *const window = sample->filled + sample->n_values - width;
  double least = window[0];
  double greatest = window[0];
  for (uint64_t i = 1; i < width; i++) {
    least = fmin(least, window[i]);
    greatest = fmax(greatest, window[i]);
  }
  const double mean = sample_mean(window, width);
  const double deviation = least < greatest ? sqrt(sample_variance(window, width)) : 0.0;
  values[FEATURE_ROLLING_MEAN] = sample_restore(sample, mean, 1);
  values[FEATURE_ROLLING_DEVIATION] = sample_restore(sample, deviation, 1);
  values[FEATURE_ROLLING_MINIMUM] = sample_restore(sample, least, 1);
  values[FEATURE_ROLLING_MAXIMUM] = sample_restore(sample, greatest, 1);
  values[FEATURE_ROLLING_SLOPE] = sample_restore(sample, line_fit(window, width).slope, 1);
  if (deviation > 0.0) {
    values[FEATURE_ROLLING_SCORE] = (window[width - 1] - mean) / deviation;
  }
  if (sample->mean != 0.0) {
    values[FEATURE_ROLLING_MEAN_RATIO] = mean / sample->mean;
  }
}

plugcast_status
recent_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  (void)call;
  write_lags(sample, values);
  if (sample->n_values < sample->width) {
    return PLUGCAST_OK;
  }
  write_window(sample, values);
  // The weights have the same mean age as those of a window of this width.
  const double alpha = 2.0 / ((double)sample->width + 1.0);
  double level = sample->filled[0];
  for (uint64_t t = 1; t < sample->n_values; t++) {
    level += alpha * (sample->filled[t] - level);
  }
  values[FEATURE_SMOOTHED_LEVEL] = sample_restore(sample, level, 1);
  return PLUGCAST_OK;
}
