// SPDX-License-Identifier: MIT
#include "data/decimal_exact.h"

enum {
  // (2^54 - 1) · 2^-1075, midway between two doubles, has the most significant digits.
  MIDWAY_DIGITS_MAX = 768,
  // 769 digits are 2555 bits, 5^1093 is 2538; powers of two only bring the smaller side level.
  N_WORDS = 128,
  SIGNIFICAND_BITS = 52,
  SMALLEST_EXPONENT = -1074,
};

typedef struct {
  guint32 words[N_WORDS]; // least significant first
  int n_words;            // in use
} Natural;

static void
natural_multiply_add(Natural *number, guint32 factor, guint32 addend)
{
  guint64 carry = addend;
  for (int i = 0; i < number->n_words; i++) {
    carry += (guint64)number->words[i] * factor;
    number->words[i] = (guint32)carry;
    carry >>= 32;
  }
  if (carry != 0) {
    g_assert(number->n_words < N_WORDS);
    number->words[number->n_words++] = (guint32)carry;
  }
}

static void
natural_multiply_power_of_five(Natural *number, gint64 exponent)
{
  enum {
    CHUNK = 13
  }; // 5^13 is the largest that fits a word
  static const guint32 chunk = 1220703125;
  for (; exponent >= CHUNK; exponent -= CHUNK) {
    natural_multiply_add(number, chunk, 0);
  }
  for (; exponent > 0; exponent--) {
    natural_multiply_add(number, 5, 0);
  }
}

static void
natural_shift_left(Natural *number, gint64 n_bits)
{
  const int n_whole = (int)(n_bits / 32);
  natural_multiply_add(number, (guint32)1 << (n_bits % 32), 0);
  g_assert(number->n_words + n_whole <= N_WORDS);
  for (int i = number->n_words - 1; i >= 0; i--) {
    number->words[i + n_whole] = number->words[i];
  }
  for (int i = 0; i < n_whole; i++) {
    number->words[i] = 0;
  }
  number->n_words += n_whole;
}

static int
natural_compare(const Natural *left, const Natural *right)
{
  if (left->n_words != right->n_words) {
    return left->n_words < right->n_words ? -1 : 1;
  }
  for (int i = left->n_words - 1; i >= 0; i--) {
    if (left->words[i] != right->words[i]) {
      return left->words[i] < right->words[i] ? -1 : 1;
    }
  }
  return 0;
}

static Natural
natural_from_word(guint64 word)
{
  Natural number = { .n_words = 0 };
  natural_multiply_add(&number, 1, (guint32)(word >> 32));
  if (number.n_words > 0) {
    number.n_words++;
    number.words[1] = number.words[0];
    number.words[0] = (guint32)word;
    return number;
  }
  natural_multiply_add(&number, 1, (guint32)word);
  return number;
}

// Takes as many digits as can matter; what follows them, if not zero, as one more digit that is
// not.
static Natural
natural_from_digits(const DecimalDigits *digits, gint64 *exponent)
{
  Natural number = { .n_words = 0 };
  int n_taken = 0;
  gint64 n_left_out = 0;
  gboolean is_more = FALSE;
  for (const char *at = digits->begin; at < digits->end; at++) {
    if (*at == '.') {
      continue;
    }
    if (n_taken < MIDWAY_DIGITS_MAX) {
      natural_multiply_add(&number, 10, (guint32)(*at - '0'));
      n_taken += number.n_words > 0 ? 1 : 0;
    } else {
      n_left_out++;
      is_more = is_more || *at != '0';
    }
  }
  natural_multiply_add(&number, 10, is_more ? 1 : 0);
  *exponent = digits->exponent + n_left_out - 1;
  return number;
}

guint64
decimal_choose_exactly(const DecimalDigits *digits, guint64 bits_below)
{
  const int biased = (int)(bits_below >> SIGNIFICAND_BITS);
  const guint64 fraction = bits_below & (((guint64)1 << SIGNIFICAND_BITS) - 1);
  const guint64 hidden = biased == 0 ? 0 : (guint64)1 << SIGNIFICAND_BITS;
  gint64 decimal_exponent = 0;
  Natural number = natural_from_digits(digits, &decimal_exponent);
  Natural midway = natural_from_word(2 * (fraction | hidden) + 1);
  const gint64 midway_exponent = MAX(biased, 1) - 1 + SMALLEST_EXPONENT - 1;

  // number · 10^d against midway · 2^m: fives go to the side where their power is positive, then
  // twos likewise.
  natural_multiply_power_of_five(&number, decimal_exponent);
  natural_multiply_power_of_five(&midway, -decimal_exponent);
  const gint64 n_bits = decimal_exponent - midway_exponent;
  if (n_bits > 0) {
    natural_shift_left(&number, n_bits);
  } else {
    natural_shift_left(&midway, -n_bits);
  }

  const int order = natural_compare(&number, &midway);
  const gboolean is_up = order > 0 || (order == 0 && (fraction & 1) != 0);
  return bits_below + (is_up ? 1 : 0);
}
