// SPDX-License-Identifier: MIT
#include "families.h"

#include "autoregression.h"

#include <math.h>

static const double rounding = 1e-10;

enum {
  N_LAGS = 10,      // of the sums of squares
  N_PARTIAL = 5,    // likewise, of partial autocorrelations
  LEAST_VALUES = 3, // for any correlation
};

/** Where a series, or its differences, leave their features. */
typedef struct {
  uint32_t first;   // at lag 1
  uint32_t squares; // sum over N_LAGS
  uint32_t partial; // sum over N_PARTIAL
} Places;

static const Places places_of[] = {
  { FEATURE_X_ACF1, FEATURE_X_ACF10, FEATURE_X_PACF5 },
  { FEATURE_DIFF1_ACF1, FEATURE_DIFF1_ACF10, FEATURE_DIFF1X_PACF5 },
  { FEATURE_DIFF2_ACF1, FEATURE_DIFF2_ACF10, FEATURE_DIFF2X_PACF5 },
};

enum {
  N_ORDERS = sizeof places_of / sizeof places_of[0], // of differencing
};

static double
sum_squares(const double *values, uint64_t n_values)
{
  double sum = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    sum += values[i] * values[i];
  }
  return sum;
}

static plugcast_status
write_sums(const plugcast_call *call,
           const double *correlations,
           uint64_t n_values,
           const Places *places,
           double *values)
{
  values[places->first] = correlations[1];
  if (n_values > N_LAGS) {
    values[places->squares] = sum_squares(correlations + 1, N_LAGS);
  }
  if (n_values <= N_PARTIAL) {
    return PLUGCAST_OK;
  }
  double partial[N_PARTIAL];
  const plugcast_status status = autoregression_partial(call, correlations, N_PARTIAL, partial);
  if (status == PLUGCAST_OK) {
    values[places->partial] = sum_squares(partial, N_PARTIAL);
  }
  return status;
}

static void
write_single_lags(const Sample *sample, const double *correlations, double *values)
{
  const uint64_t n = sample->n_values;
  values[FEATURE_ACF_LAG2] = correlations[2];
  if (n > 3) {
    values[FEATURE_ACF_LAG3] = correlations[3];
  }
  if (n > 9) {
    values[FEATURE_ACF_LAG9] = correlations[9];
  }
  for (uint64_t k = 1; k < n; k++) {
    if (correlations[k] <= 0.0) {
      values[FEATURE_FIRSTZERO_AC] = (double)k;
      break;
    }
  }
  if (n > N_LAGS) {
    double sum = 0.0;
    for (uint64_t k = 1; k <= N_LAGS; k++) {
      sum += correlations[k] * correlations[k] / (double)(n - k);
    }
    values[FEATURE_LJUNG_BOX] = (double)n * ((double)n + 2.0) * sum;
  }
}

static plugcast_status
write_season(const plugcast_call *call,
             const Sample *sample,
             const double *correlations,
             double *values)
{
  const uint64_t season = sample->season;
  if (season == 1 || season >= sample->n_values) {
    return PLUGCAST_OK;
  }
  values[FEATURE_SEAS_ACF1] = correlations[season];
  double *const partial = sample_take(call, season);
  if (partial == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  const plugcast_status status = autoregression_partial(call, correlations, season, partial);
  if (status == PLUGCAST_OK) {
    values[FEATURE_SEAS_PACF] = partial[season - 1];
  }
  return status;
}

/** Whether the values, in standard deviations of the series, differ by more than rounding. */
static bool
has_spread(const double *values, uint64_t n_values)
{
  double least = values[0];
  double greatest = values[0];
  for (uint64_t i = 1; i < n_values; i++) {
    least = fmin(least, values[i]);
    greatest = fmax(greatest, values[i]);
  }
  return greatest - least > rounding;
}

/** Correlates the series and its differences, which take the place of @work one after another. */
static plugcast_status
write_orders(const plugcast_call *call,
             const Sample *sample,
             double *work,
             double *correlations,
             double *values)
{
  plugcast_status status = PLUGCAST_OK;
  for (uint64_t order = 0; order < N_ORDERS && status == PLUGCAST_OK; order++) {
    const uint64_t n = sample->n_values - order;
    for (uint64_t i = 0; order > 0 && i < n; i++) {
      work[i] = work[i + 1] - work[i];
    }
    if (n < LEAST_VALUES || !has_spread(work, n)) {
      break;
    }
    status = sample_correlate(call, sample, work, n, correlations);
    if (status == PLUGCAST_OK) {
      status = write_sums(call, correlations, n, &places_of[order], values);
    }
    if (status == PLUGCAST_OK && order == 0) {
      write_single_lags(sample, correlations, values);
      status = write_season(call, sample, correlations, values);
    }
  }
  return status;
}

plugcast_status
autocorrelation_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  if (n < LEAST_VALUES || sample->is_constant) {
    return PLUGCAST_OK;
  }
  double *const work = sample_borrow(call, sample);
  if (work == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  for (uint64_t i = 0; i < n; i++) {
    work[i] = sample->standard[i];
  }
  return write_orders(call, sample, work, work + n, values);
}
