// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Lists of whole numbers as users write them: "1,7,14". Free of locales. */

typedef enum {
  INTEGER_LIST_ERROR_SYNTAX, // an item is no whole number
  INTEGER_LIST_ERROR_RANGE,  // an item is out of bounds
} IntegerListError;

#define INTEGER_LIST_ERROR (integer_list_error_quark())
GQuark integer_list_error_quark(void);

/**
 * Reads one whole number within @minimum … @maximum.
 *
 * Returns: TRUE and fills @value, or FALSE with INTEGER_LIST_ERROR.
 */
gboolean integer_list_parse_item(const char *text,
                                 double minimum,
                                 double maximum,
                                 gint64 *value,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @text: (nullable): NULL is the empty list, as is "".
 * Returns: (transfer full): the gint64 items, or NULL with INTEGER_LIST_ERROR.
 */
GArray *integer_list_parse(const char *text, double minimum, double maximum, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): "1,7,14". */
char *integer_list_to_string(const gint64 *items, gsize n_items);

G_END_DECLS
