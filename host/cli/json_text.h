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

G_END_DECLS
