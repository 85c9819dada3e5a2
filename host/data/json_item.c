// SPDX-License-Identifier: MIT
#include "data/decimal.h"
#include "data/json-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

enum {
  MESSAGE_MAX_CHARACTERS = 40
};

static void
close_file(FILE **file)
{
  if (*file != NULL && *file != stdin) {
    fclose(*file);
  }
}

static void
set_read_error(const char *name, int code, GError **error)
{
  g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(code), "cannot read '%s': %s", name,
              g_strerror(code));
}

JsonItem *
json_item_new_from_file(const char *path, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  const gboolean is_input = strcmp(path, "-") == 0;
  const char *name = is_input ? "standard input" : path;
  __attribute__((cleanup(close_file))) FILE *file = is_input ? stdin : g_fopen(path, "re");
  if (file == NULL) {
    set_read_error(name, errno, error);
    return NULL;
  }
  g_autofree char *text = g_malloc(JSON_MAX_BYTES + 1);
  errno = 0;
  const gsize length = fread(text, 1, JSON_MAX_BYTES + 1, file);
  if (ferror(file) != 0) {
    set_read_error(name, errno, error);
    return NULL;
  }
  return json_item_new_from_text(text, length, name, error);
}

void
json_item_free(JsonItem *item)
{
  if (item == NULL) {
    return;
  }
  if (item->kind == JSON_STRING) {
    g_free(item->value.string);
  } else if (item->kind == JSON_ARRAY || item->kind == JSON_OBJECT) {
    g_clear_pointer(&item->value.items, g_ptr_array_unref);
  }
  g_free(item->name);
  g_free(item);
}

JsonKind
json_item_get_kind(const JsonItem *item)
{
  return item->kind;
}

gboolean
json_item_get_boolean(const JsonItem *item)
{
  g_assert(item->kind == JSON_BOOLEAN);

  return item->value.boolean;
}

gint64
json_item_get_integer(const JsonItem *item)
{
  g_assert(item->kind == JSON_INTEGER);

  return item->value.integer;
}

double
json_item_get_number(const JsonItem *item)
{
  g_assert(item->kind == JSON_INTEGER || item->kind == JSON_NUMBER);

  return item->kind == JSON_INTEGER ? (double)item->value.integer : item->value.number;
}

const char *
json_item_get_string(const JsonItem *item)
{
  g_assert(item->kind == JSON_STRING);

  return item->value.string;
}

gsize
json_item_get_length(const JsonItem *item)
{
  const gboolean has_inner = item->kind == JSON_ARRAY || item->kind == JSON_OBJECT;
  return has_inner ? item->value.items->len : 0;
}

const JsonItem *
json_item_get_inner(const JsonItem *item, gsize index)
{
  g_assert(index < json_item_get_length(item));

  return g_ptr_array_index(item->value.items, index);
}

const JsonItem *
json_item_find(const JsonItem *item, const char *name)
{
  g_assert(item->kind == JSON_OBJECT);

  for (gsize i = 0; i < item->value.items->len; i++) {
    const JsonItem *inner = g_ptr_array_index(item->value.items, i);
    if (strcmp(inner->name, name) == 0) {
      return inner;
    }
  }
  return NULL;
}

const char *
json_item_get_name(const JsonItem *item)
{
  return item->name;
}

// Whether a name can stand in a path as it is.
static gboolean
is_plain_name(const char *name)
{
  gboolean is_plain = name[0] != '\0';
  for (const char *at = name; *at != '\0'; at++) {
    is_plain = is_plain && (g_ascii_isalnum(*at) || *at == '_' || *at == '-' || *at == '$');
  }
  return is_plain;
}

char *
json_item_get_path(const JsonItem *item)
{
  g_autoptr(GString) path = g_string_new(NULL);
  for (; item->parent != NULL; item = item->parent) {
    g_autofree char *step = NULL;
    if (item->name == NULL) {
      step = g_strdup_printf("[%" G_GSIZE_FORMAT "]", item->index);
    } else if (is_plain_name(item->name)) {
      step = g_strconcat(".", item->name, NULL);
    } else {
      g_autofree char *quoted = json_quote(item->name);
      step = g_strconcat("[", quoted, "]", NULL);
    }
    g_string_prepend(path, step);
  }
  g_string_prepend_c(path, '$');
  return g_string_free(g_steal_pointer(&path), FALSE);
}

static char *
string_to_message(const char *string)
{
  if (g_utf8_strlen(string, -1) <= MESSAGE_MAX_CHARACTERS) {
    return json_quote(string);
  }
  g_autofree char *begin = g_utf8_substring(string, 0, MESSAGE_MAX_CHARACTERS);
  g_autofree char *shortened = g_strconcat(begin, "…", NULL);
  return json_quote(shortened);
}

char *
json_item_to_message(const JsonItem *item)
{
  char number[DECIMAL_MAX_LENGTH];
  switch (item->kind) {
  case JSON_NULL:
    return g_strdup("null");
  case JSON_BOOLEAN:
    return g_strdup(item->value.boolean ? "true" : "false");
  case JSON_INTEGER:
    return g_strdup_printf("%" G_GINT64_FORMAT, item->value.integer);
  case JSON_NUMBER:
    decimal_format(item->value.number, number);
    return g_strdup(number);
  case JSON_STRING:
    return string_to_message(item->value.string);
  case JSON_ARRAY:
    return g_strdup("an array");
  case JSON_OBJECT:
    return g_strdup("an object");
  }
  g_assert_not_reached();
}
