// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/**
 * Numbers as nearly all cells hold them, at most eight digits before the point and seven after it,
 * eight digits at a time. What it reads has the bits that decimal_parse() gives.
 */

enum {
  SHORT_NUMBER_READS = 18 // bytes from the start of a number that may be read
};

// Eight characters as the values 0 … 9 of digits; anything else is greater than 9.
static inline guint64
short_number_load(const char *text)
{
  guint64 bytes = 0;
  memcpy(&bytes, text, sizeof bytes);
  return GUINT64_FROM_LE(bytes) ^ G_GUINT64_CONSTANT(0x3030303030303030);
}

// Returns: how many of the first characters are digits, or 8 or more for all.
static inline guint
short_number_count(guint64 digits)
{
  const guint64 high_bits = G_GUINT64_CONSTANT(0x8080808080808080);
  const guint64 above_nine =
      (((digits & ~high_bits) + G_GUINT64_CONSTANT(0x7676767676767676)) | digits) & high_bits;
  return above_nine == 0 ? 8 : (guint)__builtin_ctzll(above_nine) / 8;
}

// The value of the first @n digits, fewer than eight or all: pairs, then fours, then eight at once.
static inline gint64
short_number_join(guint64 digits, guint n)
{
  const guint64 every_fourth = G_GUINT64_CONSTANT(0x000000FF000000FF);
  const guint64 aligned = n == 8 ? digits : digits << (8 * (7 - n)) << 8;
  const guint64 pairs = aligned * 10 + (aligned >> 8);
  return (gint64)(((pairs & every_fourth) * G_GUINT64_CONSTANT(0x000F424000000064) +
                   ((pairs >> 16) & every_fourth) * G_GUINT64_CONSTANT(0x0000271000000001)) >>
                  32);
}

/**
 * Reads a number at @text, after which SHORT_NUMBER_READS bytes can be read.
 *
 * Returns: the bytes read, or 0 when the number is longer or none, which decimal_parse() tells.
 */
static inline gsize
short_number_read(const char *text, double *value)
{
  static const gint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000 };
  static const double divisors[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7 };
  const gboolean is_negative = *text == '-';
  const char *at = text + (is_negative ? 1 : 0);
  const guint64 whole = short_number_load(at);
  const guint n_whole = short_number_count(whole);
  if (n_whole == 0) {
    return 0;
  }
  double number = (double)short_number_join(whole, n_whole);
  at += n_whole;
  if (*at == '.') {
    const guint64 fraction = short_number_load(at + 1);
    const guint n_fraction = short_number_count(fraction);
    if (n_fraction == 8) {
      return 0;
    }
    const gint64 significand = short_number_join(whole, n_whole) * powers[n_fraction] +
                               short_number_join(fraction, n_fraction);
    // Both are exact, so that the division rounds once and rightly.
    number = (double)significand / divisors[n_fraction];
    at += 1 + n_fraction;
  }
  *value = is_negative ? -number : number;
  return (gsize)(at - text);
}

G_END_DECLS
