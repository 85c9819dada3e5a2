// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum {
  JSON_SCAN_MAX_DEPTH = 64 // of brackets inside each other
};

typedef enum {
  JSON_SCAN_ERROR_SYNTAX,
  JSON_SCAN_ERROR_LIMIT, // brackets too deep, or a number that no gint64 or double can hold
} JsonScanError;

#define JSON_SCAN_ERROR (json_scan_error_quark())
GQuark json_scan_error_quark(void);

/**
 * Checks that the @length bytes at @text are JSON as RFC 8259 defines it, which is stricter than
 * the parser: no comments, no octal numbers, no blanks missing or values left over at the end; nor
 * a NUL in a string, since no C string can hold it. Pure.
 *
 * Returns: TRUE, or FALSE with JSON_SCAN_ERROR; the message begins with line and column, counted
 * from 1 in characters.
 */
gboolean json_scan_check(const char *text, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
