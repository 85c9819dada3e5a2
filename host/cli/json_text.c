// SPDX-License-Identifier: MIT
#include "cli/json_text.h"

#include <json-glib/json-glib.h>
#include <math.h>

struct JsonText {
  JsonBuilder *builder; // owned
};

JsonText *
json_text_new(void)
{
  JsonText *json = g_new0(JsonText, 1);
  json->builder = json_builder_new_immutable();
  return json;
}

void
json_text_free(JsonText *json)
{
  if (json == NULL) {
    return;
  }
  g_clear_object(&json->builder);
  g_free(json);
}

static void
json_text_name(JsonText *json, const char *name)
{
  if (name != NULL) {
    json_builder_set_member_name(json->builder, name);
  }
}

void
json_text_begin_object(JsonText *json, const char *name)
{
  json_text_name(json, name);
  json_builder_begin_object(json->builder);
}

void
json_text_end_object(JsonText *json)
{
  json_builder_end_object(json->builder);
}

void
json_text_begin_array(JsonText *json, const char *name)
{
  json_text_name(json, name);
  json_builder_begin_array(json->builder);
}

void
json_text_end_array(JsonText *json)
{
  json_builder_end_array(json->builder);
}

void
json_text_add_string(JsonText *json, const char *name, const char *value)
{
  json_text_name(json, name);
  if (value == NULL) {
    json_builder_add_null_value(json->builder);
    return;
  }
  g_autofree char *valid = g_utf8_make_valid(value, -1);
  json_builder_add_string_value(json->builder, valid);
}

void
json_text_add_integer(JsonText *json, const char *name, gint64 value)
{
  json_text_name(json, name);
  json_builder_add_int_value(json->builder, value);
}

void
json_text_add_number(JsonText *json, const char *name, double value)
{
  json_text_name(json, name);
  if (isfinite(value)) {
    json_builder_add_double_value(json->builder, value);
  } else {
    json_builder_add_null_value(json->builder);
  }
}

void
json_text_add_boolean(JsonText *json, const char *name, gboolean value)
{
  json_text_name(json, name);
  json_builder_add_boolean_value(json->builder, value);
}

char *
json_text_finish(JsonText *json, gboolean pretty)
{
  g_autoptr(JsonNode) root = json_builder_get_root(json->builder);
  g_autofree char *text = json_to_string(root, pretty);
  return g_strconcat(text, "\n", NULL);
}
