// SPDX-License-Identifier: MIT
#include "catch22.h"

#include "fourier.h"
#include "regression.h"

#include <math.h>

// Wang, Smith and Hyndman (2006): what a peak must stand above the trough before it.
static const double least_rise = 0.01;

enum {
  N_TERMS = 5,       // of a cubic spline with one knot
  LEAST_VALUES = 12, // for the spline to leave something
};

/** A term of a cubic spline on [-1, 1]: a power, or the cube of what is beyond the knot. */
static double
spline_term(int term, double x, double knot)
{
  if (term < N_TERMS - 1) {
    return pow(x, term);
  }
  const double beyond = fmax(x - knot, 0.0);
  return beyond * beyond * beyond;
}

/** Subtracts the cubic spline of least squares whose knot is in the middle. */
static void
subtract_spline(const double *series, uint64_t n, double *work, double *rest)
{
  double *const columns = work;
  const double half = 0.5 * (double)(n - 1);
  const uint64_t knot_place = n / 2 - 1;
  const double knot = (double)knot_place / half - 1.0;
  for (uint64_t t = 0; t < n; t++) {
    const double x = (double)t / half - 1.0;
    for (int term = 0; term < N_TERMS; term++) {
      columns[(uint64_t)term * n + t] = spline_term(term, x, knot);
    }
    rest[t] = series[t];
  }
  double coefficients[N_TERMS];
  (void)regression_solve(columns, n, N_TERMS, rest, coefficients);
  for (uint64_t t = 0; t < n; t++) {
    const double x = (double)t / half - 1.0;
    double height = 0.0;
    for (int term = 0; term < N_TERMS; term++) {
      height += coefficients[term] * spline_term(term, x, knot);
    }
    rest[t] = series[t] - height;
  }
}

/** The first peak of the covariances, at place 0 for lag 1, that stands above 0 and its trough. */
static uint64_t
find_peak(const double *covariances, uint64_t n_lags)
{
  bool has_trough = false;
  double trough = 0.0;
  for (uint64_t i = 1; i + 1 < n_lags; i++) {
    const double before = covariances[i] - covariances[i - 1];
    const double after = covariances[i + 1] - covariances[i];
    if (before < 0.0 && after > 0.0) {
      has_trough = true;
      trough = covariances[i];
    }
    const bool is_peak = before > 0.0 && after < 0.0;
    if (is_peak && has_trough && covariances[i] - trough >= least_rise && covariances[i] >= 0.0) {
      return i;
    }
  }
  return 0;
}

plugcast_status
periodicity_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  if (n < LEAST_VALUES) {
    return PLUGCAST_OK;
  }
  double *const rest = sample_borrow(call, sample);
  if (rest == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  double *const sums = rest + n;
  subtract_spline(sample->standard, n, rest + 2 * n, rest);
  const plugcast_status status =
      fourier_multiply_lags(call, &sample->memory->fourier, rest, n, 0.0, sums);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint64_t n_lags = (n + 2) / 3;
  for (uint64_t lag = 1; lag <= n_lags; lag++) {
    sums[lag - 1] = sums[lag] / (double)(n - lag);
  }
  values[FEATURE_PERIODICITY] = (double)find_peak(sums, n_lags);
  return PLUGCAST_OK;
}
