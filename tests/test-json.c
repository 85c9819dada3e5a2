// SPDX-License-Identifier: MIT
#include "data/json.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

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

static JsonItem *
read_text(const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonItem *item = json_item_new_from_text(text, strlen(text), "job.json", &error);
  g_assert_no_error(error);
  return item;
}

static const JsonItem *
follow(const JsonItem *item, const char *name, gsize index)
{
  const JsonItem *inner = json_item_find(item, name);
  g_assert_nonnull(inner);
  return json_item_get_inner(inner, index);
}

static void
test_keeps_order_and_kinds(void)
{
  g_autoptr(JsonItem) item =
      read_text("{\"z\": [true, null, -7, 1e3, \"\\u00e9\\ud83d\\ude00\"], \"a\": {}}");
  g_assert_cmpint(json_item_get_kind(item), ==, JSON_OBJECT);
  g_assert_cmpuint(json_item_get_length(item), ==, 2);
  g_assert_cmpstr(json_item_get_name(json_item_get_inner(item, 0)), ==, "z");
  g_assert_cmpstr(json_item_get_name(json_item_get_inner(item, 1)), ==, "a");
  g_assert_true(json_item_get_boolean(follow(item, "z", 0)));
  g_assert_cmpint(json_item_get_kind(follow(item, "z", 1)), ==, JSON_NULL);
  g_assert_cmpint(json_item_get_integer(follow(item, "z", 2)), ==, -7);
  g_assert_cmpfloat(json_item_get_number(follow(item, "z", 2)), ==, -7);
  g_assert_cmpint(json_item_get_kind(follow(item, "z", 3)), ==, JSON_NUMBER);
  g_assert_cmpfloat(json_item_get_number(follow(item, "z", 3)), ==, 1000);
  g_assert_cmpstr(json_item_get_string(follow(item, "z", 4)), ==, "\xc3\xa9\xf0\x9f\x98\x80");
  g_assert_null(json_item_find(item, "b"));
}

static void
test_path_leads_to_the_value(void)
{
  g_autoptr(JsonItem) item = read_text("{\"jobs\": [1, {\"a \\\"b\": [[2]]}]}");
  g_autofree char *root = json_item_get_path(item);
  g_assert_cmpstr(root, ==, "$");
  const JsonItem *odd = json_item_get_inner(follow(item, "jobs", 1), 0);
  const JsonItem *deep = json_item_get_inner(json_item_get_inner(odd, 0), 0);
  g_autofree char *path = json_item_get_path(deep);
  g_assert_cmpstr(path, ==, "$.jobs[1][\"a \\\"b\"][0][0]");
}

typedef struct {
  const char *text;
  const char *message;
} Shown;

static const Shown shown[] = {
  { "null", "null" },
  { "false", "false" },
  { "-5", "-5" },
  { "0.1", "0.1" },
  { "\"a\\\"b\"", "\"a\\\"b\"" },
  { "\"0123456789012345678901234567890123456789\"",
    "\"0123456789012345678901234567890123456789\"" },
  { "\"01234567890123456789012345678901234567890\"",
    "\"0123456789012345678901234567890123456789\xe2\x80\xa6\"" },
  { "[1]", "an array" },
  { "{}", "an object" },
};

static void
test_message_shows_the_value(gconstpointer data)
{
  const Shown *row = data;
  g_autoptr(JsonItem) item = read_text(row->text);
  g_autofree char *message = json_item_to_message(item);
  g_assert_cmpstr(message, ==, row->message);
}

typedef struct {
  const char *name;
  const char *text;
  JsonError code;
  const char *message;
} Refused;

static const Refused refused[] = {
  { "syntax", "{\"a\":\n 1,}", JSON_ERROR_SYNTAX,
    "job.json:2:4: '}' where a name in double quotes should be" },
  { "range", "[1e999]", JSON_ERROR_LIMIT, "job.json:1:2: the number 1e999 is out of range" },
  { "name-twice", "{\"a\": [0, {\"b\": 1, \"c\": 2, \"b\": 1}]}", JSON_ERROR_SYNTAX,
    "job.json: $.a[1]: 'b' stands twice" },
  { "name-thrice", "{\"a\": 1, \"a\": {\"a\": 2}, \"a\": 3}", JSON_ERROR_SYNTAX,
    "job.json: $: 'a' stands twice" },
  { "name-twice-by-escape", "{\"a\": 1, \"\\u0061\": 2}", JSON_ERROR_SYNTAX,
    "job.json: $: 'a' stands twice" },
  { "name-twice-inside-of-a-name-twice", "{\"a\": {\"b\": 1, \"b\": 2}, \"a\": {\"b\": 1}}",
    JSON_ERROR_SYNTAX, "job.json: $: 'a' stands twice" },
};

static void
test_refuses(gconstpointer data)
{
  const Refused *row = data;
  g_autoptr(GError) error = NULL;
  g_assert_null(json_item_new_from_text(row->text, strlen(row->text), "job.json", &error));
  g_assert_error(error, JSON_ERROR, (int)row->code);
  g_assert_cmpstr(error->message, ==, row->message);
}

