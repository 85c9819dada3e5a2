// SPDX-License-Identifier: MIT
#include "cli/json_text.h"

#include <math.h>

static void
fill(JsonText *json)
{
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "text", "a \"b\"\\\n\xff");
  json_text_add_string(json, "nothing", NULL);
  json_text_add_integer(json, "integer", G_MININT64);
  json_text_add_number(json, "number", 0.25);
  json_text_add_number(json, "infinite", -INFINITY);
  json_text_add_number(json, "missing", NAN);
  json_text_add_boolean(json, "boolean", TRUE);
  json_text_begin_array(json, "array");
  json_text_add_integer(json, NULL, 1);
  json_text_begin_object(json, NULL);
  json_text_end_object(json);
  json_text_end_array(json);
  json_text_end_object(json);
}

static void
test_one_line(void)
{
  g_autoptr(JsonText) json = json_text_new();
  fill(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  g_assert_cmpstr(text, ==,
                  "{\"text\":\"a \\\"b\\\"\\\\\\n\xef\xbf\xbd\",\"nothing\":null,"
                  "\"integer\":-9223372036854775808,\"number\":0.25,\"infinite\":null,"
                  "\"missing\":null,\"boolean\":true,\"array\":[1,{}]}\n");
}

static void
test_pretty_has_lines(void)
{
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_array(json, NULL);
  json_text_add_integer(json, NULL, 1);
  json_text_add_integer(json, NULL, 2);
  json_text_end_array(json);
  g_autofree char *text = json_text_finish(json, TRUE);
  g_assert_cmpstr(text, ==, "[\n  1,\n  2\n]\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/json-text/one-line", test_one_line);
  g_test_add_func("/json-text/pretty-has-lines", test_pretty_has_lines);
  return g_test_run();
}
