// SPDX-License-Identifier: MIT
#include "catch22.h"

#include "families.h"
#include "fourier.h"

#include <math.h>

static const double pi = 3.141592653589793;

// A change of more than this many standard deviations counts as high.
static const double high_change = 0.04;

enum {
  LEAST_VALUES = 5,
  MAX_BINS = 10,
  MAX_AMI_LAG = 40,
  N_FORECAST = 3, // values whose mean forecasts the next one
};

uint64_t
catch22_first_zero(const double *correlations, uint64_t n_values)
{
  uint64_t lag = 1;
  while (lag < n_values && correlations[lag] > 0.0) {
    lag++;
  }
  return lag;
}

typedef struct {
  double least;
  double greatest;
} Range;

static Range
find_range(const double *values, uint64_t n_values)
{
  Range range = { values[0], values[0] };
  for (uint64_t i = 1; i < n_values; i++) {
    range.least = fmin(range.least, values[i]);
    range.greatest = fmax(range.greatest, values[i]);
  }
  return range;
}

/** The bin of @n_bins that @value falls into; each has its lower edge, the last one both. */
static uint64_t
bin_of(double value, const Range *range, uint64_t n_bins)
{
  const double place = sample_place(value, range->least, range->greatest, (double)n_bins);
  const uint64_t bin = place > 0.0 ? (uint64_t)place : 0;
  return bin < n_bins ? bin : n_bins - 1;
}

/** The middle of the fullest bin; of several, the mean of their middles. */
static double
find_mode(const Sample *sample, uint64_t n_bins)
{
  const Range range = find_range(sample->standard, sample->n_values);
  uint64_t counts[MAX_BINS] = { 0 };
  for (uint64_t i = 0; i < sample->n_values; i++) {
    counts[bin_of(sample->standard[i], &range, n_bins)]++;
  }
  uint64_t most = 0;
  uint64_t n_most = 0;
  double sum = 0.0;
  const double step = (range.greatest - range.least) / (double)n_bins;
  for (uint64_t bin = 0; bin < n_bins; bin++) {
    const double middle = range.least + ((double)bin + 0.5) * step;
    if (counts[bin] > most) {
      most = counts[bin];
      n_most = 1;
      sum = middle;
    } else if (counts[bin] == most) {
      n_most++;
      sum += middle;
    }
  }
  return sum / (double)n_most;
}

static void
write_correlation_times(const double *correlations, uint64_t n_values, double *values)
{
  const double threshold = exp(-1.0);
  values[FEATURE_ACF_TIMESCALE] = (double)n_values;
  for (uint64_t k = 0; k + 1 < n_values; k++) {
    if (correlations[k + 1] < threshold) {
      const double fall = correlations[k] - correlations[k + 1];
      values[FEATURE_ACF_TIMESCALE] = (double)k + (correlations[k] - threshold) / fall;
      break;
    }
  }
  values[FEATURE_ACF_FIRST_MIN] = (double)n_values;
  for (uint64_t k = 1; k + 1 < n_values; k++) {
    if (correlations[k] < correlations[k - 1] && correlations[k] < correlations[k + 1]) {
      values[FEATURE_ACF_FIRST_MIN] = (double)k;
      break;
    }
  }
}

/** The longest stretches: of values not below the mean, and of steps that do not rise. */
static void
write_stretches(const Sample *sample, double *values)
{
  uint64_t high = 0;
  uint64_t falling = 0;
  uint64_t longest_high = 0;
  uint64_t longest_falling = 0;
  for (uint64_t t = 0; t < sample->n_values; t++) {
    const double value = sample->standard[t];
    high = value >= 0.0 ? high + 1 : 0;
    longest_high = high > longest_high ? high : longest_high;
    falling = t > 0 && value <= sample->standard[t - 1] ? falling + 1 : 0;
    longest_falling = falling > longest_falling ? falling : longest_falling;
  }
  values[FEATURE_STRETCH_HIGH] = (double)longest_high;
  values[FEATURE_STRETCH_DECREASING] = (double)longest_falling;
}

