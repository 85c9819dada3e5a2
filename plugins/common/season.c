// SPDX-License-Identifier: MIT
#include "season.h"

#include <math.h>
#include <string.h>

const char *const season_modes[N_SEASON_MODES] = { "auto", "none", "additive", "multiplicative" };

// The limit of a two-sided test at 90 %, rounded as in the competitions' programs.
static const double test_limit = 1.645;

// A multiplicative index below this would blow up what is divided by it.
static const double least_index = 0.01;

enum {
  LEAST_PERIODS_TEST = 3,
  LEAST_PERIODS_FORCED = 2,
  MULTIPLICATIONS_A_POLL = 1 << 22,
};

static double
observed_mean(const History *history)
{
  double sum = 0.0;
  for (uint64_t i = 0; i < history->n_values; i++) {
    sum += isnan(history->values[i]) ? 0.0 : history->values[i];
  }
  return sum / (double)history->n_observed;
}

/** Adds up products at all lags up to @period: sums[j] belongs to lag period - j. */
static bool
sum_products(const plugcast_call *call,
             const double *padded,
             uint64_t n_values,
             uint64_t period,
             double *sums)
{
  const uint64_t block = MULTIPLICATIONS_A_POLL / (period + 1) + 1;
  for (uint64_t i = 0; i < n_values; i++) {
    if (i % block == block - 1 && plugcast_should_stop(call)) {
      return false;
    }
    // One product for every lag at a time: independent sums, which a compiler can run side by side
    // without changing the order within any of them.
    const double value = padded[period + i];
    const double *const earlier = padded + i;
    for (uint64_t j = 0; j <= period; j++) {
      sums[j] += value * earlier[j];
    }
  }
  return true;
}

static bool
exceeds_limit(const double *sums, uint64_t period, uint64_t n_observed)
{
  const double variance = sums[period];
  if (!(variance > 0.0)) {
    return false;
  }
  double squares = 0.0;
  for (uint64_t j = 1; j < period; j++) {
    const double correlation = sums[j] / variance;
    squares += correlation * correlation;
  }
  const double limit = test_limit * sqrt((1.0 + 2.0 * squares) / (double)n_observed);
  return fabs(sums[0] / variance) > limit;
}

plugcast_status
season_test(const plugcast_call *call, const History *history, uint64_t period, bool *is_seasonal)
{
  *is_seasonal = false;
  if (period < 2 || history->n_values / LEAST_PERIODS_TEST < period) {
    return PLUGCAST_OK;
  }
  const uint64_t n_padded = period + history->n_values;
  double *const padded = plugcast_scratch(call, (n_padded + period + 1) * sizeof *padded);
  if (padded == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the seasonality test");
  }
  double *const sums = padded + n_padded;
  memset(padded, 0, period * sizeof *padded);
  memset(sums, 0, (period + 1) * sizeof *sums);

  const double mean = observed_mean(history);
  for (uint64_t i = 0; i < history->n_values; i++) {
    padded[period + i] = isnan(history->values[i]) ? 0.0 : history->values[i] - mean;
  }
  if (!sum_products(call, padded, history->n_values, period, sums)) {
    return PLUGCAST_CANCELLED;
  }
  *is_seasonal = exceeds_limit(sums, period, history->n_observed);
  return PLUGCAST_OK;
}

/** What one value says about its index, given the moving average there. */
static double
index_of(SeasonForm form, double value, double average)
{
  return form == SEASON_FORM_MULTIPLICATIVE ? value / average : value - average;
}

static double
neutral_index(SeasonForm form)
{
  return form == SEASON_FORM_MULTIPLICATIVE ? 1.0 : 0.0;
}

/** Centres the indices on the neutral one; those without any value get the neutral one. */
static void
normalise_indices(SeasonForm form, double *indices, const double *counts, uint64_t period)
{
  double sum = 0.0;
  for (uint64_t i = 0; i < period; i++) {
    indices[i] = counts[i] > 0.0 ? indices[i] / counts[i] : neutral_index(form);
    sum += indices[i];
  }
  const double mean = sum / (double)period;
  for (uint64_t i = 0; i < period; i++) {
    indices[i] = index_of(form, indices[i], mean);
  }
}

/**
 * Averages what observed values say about each index, beside the centred moving average over one
 * period of the @filled values; for an even period its two ends count half.
 */
