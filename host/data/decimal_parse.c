// SPDX-License-Identifier: MIT
#include "data/decimal.h"

#include "data/decimal_exact.h"
#include "data/decimal_powers.h"

#include <math.h>
#include <string.h>

enum {
  SIGNIFICAND_BITS = 52,
  EXPONENT_BIAS = 1023,
  EXPONENT_SPECIAL = 0x7FF,
  SIGNIFICAND_DIGITS_MAX = 19, // what a guint64 holds of any digits
  FAST_POWER_MAX = 22,         // the powers of ten that a double holds exactly
  SMALLEST_POWER = -342,       // below it 19 digits are nearer to zero than to any double
  LARGEST_POWER = 308,
  EXPONENT_LIMIT = 100000000, // beyond it more digits of an exponent change nothing
};

static const guint64 FAST_SIGNIFICAND_MAX = (guint64)1 << 53;

// A number as it stands in the text: ±significand · 10^exponent.
typedef struct {
  DecimalDigits digits;
  guint64 significand; // at most SIGNIFICAND_DIGITS_MAX digits
  gint64 exponent;
  gboolean is_negative;
  gboolean is_cut; // there are digits beyond those of @significand
} Number;

static inline gboolean
is_digit(char character)
{
  return (unsigned char)(character - '0') <= 9;
}

// Takes digits into @sum, which may wrap around. Returns: where they end.
static inline const char *
scan_digits(const char *at, const char *end, guint64 *sum)
{
  guint64 value = *sum;
  while (at < end && is_digit(*at)) {
    value = value * 10 + (guint64)(*at - '0');
    at++;
  }
  *sum = value;
  return at;
}

// Reads an exponent, if a whole one is there. Returns: where it ends.
static const char *
scan_exponent(const char *at, const char *end, gint64 *exponent)
{
  const char *digit = at + 1;
  if (at == end || (*at != 'e' && *at != 'E') || digit == end) {
    return at;
  }
  const gboolean is_negative = *digit == '-';
  if (*digit == '-' || *digit == '+') {
    digit++;
  }
  if (digit == end || !is_digit(*digit)) {
    return at;
  }

  gint64 value = 0;
  for (; digit < end && is_digit(*digit); digit++) {
    value = value < EXPONENT_LIMIT ? value * 10 + (*digit - '0') : value;
  }
  *exponent += is_negative ? -value : value;
  return digit;
}

// Cuts a significand of too many digits down to those that fit; leading zeros count for nothing.
static void
cut_significand(Number *number)
{
  number->significand = 0;
  int n_taken = 0;
  gint64 n_left_out = 0;
  for (const char *at = number->digits.begin; at < number->digits.end; at++) {
    if (*at == '.') {
      continue;
    }
    if (n_taken < SIGNIFICAND_DIGITS_MAX) {
      number->significand = number->significand * 10 + (guint64)(*at - '0');
      n_taken += number->significand != 0 ? 1 : 0;
    } else {
      n_left_out++;
    }
  }
  number->digits.exponent = number->exponent;
  number->exponent += n_left_out;
  number->is_cut = n_left_out > 0;
}

// Returns: where the number ends, or NULL when none begins here.
static const char *
scan_number(const char *text, const char *end, Number *number)
{
  const char *at = text;
  if (at < end && (*at == '-' || *at == '+')) {
    number->is_negative = *at == '-';
    at++;
  }

  number->digits.begin = at;
  at = scan_digits(at, end, &number->significand);
  gint64 n_digits = at - number->digits.begin;
  if (at < end && *at == '.') {
    const char *const fraction = at + 1;
    at = scan_digits(fraction, end, &number->significand);
    number->exponent = fraction - at;
    n_digits += at - fraction;
  }
  if (n_digits == 0) {
    return NULL;
  }
  number->digits.end = at;
  at = scan_exponent(at, end, &number->exponent);
  if (n_digits > SIGNIFICAND_DIGITS_MAX) {
    cut_significand(number);
  }
  return at;
}