static void
write_changes(const Sample *sample, double *values)
{
  double cubes = 0.0;
  uint64_t n_high = 0;
  for (uint64_t t = 1; t < sample->n_values; t++) {
    const double change = sample->standard[t] - sample->standard[t - 1];
    cubes += change * change * change;
    n_high += fabs(change) > high_change ? 1 : 0;
  }
  const double n_changes = (double)(sample->n_values - 1);
  values[FEATURE_TREV] = cubes / n_changes;
  values[FEATURE_HIGH_FLUCTUATION] = (double)n_high / n_changes;
}

/** The correlation of the series with itself @lag steps later, each part about its own mean. */
static double
correlate_parts(const double *series, uint64_t n_values, uint64_t lag)
{
  const uint64_t n = n_values - lag;
  const double mean_before = sample_mean(series, n);
  const double mean_after = sample_mean(series + lag, n);
  double products = 0.0;
  double squares_before = 0.0;
  double squares_after = 0.0;
  for (uint64_t t = 0; t < n; t++) {
    const double before = series[t] - mean_before;
    const double after = series[t + lag] - mean_after;
    products += before * after;
    squares_before += before * before;
    squares_after += after * after;
  }
  return products / sqrt(squares_before * squares_after);
}

/** First minimum of the mutual information of a normal process; counted as the lag less one. */
static void
write_information_time(const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  const uint64_t half = (n + 1) / 2;
  const uint64_t n_lags = half < MAX_AMI_LAG ? half : MAX_AMI_LAG;
  double information[MAX_AMI_LAG] = { 0.0 };
  for (uint64_t i = 0; i < n_lags; i++) {
    const double correlation = correlate_parts(sample->standard, n, i + 1);
    information[i] = -0.5 * log(1.0 - correlation * correlation);
  }
  values[FEATURE_AMI_TIMESCALE] = (double)n_lags;
  for (uint64_t i = 1; i + 1 < n_lags; i++) {
    if (information[i] < information[i - 1] && information[i] < information[i + 1]) {
      values[FEATURE_AMI_TIMESCALE] = (double)i;
      break;
    }
  }
}

