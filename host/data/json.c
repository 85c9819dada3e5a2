// SPDX-License-Identifier: MIT
#include "data/json.h"

#include "data/json-private.h"
#include "data/json_scan.h"

#include <json-glib/json-glib.h>
#include <math.h>

struct JsonText {
  JsonBuilder *builder; // owned
};

G_DEFINE_QUARK(json_error, json_error)

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

char *
json_quote(const char *text)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_autoptr(JsonNode) node = json_node_init_string(json_node_alloc(), valid);
  return json_to_string(node, FALSE);
}

static void
free_item(gpointer item)
{
  json_item_free(item);
}

/** What the parser has met. */
typedef struct {
  GHashTable *n_members;  // of JsonObject, kept alive, to its members, repeated ones included
  GHashTable *duplicates; // of JsonObject to a name that it has twice, owned
  char *refusal;          // (nullable) owned: of the first duplicate
} Reading;

// The parser keeps the last one of several members of one name.
static void
see_member(G_GNUC_UNUSED JsonParser *parser, JsonObject *object, const char *name, gpointer data)
{
  const Reading *reading = data;
  const guint n_seen = GPOINTER_TO_UINT(g_hash_table_lookup(reading->n_members, object)) + 1;
  g_hash_table_insert(reading->n_members, json_object_ref(object), GUINT_TO_POINTER(n_seen));
  if (n_seen > json_object_get_size(object) &&
      !g_hash_table_contains(reading->duplicates, object)) {
    g_hash_table_insert(reading->duplicates, object, g_strdup(name));
  }
}

static void
unref_object(gpointer object)
{
  json_object_unref(object);
}

static void
take_scalar(JsonItem *item, JsonNode *node)
{
  switch (json_node_get_value_type(node)) {
  case G_TYPE_BOOLEAN:
    item->kind = JSON_BOOLEAN;
    item->value.boolean = json_node_get_boolean(node);
    break;
  case G_TYPE_INT64:
    item->kind = JSON_INTEGER;
    item->value.integer = json_node_get_int(node);
    break;
  case G_TYPE_DOUBLE:
    item->kind = JSON_NUMBER;
    item->value.number = json_node_get_double(node);
    break;
  default:
    item->kind = JSON_STRING;
    item->value.string = json_node_dup_string(node);
    break;
  }
}

static void
check_members(Reading *reading, const JsonItem *item, JsonNode *node)
{
  const char *name = g_hash_table_lookup(reading->duplicates, json_node_get_object(node));
  if (name != NULL && reading->refusal == NULL) {
    g_autofree char *path = json_item_get_path(item);
    reading->refusal = g_strdup_printf("%s: '%s' stands twice", path, name);
  }
}

// Goes no deeper than the text was allowed to.
static JsonItem *
item_new(Reading *reading, JsonNode *node, const JsonItem *parent, gsize index, const char *name)
{
  JsonItem *item = g_new0(JsonItem, 1);
  item->parent = parent;
  item->index = index;
  item->name = g_strdup(name);
  const JsonNodeType type = json_node_get_node_type(node);
  if (type == JSON_NODE_VALUE) {
    take_scalar(item, node);
    return item;
  }
  if (type == JSON_NODE_NULL) {
    item->kind = JSON_NULL;
    return item;
  }

  const gboolean is_array = type == JSON_NODE_ARRAY;
  item->kind = is_array ? JSON_ARRAY : JSON_OBJECT;
  item->value.items = g_ptr_array_new_with_free_func(free_item);
  if (!is_array) {
    check_members(reading, item, node);
  }
  g_autoptr(GList) names = is_array ? NULL : json_object_get_members(json_node_get_object(node));
  g_autoptr(GList) nodes = is_array ? json_array_get_elements(json_node_get_array(node))
                                    : json_object_get_values(json_node_get_object(node));
  const GList *next_name = names;
  for (const GList *next = nodes; next != NULL; next = next->next) {
    const char *inner_name = next_name != NULL ? next_name->data : NULL;
    const gsize inner_index = item->value.items->len;
    g_ptr_array_add(item->value.items,
                    item_new(reading, next->data, item, inner_index, inner_name));
    next_name = next_name != NULL ? next_name->next : NULL;
  }
  return item;
}

/** Returns: (transfer full): the outermost value of a text that is JSON. */
static JsonItem *
parse(const char *text, gsize length, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable();
  g_autoptr(GHashTable) n_members = g_hash_table_new_full(NULL, NULL, unref_object, NULL);
  g_autoptr(GHashTable) duplicates = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  Reading reading = { .n_members = n_members, .duplicates = duplicates };
  g_signal_connect(parser, "object-member", G_CALLBACK(see_member), &reading);
  g_autoptr(GError) failure = NULL;
  if (!json_parser_load_from_data(parser, text, (gssize)length, &failure)) {
    g_set_error_literal(error, JSON_ERROR, JSON_ERROR_SYNTAX, failure->message);
    return NULL;
  }
  g_autoptr(JsonItem) item = item_new(&reading, json_parser_get_root(parser), NULL, 0, NULL);
  g_autofree char *refusal = reading.refusal;
  if (refusal != NULL) {
    g_set_error_literal(error, JSON_ERROR, JSON_ERROR_SYNTAX, refusal);
    return NULL;
  }
  return g_steal_pointer(&item);
}

static gboolean
check_text(const char *text, gsize length, GError **error)
{
  if (length > JSON_MAX_BYTES) {
    g_set_error(error, JSON_ERROR, JSON_ERROR_LIMIT, "longer than %d bytes", JSON_MAX_BYTES);
    return FALSE;
  }
  g_autoptr(GError) failure = NULL;
  if (json_scan_check(text, length, &failure)) {
    return TRUE;
  }
  const gboolean is_limit = g_error_matches(failure, JSON_SCAN_ERROR, JSON_SCAN_ERROR_LIMIT);
  g_set_error_literal(error, JSON_ERROR, is_limit ? JSON_ERROR_LIMIT : JSON_ERROR_SYNTAX,
                      failure->message);
  return FALSE;
}

JsonItem *
json_item_new_from_text(const char *text, gsize length, const char *name, GError **error)
{
  g_return_val_if_fail(text != NULL && name != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(GError) failure = NULL;
  g_autoptr(JsonItem) item = NULL;
  if (check_text(text, length, &failure)) {
    item = parse(text, length, &failure);
  }
  if (failure != NULL) {
    const gboolean has_place = g_ascii_isdigit(failure->message[0]);
    g_propagate_prefixed_error(error, g_steal_pointer(&failure), has_place ? "%s:" : "%s: ", name);
    return NULL;
  }
  return g_steal_pointer(&item);
}
