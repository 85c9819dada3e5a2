// SPDX-License-Identifier: MIT
#include "data/decimal.h"

#include "data/decimal_powers.h"

#include <string.h>

// Schubfach, by Raffaello Giulietti: "The Schubfach way to render doubles" (2020), with the names
// of that paper. A double is c · 2^q; between its two neighbours' midpoints lies a decimal d · 10^k
// with as few digits as any.

enum {
  SIGNIFICAND_BITS = 52,
  EXPONENT_BIAS = 1075, // of q
  EXPONENT_SPECIAL = 0x7FF,
  DIGITS_MAX = 17,
  // As JavaScript's Number.prototype.toString does.
  POINT_MAX = 21, // digits before the point; more are written with an exponent
  POINT_MIN = -5, // minus the zeros after "0."
};

typedef struct {
  guint64 digits;
  int exponent; // of ten
} Decimal;

// floor(log10(2^q)), or of 3/4 · 2^q where the double below is nearer than the one above.
static int
floor_log10_of_power2(int q, gboolean is_lower_nearer)
{
  return (q * 1262611 - (is_lower_nearer ? 524031 : 0)) >> 22;
}

static int
floor_log2_of_power10(int k)
{
  return (k * 1741647) >> 19;
}

// The product of the power, rounded up, and @factor, without its last 128 bits; its own last bit
// tells whether something was cut off.
static guint64
round_to_odd(DecimalPower power, guint64 factor)
{
  const DecimalPower lower = decimal_multiply(power.low, factor);
  const DecimalPower upper = decimal_multiply(power.high, factor);
  const guint64 middle = upper.low + lower.high;
  const guint64 carry = middle < upper.low ? 1 : 0;
  return (upper.high + carry) | (middle > 1 ? 1 : 0);
}

static DecimalPower
power_rounded_up(int k)
{
  DecimalPower power = decimal_powers[k - DECIMAL_POWER_MIN];
  if (k < 0 || k > DECIMAL_POWER_EXACT_MAX) {
    power.low++;
    power.high += power.low == 0 ? 1 : 0;
  }
  return power;
}

static Decimal
shortest_decimal(guint64 c, int q, gboolean is_lower_nearer)
{
  const int k = floor_log10_of_power2(q, is_lower_nearer);
  const int h = q + floor_log2_of_power10(-k) + 1;
  const DecimalPower power = power_rounded_up(-k);

  // Four times the value and its two midpoints, in units of 10^k. The midpoints belong to the
  // interval of an even c only.
  const guint64 excluded = c & 1;
  const guint64 value = round_to_odd(power, (4 * c) << h);
  const guint64 lower = round_to_odd(power, (4 * c - (is_lower_nearer ? 1 : 2)) << h) + excluded;
  const guint64 upper = round_to_odd(power, (4 * c + 2) << h) - excluded;

  const guint64 s = value / 4;
  if (s >= 10) {
    const guint64 tens = s / 10;
    const gboolean is_below_inside = lower <= 40 * tens;
    const gboolean is_above_inside = 40 * tens + 40 <= upper;
    if (is_below_inside != is_above_inside) {
      return (Decimal){ tens + (is_above_inside ? 1 : 0), k + 1 };
    }
  }
  const gboolean is_below_inside = lower <= 4 * s;
  const gboolean is_above_inside = 4 * s + 4 <= upper;
  if (is_below_inside != is_above_inside) {
    return (Decimal){ s + (is_above_inside ? 1 : 0), k };
  }
  const guint64 middle = 4 * s + 2;
  const gboolean is_up = value > middle || (value == middle && (s & 1) != 0);
  return (Decimal){ s + (is_up ? 1 : 0), k };
}

// @bits without sign, neither zero nor special.
static Decimal
decimal_from_bits(guint64 bits)
{
  const guint64 fraction = bits & (((guint64)1 << SIGNIFICAND_BITS) - 1);
  const int biased = (int)(bits >> SIGNIFICAND_BITS);
  if (biased == 0) {
    return shortest_decimal(fraction, 1 - EXPONENT_BIAS, FALSE);
  }

  const guint64 c = fraction | (guint64)1 << SIGNIFICAND_BITS;
  const int q = biased - EXPONENT_BIAS;
  // A whole number below 2^53 is its own shortest decimal but for zeros at its end.
  if (q <= 0 && q >= -SIGNIFICAND_BITS && (c & (((guint64)1 << -q) - 1)) == 0) {
    return (Decimal){ c >> -q, 0 };
  }
  return shortest_decimal(c, q, fraction == 0 && biased > 1);
}

