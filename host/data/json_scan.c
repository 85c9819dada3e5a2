// SPDX-License-Identifier: MIT
#include "data/json_scan.h"

#include "data/decimal.h"

#include <math.h>
#include <string.h>

typedef enum {
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END, // of an array that has just begun
  EXPECT_NAME,
  EXPECT_NAME_OR_END, // of an object that has just begun
  EXPECT_COLON,
  EXPECT_COMMA_OR_END,
  EXPECT_NOTHING,
} Expectation;

typedef struct {
  const char *at;
  const char *end;
  const char *line_begin;
  gsize line;
  char open[JSON_SCAN_MAX_DEPTH]; // the brackets around @at
  gsize depth;
  Expectation expectation;
} Scan;

G_DEFINE_QUARK(json_scan_error, json_scan_error)

static gboolean G_GNUC_PRINTF(4, 5)
    refuse(const Scan *scan, GError **error, JsonScanError code, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *finding = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  const long column = g_utf8_pointer_to_offset(scan->line_begin, scan->at) + 1;
  g_set_error(error, JSON_SCAN_ERROR, (int)code, "%" G_GSIZE_FORMAT ":%ld: %s", scan->line, column,
              finding);
  return FALSE;
}

static gboolean
is_in_object(const Scan *scan)
{
  return scan->depth > 0 && scan->open[scan->depth - 1] == '{';
}

static const char *
describe_expectation(const Scan *scan)
{
  switch (scan->expectation) {
  case EXPECT_VALUE:
    return "a value";
  case EXPECT_VALUE_OR_END:
    return "a value or ']'";
  case EXPECT_NAME:
    return "a name in double quotes";
  case EXPECT_NAME_OR_END:
    return "a name in double quotes or '}'";
  case EXPECT_COLON:
    return "':'";
  case EXPECT_COMMA_OR_END:
    return is_in_object(scan) ? "',' or '}'" : "',' or ']'";
  case EXPECT_NOTHING:
    return "the end";
  }
  g_assert_not_reached();
}

static gboolean
refuse_here(const Scan *scan, GError **error)
{
  const char *expected = describe_expectation(scan);
  if (scan->at == scan->end) {
    return refuse(scan, error, JSON_SCAN_ERROR_SYNTAX, "the text ends where %s should be",
                  expected);
  }
  const gunichar character = g_utf8_get_char(scan->at);
  if (!g_unichar_isprint(character)) {
    return refuse(scan, error, JSON_SCAN_ERROR_SYNTAX, "U+%04X where %s should be", character,
                  expected);
  }
  const guchar length = (guchar)g_utf8_skip[(unsigned char)*scan->at];
  return refuse(scan, error, JSON_SCAN_ERROR_SYNTAX, "'%.*s' where %s should be", length, scan->at,
                expected);
}

static void
skip_blanks(Scan *scan)
{
  for (; scan->at < scan->end && strchr(" \t\r\n", *scan->at) != NULL; scan->at++) {
    if (*scan->at == '\n') {
      scan->line++;
      scan->line_begin = scan->at + 1;
    }
  }
}

// What may follow a value that has ended.
static Expectation
after_value(const Scan *scan)
{
  return scan->depth > 0 ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
}

static gboolean
takes_value(const Scan *scan)
{
  return scan->expectation == EXPECT_VALUE || scan->expectation == EXPECT_VALUE_OR_END;
}

static gboolean
scan_open(Scan *scan, GError **error)
{
  if (!takes_value(scan)) {
    return refuse_here(scan, error);
  }
  if (scan->depth == JSON_SCAN_MAX_DEPTH) {
    return refuse(scan, error, JSON_SCAN_ERROR_LIMIT, "more than %d brackets inside each other",
                  JSON_SCAN_MAX_DEPTH);
  }
  scan->open[scan->depth++] = *scan->at;
  scan->expectation = *scan->at == '{' ? EXPECT_NAME_OR_END : EXPECT_VALUE_OR_END;
  scan->at++;
  return TRUE;
}

