// SPDX-License-Identifier: MIT
#include "pool/permutation.h"

#include "pool/stream.h"

// Halves of fewer bits have too few functions to reach all orders alike.
#define LEAST_BITS 8

// The finaliser of Steele, Lea and Flood's SplitMix64 (OOPSLA 2014): enough for a round, and a
// batch asks for many.
static uint64_t
mix(uint64_t word)
{
  word = (word ^ (word >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  word = (word ^ (word >> 27)) * UINT64_C(0x94D049BB133111EB);
  return word ^ (word >> 31);
}

static uint64_t
mask(guint n_bits)
{
  return (UINT64_C(1) << n_bits) - 1;
}

void
permutation_init(Permutation *permutation, uint64_t key, gsize n)
{
  g_assert(n > 0);

  guint n_bits = LEAST_BITS;
  while (n_bits < 63 && n - 1 > mask(n_bits)) {
    n_bits++;
  }
  *permutation = (Permutation){
    .n = n,
    .n_left_bits = n_bits / 2,
    .n_right_bits = n_bits - n_bits / 2,
  };
  for (uint64_t round = 0; round < PERMUTATION_N_ROUNDS; round++) {
    const uint64_t parts[] = { key, round };
    permutation->keys[round] = stream_key(parts, G_N_ELEMENTS(parts));
  }
}

// The halves may differ by a bit: they are changed in turn and never swapped.
static uint64_t
permute(const Permutation *permutation, uint64_t value)
{
  uint64_t left = value >> permutation->n_right_bits;
  uint64_t right = value & mask(permutation->n_right_bits);
  for (gsize round = 0; round < PERMUTATION_N_ROUNDS; round += 2) {
    left ^= mix(right + permutation->keys[round]) & mask(permutation->n_left_bits);
    right ^= mix(left + permutation->keys[round + 1]) & mask(permutation->n_right_bits);
  }
  return left << permutation->n_right_bits | right;
}

gsize
permutation_at(const Permutation *permutation, gsize position)
{
  g_assert(position < permutation->n);

  uint64_t value = position;
  do {
    value = permute(permutation, value);
  } while (value >= permutation->n);
  return (gsize)value;
}
