// SPDX-License-Identifier: MIT
#include "run/train/float_fence.h"

#include <math.h>
#include <string.h>

enum {
  N_GUARDS = 16 // keep the buffer aligned as the arena does
};

// Quiet NaNs with payloads that no arithmetic makes.
#define UNWRITTEN_BITS 0x7fe5504cU
#define GUARD_BITS 0x7fe55047U

static gboolean
has_bits(const float *value, guint32 bits)
{
  return memcmp(value, &bits, sizeof bits) == 0;
}

static void
fill(float *values, gsize n_values, guint32 bits)
{
  for (gsize i = 0; i < n_values; i++) {
    memcpy(&values[i], &bits, sizeof bits);
  }
}

static gboolean
guards_stand(const float *guards)
{
  for (gsize i = 0; i < N_GUARDS; i++) {
    if (!has_bits(&guards[i], GUARD_BITS)) {
      return FALSE;
    }
  }
  return TRUE;
}

float *
float_fence_take(Arena *arena, gsize n_values)
{
  g_assert(n_values <= G_MAXSIZE / sizeof(float) - 2 * N_GUARDS);

  float *block = arena_take(arena, (n_values + 2 * N_GUARDS) * sizeof(float));
  fill(block, N_GUARDS, GUARD_BITS);
  fill(block + N_GUARDS + n_values, N_GUARDS, GUARD_BITS);
  return block + N_GUARDS;
}

void
float_fence_mark(float *values, gsize n_values)
{
  fill(values, n_values, UNWRITTEN_BITS);
}

gboolean
float_fence_stands(const float *values, gsize n_values)
{
  return guards_stand(values - N_GUARDS) && guards_stand(values + n_values);
}

gsize
float_fence_find_bad(const float *values, gsize n_values)
{
  // Infinite or NaN times zero is NaN, and a sum keeps it: one test for a block of numbers.
  enum {
    BLOCK = 256
  };
  for (gsize begin = 0; begin < n_values; begin += BLOCK) {
    const gsize end = MIN(begin + BLOCK, n_values);
    float lanes[8] = { 0 };
    for (gsize i = begin; i < end; i++) {
      lanes[i % 8] += values[i] * 0.0F;
    }
    const float sum =
        lanes[0] + lanes[1] + lanes[2] + lanes[3] + lanes[4] + lanes[5] + lanes[6] + lanes[7];
    for (gsize i = begin; i < end && isnan(sum); i++) {
      if (!isfinite(values[i])) {
        return i;
      }
    }
  }
  return n_values;
}

gboolean
float_fence_is_unwritten(float value)
{
  return has_bits(&value, UNWRITTEN_BITS);
}
