// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Complex numbers in scratch memory. */
typedef struct {
  double *real;
  double *imaginary;
} FourierSignal;

/**
 * Memory for transforms of up to n_values values: made once in a call, taken on first use, used
 * again by every transform after that.
 */
typedef struct {
  uint64_t n_values;
  uint64_t n_points;    // power of two, at least 2 n_values
  FourierSignal signal; // [n_points]; NULL before the first use, as all below
  FourierSignal filter; // [n_points]
  double *cosines;      // [n_points / 2] of 2πk/n_points
  double *sines;        // [n_points / 2]
} Fourier;

/** Returns: the least power of two that is at least @n_values. */
uint64_t fourier_round_up(uint64_t n_values);

/** Returns: memory for @n_values values, none of it taken yet. */
Fourier fourier_make(uint64_t n_values);

/**
 * Writes power, [n_points / 2 + 1]: the squared magnitude of Σ values[t] exp(-2πi j t / n_points)
 * for j from 0 on, the values being followed by zeros up to the power of two, @n_points, that is at
 * least their number.
 */
plugcast_status fourier_padded_power(const plugcast_call *call,
                                     Fourier *fourier,
                                     const double *values,
                                     uint64_t n_values,
                                     double *power);

/** Writes power, [n_values / 2 + 1]: the same for n_points = n_values, any number (Bluestein 1970).
 */
plugcast_status fourier_power(const plugcast_call *call,
                              Fourier *fourier,
                              const double *values,
                              uint64_t n_values,
                              double *power);

/** Writes sums, [n_values]: Σ (values[t] - mean) (values[t + k] - mean) for each lag k. */
plugcast_status fourier_multiply_lags(const plugcast_call *call,
                                      Fourier *fourier,
                                      const double *values,
                                      uint64_t n_values,
                                      double mean,
                                      double *sums);
