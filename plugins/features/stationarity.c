// SPDX-License-Identifier: MIT
#include "families.h"

#include "fourier.h"
#include "regression.h"

#include <math.h>
#include <string.h>

// Kwiatkowski et al. (1992), table 1: what the level statistic exceeds in 5 % of stationary series.
static const double kpss_limit = 0.463;

// Robinson (1995) asks for a bandwidth between n^0.5 and n^0.8; this one is common.
static const double bandwidth_power = 0.65;

// The memory parameter is searched for between these; the Hurst exponent is half more.
static const double least_memory = -0.5;
static const double greatest_memory = 1.0;

enum {
  LEAST_VALUES = 5,
  LEAST_FOR_HURST = 20,
  MAX_DIFFERENCES = 2,
};

/** Bandwidths of the long-run variance. */
static uint64_t
short_bandwidth(uint64_t n_values)
{
  return (uint64_t)(4.0 * pow((double)n_values / 100.0, 0.25));
}

static uint64_t
ndiffs_bandwidth(uint64_t n_values)
{
  return (uint64_t)(3.0 * sqrt((double)n_values) / 13.0);
}

/** The long-run variance of @residuals with Bartlett's weights (Newey and West 1987). */
static double
long_run_variance(const double *residuals, uint64_t n_values, uint64_t bandwidth)
{
  double variance = 0.0;
  for (uint64_t lag = 0; lag <= bandwidth && lag < n_values; lag++) {
    double sum = 0.0;
    for (uint64_t t = lag; t < n_values; t++) {
      sum += residuals[t] * residuals[t - lag];
    }
    const double weight = 1.0 - (double)lag / ((double)bandwidth + 1.0);
    variance += sum * (lag == 0 ? 1.0 : 2.0 * weight);
  }
  return variance / (double)n_values;
}

/** The KPSS statistic of residuals from a level or a line. */
static double
kpss_of(const double *residuals, uint64_t n_values, uint64_t bandwidth)
{
  double partial_sum = 0.0;
  double squares = 0.0;
  for (uint64_t t = 0; t < n_values; t++) {
    partial_sum += residuals[t];
    squares += partial_sum * partial_sum;
  }
  const double n = (double)n_values;
  return squares / (n * n) / long_run_variance(residuals, n_values, bandwidth);
}

/** Writes the residuals of @values from their mean, or from their line. */
static void
write_residuals(const double *values, uint64_t n_values, bool with_slope, double *residuals)
{
  Line line = line_fit(values, n_values);
  line.slope = with_slope ? line.slope : 0.0;
  for (uint64_t t = 0; t < n_values; t++) {
    residuals[t] = values[t] - line_at(&line, (double)t);
  }
}

static bool
has_spread(const double *values, uint64_t n_values)
{
  double least = values[0];
  double greatest = values[0];
  for (uint64_t i = 1; i < n_values; i++) {
    least = fmin(least, values[i]);
    greatest = fmax(greatest, values[i]);
  }
  return greatest - least > 1e-10;
}

/** Differences of first order until the KPSS test accepts a level, as forecast::ndiffs() does. */
static uint64_t
count_differences(double *work, double *residuals, uint64_t n_values)
{
  uint64_t order = 0;
  while (order < MAX_DIFFERENCES) {
    const uint64_t n = n_values - order;
    if (n < LEAST_VALUES || !has_spread(work, n)) {
      break;
    }
    write_residuals(work, n, false, residuals);
    if (!(kpss_of(residuals, n, ndiffs_bandwidth(n)) > kpss_limit)) {
      break;
    }
    for (uint64_t t = 0; t + 1 < n; t++) {
      work[t] = work[t + 1] - work[t];
    }
    order++;
  }
  return order;
}

