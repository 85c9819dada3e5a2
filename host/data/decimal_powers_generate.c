// SPDX-License-Identifier: MIT
// Writes decimal_powers.c to standard output while the host is built. Powers of ten have the
// leading bits of powers of five, which are multiplied out in full; those of negative exponents
// come from a long division of a power of two.
#include "data/decimal_powers.h"

#include <stdio.h>
#include <string.h>

enum {
  N_WORDS = 26
}; // of 32 bits: 5^342 has 795, and the division doubles a remainder below it

typedef struct {
  guint32 words[N_WORDS]; // least significant first
} Natural;

static void
natural_multiply(Natural *number, guint32 factor)
{
  guint64 carry = 0;
  for (int i = 0; i < N_WORDS; i++) {
    carry += (guint64)number->words[i] * factor;
    number->words[i] = (guint32)carry;
    carry >>= 32;
  }
  g_assert(carry == 0);
}

static void
natural_subtract(Natural *number, const Natural *other)
{
  gint64 borrow = 0;
  for (int i = 0; i < N_WORDS; i++) {
    borrow += (gint64)number->words[i] - other->words[i];
    number->words[i] = (guint32)borrow;
    borrow >>= 32;
  }
  g_assert(borrow == 0);
}

static gboolean
natural_is_less(const Natural *number, const Natural *other)
{
  for (int i = N_WORDS - 1; i >= 0; i--) {
    if (number->words[i] != other->words[i]) {
      return number->words[i] < other->words[i];
    }
  }
  return FALSE;
}

static gboolean
natural_get_bit(const Natural *number, int bit)
{
  return bit >= 0 && (number->words[bit / 32] >> (bit % 32) & 1) != 0;
}

static int
natural_get_length(const Natural *number)
{
  int length = N_WORDS * 32;
  while (!natural_get_bit(number, length - 1)) {
    length--;
  }
  return length;
}

static void
append_bit(DecimalPower *power, gboolean bit)
{
  power->high = power->high << 1 | power->low >> 63;
  power->low = power->low << 1 | (bit ? 1 : 0);
}

static DecimalPower
leading_bits(const Natural *number)
{
  DecimalPower power = { 0, 0 };
  const int length = natural_get_length(number);
  for (int i = 1; i <= 128; i++) {
    append_bit(&power, natural_get_bit(number, length - i));
  }
  return power;
}

// The remainder starts as the largest power of two below the divisor, so that the first bit is one.
static DecimalPower
leading_bits_of_reciprocal(const Natural *divisor)
{
  DecimalPower power = { 0, 0 };
  Natural remainder = { { 0 } };
  const int top = natural_get_length(divisor) - 1;
  remainder.words[top / 32] = (guint32)1 << (top % 32);
  for (int i = 0; i < 128; i++) {
    natural_multiply(&remainder, 2);
    const gboolean bit = !natural_is_less(&remainder, divisor);
    if (bit) {
      natural_subtract(&remainder, divisor);
    }
    append_bit(&power, bit);
  }
  return power;
}

int
main(void)
{
  DecimalPower powers[DECIMAL_POWER_MAX - DECIMAL_POWER_MIN + 1];
  Natural five = { { 1 } };
  for (int exponent = 0; exponent <= MAX(DECIMAL_POWER_MAX, -DECIMAL_POWER_MIN); exponent++) {
    if (exponent <= DECIMAL_POWER_MAX) {
      powers[exponent - DECIMAL_POWER_MIN] = leading_bits(&five);
    }
    if (exponent > 0 && exponent <= -DECIMAL_POWER_MIN) {
      powers[-exponent - DECIMAL_POWER_MIN] = leading_bits_of_reciprocal(&five);
    }
    natural_multiply(&five, 5);
  }

  printf("#include \"data/decimal_powers.h\"\n\n"
         "const DecimalPower decimal_powers[DECIMAL_POWER_MAX - DECIMAL_POWER_MIN + 1] = {\n");
  for (gsize i = 0; i < G_N_ELEMENTS(powers); i++) {
    printf("  { 0x%016" G_GINT64_MODIFIER "xu, 0x%016" G_GINT64_MODIFIER "xu },\n", powers[i].high,
           powers[i].low);
  }
  printf("};\n");
  return fflush(stdout) == 0 ? 0 : 1;
}