// Inline, so that each power becomes a multiplication.
static inline Decimal
strip_zeros(Decimal decimal, guint64 power, int n_zeros)
{
  while (decimal.digits % power == 0) {
    decimal.digits /= power;
    decimal.exponent += n_zeros;
  }
  return decimal;
}

static Decimal
without_trailing_zeros(Decimal decimal)
{
  decimal = strip_zeros(decimal, 100000000, 8);
  decimal = strip_zeros(decimal, 10000, 4);
  return strip_zeros(strip_zeros(decimal, 100, 2), 10, 1);
}

// Writes the digits so that they end at @end. Returns: where they begin.
static char *
put_digits_before(char *end, guint64 digits)
{
  static const char pairs[] = "00010203040506070809"
                              "10111213141516171819"
                              "20212223242526272829"
                              "30313233343536373839"
                              "40414243444546474849"
                              "50515253545556575859"
                              "60616263646566676869"
                              "70717273747576777879"
                              "80818283848586878889"
                              "90919293949596979899";
  for (; digits >= 100; digits /= 100) {
    end -= 2;
    memcpy(end, pairs + digits % 100 * 2, 2);
  }
  if (digits >= 10) {
    end -= 2;
    memcpy(end, pairs + digits * 2, 2);
  } else {
    *--end = (char)('0' + digits);
  }
  return end;
}

static char *
put_bytes(char *at, const char *bytes, int n_bytes)
{
  memcpy(at, bytes, (gsize)n_bytes);
  return at + n_bytes;
}

static char *
put_zeros(char *at, int n_zeros)
{
  memset(at, '0', (gsize)n_zeros);
  return at + n_zeros;
}

static char *
put_scientific(char *at, const char *digits, int n_digits, int point)
{
  *at++ = digits[0];
  if (n_digits > 1) {
    *at++ = '.';
    at = put_bytes(at, digits + 1, n_digits - 1);
  }
  *at++ = 'e';
  *at++ = point > 0 ? '+' : '-';
  char exponent[DIGITS_MAX];
  char *const end = exponent + sizeof exponent;
  const char *const begin = put_digits_before(end, (guint64)ABS(point - 1));
  return put_bytes(at, begin, (int)(end - begin));
}

// @point: how many of the digits stand before the point; may be outside of them.
static char *
put_decimal(char *at, const char *digits, int n_digits, int point)
{
  if (point > POINT_MAX || point < POINT_MIN) {
    return put_scientific(at, digits, n_digits, point);
  }
  if (point >= n_digits) {
    return put_zeros(put_bytes(at, digits, n_digits), point - n_digits);
  }
  if (point > 0) {
    at = put_bytes(at, digits, point);
    *at++ = '.';
    return put_bytes(at, digits + point, n_digits - point);
  }
  at = put_zeros(put_bytes(at, "0.", 2), -point);
  return put_bytes(at, digits, n_digits);
}

static char *
put_magnitude(char *at, guint64 bits)
{
  if (bits == 0) {
    return put_bytes(at, "0", 1);
  }
  const Decimal decimal = without_trailing_zeros(decimal_from_bits(bits));
  char digits[DIGITS_MAX];
  char *const end = digits + sizeof digits;
  const char *const begin = put_digits_before(end, decimal.digits);
  const int n_digits = (int)(end - begin);
  return put_decimal(at, begin, n_digits, n_digits + decimal.exponent);
}

gsize
decimal_format(double value, char *buffer)
{
  guint64 bits = 0;
  memcpy(&bits, &value, sizeof bits);
  const guint64 magnitude = bits & ~((guint64)1 << 63);
  const guint64 infinity = (guint64)EXPONENT_SPECIAL << SIGNIFICAND_BITS;

  char *at = buffer;
  if (magnitude > infinity) {
    at = put_bytes(at, "nan", 3);
  } else {
    if (bits != magnitude) {
      *at++ = '-';
    }
    at = magnitude == infinity ? put_bytes(at, "inf", 3) : put_magnitude(at, magnitude);
  }
  *at = '\0';
  return (gsize)(at - buffer);
}
