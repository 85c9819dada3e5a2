// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

enum {
  PERMUTATION_N_ROUNDS = 8
};

/**
 * An order of 0 … n - 1 that a key fixes, without a table: any place of it can be asked for at any
 * time, by any thread.
 *
 * A Feistel network over the least power of two that holds n, 256 at least, walked along its cycles
 * until it comes back below n (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA
 * 2002, section 4). Plain value.
 */
typedef struct {
  uint64_t keys[PERMUTATION_N_ROUNDS]; // of the rounds
  gsize n;
  guint n_left_bits;
  guint n_right_bits;
} Permutation;

/** @n: at least 1. */
void permutation_init(Permutation *permutation, uint64_t key, gsize n);

/** Returns: what stands at @position, below n. Each number below n stands at one position. */
gsize permutation_at(const Permutation *permutation, gsize position);

G_END_DECLS