static gboolean
scan_close(Scan *scan, GError **error)
{
  const gboolean is_object = *scan->at == '}';
  const Expectation if_empty = is_object ? EXPECT_NAME_OR_END : EXPECT_VALUE_OR_END;
  const gboolean may_end =
      scan->expectation == if_empty || scan->expectation == EXPECT_COMMA_OR_END;
  if (!may_end || scan->depth == 0 || is_in_object(scan) != is_object) {
    return refuse_here(scan, error);
  }
  scan->depth--;
  scan->expectation = after_value(scan);
  scan->at++;
  return TRUE;
}

static gboolean
scan_comma(Scan *scan, GError **error)
{
  if (scan->expectation != EXPECT_COMMA_OR_END) {
    return refuse_here(scan, error);
  }
  scan->expectation = is_in_object(scan) ? EXPECT_NAME : EXPECT_VALUE;
  scan->at++;
  return TRUE;
}

static gboolean
scan_colon(Scan *scan, GError **error)
{
  if (scan->expectation != EXPECT_COLON) {
    return refuse_here(scan, error);
  }
  scan->expectation = EXPECT_VALUE;
  scan->at++;
  return TRUE;
}

// Returns: the value of the four hexadecimal digits at @at, or -1.
static int
read_hexadecimal(const char *at, const char *end)
{
  int value = 0;
  for (int i = 0; i < 4; i++) {
    const int digit = at + i < end ? g_ascii_xdigit_value(at[i]) : -1;
    if (digit < 0) {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

static gboolean
is_first_surrogate(int code)
{
  return code >= 0xD800 && code < 0xDC00;
}

static gboolean
is_second_surrogate(int code)
{
  return code >= 0xDC00 && code < 0xE000;
}

// Takes the escape at scan->at.
static gboolean
scan_escape(Scan *scan, GError **error)
{
  const char kind = scan->at + 1 < scan->end ? scan->at[1] : '\0';
  if (kind != '\0' && strchr("\"\\/bfnrt", kind) != NULL) {
    scan->at += 2;
    return TRUE;
  }
  const int code = kind == 'u' ? read_hexadecimal(scan->at + 2, scan->end) : -1;
  gsize length = 6;
  gboolean is_valid = code > 0 && !is_second_surrogate(code);
  if (is_valid && is_first_surrogate(code)) {
    const gboolean has_second = scan->end - scan->at >= 12 && scan->at[6] == '\\' &&
                                scan->at[7] == 'u' &&
                                is_second_surrogate(read_hexadecimal(scan->at + 8, scan->end));
    is_valid = has_second;
    length = 12;
  }
  if (!is_valid) {
    return refuse(scan, error, JSON_SCAN_ERROR_SYNTAX,
                  "a backslash that begins none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
  }
  scan->at += length;
  return TRUE;
}

static gboolean
scan_string(Scan *scan, GError **error)
{
  const gboolean is_name =
      scan->expectation == EXPECT_NAME || scan->expectation == EXPECT_NAME_OR_END;
  if (!is_name && !takes_value(scan)) {
    return refuse_here(scan, error);
  }
  const Scan begin = *scan;
  scan->at++;
  while (scan->at < scan->end && *scan->at != '"') {
    if ((unsigned char)*scan->at < 0x20) {
      return refuse(scan, error, JSON_SCAN_ERROR_SYNTAX,
                    "U+%04X inside of quotes, where it is written with a backslash",
                    (unsigned)(unsigned char)*scan->at);
    }
    if (*scan->at != '\\') {
      scan->at++;
    } else if (!scan_escape(scan, error)) {
      return FALSE;
    }
  }
  if (scan->at == scan->end) {
    return refuse(&begin, error, JSON_SCAN_ERROR_SYNTAX, "a quote that is never closed");
  }
  scan->at++;
  scan->expectation = is_name ? EXPECT_COLON : after_value(scan);
  return TRUE;
}

static gsize
count_digits(const char *at, const char *end)
{
  gsize n_digits = 0;
  while (at + n_digits < end && g_ascii_isdigit(at[n_digits])) {
    n_digits++;
  }
  return n_digits;
}

// Returns: the length of the number by the grammar of RFC 8259, or 0.
static gsize
measure_number(const char *text, const char *end, gboolean *is_whole)
{
  const char *at = text + (*text == '-' ? 1 : 0);
  const gsize n_digits = count_digits(at, end);
  if (n_digits == 0 || (n_digits > 1 && *at == '0')) {
    return 0;
  }
  at += n_digits;
  *is_whole = TRUE;
  if (at < end && *at == '.') {
    const gsize n_decimals = count_digits(at + 1, end);
    if (n_decimals == 0) {
      return 0;
    }
    at += 1 + n_decimals;
    *is_whole = FALSE;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    at += at + 1 < end && (at[1] == '+' || at[1] == '-') ? 2 : 1;
    const gsize n_exponents = count_digits(at, end);
    if (n_exponents == 0) {
      return 0;
    }
    at += n_exponents;
    *is_whole = FALSE;
  }
  return (gsize)(at - text);
}

static gboolean
number_fits(const char *text, gsize length, gboolean is_whole)
{
  if (is_whole) {
    g_autofree char *copy = g_strndup(text, length);
    return g_ascii_string_to_signed(copy, 10, G_MININT64, G_MAXINT64, NULL, NULL);
  }
  double value = 0;
  return decimal_parse(text, length, &value) == length && isfinite(value);
}

static gsize
word_length(const char *at, const char *end)
{
  gsize length = 0;
  while (at + length < end && (g_ascii_isalnum(at[length]) || strchr("+-._", at[length]) != NULL)) {
    length++;
  }
  return length;
}

static gboolean
scan_number(Scan *scan, GError **error)
{
  const gsize length = word_length(scan->at, scan->end);
  gboolean is_whole = FALSE;
  if (measure_number(scan->at, scan->end, &is_whole) != length) {
    return refuse(scan, error, JSON_SCAN_ERROR_SYNTAX, "'%.*s' is no number", (int)MIN(length, 40),
                  scan->at);
  }
  if (!number_fits(scan->at, length, is_whole)) {
    return refuse(scan, error, JSON_SCAN_ERROR_LIMIT, "the number %.*s%s is out of range",
                  (int)MIN(length, 40), scan->at, length > 40 ? "…" : "");
  }
  scan->at += length;
  scan->expectation = after_value(scan);
  return TRUE;
}

static gboolean
scan_word(Scan *scan, GError **error)
{
  static const char *const words[] = { "true", "false", "null" };
  const gsize length = word_length(scan->at, scan->end);
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
    if (strlen(words[i]) == length && strncmp(words[i], scan->at, length) == 0) {
      scan->at += length;
      scan->expectation = after_value(scan);
      return TRUE;
    }
  }
  return refuse(scan, error, JSON_SCAN_ERROR_SYNTAX,
                "'%.*s' is none of true, false and null; texts stand in double quotes",
                (int)MIN(length, 40), scan->at);
}

static gboolean
scan_token(Scan *scan, GError **error)
{
  switch (*scan->at) {
  case '{':
  case '[':
    return scan_open(scan, error);
  case '}':
  case ']':
    return scan_close(scan, error);
  case ',':
    return scan_comma(scan, error);
  case ':':
    return scan_colon(scan, error);
  case '"':
    return scan_string(scan, error);
  default:
    break;
  }
  if (takes_value(scan) && (*scan->at == '-' || g_ascii_isdigit(*scan->at))) {
    return scan_number(scan, error);
  }
  return takes_value(scan) && g_ascii_isalpha(*scan->at) ? scan_word(scan, error)
                                                         : refuse_here(scan, error);
}

static gboolean
check_encoding(const char *text, gsize length, GError **error)
{
  Scan scan = { .at = text, .line_begin = text, .line = 1 };
  const char *valid_end = NULL;
  if (g_utf8_validate_len(text, length, &valid_end)) {
    return TRUE;
  }
  for (; scan.at < valid_end; scan.at++) {
    if (*scan.at == '\n') {
      scan.line++;
      scan.line_begin = scan.at + 1;
    }
  }
  return refuse(&scan, error, JSON_SCAN_ERROR_SYNTAX, "a byte that is no UTF-8 text");
}

gboolean
json_scan_check(const char *text, gsize length, GError **error)
{
  g_return_val_if_fail(text != NULL, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  if (!check_encoding(text, length, error)) {
    return FALSE;
  }
  Scan scan = { .at = text, .end = text + length, .line_begin = text, .line = 1 };
  for (skip_blanks(&scan); scan.at < scan.end; skip_blanks(&scan)) {
    if (!scan_token(&scan, error)) {
      return FALSE;
    }
  }
  return scan.expectation == EXPECT_NOTHING || refuse_here(&scan, error);
}
