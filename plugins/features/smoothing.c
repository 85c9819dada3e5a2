// SPDX-License-Identifier: MIT
#include "families.h"

#include "exponential.h"

#include <math.h>

enum {
  LEAST_VALUES = 5, // beyond two seasons where there is one
};

plugcast_status
smoothing_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  if (n < LEAST_VALUES || sample->is_constant) {
    return PLUGCAST_OK;
  }
  ExponentialWeights weights;
  plugcast_status status =
      exponential_fit(call, sample->standard, n, 1, EXPONENTIAL_LEVEL, &weights);
  if (status != PLUGCAST_OK) {
    return status;
  }
  values[FEATURE_SES_ALPHA] = weights.alpha;
  status = exponential_fit(call, sample->standard, n, 1, EXPONENTIAL_TREND, &weights);
  if (status != PLUGCAST_OK) {
    return status;
  }
  values[FEATURE_HOLT_ALPHA] = weights.alpha;
  values[FEATURE_HOLT_BETA] = weights.beta;
  if (sample->season == 1 || n < LEAST_VALUES || (n - LEAST_VALUES) / 2 < sample->season) {
    return PLUGCAST_OK;
  }
  status = exponential_fit(call, sample->standard, n, sample->season, EXPONENTIAL_SEASON, &weights);
  if (status == PLUGCAST_OK) {
    values[FEATURE_HW_ALPHA] = weights.alpha;
    values[FEATURE_HW_BETA] = weights.beta;
    values[FEATURE_HW_GAMMA] = weights.gamma;
  }
  return status;
}
