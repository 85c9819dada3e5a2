// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** An autoregression about the mean: x[t] - mean = Σ coefficients[k] (x[t - 1 - k] - mean) + e[t].
 */
typedef struct {
  uint64_t order;
  double *coefficients; // [order], scratch memory of the call
} Autoregression;

/** Returns: the highest order that is tried for @n_values: ⌊10 log10(n)⌋, at most n - 1. */
uint64_t autoregression_limit(uint64_t n_values);

/**
 * Writes the partial autocorrelations at lags 1 … n_lags from autocorrelations at lags 0 … n_lags,
 * by the recursion of Durbin (1960).
 */
plugcast_status autoregression_partial(const plugcast_call *call,
                                       const double *correlations,
                                       uint64_t n_lags,
                                       double *partial);

/**
 * Fits the order of least AIC up to autoregression_limit() by the Yule-Walker equations, from the
 * autocorrelations of @n_values values.
 */
plugcast_status autoregression_fit_yule_walker(const plugcast_call *call,
                                               const double *correlations,
                                               uint64_t n_values,
                                               Autoregression *fit);

/** Fits the order of least AIC by the method of Burg (1975) to @centred, [n_values] of mean 0. */
plugcast_status autoregression_fit_burg(const plugcast_call *call,
                                        const double *centred,
                                        uint64_t n_values,
                                        Autoregression *fit);
