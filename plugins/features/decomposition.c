// SPDX-License-Identifier: MIT
#include "families.h"

#include <math.h>
#include <stl.h>

// Wang, Smith and Hyndman (2006): from this strength on a season is taken to need differencing.
static const double strong_season = 0.64;

enum {
  SEASONAL_WINDOW = 11, // periods, as in R's mstl() and feasts
  TREND_WINDOW = 19,    // steps without a season: what STL takes for a season of 10 steps
  N_LAGS = 10,
  LEAST_VALUES = 5,
};

/** The parts of the standardised values; in scratch memory. */
typedef struct {
  double *seasonal;  // [n_values]; NULL without a season
  double *trend;     // [n_values]
  double *remainder; // [n_values]
  uint64_t period;
} Parts;

/** Without a season the trend is a loess through all values. */
static plugcast_status
smooth_trend(const plugcast_call *call, const Sample *sample, Parts *parts)
{
  const uint64_t n = sample->n_values;
  double *const work = sample_take(call, 3 * n);
  if (work == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  *parts = (Parts){ .trend = work, .remainder = work + n, .period = 1 };
  const Loess loess = { .window = TREND_WINDOW, .jump = TREND_WINDOW / 10 + 1, .degree = 1 };
  const LoessPoints points = { .values = sample->standard, .n_values = n };
  const plugcast_status status = loess_smooth(call, &loess, &points, work + 2 * n, parts->trend);
  for (uint64_t t = 0; t < n; t++) {
    parts->remainder[t] = sample->standard[t] - parts->trend[t];
  }
  return status;
}

static plugcast_status
decompose(const plugcast_call *call, const Sample *sample, Parts *parts)
{
  if (!stl_is_possible(sample->n_values, sample->season)) {
    return smooth_trend(call, sample, parts);
  }
  const StlSettings settings =
      stl_settings(sample->n_values, sample->season, SEASONAL_WINDOW, false);
  Stl stl;
  const plugcast_status status =
      stl_decompose(call, &settings, sample->standard, sample->n_values, &stl);
  if (status == PLUGCAST_OK) {
    *parts = (Parts){ stl.seasonal, stl.trend, stl.remainder, sample->season };
  }
  return status;
}

/** One less the variance of the remainder over that of @part and remainder, within [0, 1]. */
static double
strength_of(const double *part, const double *remainder, uint64_t n_values, double *sum)
{
  for (uint64_t t = 0; t < n_values; t++) {
    sum[t] = part[t] + remainder[t];
  }
  const double variance = sample_variance(sum, n_values);
  // The values have variance 1: what rounding leaves of a part that is not there.
  if (!(variance > 1e-20)) {
    return 0.0;
  }
  return fmax(0.0, fmin(1.0, 1.0 - sample_variance(remainder, n_values) / variance));
}

static void
write_season(const Sample *sample, const Parts *parts, double *work, double *values)
{
  const uint64_t n = sample->n_values;
  uint64_t peak = 0;
  uint64_t trough = 0;
  for (uint64_t t = 1; t < n; t++) {
    peak = parts->seasonal[t] > parts->seasonal[peak] ? t : peak;
    trough = parts->seasonal[t] < parts->seasonal[trough] ? t : trough;
  }
  const double strength = strength_of(parts->seasonal, parts->remainder, n, work);
  values[FEATURE_SEASONAL_STRENGTH] = strength;
  values[FEATURE_NSDIFFS] = strength > strong_season ? 1.0 : 0.0;
  values[FEATURE_SEASONAL_PEAK] = (double)(peak % parts->period + 1);
  values[FEATURE_SEASONAL_TROUGH] = (double)(trough % parts->period + 1);
}

/** The trend's coefficients on polynomials that are orthonormal over the steps. */
static void
write_trend(const double *trend, uint64_t n_values, double *values)
{
  const double n = (double)n_values;
  const double middle = 0.5 * (n - 1.0);
  const double mean_square = (n * n - 1.0) / 12.0;
  double line = 0.0;
  double parabola = 0.0;
  double squares = 0.0;
  for (uint64_t t = 0; t < n_values; t++) {
    const double time = (double)t - middle;
    const double bend = time * time - mean_square;
    line += time * trend[t];
    parabola += bend * trend[t];
    squares += bend * bend;
  }
  values[FEATURE_LINEARITY] = line / sqrt(n * mean_square);
  values[FEATURE_CURVATURE] = parabola / sqrt(squares);
}

static void
write_spike(const double *remainder, uint64_t n_values, double *work, double *values)
{
  const double n = (double)n_values;
  const double mean = sample_mean(remainder, n_values);
  const double squares = sample_variance(remainder, n_values) * (n - 1.0);
  for (uint64_t t = 0; t < n_values; t++) {
    const double offset = remainder[t] - mean;
    work[t] = (squares - offset * offset) / (n - 2.0);
  }
  values[FEATURE_SPIKE] = sample_variance(work, n_values);
}

static plugcast_status
write_remainder(const plugcast_call *call,
                const Sample *sample,
                const double *remainder,
                uint64_t n_values,
                double *work,
                double *values)
{
  if (!(sample_variance(remainder, n_values) > 1e-20)) {
    return PLUGCAST_OK;
  }
  const plugcast_status status = sample_correlate(call, sample, remainder, n_values, work);
  if (status != PLUGCAST_OK) {
    return status;
  }
  values[FEATURE_E_ACF1] = work[1];
  if (n_values > N_LAGS) {
    double sum = 0.0;
    for (uint64_t lag = 1; lag <= N_LAGS; lag++) {
      sum += work[lag] * work[lag];
    }
    values[FEATURE_E_ACF10] = sum;
  }
  return PLUGCAST_OK;
}

plugcast_status
decomposition_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  if (n < LEAST_VALUES || sample->is_constant) {
    return PLUGCAST_OK;
  }
  double *const work = sample_borrow(call, sample);
  if (work == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  Parts parts;
  const plugcast_status status = decompose(call, sample, &parts);
  if (status != PLUGCAST_OK) {
    return status;
  }
  values[FEATURE_SEASONAL_PERIOD] = (double)parts.period;
  values[FEATURE_TREND_STRENGTH] = strength_of(parts.trend, parts.remainder, n, work);
  if (parts.seasonal != NULL) {
    write_season(sample, &parts, work, values);
  }
  write_trend(parts.trend, n, values);
  write_spike(parts.remainder, n, work, values);
  return write_remainder(call, sample, parts.remainder, n, work, values);
}
