// SPDX-License-Identifier: MIT
#pragma once

#include <stdint.h>

/**
 * Random numbers by counter, Philox4x32-10 of Salmon, Moraes, Dror and Shaw (SC 2011, "Parallel
 * random numbers: as easy as 1, 2, 3"): what is drawn depends on the seed and the parts alone,
 * never on the thread or on other calls. A plain value: copy it to draw the same numbers again.
 */
typedef struct {
  uint64_t key;
  uint64_t position; // blocks of four words used so far
  uint32_t words[4]; // of the current block
  uint32_t n_left;   // of words not yet handed out
} Random;

/**
 * Begins a stream for the call's seed and what it is drawn for: @parts is [n_parts], such as the
 * number of a path, a row or a purpose; NULL when @n_parts is 0. Streams of other parts are
 * independent of it.
 */
void random_init(Random *random, uint64_t seed, const uint64_t *parts, uint64_t n_parts);

/** The block function itself: @counter under @key, ten rounds, into @words. */
void random_block(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4]);

/** Jumps to block @position, two draws of random_next() each, so that streams can be cut. */
void random_seek(Random *random, uint64_t position);

/** Returns: 64 random bits. */
uint64_t random_next(Random *random);

/** Returns: uniform on [0, 1), 53 bits. One draw. */
double random_uniform(Random *random);

/** Returns: uniform on 0 … @limit - 1 without bias (Lemire 2019); @limit is above 0. */
uint64_t random_below(Random *random, uint64_t limit);

/** Returns: standard normal, by Box and Muller's transform. Two draws. */
double random_normal(Random *random);

/**
 * Returns: the logarithm of a gamma variable of @shape > 0 and scale 1 (Marsaglia and Tsang 2000),
 * which stays finite where the variable itself is too small for a double.
 */
double random_log_gamma(Random *random, double shape);

/** Returns: a Beta(@first, @second) variable, within [0, 1]; both shapes are above 0. */
double random_beta(Random *random, double first, double second);

/**
 * Puts @items, [n_items] of any order, into a random order, each of all orders equally likely
 * (Fisher and Yates, as in Knuth, TAOCP 2, algorithm 3.4.2 P).
 */
void random_shuffle(Random *random, uint64_t *items, uint64_t n_items);
