// SPDX-License-Identifier: MIT
#include "standard.h"

#include "search.h"

#include <math.h>

// Bounds of R's ses(). The grid is denser at both ends, where the loss of a series that is nearly
// all level or nearly all noise has its valley.
static const double grid[] = {
  0.0001, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9999,
};

enum {
  N_GRID = sizeof grid / sizeof grid[0],
};

// Added to the initial level's weight at each step: keeps it, and its square, a normal number
// however far it has decayed, since arithmetic on denormal ones is slow.
static const double least_weight = 1e-150;

/**
 * Sums over the errors of simple exponential smoothing. With l_0 the initial level, the error of
 * step t is e_t - l_0 w_t, where e_t is the error from a level of 0 and w_t = (1 - alpha)^(t-1); so
 * for a given alpha the best l_0 is a quotient of two sums.
 */
typedef struct {
  Pair ee[SEARCH_PAIRS];
  Pair ew[SEARCH_PAIRS];
  Pair ww[SEARCH_PAIRS];
} Sums;

static void
sum_errors(const Adjusted *adjusted, const double *alphas, Sums *out)
{
  Pair alpha[SEARCH_PAIRS];
  Pair level[SEARCH_PAIRS];
  Pair weight[SEARCH_PAIRS];
  Sums sums;
  for (int j = 0; j < SEARCH_PAIRS; j++) {
    alpha[j] = (Pair){ alphas[2 * j], alphas[2 * j + 1] };
    level[j] = pair_of(0.0);
    weight[j] = pair_of(1.0);
    sums.ee[j] = sums.ew[j] = sums.ww[j] = pair_of(0.0);
  }
  for (uint64_t i = 0; i < adjusted->n_values; i++) {
    const Pair value = pair_of(adjusted->values[i]);
    const Pair counts = pair_of(adjusted->weights[i]);
    for (int j = 0; j < SEARCH_PAIRS; j++) {
      const Pair decay = 1.0 - alpha[j];
      const Pair error = value - level[j];
      const Pair counted_error = error * counts;
      sums.ee[j] += counted_error * error;
      sums.ew[j] += counted_error * weight[j];
      sums.ww[j] += counts * weight[j] * weight[j];
      level[j] = decay * level[j] + alpha[j] * value;
      weight[j] = weight[j] * decay + least_weight;
    }
  }
  *out = sums;
}

static void
compute_losses(const void *data, const double *alphas, double *losses)
{
  Sums sums;
  sum_errors(data, alphas, &sums);
  for (int j = 0; j < SEARCH_PAIRS; j++) {
    const Pair loss = sums.ee[j] - sums.ew[j] * sums.ew[j] / sums.ww[j];
    losses[2 * j] = loss[0];
    losses[2 * j + 1] = loss[1];
  }
}

/** Slope of the least squares line through the observed values. */
static double
trend_slope(const Adjusted *adjusted)
{
  double sum_weight = 0.0;
  double sum_time = 0.0;
  double sum_value = 0.0;
  for (uint64_t i = 0; i < adjusted->n_values; i++) {
    sum_weight += adjusted->weights[i];
    sum_time += adjusted->weights[i] * (double)i;
    sum_value += adjusted->weights[i] * adjusted->values[i];
  }
  const double mean_time = sum_time / sum_weight;
  const double mean_value = sum_value / sum_weight;
  double products = 0.0;
  double squares = 0.0;
  for (uint64_t i = 0; i < adjusted->n_values; i++) {
    const double time = (double)i - mean_time;
    products += adjusted->weights[i] * time * (adjusted->values[i] - mean_value);
    squares += adjusted->weights[i] * time * time;
  }
  return squares > 0.0 ? products / squares : 0.0;
}

/** Simple exponential smoothing at the end of the series. */
typedef struct {
  double alpha;
  double level;
  double variance; // of the one-step errors
} Smoothing;

static Smoothing
smooth(const Adjusted *adjusted, double alpha)
{
  const double alphas[SEARCH_LANES] = { alpha, alpha, alpha, alpha };
  Sums sums;
  sum_errors(adjusted, alphas, &sums);
  double level = sums.ew[0][0] / sums.ww[0][0];
  double squares = 0.0;
  for (uint64_t i = 0; i < adjusted->n_values; i++) {
    const double error = adjusted->values[i] - level;
    squares += adjusted->weights[i] * error * error;
    level += alpha * error;
  }
  // One degree of freedom each for alpha and the initial level.
  const double freedom = (double)adjusted->history.n_observed - 2.0;
  return (Smoothing){
    .alpha = alpha,
    .level = level,
    .variance = squares / fmax(freedom, 1.0),
  };
}

plugcast_status
standard_forecast(const plugcast_call *call,
                  const Settings *settings,
                  const Adjusted *adjusted,
                  double *means,
                  double *deviations,
                  uint64_t horizon)
{
  double alpha = settings->alpha;
  if (isnan(alpha) && !search_minimum(call, compute_losses, adjusted, grid, N_GRID, &alpha)) {
    return PLUGCAST_CANCELLED;
  }
  const Smoothing smoothing = smooth(adjusted, alpha);

  // Theta line 2 has half the curvature of the series, which leaves half the trend line's slope to
  // be added; theta in general leaves 1 - 1/theta of it. Hyndman and Billah (2003), equation 4.
  const double drift = (1.0 - 1.0 / settings->theta) * trend_slope(adjusted);
  const double lag = -expm1((double)adjusted->n_values * log1p(-alpha)) / alpha;
  for (uint64_t h = 0; h < horizon; h++) {
    const double later = (double)(adjusted->history.n_trailing + h);
    means[h] = smoothing.level + drift * (later + lag);
    deviations[h] = sqrt(smoothing.variance * (1.0 + later * alpha * alpha));
  }
  return PLUGCAST_OK;
}
