// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** What an exponential smoothing has besides its level; in rising order. */
typedef enum {
  EXPONENTIAL_LEVEL,  // simple
  EXPONENTIAL_TREND,  // Holt's linear trend
  EXPONENTIAL_SEASON, // Holt and Winters' additive season, with a trend
} ExponentialForm;

/**
 * Smoothing parameters in the error correction form, as R's ets() gives them: a step's error is
 * added to the level times alpha, to the slope times beta and to the season times gamma.
 */
typedef struct {
  double alpha; // within 0.0001 … 0.9999
  double beta;  // at most alpha
  double gamma; // at most 1 - alpha
} ExponentialWeights;

/**
 * Finds the parameters of least squared one-step errors. The first states are not searched for: the
 * line through the first ten values, or through the means of the first two seasons, and what the
 * values of these seasons have beside it, by place.
 *
 * @values: [n_values], at least 5, and for a season two seasons and 5.
 * Returns: PLUGCAST_OK with @weights, those that the form does not have NaN, and all NaN where the
 * first states forecast without error; PLUGCAST_CANCELLED; or PLUGCAST_NO_MEMORY with a message.
 */
plugcast_status exponential_fit(const plugcast_call *call,
                                const double *values,
                                uint64_t n_values,
                                uint64_t season,
                                ExponentialForm form,
                                ExponentialWeights *weights);
