// SPDX-License-Identifier: MIT
#pragma once

#include <stdint.h>

/** What a hidden layer does to its sums, in the order of activation_names. */
typedef enum {
  ACTIVATION_RELU, // max(x, 0), with slope 0 at 0
  ACTIVATION_TANH,
  ACTIVATION_GELU, // x Φ(x) of Hendrycks and Gimpel (2016), with the normal distribution itself
  N_ACTIVATIONS,
} Activation;

extern const char *const activation_names[N_ACTIVATIONS];

/**
 * Replaces @n_values sums by their activations.
 *
 * The same bits on every processor and C library: tanh within 3e-7 of its value and gelu within
 * 3e-7 (1 + |x|) of its. NaN stays NaN.
 *
 * @slopes: [n_values], gets the derivatives; NULL when they are not wanted.
 */
void activation_apply(Activation activation, uint64_t n_values, float *values, float *slopes);
