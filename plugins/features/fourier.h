// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Returns: the least power of two that is at least @n_values. */
uint64_t fourier_round_up(uint64_t n_values);

/**
 * Writes power, [n_points / 2 + 1]: the squared magnitude of Σ values[t] exp(-2πi j t / n_points)
 * for j from 0 on, the values being followed by zeros. @n_points is a power of two, at least
 * @n_values.
 */
plugcast_status fourier_padded_power(const plugcast_call *call,
                                     const double *values,
                                     uint64_t n_values,
                                     uint64_t n_points,
                                     double *power);

/** Writes power, [n_values / 2 + 1]: the same for n_points = n_values, any number (Bluestein 1970).
 */
plugcast_status
fourier_power(const plugcast_call *call, const double *values, uint64_t n_values, double *power);

/** Writes sums, [n_values]: Σ values[t] values[t + k] for each lag k. */
plugcast_status fourier_multiply_lags(const plugcast_call *call,
                                      const double *values,
                                      uint64_t n_values,
                                      double *sums);