/** Errors of forecasting by the value before, and by the mean of the three before. */
static plugcast_status
write_forecasts(const plugcast_call *call,
                const Sample *sample,
                const double *correlations,
                double *values)
{
  const uint64_t n = sample->n_values;
  double *const errors = sample_borrow(call, sample);
  if (errors == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  for (uint64_t t = 0; t + 1 < n; t++) {
    errors[t] = sample->standard[t + 1] - sample->standard[t];
  }
  double *const error_correlations = errors + n;
  const plugcast_status status = sample_correlate(call, sample, errors, n - 1, error_correlations);
  if (status != PLUGCAST_OK) {
    return status;
  }
  values[FEATURE_WHITEN_TIMESCALE] = (double)catch22_first_zero(error_correlations, n - 1) /
                                     (double)catch22_first_zero(correlations, n);
  for (uint64_t t = 0; t + N_FORECAST < n; t++) {
    const double mean = sample_mean(sample->standard + t, N_FORECAST);
    errors[t] = sample->standard[t + N_FORECAST] - mean;
  }
  values[FEATURE_FORECAST_ERROR] = sqrt(sample_variance(errors, n - N_FORECAST));
  return status;
}

/** Power below a fifth of the frequencies, and the frequency that halves the power. */
static plugcast_status
write_power(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n_points = fourier_round_up(sample->n_values);
  const uint64_t n_ordinates = n_points / 2 + 1;
  double *const power = sample_borrow(call, sample);
  if (power == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  const plugcast_status status = fourier_padded_power(call, &sample->memory->fourier,
                                                      sample->standard, sample->n_values, power);
  if (status != PLUGCAST_OK) {
    return status;
  }
  double total = 0.0;
  double low = 0.0;
  for (uint64_t j = 0; j < n_ordinates; j++) {
    const bool is_inside = j > 0 && j + 1 < n_ordinates;
    power[j] *= (is_inside ? 2.0 : 1.0) / ((double)sample->n_values * (double)n_points);
    total += power[j];
    low += j < n_ordinates / 5 ? power[j] : 0.0;
  }
  values[FEATURE_LOW_FREQ_POWER] = low;
  double below = 0.0;
  for (uint64_t j = 0; j < n_ordinates; j++) {
    below += power[j];
    if (below > 0.5 * total) {
      values[FEATURE_CENTROID_FREQ] = 2.0 * pi * (double)j / (double)n_points;
      break;
    }
  }
  return PLUGCAST_OK;
}

/** How far the steps of the two-dimensional embedding are from exponentially distributed. */
static double
compare_with_exponential(const double *distances, uint64_t n, double *counts, uint64_t n_bins)
{
  const Range range = find_range(distances, n);
  const double mean = sample_mean(distances, n);
  const double step = (range.greatest - range.least) / (double)n_bins;
  for (uint64_t bin = 0; bin < n_bins; bin++) {
    counts[bin] = 0.0;
  }
  for (uint64_t i = 0; i < n; i++) {
    counts[bin_of(distances[i], &range, n_bins)] += 1.0;
  }
  double sum = 0.0;
  for (uint64_t bin = 0; bin < n_bins; bin++) {
    const double middle = range.least + ((double)bin + 0.5) * step;
    sum += fabs(counts[bin] / (double)n - exp(-middle / mean) / mean);
  }
  return sum / (double)n_bins;
}

static plugcast_status
write_embedding(const plugcast_call *call,
                const Sample *sample,
                const double *correlations,
                double *values)
{
  const uint64_t n = sample->n_values;
  const uint64_t zero = catch22_first_zero(correlations, n);
  const uint64_t lag = zero < n / 10 ? zero : n / 10;
  const uint64_t n_steps = n - lag - 1;
  const double *const standard = sample->standard;
  double *const distances = sample_borrow(call, sample);
  if (distances == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  for (uint64_t t = 0; t < n_steps; t++) {
    distances[t] = hypot(standard[t + 1] - standard[t], standard[t + lag + 1] - standard[t + lag]);
  }
  const Range range = find_range(distances, n_steps);
  const double deviation = sqrt(sample_variance(distances, n_steps));
  if (!(deviation >= 0.001)) {
    values[FEATURE_EMBEDDING_DIST] = 0.0;
    return PLUGCAST_OK;
  }
  // The rule of Scott (1979) for the width of bins; a count of bins never exceeds that of values.
  const double width = 3.5 * deviation / cbrt((double)n_steps);
  const double n_bins = fmin(ceil((range.greatest - range.least) / width), (double)n_steps);
  double *const counts = distances + n_steps;
  values[FEATURE_EMBEDDING_DIST] =
      compare_with_exponential(distances, n_steps, counts, (uint64_t)n_bins);
  return PLUGCAST_OK;
}

plugcast_status
catch22_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  if (n < LEAST_VALUES || sample->is_constant) {
    return PLUGCAST_OK;
  }
  double *const correlations = sample_take(call, n);
  if (correlations == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  plugcast_status status = sample_correlate(call, sample, sample->standard, n, correlations);
  if (status != PLUGCAST_OK) {
    return status;
  }
  values[FEATURE_MODE_5] = find_mode(sample, 5);
  values[FEATURE_MODE_10] = find_mode(sample, MAX_BINS);
  write_correlation_times(correlations, n, values);
  write_stretches(sample, values);
  write_changes(sample, values);
  write_information_time(sample, values);
  status = write_forecasts(call, sample, correlations, values);
  if (status == PLUGCAST_OK) {
    status = write_power(call, sample, values);
  }
  if (status == PLUGCAST_OK) {
    status = write_embedding(call, sample, correlations, values);
  }
  if (status == PLUGCAST_OK) {
    status = symbols_compute(call, sample, correlations, values);
  }
  if (status == PLUGCAST_OK) {
    status = outlier_timing_compute(call, sample, values);
  }
  if (status == PLUGCAST_OK) {
    status = periodicity_compute(call, sample, values);
  }
  return status == PLUGCAST_OK ? fluctuation_compute(call, sample, values) : status;
}