static void
average_indices(const History *history,
                const double *filled,
                SeasonForm form,
                uint64_t period,
                double *indices,
                double *counts)
{
  memset(indices, 0, period * sizeof *indices);
  memset(counts, 0, period * sizeof *counts);
  const bool is_even = period % 2 == 0;
  const uint64_t half = period / 2;
  double window = 0.0;
  for (uint64_t i = 0; i < period; i++) {
    window += filled[i];
  }
  uint64_t place = half;
  for (uint64_t i = half; i + half < history->n_values; i++) {
    const bool has_next = i - half + period < history->n_values;
    const double next = has_next ? window - filled[i - half] + filled[i - half + period] : window;
    const double average = (is_even ? (window + next) / 2.0 : window) / (double)period;
    window = next;
    if (!isnan(history->values[i])) {
      indices[place] += index_of(form, history->values[i], average);
      counts[place] += 1.0;
    }
    place = place + 1 < period ? place + 1 : 0;
  }
  normalise_indices(form, indices, counts, period);
}

static bool
is_positive(const History *history)
{
  for (uint64_t i = 0; i < history->n_values; i++) {
    if (history->values[i] <= 0.0) {
      return false;
    }
  }
  return true;
}

static bool
indices_are_usable(const double *indices, uint64_t period)
{
  for (uint64_t i = 0; i < period; i++) {
    if (!(indices[i] >= least_index)) {
      return false;
    }
  }
  return true;
}

static plugcast_status
decompose(const plugcast_call *call, const History *history, SeasonForm form, Season *season)
{
  const uint64_t n_values = history->n_values;
  const uint64_t period = season->period;
  double *const filled = plugcast_scratch(call, (n_values + 2 * period) * sizeof *filled);
  if (filled == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the seasonal indices");
  }
  memcpy(filled, history->values, n_values * sizeof *filled);
  history_interpolate(filled, n_values);

  double *const indices = filled + n_values;
  double *const counts = indices + period;
  if (form == SEASON_FORM_MULTIPLICATIVE && is_positive(history)) {
    average_indices(history, filled, form, period, indices, counts);
    if (indices_are_usable(indices, period)) {
      season->form = SEASON_FORM_MULTIPLICATIVE;
      season->indices = indices;
      return PLUGCAST_OK;
    }
  }
  average_indices(history, filled, SEASON_FORM_ADDITIVE, period, indices, counts);
  season->form = SEASON_FORM_ADDITIVE;
  season->indices = indices;
  return PLUGCAST_OK;
}

plugcast_status
season_find(const plugcast_call *call,
            const History *history,
            uint64_t period,
            SeasonMode mode,
            Season *season)
{
  *season = (Season){ .form = SEASON_FORM_NONE, .period = period };
  bool is_seasonal =
      mode != SEASON_MODE_NONE && period >= 2 && history->n_values / LEAST_PERIODS_FORCED >= period;
  if (is_seasonal && mode == SEASON_MODE_AUTO) {
    const plugcast_status status = season_test(call, history, period, &is_seasonal);
    if (status != PLUGCAST_OK) {
      return status;
    }
  }
  if (!is_seasonal) {
    return PLUGCAST_OK;
  }
  const SeasonForm form =
      mode == SEASON_MODE_ADDITIVE ? SEASON_FORM_ADDITIVE : SEASON_FORM_MULTIPLICATIVE;
  return decompose(call, history, form, season);
}

void
season_remove(const Season *season, double *values, uint64_t n_values)
{
  if (season->form == SEASON_FORM_NONE) {
    return;
  }
  for (uint64_t begin = 0; begin < n_values; begin += season->period) {
    const uint64_t left = n_values - begin;
    const uint64_t count = left < season->period ? left : season->period;
    for (uint64_t i = 0; i < count; i++) {
      values[begin + i] = index_of(season->form, values[begin + i], season->indices[i]);
    }
  }
}

void
season_restore(
    const Season *season, uint64_t first, double *means, double *deviations, uint64_t horizon)
{
  if (season->form == SEASON_FORM_NONE) {
    return;
  }
  const bool is_multiplicative = season->form == SEASON_FORM_MULTIPLICATIVE;
  for (uint64_t h = 0; h < horizon; h++) {
    const double index = season->indices[(first + h) % season->period];
    means[h] = is_multiplicative ? means[h] * index : means[h] + index;
    deviations[h] = is_multiplicative ? deviations[h] * index : deviations[h];
  }
}
