// SPDX-License-Identifier: MIT
#include "data/json_scan.h"

#include <string.h>

#define NO_ESCAPE "a backslash that begins none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
#define NO_WORD "is none of true, false and null; texts stand in double quotes"

typedef struct {
  const char *name;
  const char *text;
  const char *message; // NULL where the text is taken
} Row;

// After RFC 8259, with what parsers let pass.
static const Row rows[] = {
  { "empty-object", "{}", NULL },
  { "blanks", " \t\r\n[ ] \n", NULL },
  { "scalar", "-0.5e+10", NULL },
  { "least-integer", "-9223372036854775808", NULL },
  { "greatest-integer", "9223372036854775807", NULL },
  { "words", "[true,false,null]", NULL },
  { "escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD834\\uDD1E\"", NULL },
  { "empty", "", "1:1: the text ends where a value should be" },
  { "only-blanks", "\n  ", "2:3: the text ends where a value should be" },
  { "comment", "[1] // one", "1:5: '/' where the end should be" },
  { "comment-first", "/* x */ 1", "1:1: '/' where a value should be" },
  { "octal", "[012]", "1:2: '012' is no number" },
  { "hexadecimal", "[0x1F]", "1:2: '0x1F' is no number" },
  { "plus", "[+1]", "1:2: '+' where a value or ']' should be" },
  { "point-first", "[.5]", "1:2: '.' where a value or ']' should be" },
  { "point-last", "[5.]", "1:2: '5.' is no number" },
  { "exponent-open", "[5e]", "1:2: '5e' is no number" },
  { "only-minus", "[-]", "1:2: '-' is no number" },
  { "not-a-number", "[NaN]", "1:2: 'NaN' " NO_WORD },
  { "capital", "True", "1:1: 'True' " NO_WORD },
  { "single-quotes", "['a']", "1:2: ''' where a value or ']' should be" },
  { "second-value", "{} {}", "1:4: '{' where the end should be" },
  { "comma-last", "[1,]", "1:4: ']' where a value should be" },
  { "comma-first", "[,1]", "1:2: ',' where a value or ']' should be" },
  { "comma-missing", "{\"a\":1\n\"b\":2}", "2:1: '\"' where ',' or '}' should be" },
  { "colon-missing", "{\"a\" 1}", "1:6: '1' where ':' should be" },
  { "colon-in-array", "[\"a\":1]", "1:5: ':' where ',' or ']' should be" },
  { "name-without-quotes", "{a:1}", "1:2: 'a' where a name in double quotes or '}' should be" },
  { "number-as-name", "{1:1}", "1:2: '1' where a name in double quotes or '}' should be" },
  { "value-missing", "{\"a\":}", "1:6: '}' where a value should be" },
  { "wrong-bracket", "[1}", "1:3: '}' where ',' or ']' should be" },
  { "wrong-bracket-at-once", "{]", "1:2: ']' where a name in double quotes or '}' should be" },
  { "bracket-too-many", "[]]", "1:3: ']' where the end should be" },
  { "bracket-missing", "[[1]", "1:5: the text ends where ',' or ']' should be" },
  { "quote-open", "[\n  \"ab]", "2:3: a quote that is never closed" },
  { "line-in-quotes", "\"a\nb\"",
    "1:3: U+000A inside of quotes, where it is written with a backslash" },
  { "no-escape", "\"\\x41\"", "1:2: " NO_ESCAPE },
  { "escape-short", "\"\\u00e\"", "1:2: " NO_ESCAPE },
  { "escape-of-nul", "\"\\u0000\"", "1:2: " NO_ESCAPE },
  { "half-a-pair", "\"\\uD834\"", "1:2: " NO_ESCAPE },
  { "second-half-alone", "\"\\uDD1E\"", "1:2: " NO_ESCAPE },
  { "column-in-characters", "[\"\xc3\xa9\xc3\xa9\", x]", "1:8: 'x' " NO_WORD },
  { "no-utf8", "[1,\n\"\xc3\"]", "2:2: a byte that is no UTF-8 text" },
  { "overlong-utf8", "\"\xc0\x80\"", "1:2: a byte that is no UTF-8 text" },
  { "control", "\x01", "1:1: U+0001 where a value should be" },
  { "integer-too-large", "[9223372036854775808]",
    "1:2: the number 9223372036854775808 is out of range" },
  { "number-too-large", "[-1e309]", "1:2: the number -1e309 is out of range" },
  { "number-too-long", "[100000000000000000000000000000000000000000000000]",
    "1:2: the number 1000000000000000000000000000000000000000\xe2\x80\xa6 is out of range" },
};

static void
assert_judged(const char *text, gsize length, const char *message)
{
  g_autoptr(GError) error = NULL;
  if (message == NULL) {
    g_assert_true(json_scan_check(text, length, &error));
    g_assert_no_error(error);
    return;
  }
  g_assert_false(json_scan_check(text, length, &error));
  g_assert_cmpstr(error->message, ==, message);
}

static void
test_judges(gconstpointer data)
{
  const Row *row = data;
  // In memory of its own, so that a checker sees a byte read behind the end.
  const gsize length = strlen(row->text);
  g_autofree char *copy = g_malloc(MAX(length, 1));
  memcpy(copy, row->text, length);
  assert_judged(copy, length, row->message);
}

static char *
nest(gsize depth)
{
  char *text = g_malloc(2 * depth + 1);
  memset(text, '[', depth);
  memset(text + depth, ']', depth);
  text[2 * depth] = '\0';
  return text;
}

static void
test_depth_has_a_limit(void)
{
  g_autofree char *deepest = nest(JSON_SCAN_MAX_DEPTH);
  assert_judged(deepest, strlen(deepest), NULL);
  g_autofree char *deeper = nest(JSON_SCAN_MAX_DEPTH + 1);
  assert_judged(deeper, strlen(deeper), "1:65: more than 64 brackets inside each other");
  g_autofree char *absurd = nest(1000000);
  assert_judged(absurd, strlen(absurd), "1:65: more than 64 brackets inside each other");
}

static void
test_nul_is_refused(void)
{
  assert_judged("[1]\0", 4, "1:4: a byte that is no UTF-8 text");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strdup_printf("/json-scan/judges/%s", rows[i].name);
    g_test_add_data_func(path, &rows[i], test_judges);
  }
  g_test_add_func("/json-scan/depth-has-a-limit", test_depth_has_a_limit);
  g_test_add_func("/json-scan/nul-is-refused", test_nul_is_refused);
  return g_test_run();
}
