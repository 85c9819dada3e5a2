// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * JSON, written member by member. Inside an object each value has a name, inside an array the name
 * is NULL. One thread at a time.
 */
typedef struct JsonText JsonText;

JsonText *json_text_new(void);
void json_text_free(JsonText *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonText, json_text_free)

void json_text_begin_object(JsonText *json, const char *name);
void json_text_end_object(JsonText *json);
void json_text_begin_array(JsonText *json, const char *name);
void json_text_end_array(JsonText *json);

/** @value: (nullable): NULL becomes null; bytes that are no UTF-8 are replaced. */
void json_text_add_string(JsonText *json, const char *name, const char *value);
void json_text_add_integer(JsonText *json, const char *name, gint64 value);

/** What is not finite becomes null. */
void json_text_add_number(JsonText *json, const char *name, double value);
void json_text_add_boolean(JsonText *json, const char *name, gboolean value);

/** Returns: (transfer full): the whole text, one line unless @pretty, with a newline at the end. */
char *json_text_finish(JsonText *json, gboolean pretty);

/** Returns: (transfer full): @text as a JSON string with its quotes. */
char *json_quote(const char *text);

/** What a value that was read is. */
typedef enum {
  JSON_NULL,
  JSON_BOOLEAN,
  JSON_INTEGER, // a number without point and exponent
  JSON_NUMBER,
  JSON_STRING,
  JSON_ARRAY,
  JSON_OBJECT,
} JsonKind;

/** A value that was read, with all that is inside. Never changes; its pointers live as long. */
typedef struct JsonItem JsonItem;

typedef enum {
  JSON_ERROR_SYNTAX, // no JSON, or a name twice in one object
  JSON_ERROR_LIMIT,  // too long, too deep, or a number out of range
} JsonError;

#define JSON_ERROR (json_error_quark())
GQuark json_error_quark(void);

enum {
  JSON_MAX_BYTES = 16 * 1024 * 1024 // of a text that is read
};

/**
 * Reads JSON as RFC 8259 defines it, and strictly.
 *
 * @name: of the text, for messages: "job.json:3:14: …".
 * Returns: (transfer full): the outermost value, or NULL with JSON_ERROR.
 */
JsonItem *json_item_new_from_text(const char *text, gsize length, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/** Reads a file, or standard input where @path is "-". Returns: as above, or G_FILE_ERROR. */
JsonItem *json_item_new_from_file(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Frees what the functions above returned. */
void json_item_free(JsonItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonItem, json_item_free)

JsonKind json_item_get_kind(const JsonItem *item);

/** The value of an item of that kind; json_item_get_number() takes JSON_INTEGER, too. */
gboolean json_item_get_boolean(const JsonItem *item);
gint64 json_item_get_integer(const JsonItem *item);
double json_item_get_number(const JsonItem *item);
const char *json_item_get_string(const JsonItem *item);

/** Returns: the values inside of an array or object, 0 for other kinds. */
gsize json_item_get_length(const JsonItem *item);

/** Returns: (transfer none): a value inside, in the order of the text. */
const JsonItem *json_item_get_inner(const JsonItem *item, gsize index);

/** Returns: (transfer none) (nullable): the value named @name of an object. */
const JsonItem *json_item_find(const JsonItem *item, const char *name);

/** Returns: (transfer none) (nullable): the name in the object around it. */
const char *json_item_get_name(const JsonItem *item);

/** Returns: (transfer full): where it stands: "$.jobs[1].horizon"; "$" is the outermost value. */
char *json_item_get_path(const JsonItem *item);

/** Returns: (transfer full): the value for a message, shortened: "18", "\"theta\"", "an object". */
char *json_item_to_message(const JsonItem *item);

G_END_DECLS
