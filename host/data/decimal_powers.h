// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum {
  DECIMAL_POWER_MIN = -342,
  DECIMAL_POWER_MAX = 324,
  DECIMAL_POWER_EXACT_MAX = 55, // the powers from 0 on that 128 bits hold exactly
};

/** The leading 128 bits of a power of ten, cut off: 2^127 ≤ high · 2^64 + low < 2^128. */
typedef struct {
  guint64 high;
  guint64 low;
} DecimalPower;

/** Those from DECIMAL_POWER_MIN to DECIMAL_POWER_MAX; computed by decimal_powers_generate.c. */
extern const DecimalPower decimal_powers[DECIMAL_POWER_MAX - DECIMAL_POWER_MIN + 1];

/** The full product of two words. */
static inline DecimalPower
decimal_multiply(guint64 left, guint64 right)
{
  __extension__ typedef unsigned __int128 Product;
  const Product product = (Product)left * right;
  return (DecimalPower){ .high = (guint64)(product >> 64), .low = (guint64)product };
}

G_END_DECLS