static void
test_refuses_what_is_too_long(void)
{
  const gsize length = (gsize)JSON_MAX_BYTES + 1;
  g_autofree char *text = g_malloc(length);
  memset(text, ' ', length);
  text[0] = '1';
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonItem) item = json_item_new_from_text(text, length - 1, "long.json", &error);
  g_assert_no_error(error);
  g_assert_cmpint(json_item_get_kind(item), ==, JSON_INTEGER);
  g_assert_null(json_item_new_from_text(text, length, "long.json", &error));
  g_assert_error(error, JSON_ERROR, JSON_ERROR_LIMIT);
  g_assert_cmpstr(error->message, ==, "long.json: longer than 16777216 bytes");
}

static void
test_reads_file(void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("plugcast-XXXXXX", &error);
  g_autofree char *path = g_build_filename(folder, "a.json", NULL);
  g_assert_true(g_file_set_contents(path, "[1, 2", -1, &error));
  g_assert_null(json_item_new_from_file(path, &error));
  g_autofree char *message =
      g_strdup_printf("%s:1:6: the text ends where ',' or ']' should be", path);
  g_assert_cmpstr(error->message, ==, message);
  g_clear_error(&error);

  g_assert_true(g_file_set_contents(path, "[1, 2]", -1, &error));
  g_autoptr(JsonItem) item = json_item_new_from_file(path, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(json_item_get_length(item), ==, 2);
  g_unlink(path);

  g_assert_null(json_item_new_from_file(path, &error));
  g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error(&error);
  g_assert_null(json_item_new_from_file(folder, &error));
  g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_rmdir(folder);
}

// Returns: whether the text was taken; what is refused has a message that names the text.
static gboolean
is_taken(const char *text, gsize length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonItem) item = json_item_new_from_text(text, length, "fuzz.json", &error);
  g_assert_true((item == NULL) == (error != NULL));
  if (error != NULL) {
    g_assert_true(g_str_has_prefix(error->message, "fuzz.json:"));
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
  }
  return item != NULL;
}

static const char specimen[] =
    "{\"command\": \"backtest\", \"model\": [\"theta\", {\"name\": \"ets\\u00e9\", \"parameters\": "
    "{\"alpha\": -1.5e-3, \"list\": [1, 2, 3], \"on\": true, \"off\": false, \"none\": null}}]}";

static void
test_every_truncation_is_refused(void)
{
  g_assert_true(is_taken(specimen, sizeof specimen - 1));
  for (gsize i = 0; i < sizeof specimen - 1; i++) {
    g_assert_false(is_taken(specimen, i));
  }
}

static void
test_any_byte_may_be_changed(void)
{
  g_autofree char *text = g_strdup(specimen);
  gsize n_taken = 0;
  for (gsize i = 0; i < sizeof specimen - 1; i++) {
    for (int byte = 0; byte < 256; byte++) {
      text[i] = (char)byte;
      n_taken += is_taken(text, sizeof specimen - 1) ? 1 : 0;
    }
    text[i] = specimen[i];
  }
  // Inside of strings and digits most changes give other JSON, elsewhere hardly any does.
  g_assert_cmpuint(n_taken, >, sizeof specimen);
}

static void
test_any_two_bytes_may_be_swapped(void)
{
  g_autofree char *text = g_strdup(specimen);
  for (gsize i = 0; i < sizeof specimen - 1; i++) {
    for (gsize j = 0; j < i; j++) {
      text[i] = specimen[j];
      text[j] = specimen[i];
      (void)is_taken(text, sizeof specimen - 1);
      text[i] = specimen[i];
      text[j] = specimen[j];
    }
  }
  g_assert_true(is_taken(text, sizeof specimen - 1));
}

static void
add_rows(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autofree char *path = g_strdup_printf("/json/refuses/%s", refused[i].name);
    g_test_add_data_func(path, &refused[i], test_refuses);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(shown); i++) {
    g_autofree char *path = g_strdup_printf("/json/message-shows-the-value/%d", (int)i);
    g_test_add_data_func(path, &shown[i], test_message_shows_the_value);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows();
  g_test_add_func("/json/writes/one-line", test_one_line);
  g_test_add_func("/json/writes/lines", test_pretty_has_lines);
  g_test_add_func("/json/keeps-order-and-kinds", test_keeps_order_and_kinds);
  g_test_add_func("/json/path-leads-to-the-value", test_path_leads_to_the_value);
  g_test_add_func("/json/refuses/what-is-too-long", test_refuses_what_is_too_long);
  g_test_add_func("/json/reads-file", test_reads_file);
  g_test_add_func("/json/every-truncation-is-refused", test_every_truncation_is_refused);
  g_test_add_func("/json/any-byte-may-be-changed", test_any_byte_may_be_changed);
  g_test_add_func("/json/any-two-bytes-may-be-swapped", test_any_two_bytes_may_be_swapped);
  return g_test_run();
}
