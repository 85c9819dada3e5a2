// SPDX-License-Identifier: MIT
#pragma once

#include <stdint.h>

/**
 * Dropout of Srivastava et al. (2014), inverted: a value is 0 with probability rate, else divided
 * by 1 - rate, so that its mean stays.
 *
 * Whether a value is dropped depends on the seed, the layer, the row of the pass and its place in
 * the row alone.
 */
typedef struct {
  uint32_t key[2];
  uint64_t threshold; // a random word of 32 bits below it drops its value
  float factor;       // of those that stay
} Dropout;

/** @rate: at least 0 and below 1. */
void dropout_init(Dropout *dropout, uint64_t seed, uint64_t layer, double rate);

/**
 * Treats row @row of a layer.
 *
 * @slopes: [n_values], treated likewise; NULL when they are not wanted.
 */
void dropout_apply(
    const Dropout *dropout, uint64_t row, uint64_t n_values, float *values, float *slopes);
