// SPDX-License-Identifier: MIT
#include "history.h"

#include <float.h>
#include <math.h>

enum {
  // 2^-exponent must be a number itself, for series of the smallest magnitudes too.
  LEAST_EXPONENT = -1000,
};

static double
largest_magnitude(const double *values, uint64_t n_values)
{
  double largest = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    const double magnitude = fabs(values[i]);
    largest = magnitude > largest ? magnitude : largest;
  }
  return largest;
}

static int
exponent_of(double magnitude)
{
  int exponent = 0;
  frexp(magnitude, &exponent);
  return exponent < LEAST_EXPONENT ? LEAST_EXPONENT : exponent;
}

static uint64_t
count_observed(const double *values, uint64_t n_values)
{
  uint64_t n_observed = 0;
  for (uint64_t i = 0; i < n_values; i++) {
    n_observed += isnan(values[i]) ? 0 : 1;
  }
  return n_observed;
}

plugcast_status
history_read(const plugcast_call *call, const plugcast_series *series, History *history)
{
  const double *values = series->values;
  uint64_t n_values = series->n_values;
  while (n_values > 0 && isnan(values[n_values - 1])) {
    n_values--;
  }
  if (n_values == 0) {
    return plugcast_fail(call, PLUGCAST_BAD_INPUT, "every value is missing");
  }
  const uint64_t n_trailing = series->n_values - n_values;
  while (isnan(values[0])) {
    values++;
    n_values--;
  }
  const double largest = largest_magnitude(values, n_values);
  if (isinf(largest)) {
    return plugcast_fail(call, PLUGCAST_BAD_INPUT, "a value is infinite");
  }
  double *const copy = plugcast_scratch(call, n_values * sizeof *copy);
  if (copy == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for a copy of the series");
  }

  const int exponent = exponent_of(largest);
  const double scale = ldexp(1.0, -exponent);
  for (uint64_t i = 0; i < n_values; i++) {
    copy[i] = values[i] * scale;
  }
  *history = (History){
    .values = copy,
    .n_values = n_values,
    .n_observed = count_observed(copy, n_values),
    .n_trailing = n_trailing,
    .exponent = exponent,
  };
  return PLUGCAST_OK;
}

void
history_interpolate(double *values, uint64_t n_values)
{
  uint64_t known = 0;
  for (uint64_t i = 1; i < n_values; i++) {
    if (isnan(values[i])) {
      continue;
    }
    const double slope = (values[i] - values[known]) / (double)(i - known);
    for (uint64_t gap = known + 1; gap < i; gap++) {
      values[gap] = values[known] + slope * (double)(gap - known);
    }
    known = i;
  }
}

double
history_restore(const History *history, double value)
{
  const double restored = ldexp(value, history->exponent);
  // Comparisons, not fmin(): a NaN stays one and is not passed off as a number.
  const double capped = restored > DBL_MAX ? DBL_MAX : restored;
  return capped < -DBL_MAX ? -DBL_MAX : capped;
}
