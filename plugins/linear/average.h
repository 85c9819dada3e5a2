// SPDX-License-Identifier: MIT
#pragma once

#include <stdint.h>

/**
 * The centred moving average of DLinear: @kernel values, odd, around each one, the first and the
 * last value repeated beyond the ends. Returns and takes rows of @length.
 *
 * @sums: scratch, [length + 1].
 */
void
average_write(const float *values, uint64_t length, uint64_t kernel, double *sums, float *averages);

/**
 * Adds to @gradients what the gradients of the averages say about the values.
 *
 * @average_gradients: [length], such as average_write() would have written.
 */
void average_add_gradients(const float *average_gradients,
                           uint64_t length,
                           uint64_t kernel,
                           double *sums,
                           float *gradients);
