// SPDX-License-Identifier: MIT
#include "run/fence.h"

#include <math.h>
#include <string.h>

enum {
  N_GUARDS = 8
};

// Quiet NaNs with payloads that no arithmetic makes.
#define UNWRITTEN_BITS G_GUINT64_CONSTANT(0x7ff8504c55474e31)
#define GUARD_BITS G_GUINT64_CONSTANT(0x7ff8504c55474755)

static void
fill(double *values, gsize n_values, guint64 bits)
{
  for (gsize i = 0; i < n_values; i++) {
    memcpy(&values[i], &bits, sizeof bits);
  }
}

static gboolean
has_bits(const double *value, guint64 bits)
{
  return memcmp(value, &bits, sizeof bits) == 0;
}

static gboolean
guards_stand(const double *guards)
{
  for (gsize i = 0; i < N_GUARDS; i++) {
    if (!has_bits(&guards[i], GUARD_BITS)) {
      return FALSE;
    }
  }
  return TRUE;
}

double *
fence_take(Arena *arena, gsize n_values)
{
  g_assert(n_values <= G_MAXSIZE / sizeof(double) - 2 * N_GUARDS);

  double *block = arena_take(arena, (n_values + 2 * N_GUARDS) * sizeof(double));
  fill(block, N_GUARDS, GUARD_BITS);
  fill(block + N_GUARDS, n_values, UNWRITTEN_BITS);
  fill(block + N_GUARDS + n_values, N_GUARDS, GUARD_BITS);
  return block + N_GUARDS;
}

gboolean
fence_stands(const double *values, gsize n_values)
{
  return guards_stand(values - N_GUARDS) && guards_stand(values + n_values);
}

gboolean
fence_is_unwritten(const double *value)
{
  return has_bits(value, UNWRITTEN_BITS);
}

plugcast_status
fence_check(const double *values, gsize n_values, gsize *where)
{
  if (!fence_stands(values, n_values)) {
    return PLUGCAST_OVERRUN;
  }
  for (gsize i = 0; i < n_values; i++) {
    if (!isfinite(values[i])) {
      *where = i;
      return fence_is_unwritten(&values[i]) ? PLUGCAST_UNWRITTEN : PLUGCAST_NOT_FINITE;
    }
  }
  return PLUGCAST_OK;
}
