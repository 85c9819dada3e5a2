// SPDX-License-Identifier: MIT
#include "data/decimal.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  N_RANDOM = 20000,
  N_RANDOM_SLOW = 10000000, // with -m slow
  EXACT_LENGTH_MAX = 1200,  // of the decimals of any midpoint
};

static guint64
bits_of(double value)
{
  guint64 bits = 0;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static double
double_of(guint64 bits)
{
  double value = 0;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// SplitMix64 of Steele, Lea and Flood.
static guint64
next_random(guint64 *state)
{
  *state += G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
  guint64 mixed = *state;
  mixed = (mixed ^ mixed >> 30) * G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * G_GUINT64_CONSTANT(0x94D049BB133111EB);
  return mixed ^ mixed >> 31;
}

static double
next_finite(guint64 *state)
{
  double value = 0;
  do {
    value = double_of(next_random(state));
  } while (!isfinite(value));
  return value;
}

static int
n_random(void)
{
  return g_test_slow() ? N_RANDOM_SLOW : N_RANDOM;
}

// The C library is the judge: this program never leaves the C locale.
static void
assert_parses_as_library(const char *text)
{
  double value = 0;
  const gsize length = strlen(text);
  const double expected = strtod(text, NULL);
  if (decimal_parse(text, length, &value) != length || bits_of(value) != bits_of(expected)) {
    g_error("%s reads as %.17g, not %.17g", text, value, expected);
  }
}

static void
test_parses_as_library(gconstpointer data)
{
  assert_parses_as_library(data);
}

static const char *const hard[] = {
  "0",
  "-0",
  "0.0",
  "1",
  "1.",
  ".5",
  "+1.5",
  "00012.500",
  "0.1",
  "0.2",
  "0.3",
  "0.30000000000000004",
  "1e22",
  "1e23",
  "1E+5",
  "1e-7",
  "123456789012345678901234567890",
  "0.000000000000000000000000000000000000000000000000000000000000123",
  "9007199254740991",
  "9007199254740992",
  "9007199254740993",
  "9007199254740993.0000000000000000000000000000000000000000000001",
  "9007199254740995",
  "9007199254740992e1",
  "9007199254740993e22",
  "18446744073709551615",
  "18446744073709551616",
  "9999999999999999999",
  "99999999999999999999",
  "5e-324",
  "4.9e-324",
  "2.4703282292062327e-324",
  "2.4703282292062328e-324",
  "2.47032822920623272088284396434110686182e-324",
  "2.4703282292062327208828439643411068618252990130716238221279284125033775e-324",
  "2.2250738585072014e-308",
  "2.2250738585072011e-308",
  "2.2250738585072012e-308",
  "2.225073858507201136057409796709131975934819546351645648023426109724822e-308",
  "1.7976931348623157e308",
  "1.7976931348623158e308",
  "1.7976931348623159e308",
  "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977",
  "1.8e308",
  "1e309",
  "1e400",
  "1e-400",
  "1e99999999999999999999",
  "1e-99999999999999999999",
  "0e99999999999999999999",
  "-1e400",
  "6631236846766476e-316",
  ("3237883913302901289588352412501532174863037669423108059901297049552301970670676565786835742587"
   "7995578606157765598382834355143910841531692526891905643964595773946180389283653051434639551003"
   "5669666562920201733134403173004436936020525834580347147166003269958073130095484836397554869001"
   "0751530018881757184541569995034917e-400"),
  "1090544144181609348835077142190",
  "2440254496455555e-309",
  "7.2057594037927933e16",
  "9.5e-323",
  "1448997445238699",
  "0.500000000000000166533453693773481063544750213623046875",
  "0.50000000000000016653345369377348106354475021362304687500000000000000000000000000000000000001",
  "3.518437208883201171875e13",
  "62.5364939768271845828",
  "8.10109172351e-10",
  "1.50000000000000011102230246251565",
  "8."
  "988465674311579538646525953945123668089884894711532863671504057886633790275048156635423866e307",
};

typedef struct {
  const char *text;
  gsize n_read;
  double value;
} Partial;

static const Partial partial[] = {
  { "12abc", 2, 12 },  { "1,5", 1, 1 },    { "1.5.2", 3, 1.5 }, { "1e", 1, 1 },
  { "1e+", 1, 1 },     { "1e+x", 1, 1 },   { "2 3", 1, 2 },     { "0x10", 1, 0 },
  { "1e5e5", 3, 1e5 }, { "-7-", 2, -7 },   { "", 0, 4711 },     { "-", 0, 4711 },
  { ".", 0, 4711 },    { "-.", 0, 4711 },  { "e5", 0, 4711 },   { ".e5", 0, 4711 },
  { " 1", 0, 4711 },   { "inf", 0, 4711 }, { "nan", 0, 4711 },  { "+-1", 0, 4711 },
  { "--1", 0, 4711 },
};

static void
test_reads_the_start(gconstpointer data)
{
  const Partial *row = data;
  // The exact size makes any read past the end visible to the address sanitizer.
  const gsize length = strlen(row->text);
  g_autofree char *bytes = g_memdup2(row->text, length);
  double value = 4711;
  g_assert_cmpuint(decimal_parse(bytes, length, &value), ==, row->n_read);
  g_assert_cmpfloat(value, ==, row->value);
}

static void
test_stops_at_length(void)
{
  double value = 0;
  g_assert_cmpuint(decimal_parse("12345", 3, &value), ==, 3);
  g_assert_cmpfloat(value, ==, 123);
  g_assert_cmpuint(decimal_parse("1.5e10", 4, &value), ==, 3);
  g_assert_cmpfloat(value, ==, 1.5);
}

typedef struct {
  double value;
  const char *text;
} Written;

static const Written written[] = {
  { 0, "0" },
  { -0.0, "-0" },
  { 1, "1" },
  { 12, "12" },
  { -5, "-5" },
  { 100, "100" },
  { 0.1, "0.1" },
  { 0.1 + 0.2, "0.30000000000000004" },
  { 1.5, "1.5" },
  { 1234.5678, "1234.5678" },
  { 1e15, "1000000000000000" },
  { 9007199254740991, "9007199254740991" },
  { 9007199254740992, "9007199254740992" },
  { 1e20, "100000000000000000000" },
  { 123456789012345680000.0, "123456789012345680000" },
  { 1e21, "1e+21" },
  { 1.5e300, "1.5e+300" },
  { 1e22, "1e+22" },
  { 1e23, "1e+23" },
  { 9.5e22, "9.5e+22" },
  { 1e30, "1e+30" },
  { 0.001, "0.001" },
  { 0.000001, "0.000001" },
  { 0.00000123, "0.00000123" },
  { 0.0000001, "1e-7" },
  { 1.23e-7, "1.23e-7" },
  { 5e-324, "5e-324" },
  { 2.2250738585072014e-308, "2.2250738585072014e-308" },
  { DBL_MAX, "1.7976931348623157e+308" },
  { -DBL_MAX, "-1.7976931348623157e+308" },
  { 2e-44, "2e-44" },
  { 9.007199254740992e-5, "0.00009007199254740992" },
  { 4.35, "4.35" },
  { 1.0 / 3, "0.3333333333333333" },
  { 2.0 / 3, "0.6666666666666666" },
  { INFINITY, "inf" },
  { -INFINITY, "-inf" },
};

static void
test_writes(gconstpointer data)
{
  const Written *row = data;
  char buffer[DECIMAL_MAX_LENGTH];
  g_assert_cmpuint(decimal_format(row->value, buffer), ==, strlen(row->text));
  g_assert_cmpstr(buffer, ==, row->text);
}

static void
test_writes_every_nan_alike(void)
{
  char buffer[DECIMAL_MAX_LENGTH];
  decimal_format(-fabs((double)NAN), buffer);
  g_assert_cmpstr(buffer, ==, "nan");
  decimal_format(double_of(G_GUINT64_CONSTANT(0x7FF0000000000001)), buffer);
  g_assert_cmpstr(buffer, ==, "nan");
}

// The digits that count, without sign, point, exponent, and zeros at either end.
static gsize
copy_digits(const char *text, char *digits)
{
  gsize n_digits = 0;
  gsize n_kept = 0;
  for (; *text != '\0' && *text != 'e'; text++) {
    if (g_ascii_isdigit(*text) && (n_digits > 0 || *text != '0')) {
      digits[n_digits++] = *text;
      n_kept = *text != '0' ? n_digits : n_kept;
    }
  }
  digits[n_kept] = '\0';
  return n_kept;
}

// The text must read back, no text of fewer digits may, and of its own number of digits none may be
// nearer, for which the library's rounding stands.
static void
assert_shortest(double value)
{
  char text[DECIMAL_MAX_LENGTH];
  const gsize length = decimal_format(value, text);
  double back = 0;
  if (decimal_parse(text, length, &back) != length || bits_of(back) != bits_of(value) ||
      bits_of(strtod(text, NULL)) != bits_of(value)) {
    g_error("%.17g is written %s", value, text);
  }

  char digits[DECIMAL_MAX_LENGTH];
  const int n_digits = (int)copy_digits(text, digits);
  char other[64];
  if (n_digits > 1) {
    snprintf(other, sizeof other, "%.*e", n_digits - 2, value);
    if (bits_of(strtod(other, NULL)) == bits_of(value)) {
      g_error("%.17g is written %s, not %s", value, text, other);
    }
  }
  snprintf(other, sizeof other, "%.*e", MAX(n_digits - 1, 0), value);
  char other_digits[64];
  copy_digits(other, other_digits);
  if (bits_of(strtod(other, NULL)) == bits_of(value) && strcmp(digits, other_digits) != 0) {
    g_error("%.17g is written %s, not %s", value, text, other);
  }
}

static void
test_writes_shortest_of_random_bits(void)
{
  guint64 state = 1;
  for (int i = 0; i < n_random(); i++) {
    assert_shortest(next_finite(&state));
  }
}

// Values of few digits and of few bits, and the neighbours of powers of two and ten.
static void
test_writes_shortest_of_plain_values(void)
{
  guint64 state = 2;
  for (int i = 0; i < n_random(); i++) {
    const double whole = (double)(next_random(&state) >> (next_random(&state) % 64));
    assert_shortest(whole);
    assert_shortest(whole / 1000);
    assert_shortest((double)(float)(whole / 1000));
  }
  for (int exponent = -1074; exponent < 1024; exponent++) {
    const double power = ldexp(1, exponent);
    assert_shortest(power);
    assert_shortest(nextafter(power, 0));
    assert_shortest(nextafter(power, INFINITY));
  }
  for (int exponent = -323; exponent <= 308; exponent++) {
    char text[16];
    snprintf(text, sizeof text, "1e%d", exponent);
    const double power = strtod(text, NULL);
    assert_shortest(power);
    assert_shortest(nextafter(power, 0));
    assert_shortest(nextafter(power, INFINITY));
  }
}

static void
test_parses_random_bits(void)
{
  static const char *const formats[] = {
    "%.17g", "%.16g", "%.15g", "%.6g", "%.3f", "%.19e", "%.25e"
  };
  guint64 state = 3;
  for (int i = 0; i < n_random(); i++) {
    char text[512];
    snprintf(text, sizeof text, formats[i % (int)G_N_ELEMENTS(formats)], next_finite(&state));
    assert_parses_as_library(text);
  }
}

static void
test_parses_random_digits(void)
{
  guint64 state = 4;
  for (int i = 0; i < n_random(); i++) {
    const int n_digits = 1 + (int)(next_random(&state) % 24);
    const int point = (int)(next_random(&state) % 32);
    GString *text = g_string_new(NULL);
    for (int j = 0; j < n_digits; j++) {
      g_string_append_c(text, (char)('0' + next_random(&state) % 10));
      if (j == point) {
        g_string_append_c(text, '.');
      }
    }
    if (next_random(&state) % 2 == 0) {
      g_string_append_printf(text, "e%d", (int)(next_random(&state) % 700) - 350);
    }
    assert_parses_as_library(text->str);
    g_string_free(text, TRUE);
  }
}

// Midway between two doubles, told in full, and a little below and above.
static void
assert_parses_around_midway(double value)
{
  const long double midway = ((long double)value + (long double)nextafter(value, INFINITY)) / 2;
  char text[EXACT_LENGTH_MAX];
  snprintf(text, sizeof text - 2, "%.800Le", midway);
  assert_parses_as_library(text);

  char *last = strchr(text, 'e') - 1;
  *last = '1';
  assert_parses_as_library(text);

  snprintf(text, sizeof text - 2, "%.800Le", midway);
  while (*last == '0') {
    *last-- = '9';
  }
  if (g_ascii_isdigit(*last)) {
    *last = (char)(*last - 1);
    assert_parses_as_library(text);
  }
}

static void
test_parses_midway(void)
{
  if (LDBL_MANT_DIG < 64) {
    g_test_skip("a long double holds no midway point here");
    return;
  }
  guint64 state = 5;
  for (int i = 0; i < n_random() / 20; i++) {
    assert_parses_around_midway(fabs(next_finite(&state)) / 2);
    assert_parses_around_midway(double_of(next_random(&state) >> 12));
    assert_parses_around_midway((double)(next_random(&state) >> (next_random(&state) % 64)));
  }
  assert_parses_around_midway(0);
  assert_parses_around_midway(nextafter(DBL_MIN, 0));
  assert_parses_around_midway(DBL_MIN);
  assert_parses_around_midway(nextafter(2 * DBL_MIN, 0));
  assert_parses_around_midway(nextafter(DBL_MAX, 0));
}

static void
test_parses_thousands_of_digits(void)
{
  GString *text = g_string_new("0.");
  for (int i = 0; i < 5000; i++) {
    g_string_append_c(text, '0');
  }
  for (int i = 0; i < 5000; i++) {
    g_string_append_c(text, (char)('1' + i % 9));
  }
  assert_parses_as_library(text->str);
  g_string_append(text, "e5000");
  assert_parses_as_library(text->str);
  g_string_append(text, "0");
  assert_parses_as_library(text->str);
  g_string_free(text, TRUE);

  // Midway between 1 and its upper neighbour, with the digit that decides far behind.
  text = g_string_new("1.00000000000000011102230246251565404236316680908203125");
  assert_parses_as_library(text->str);
  for (int i = 0; i < 5000; i++) {
    g_string_append_c(text, '0');
  }
  assert_parses_as_library(text->str);
  g_string_append_c(text, '1');
  assert_parses_as_library(text->str);
  g_string_free(text, TRUE);
}

static void
add_row(const char *promise, gsize index, const char *name, gconstpointer row, GTestDataFunc func)
{
  g_autofree char *path =
      g_strdup_printf("/decimal/%s/%" G_GSIZE_FORMAT ":%.40s", promise, index, name);
  g_test_add_data_func(path, row, func);
}

static void
add_rows(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(hard); i++) {
    add_row("parses-as-library", i, hard[i], hard[i], test_parses_as_library);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(partial); i++) {
    add_row("reads-the-start", i, partial[i].text, &partial[i], test_reads_the_start);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(written); i++) {
    add_row("writes", i, written[i].text, &written[i], test_writes);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows();
  g_test_add_func("/decimal/stops-at-length", test_stops_at_length);
  g_test_add_func("/decimal/writes-every-nan-alike", test_writes_every_nan_alike);
  g_test_add_func("/decimal/writes-shortest-of-random-bits", test_writes_shortest_of_random_bits);
  g_test_add_func("/decimal/writes-shortest-of-plain-values", test_writes_shortest_of_plain_values);
  g_test_add_func("/decimal/parses-random-bits", test_parses_random_bits);
  g_test_add_func("/decimal/parses-random-digits", test_parses_random_digits);
  g_test_add_func("/decimal/parses-midway", test_parses_midway);
  g_test_add_func("/decimal/parses-thousands-of-digits", test_parses_thousands_of_digits);
  return g_test_run();
}