/** The Z-alpha statistic of Phillips and Perron with a constant. */
static double
phillips_perron(const double *values, uint64_t n_values, double *residuals)
{
  const uint64_t n = n_values - 1;
  const double *const now = values + 1;
  const double mean_now = sample_mean(now, n);
  const double mean_before = sample_mean(values, n);
  double products = 0.0;
  double squares_before = 0.0;
  double squares_now = 0.0;
  for (uint64_t t = 0; t < n; t++) {
    products += (values[t] - mean_before) * (now[t] - mean_now);
    squares_before += (values[t] - mean_before) * (values[t] - mean_before);
    squares_now += (now[t] - mean_now) * (now[t] - mean_now);
  }
  const double slope = products / squares_before;
  for (uint64_t t = 0; t < n; t++) {
    residuals[t] = now[t] - mean_now - slope * (values[t] - mean_before);
  }
  const double count = (double)n;
  const double long_run = long_run_variance(residuals, n, short_bandwidth(n));
  const double correction = 0.5 * (long_run - long_run_variance(residuals, n, 0));
  return count * (slope - 1.0) - correction / (squares_now / (count * count));
}

/** The first ordinates of a periodogram, for the local Whittle estimator. */
typedef struct {
  const double *power;      // [n_ordinates + 1], from frequency 0 on
  const double *logarithms; // [n_ordinates + 1] of the frequencies, in radians
  uint64_t n_ordinates;
  double mean_logarithm;
} Whittle;

/**
 * The derivative of the local Whittle objective, Robinson (1995), equation 2.2, up to a positive
 * factor: the objective is convex, so this rises.
 */
static double
whittle_slope(const Whittle *whittle, double memory)
{
  double sum = 0.0;
  for (uint64_t j = 1; j <= whittle->n_ordinates; j++) {
    const double offset = whittle->logarithms[j] - whittle->mean_logarithm;
    sum += whittle->power[j] * exp(2.0 * memory * offset) * offset;
  }
  return sum;
}

/** Halves the interval until no number is between its ends. */
static double
find_memory(const Whittle *whittle)
{
  double low = least_memory;
  double high = greatest_memory;
  double middle = 0.5 * (low + high);
  while (low < middle && middle < high) {
    if (whittle_slope(whittle, middle) < 0.0) {
      low = middle;
    } else {
      high = middle;
    }
    middle = 0.5 * (low + high);
  }
  return middle;
}

static plugcast_status
write_hurst(const plugcast_call *call, const Sample *sample, double *power, double *values)
{
  const uint64_t n = sample->n_values;
  if (n < LEAST_FOR_HURST) {
    return PLUGCAST_OK;
  }
  const uint64_t n_ordinates = (uint64_t)pow((double)n, bandwidth_power);
  const plugcast_status status =
      fourier_power(call, &sample->memory->fourier, sample->standard, n, power);
  if (status != PLUGCAST_OK) {
    return status;
  }
  double *const logarithms = power + n / 2 + 1;
  double sum = 0.0;
  for (uint64_t j = 1; j <= n_ordinates; j++) {
    logarithms[j] = log(2.0 * 3.141592653589793 * (double)j / (double)n);
    sum += logarithms[j];
  }
  const Whittle whittle = {
    .power = power,
    .logarithms = logarithms,
    .n_ordinates = n_ordinates,
    .mean_logarithm = sum / (double)n_ordinates,
  };
  values[FEATURE_HURST] = find_memory(&whittle) + 0.5;
  return PLUGCAST_OK;
}

plugcast_status
stationarity_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  if (sample->is_constant) {
    values[FEATURE_NDIFFS] = 0.0;
    return PLUGCAST_OK;
  }
  if (n < LEAST_VALUES) {
    return PLUGCAST_OK;
  }
  double *const residuals = sample_borrow(call, sample);
  if (residuals == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  double *const work = residuals + n;
  write_residuals(sample->standard, n, false, residuals);
  values[FEATURE_UNITROOT_KPSS] = kpss_of(residuals, n, short_bandwidth(n));
  write_residuals(sample->standard, n, true, residuals);
  if (has_spread(residuals, n)) {
    values[FEATURE_UNITROOT_KPSS_TREND] = kpss_of(residuals, n, short_bandwidth(n));
  }
  values[FEATURE_UNITROOT_PP] = phillips_perron(sample->standard, n, residuals);
  memcpy(work, sample->standard, n * sizeof *work);
  values[FEATURE_NDIFFS] = (double)count_differences(work, residuals, n);
  return write_hurst(call, sample, work + n, values);
}
