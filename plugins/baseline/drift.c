// SPDX-License-Identifier: MIT
#include "drift.h"

#include <math.h>

/**
 * Variance of a step of the random walk about its drift. Over a gap of g steps the variance is g
 * times that, so each squared error counts divided by its gap.
 */
static double
step_variance(const History *history, double slope)
{
  double sum = 0.0;
  uint64_t known = 0;
  for (uint64_t i = 1; i < history->n_values; i++) {
    if (!isnan(history->values[i])) {
      const double gap = (double)(i - known);
      const double error = history->values[i] - history->values[known] - gap * slope;
      sum += error * error / gap;
      known = i;
    }
  }
  // n - 1 differences, less one for the slope.
  return history->n_observed > 2 ? sum / (double)(history->n_observed - 2) : 0.0;
}

void
drift_forecast(const History *history, double *means, double *deviations, uint64_t horizon)
{
  const double last = history->values[history->n_values - 1];
  const double reach = (double)(history->n_values - 1);
  const double slope = reach > 0.0 ? (last - history->values[0]) / reach : 0.0;
  const double variance = step_variance(history, slope);
  for (uint64_t h = 0; h < horizon; h++) {
    // Hyndman and Athanasopoulos (2021), section 5.5: the second term is the slope's own error.
    const double distance = (double)(history->n_trailing + h + 1);
    const double share = reach > 0.0 ? distance / reach : 0.0;
    means[h] = last + distance * slope;
    deviations[h] = sqrt(variance * distance * (1.0 + share));
  }
}