// Clinger's case: significand and power are doubles, so that one operation rounds once.
static gboolean
convert_fast(const Number *number, double *value)
{
  static const double powers[FAST_POWER_MAX + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  };
  if (number->significand > FAST_SIGNIFICAND_MAX || number->exponent < -FAST_POWER_MAX ||
      number->exponent > FAST_POWER_MAX || number->is_cut) {
    return FALSE;
  }
  const double significand = (double)number->significand;
  *value = number->exponent < 0 ? significand / powers[-number->exponent]
                                : significand * powers[number->exponent];
  return TRUE;
}

// The leading bits of the product of @significand and the power, enough of them to round; the
// second half of the power counts only where the first leaves the bits below the rounding
// undecided.
static DecimalPower
multiply_by_power(guint64 significand, int exponent)
{
  enum {
    UNDECIDED = 0x1FF,
    ROUNDED_UP_MIN = -27
  };
  DecimalPower power = decimal_powers[exponent - DECIMAL_POWER_MIN];
  // These few reciprocals must not be below the true value, or ties would go unseen.
  if (exponent >= ROUNDED_UP_MIN && exponent < 0) {
    power.low++;
    power.high += power.low == 0 ? 1 : 0;
  }

  DecimalPower product = decimal_multiply(significand, power.high);
  if ((product.high & UNDECIDED) == UNDECIDED) {
    const DecimalPower rest = decimal_multiply(significand, power.low);
    product.low += rest.high;
    product.high += product.low < rest.high ? 1 : 0;
  }
  return product;
}

// The double nearest to @significand · 10^exponent, as bits, by Eisel and Lemire (Lemire 2021,
// "Number parsing at a gigabyte per second", section 5; that the 128 bits always suffice: Mushtak
// and Lemire 2023, "Fast number parsing without fallback").
static guint64
convert_bits(guint64 significand, gint64 exponent)
{
  enum {
    ROUND_SHIFT = 64 - SIGNIFICAND_BITS - 3,
    TIE_MIN = -4,
    TIE_MAX = 23
  };
  if (significand == 0 || exponent < SMALLEST_POWER) {
    return 0;
  }
  const guint64 infinity = (guint64)EXPONENT_SPECIAL << SIGNIFICAND_BITS;
  if (exponent > LARGEST_POWER) {
    return infinity;
  }

  const int n_leading_zeros = __builtin_clzll(significand);
  const DecimalPower product = multiply_by_power(significand << n_leading_zeros, (int)exponent);
  const int upper_bit = (int)(product.high >> 63);
  guint64 rounded = product.high >> (upper_bit + ROUND_SHIFT);
  int biased =
      (((152170 + 65536) * (int)exponent) >> 16) + 63 + upper_bit - n_leading_zeros + EXPONENT_BIAS;

  if (biased <= 0) {
    const int n_lost = 1 - biased;
    rounded = n_lost >= 64 ? 0 : rounded >> n_lost;
    // A carry into bit 52 is the smallest normal number, whose bits are just these.
    return (rounded + (rounded & 1)) >> 1;
  }
  const gboolean is_tie = product.low <= 1 && exponent >= TIE_MIN && exponent <= TIE_MAX &&
                          (rounded & 3) == 1 &&
                          rounded << (upper_bit + ROUND_SHIFT) == product.high;
  rounded = (is_tie ? rounded - 1 : rounded + (rounded & 1)) >> 1;

  // The leading bit adds one to the exponent, and so does a carry beyond it.
  const guint64 bits = ((guint64)(biased - 1) << SIGNIFICAND_BITS) + rounded;
  return MIN(bits, infinity);
}

static guint64
convert_cut(const Number *number)
{
  const guint64 below = convert_bits(number->significand, number->exponent);
  const guint64 above = convert_bits(number->significand + 1, number->exponent);
  return below == above ? below : decimal_choose_exactly(&number->digits, below);
}

gsize
decimal_parse(const char *text, gsize length, double *value)
{
  Number number = { 0 };
  const char *const end = scan_number(text, text + length, &number);
  if (end == NULL) {
    return 0;
  }

  double magnitude = 0;
  if (!convert_fast(&number, &magnitude)) {
    const guint64 bits =
        number.is_cut ? convert_cut(&number) : convert_bits(number.significand, number.exponent);
    memcpy(&magnitude, &bits, sizeof magnitude);
  }
  *value = number.is_negative ? -magnitude : magnitude;
  return (gsize)(end - text);
}
