// SPDX-License-Identifier: MIT
#include "box_cox.h"

#include "brent.h"

#include <float.h>
#include <math.h>

enum {
  LEAST_PERIOD = 2,
  LEAST_EXPONENT = -1000, // 2^-exponent must be a number itself
};

// Below it, y^lambda is so near 1 that subtracting 1 loses digits.
static const double small_lambda = 0.01;

/** Mean and standard deviation of each period, in units of a power of two. */
typedef struct {
  const double *means;      // [n_groups]
  const double *deviations; // [n_groups]
  uint64_t n_groups;
} Groups;

double
box_cox_apply(double lambda, double value)
{
  if (lambda <= 0.0 && !(value > 0.0)) {
    return (double)NAN;
  }
  if (lambda == 0.0) {
    return log(value);
  }
  if (fabs(lambda) < small_lambda && value > 0.0) {
    return expm1(lambda * log(value)) / lambda;
  }
  return (copysign(pow(fabs(value), lambda), value) - 1.0) / lambda;
}

double
box_cox_invert(double lambda, double value)
{
  if (lambda == 0.0) {
    return exp(value);
  }
  const double power = value * lambda + 1.0;
  if (lambda < 0.0 && power <= 0.0) {
    return INFINITY;
  }
  if (fabs(lambda) < small_lambda && power > 0.0) {
    return exp(log1p(value * lambda) / lambda);
  }
  return copysign(pow(fabs(power), 1.0 / lambda), power);
}

/** The variation between the groups of deviation / mean^(1 - lambda); NaN where there is none. */
static double
variation(const void *data, double lambda)
{
  const Groups *const groups = data;
  double mean = 0.0;
  double squares = 0.0;
  double n = 0.0;
  for (uint64_t i = 0; i < groups->n_groups; i++) {
    const double ratio = groups->deviations[i] / pow(groups->means[i], 1.0 - lambda);
    if (!isfinite(ratio)) {
      continue;
    }
    n += 1.0;
    const double offset = ratio - mean;
    mean += offset / n;
    squares += offset * (ratio - mean);
  }
  return n < 2.0 || !(mean > 0.0) ? (double)NAN : sqrt(squares / (n - 1.0)) / mean;
}

/** Mean and deviation of the observed among @values; NaN deviation with fewer than two. */
static void
describe(const double *values, uint64_t n_values, double scale, double *mean, double *deviation)
{
  double sum = 0.0;
  double n = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    sum += isnan(values[i]) ? 0.0 : values[i] * scale;
    n += isnan(values[i]) ? 0.0 : 1.0;
  }
  *mean = sum / n;
  double squares = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    const double offset = isnan(values[i]) ? 0.0 : values[i] * scale - *mean;
    squares += offset * offset;
  }
  *deviation = n < 2.0 ? (double)NAN : sqrt(squares / (n - 1.0));
}

static double
scale_of(const double *values, uint64_t n_values)
{
  double largest = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    largest = fabs(values[i]) > largest ? fabs(values[i]) : largest;
  }
  int exponent = 0;
  frexp(largest, &exponent);
  return ldexp(1.0, -(exponent < LEAST_EXPONENT ? LEAST_EXPONENT : exponent));
}

static bool
has_others_than_positive(const double *values, uint64_t n_values)
{
  for (uint64_t i = 0; i < n_values; i++) {
    if (values[i] <= 0.0) {
      return true;
    }
  }
  return false;
}

plugcast_status
box_cox_lambda(const plugcast_call *call,
               const double *values,
               uint64_t n_values,
               uint64_t period,
               double *lambda)
{
  const uint64_t season = period > 1 ? period : 1;
  if (n_values / 2 < season || n_values == 2 * season) {
    *lambda = 1.0;
    return PLUGCAST_OK;
  }
  const uint64_t length = season < LEAST_PERIOD ? LEAST_PERIOD : season;
  const uint64_t n_groups = n_values / length;
  double *const means = plugcast_scratch(call, 2 * n_groups * sizeof *means);
  if (means == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the choice of lambda");
  }
  double *const deviations = means + n_groups;
  // Whole periods, the last one at the end of the series.
  const double *const first = values + (n_values - n_groups * length);
  const double scale = scale_of(values, n_values);
  for (uint64_t i = 0; i < n_groups; i++) {
    describe(first + i * length, length, scale, &means[i], &deviations[i]);
  }

  const Groups groups = { .means = means, .deviations = deviations, .n_groups = n_groups };
  const double low = has_others_than_positive(values, n_values) ? 0.0 : BOX_COX_LEAST_LAMBDA;
  // The tolerance of R's optimize().
  const double tolerance = sqrt(sqrt(DBL_EPSILON));
  double found = 1.0;
  if (!brent_minimise(call, variation, &groups, low, BOX_COX_LARGEST_LAMBDA, tolerance, &found)) {
    return PLUGCAST_CANCELLED;
  }
  *lambda = isnan(variation(&groups, found)) ? 1.0 : found;
  return PLUGCAST_OK;
}
