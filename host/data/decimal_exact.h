// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Digits of any number, maybe with a point among them, and the power of ten of the last one. */
typedef struct {
  const char *begin; // borrowed text
  const char *end;
  gint64 exponent;
} DecimalDigits;

/**
 * Decides between a double, given as bits, and the next larger one, where @digits lie between the
 * two: compares with the point midway, in whole numbers of up to 4096 bits on the stack.
 *
 * Returns: the bits of the nearer one, of the even one when both are equally near.
 */
guint64 decimal_choose_exactly(const DecimalDigits *digits, guint64 bits_below);

G_END_DECLS
