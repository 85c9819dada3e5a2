// SPDX-License-Identifier: MIT
#include "families.h"

#include "autoregression.h"
#include "regression.h"

#include <math.h>

// Speed of the walker that is drawn towards the series: Fulcher, Little and Jones (2013).
static const double walker_speed = 0.1;

enum {
  N_ARCH_LAGS = 12,
  N_TERMS = 4, // of the polynomial in Teräsvirta's test, with the constant
  LEAST_VALUES = 5,
  WORD_LENGTH = 3,
  N_WORDS = 1 << WORD_LENGTH,
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

/** The least squares error of a polynomial in the value before, of @n_terms terms. */
static double
fit_polynomial(const double *values, uint64_t n_values, uint64_t n_terms, double *work)
{
  const uint64_t n = n_values - 1;
  double *const response = work;
  double *const columns = work + n;
  for (uint64_t t = 0; t < n; t++) {
    double power = 1.0;
    for (uint64_t term = 0; term < n_terms; term++) {
      columns[term * n + t] = power;
      power *= values[t];
    }
    response[t] = values[t + 1];
  }
  return regression_solve(columns, n, n_terms, response, NULL);
}

/**
 * Teräsvirta's test with one lag: what the square and the cube of the value before explain. The
 * statistic is n log(linear / cubic).
 */
static void
write_nonlinearity(const Sample *sample, double *work, double *values)
{
  const uint64_t n = sample->n_values;
  const double linear = fit_polynomial(sample->standard, n, 2, work);
  const double cubic = fit_polynomial(sample->standard, n, N_TERMS, work);
  // The values have variance 1: below this a line leaves nothing but rounding.
  if (linear > 1e-20 * (double)n) {
    values[FEATURE_NONLINEARITY] = 10.0 * log(linear / cubic);
  }
}

/** Engle's test: R² of the squared values on those of the 12 steps before. Changes @values. */
static double
explain_squares(double *values, uint64_t n_values, double *work)
{
  if (n_values <= 2 * N_ARCH_LAGS + 2) {
    return (double)NAN;
  }
  const double mean = sample_mean(values, n_values);
  for (uint64_t t = 0; t < n_values; t++) {
    values[t] = (values[t] - mean) * (values[t] - mean);
  }
  const uint64_t n = n_values - N_ARCH_LAGS;
  double *const response = work;
  double *const columns = work + n;
  for (uint64_t t = 0; t < n; t++) {
    response[t] = values[t + N_ARCH_LAGS];
    columns[t] = 1.0;
    for (uint64_t lag = 1; lag <= N_ARCH_LAGS; lag++) {
      columns[lag * n + t] = values[t + N_ARCH_LAGS - lag];
    }
  }
  const double total = sample_variance(response, n) * (double)(n - 1);
  const double rest = regression_solve(columns, n, N_ARCH_LAGS + 1, response, NULL);
  return total > 0.0 ? fmax(0.0, 1.0 - rest / total) : (double)NAN;
}

/** Writes the residuals of the autoregression of least AIC. Returns: how many there are. */
static uint64_t
whiten(const Sample *sample, const Autoregression *fit, double *residuals)
{
  const double *const standard = sample->standard;
  for (uint64_t t = fit->order; t < sample->n_values; t++) {
    double forecast = 0.0;
    for (uint64_t k = 0; k < fit->order; k++) {
      forecast += fit->coefficients[k] * standard[t - 1 - k];
    }
    residuals[t - fit->order] = standard[t] - forecast;
  }
  return sample->n_values - fit->order;
}

/** Sum of the squared autocorrelations of the squared values at lags 1 … 12. */
static plugcast_status
correlate_squares(const plugcast_call *call,
                  const Sample *sample,
                  const double *values,
                  uint64_t n_values,
                  double *work,
                  double *out)
{
  if (n_values <= N_ARCH_LAGS) {
    return PLUGCAST_OK;
  }
  for (uint64_t t = 0; t < n_values; t++) {
    work[t] = values[t] * values[t];
  }
  double *const correlations = work + n_values;
  const plugcast_status status = sample_correlate(call, sample, work, n_values, correlations);
  if (status == PLUGCAST_OK) {
    *out = sum_squares(correlations + 1, N_ARCH_LAGS);
  }
  return status;
}

static plugcast_status
write_heterogeneity(const plugcast_call *call, const Sample *sample, double *work, double *values)
{
  const uint64_t n = sample->n_values;
  double *const residuals = work;
  double *const rest = work + n;
  for (uint64_t t = 0; t < n; t++) {
    residuals[t] = sample->standard[t];
  }
  values[FEATURE_ARCH_LM] = explain_squares(residuals, n, rest);
  plugcast_status status = sample_correlate(call, sample, sample->standard, n, rest);
  Autoregression fit;
  if (status == PLUGCAST_OK) {
    status = autoregression_fit_yule_walker(call, rest, n, &fit);
  }
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint64_t n_residuals = whiten(sample, &fit, residuals);
  status = correlate_squares(call, sample, residuals, n_residuals, rest, &values[FEATURE_ARCH_ACF]);
  values[FEATURE_ARCH_R2] = explain_squares(residuals, n_residuals, rest);
  return status;
}

/** Third moments that time runs through one way: of changes, and of neighbours. */
static void
write_asymmetries(const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  const double *const standard = sample->standard;
  double squares = 0.0;
  double cubes = 0.0;
  double products = 0.0;
  for (uint64_t t = 1; t < n; t++) {
    const double change = standard[t] - standard[t - 1];
    squares += change * change;
    cubes += change * change * change;
    products += t >= 2 ? standard[t] * standard[t - 1] * standard[t - 2] : 0.0;
  }
  const double n_changes = (double)(n - 1);
  const double mean_square = squares / n_changes;
  values[FEATURE_TIME_ASYMMETRY] = cubes / n_changes / (mean_square * sqrt(mean_square));
  values[FEATURE_C3] = products / (double)(n - 2);
}

static void
write_embedding(const Sample *sample, const double *correlations, double *values)
{
  const uint64_t n = sample->n_values;
  uint64_t lag = 1;
  while (lag + 1 < n && correlations[lag] > 0.0) {
    lag++;
  }
  uint64_t n_within_1 = 0;
  uint64_t n_within_2 = 0;
  for (uint64_t t = 0; t + lag < n; t++) {
    const double now = sample->standard[t];
    const double later = sample->standard[t + lag];
    const double distance = now * now + later * later;
    n_within_1 += distance < 1.0 ? 1 : 0;
    n_within_2 += distance < 2.0 ? 1 : 0;
  }
  values[FEATURE_EMBED2_INCIRCLE_1] = (double)n_within_1 / (double)(n - lag);
  values[FEATURE_EMBED2_INCIRCLE_2] = (double)n_within_2 / (double)(n - lag);
}

/** Entropy of the words of three letters, each "above the mean" or not. */
static void
write_words(const Sample *sample, double *values)
{
  uint64_t counts[N_WORDS] = { 0 };
  unsigned int word = 0;
  for (uint64_t t = 0; t < sample->n_values; t++) {
    word = (word << 1 | (sample->standard[t] > 0.0 ? 1U : 0U)) % N_WORDS;
    counts[word] += t + 1 >= WORD_LENGTH ? 1 : 0;
  }
  double entropy = 0.0;
  const double n_words = (double)(sample->n_values - WORD_LENGTH + 1);
  for (int i = 0; i < N_WORDS; i++) {
    const double share = (double)counts[i] / n_words;
    entropy -= share > 0.0 ? share * log(share) : 0.0;
  }
  values[FEATURE_MOTIFTWO_ENTRO3] = entropy;
}

/** How often a walker that follows the series at a tenth of the distance a step crosses it. */
static void
write_walker(const Sample *sample, double *values)
{
  double walker = 0.0;
  uint64_t n_crossings = 0;
  for (uint64_t t = 1; t < sample->n_values; t++) {
    const double before = walker - sample->standard[t - 1];
    walker -= walker_speed * before;
    n_crossings += before * (walker - sample->standard[t]) < 0.0 ? 1 : 0;
  }
  values[FEATURE_WALKER_PROPCROSS] = (double)n_crossings / (double)(sample->n_values - 1);
}

static void
write_changes(const Sample *sample, double *work, double *values)
{
  for (uint64_t t = 0; t + 1 < sample->n_values; t++) {
    work[t] = sample->standard[t + 1] - sample->standard[t];
  }
  values[FEATURE_STD1ST_DER] = sqrt(sample_variance(work, sample->n_values - 1));
}

plugcast_status
nonlinearity_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  if (n < LEAST_VALUES || sample->is_constant) {
    return PLUGCAST_OK;
  }
  double *const work = sample_borrow(call, sample);
  if (work == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  write_nonlinearity(sample, work, values);
  write_asymmetries(sample, values);
  write_changes(sample, work, values);
  write_words(sample, values);
  write_walker(sample, values);
  const plugcast_status status = sample_correlate(call, sample, sample->standard, n, work);
  if (status != PLUGCAST_OK) {
    return status;
  }
  write_embedding(sample, work, values);
  return write_heterogeneity(call, sample, work, values);
}
