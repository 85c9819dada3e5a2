// SPDX-License-Identifier: MIT
#include "families.h"

#include "autoregression.h"
#include "fourier.h"
#include "regression.h"

#include <math.h>

static const double pi = 3.141592653589793;

// Goerg (2013), as R's ForeCA: a little of a flat spectrum is mixed in, so that no share is zero.
static const double prior_weight = 0.001;

// Longer than ten steps counts as slow.
static const double slow_frequency = 0.1;

enum {
  N_HARMONICS = 3,
  LEAST_VALUES = 5,
};

/** The height of the spectrum of @fit, up to a factor, at @frequency in cycles a step. */
static double
spectrum_at(const Autoregression *fit, double frequency)
{
  const double cosine = cos(2.0 * pi * frequency);
  const double sine = -sin(2.0 * pi * frequency);
  // Horner's rule for Σ coefficients[k] z^(k + 1) at z = exp(-2πi frequency).
  double real = 0.0;
  double imaginary = 0.0;
  for (uint64_t k = fit->order; k-- > 0;) {
    const double sum = real + fit->coefficients[k];
    real = sum * cosine - imaginary * sine;
    imaginary = sum * sine + imaginary * cosine;
  }
  return 1.0 / ((1.0 - real) * (1.0 - real) + imaginary * imaginary);
}

/** Shannon entropy of the autoregressive spectrum over both signs of the frequency. */
static plugcast_status
write_entropy(const plugcast_call *call, const Sample *sample, double *values)
{
  Autoregression fit;
  const uint64_t n = sample->n_values;
  const plugcast_status status = autoregression_fit_burg(call, sample->standard, n, &fit);
  const uint64_t n_frequencies = (n + 1) / 2 + 1;
  double *const spectrum = status == PLUGCAST_OK ? sample_borrow(call, sample) : NULL;
  if (spectrum == NULL) {
    return status != PLUGCAST_OK ? status : PLUGCAST_NO_MEMORY;
  }
  double sum = 0.0;
  for (uint64_t j = 0; j < n_frequencies; j++) {
    spectrum[j] = spectrum_at(&fit, 0.5 * (double)j / (double)(n_frequencies - 1));
    sum += spectrum[j] * (j > 0 ? 2.0 : 1.0);
  }
  const double flat = 1.0 / (double)(2 * n_frequencies - 1);
  double entropy = 0.0;
  for (uint64_t j = 0; j < n_frequencies; j++) {
    const double share = (1.0 - prior_weight) * spectrum[j] / sum + prior_weight * flat;
    entropy -= share * log(share) * (j > 0 ? 2.0 : 1.0);
  }
  values[FEATURE_ENTROPY] = fmin(1.0, entropy / log((double)n));
  return PLUGCAST_OK;
}

/** Describes a periodogram, [n_values / 2 + 1], without its first ordinate. */
static void
describe_periodogram(const double *power, uint64_t n_values, double *values)
{
  const uint64_t n_ordinates = n_values / 2;
  double sum = 0.0;
  double weighted = 0.0;
  double slow = 0.0;
  double logarithms = 0.0;
  uint64_t peak = 1;
  for (uint64_t j = 1; j <= n_ordinates; j++) {
    const double frequency = (double)j / (double)n_values;
    sum += power[j];
    weighted += power[j] * frequency;
    slow += frequency < slow_frequency ? power[j] : 0.0;
    logarithms += log(power[j]);
    peak = power[j] > power[peak] ? j : peak;
  }
  values[FEATURE_PEAK_FREQUENCY] = (double)peak / (double)n_values;
  values[FEATURE_PEAK_POWER_SHARE] = power[peak] / sum;
  values[FEATURE_MEAN_FREQUENCY] = weighted / sum;
  values[FEATURE_SLOW_POWER_SHARE] = slow / sum;
  values[FEATURE_SPECTRAL_FLATNESS] =
      exp(logarithms / (double)n_ordinates) / (sum / (double)n_ordinates);
}

/** Writes the cosine and the sine of harmonic @harmonic of the season, a column each. */
static void
write_wave(uint64_t harmonic, uint64_t season, uint64_t n_values, double *columns)
{
  for (uint64_t t = 0; t < n_values; t++) {
    // Reduced while it is a whole number, so that late steps are as exact as early ones.
    const double angle = 2.0 * pi * (double)(harmonic * t % season) / (double)season;
    columns[t] = cos(angle);
    columns[n_values + t] = sin(angle);
  }
}

/** Explained share of the variance of @detrended by harmonics @first … @last of the season. */
static double
explain(const double *detrended,
        uint64_t n_values,
        uint64_t season,
        uint64_t first,
        uint64_t last,
        double *work)
{
  double *const response = work;
  double *const columns = work + n_values;
  double squares = 0.0;
  uint64_t n_columns = 0;
  for (uint64_t t = 0; t < n_values; t++) {
    response[t] = detrended[t];
    squares += detrended[t] * detrended[t];
  }
  for (uint64_t harmonic = first; harmonic <= last; harmonic++) {
    write_wave(harmonic, season, n_values, columns + n_columns * n_values);
    // At half a cycle a step there is no sine.
    n_columns += 2 * harmonic == season ? 1 : 2;
  }
  const double rest = regression_solve(columns, n_values, n_columns, response, NULL);
  return fmax(0.0, 1.0 - rest / squares);
}

static void
write_harmonics(const Sample *sample, const double *detrended, double *work, double *values)
{
  const uint64_t n = sample->n_values;
  const uint64_t season = sample->season;
  if (season == 1 || n < 2 * season || n <= 2 * N_HARMONICS + 2) {
    return;
  }
  const uint64_t n_harmonics = season / 2 < N_HARMONICS ? season / 2 : N_HARMONICS;
  values[FEATURE_FOURIER_SEASON] = explain(detrended, n, season, 1, n_harmonics, work);
  for (uint64_t harmonic = 1; harmonic <= n_harmonics; harmonic++) {
    values[FEATURE_FOURIER_HARMONIC_1 + harmonic - 1] =
        explain(detrended, n, season, harmonic, harmonic, work);
  }
}

/** Takes the straight line out. Returns: whether anything is left. */
static bool
detrend(const double *values, uint64_t n_values, double *detrended)
{
  const Line line = line_fit(values, n_values);
  double squares = 0.0;
  for (uint64_t t = 0; t < n_values; t++) {
    detrended[t] = values[t] - line_at(&line, (double)t);
    squares += detrended[t] * detrended[t];
  }
  // The values have variance 1: this is what rounding leaves of a straight line.
  return squares > 1e-20 * (double)n_values;
}

plugcast_status
spectrum_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  if (n < LEAST_VALUES || sample->is_constant) {
    return PLUGCAST_OK;
  }
  plugcast_status status = write_entropy(call, sample, values);
  double *const detrended = status == PLUGCAST_OK ? sample_borrow(call, sample) : NULL;
  if (detrended == NULL) {
    return status != PLUGCAST_OK ? status : PLUGCAST_NO_MEMORY;
  }
  if (!detrend(sample->standard, n, detrended)) {
    return PLUGCAST_OK;
  }
  double *const power = detrended + n;
  status = fourier_power(call, &sample->memory->fourier, detrended, n, power);
  if (status != PLUGCAST_OK) {
    return status;
  }
  describe_periodogram(power, n, values);
  write_harmonics(sample, detrended, power, values);
  return PLUGCAST_OK;
}
