// SPDX-License-Identifier: MIT
#include "pool/permutation.h"

#include "pool/stream.h"

#define N_ROUNDS 8

// Halves of fewer bits have too few functions to reach all orders alike.
#define LEAST_BITS 8

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
    .key = key,
    .n = n,
    .n_left_bits = n_bits / 2,
    .n_right_bits = n_bits - n_bits / 2,
  };
}

// The halves may differ by a bit: they are changed in turn and never swapped.
static uint64_t
permute(const Permutation *permutation, uint64_t value)
{
  uint64_t left = value >> permutation->n_right_bits;
  uint64_t right = value & mask(permutation->n_right_bits);
  for (uint64_t round = 0; round < N_ROUNDS; round += 2) {
    const uint64_t from_right[] = { permutation->key, round, right };
    left ^= stream_key(from_right, G_N_ELEMENTS(from_right)) & mask(permutation->n_left_bits);
    const uint64_t from_left[] = { permutation->key, round + 1, left };
    right ^= stream_key(from_left, G_N_ELEMENTS(from_left)) & mask(permutation->n_right_bits);
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
