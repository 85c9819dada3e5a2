// SPDX-License-Identifier: MIT
#include "sample.h"

#include <math.h>
#include <order.h>
#include <string.h>

enum {
  DEFAULT_WIDTH = 10, // of windows, as in Hyndman, Wang and Laptev (2015)
};

static const double edge_tolerance = 1e-9;

double *
sample_take(const plugcast_call *call, uint64_t n_values)
{
  double *const values = plugcast_scratch(call, n_values * sizeof *values);
  if (values == NULL) {
    (void)plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the features");
  }
  return values;
}

double *
sample_borrow(const plugcast_call *call, const Sample *sample)
{
  SampleMemory *const memory = sample->memory;
  if (memory->work == NULL) {
    memory->work = sample_take(call, SAMPLE_WORK * sample->n_values);
  }
  return memory->work;
}

double
sample_mean(const double *values, uint64_t n_values)
{
  double sum = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    sum += values[i];
  }
  return sum / (double)n_values;
}

double
sample_variance(const double *values, uint64_t n_values)
{
  if (n_values < 2) {
    return (double)NAN;
  }
  const double mean = sample_mean(values, n_values);
  double squares = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    squares += (values[i] - mean) * (values[i] - mean);
  }
  return squares / (double)(n_values - 1);
}

double
sample_place(double value, double minimum, double maximum, double n_bins)
{
  const double place = (value - minimum) / (maximum - minimum) * n_bins;
  const double edge = round(place);
  return fabs(place - edge) <= edge_tolerance ? edge : place;
}

/** Writes the observed values, sorted. */
static void
sort_observed(Sample *sample)
{
  uint64_t n_observed = 0;
  for (uint64_t i = 0; i < sample->n_values; i++) {
    if (!isnan(sample->history.values[i])) {
      sample->sorted[n_observed++] = sample->history.values[i];
    }
  }
  order_sort(sample->sorted, n_observed);
}

static void
standardise(Sample *sample)
{
  const uint64_t n = sample->n_values;
  sample->is_constant = !(sample->sorted[0] < sample->sorted[sample->history.n_observed - 1]);
  sample->mean = sample->is_constant ? sample->sorted[0] : sample_mean(sample->filled, n);
  sample->deviation = sample->is_constant ? 0.0 : sqrt(sample_variance(sample->filled, n));
  // Values so close that their squares vanish have no spread to divide by.
  sample->is_constant = !(sample->deviation > 0.0);
  for (uint64_t i = 0; i < n; i++) {
    const double standard =
        sample->is_constant ? 0.0 : (sample->filled[i] - sample->mean) / sample->deviation;
    // A value that is the mean but for rounding is on neither side of it.
    sample->standard[i] = fabs(standard) > SAMPLE_ROUNDING ? standard : 0.0;
  }
}

plugcast_status
sample_read(const plugcast_call *call, const plugcast_series *series, Sample *sample)
{
  History history;
  const plugcast_status status = history_read(call, series, &history);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint64_t n = history.n_values;
  double *const filled = sample_take(call, 2 * n + history.n_observed);
  SampleMemory *const memory = plugcast_scratch(call, sizeof *memory);
  if (filled == NULL || memory == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the features");
  }
  *memory = (SampleMemory){ .fourier = fourier_make(n) };
  const uint64_t season = series->season_length > 1 ? series->season_length : 1;
  *sample = (Sample){
    .series = series,
    .history = history,
    .n_values = n,
    .season = season,
    .width = season > 1 ? season : DEFAULT_WIDTH,
    .filled = filled,
    .standard = filled + n,
    .sorted = filled + 2 * n,
    .memory = memory,
  };
  memcpy(filled, history.values, n * sizeof *filled);
  history_interpolate(filled, n);
  sort_observed(sample);
  standardise(sample);
  return PLUGCAST_OK;
}

double
sample_restore(const Sample *sample, double value, int degree)
{
  const double restored = ldexp(value, degree * sample->history.exponent);
  return isfinite(restored) ? restored : (double)NAN;
}

plugcast_status
sample_correlate(const plugcast_call *call,
                 const Sample *sample,
                 const double *values,
                 uint64_t n_values,
                 double *correlations)
{
  const double mean = sample_mean(values, n_values);
  double squares = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    squares += (values[i] - mean) * (values[i] - mean);
  }
  const plugcast_status status =
      fourier_multiply_lags(call, &sample->memory->fourier, values, n_values, mean, correlations);
  if (status != PLUGCAST_OK) {
    return status;
  }
  for (uint64_t k = 0; k < n_values; k++) {
    correlations[k] = squares > 0.0 ? correlations[k] / squares : (double)NAN;
  }
  return PLUGCAST_OK;
}
