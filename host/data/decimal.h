// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Numbers as text, exact both ways and free of locales: decimal_parse() rounds correctly (Lemire
 * 2021, "Number parsing at a gigabyte per second"; Clinger's fast path first), decimal_format()
 * writes the shortest text that reads back to the same bits (Giulietti 2020, "The Schubfach way to
 * render doubles"). Neither allocates; both may run on any thread.
 */

enum {
  DECIMAL_MAX_LENGTH = 32
}; // of any text that decimal_format() writes, with the NUL

/**
 * Reads a number at the start of the @length bytes at @text, which need not end in NUL: an optional
 * sign, digits with an optional point, an optional exponent. No blanks, no hexadecimal, no "inf" or
 * "nan", which are the caller's to name.
 *
 * Returns: the number of bytes read, 0 when no number starts there; a text outside the range of
 * double reads as an infinity or as zero.
 */
gsize decimal_parse(const char *text, gsize length, double *value);

/**
 * Writes @value into @buffer, of DECIMAL_MAX_LENGTH bytes, NUL included: `12`, `0.1`, `1e+30`;
 * `nan`, `inf` and `-inf` for what is not finite.
 *
 * Returns: the number of bytes written, without the NUL.
 */
gsize decimal_format(double value, char *buffer);

G_END_DECLS
