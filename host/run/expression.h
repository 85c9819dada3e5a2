// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The grammar of models as users write them: names, brackets, lists. Pure functions. */

typedef enum {
  EXPRESSION_ERROR_SYNTAX, // brackets, commas or settings where none can be
} ExpressionError;

#define EXPRESSION_ERROR (expression_error_quark())
GQuark expression_error_quark(void);

/**
 * Cuts @text at each @separator outside of brackets.
 *
 * Returns: (transfer full) (element-type char*): the pieces without the blanks around them, at
 * least one, freed with the array.
 */
GPtrArray *expression_split(const char *text, char separator);

/** Whether there is a @separator outside of brackets. */
gboolean expression_has(const char *text, char separator);

/** A name and what stands in the brackets behind it. */
typedef struct {
  char *name;      // (owned)
  char *arguments; // (owned): "" without brackets
  gboolean has_brackets;
} ExpressionCall;

/**
 * Splits `name(arguments)` or `name`.
 *
 * @noun: what is missing when it is none, for the message: "model".
 */
gboolean expression_parse_call(const char *text,
                               const char *noun,
                               ExpressionCall *out,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

void expression_call_clear(ExpressionCall *call);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ExpressionCall, expression_call_clear)

/** One argument: `name=value`, or a value alone. */
typedef struct {
  char *name;  // (owned) (nullable): NULL for a value alone
  char *value; // (owned): of a list in square brackets what is inside
} ExpressionArgument;

/**
 * Reads the arguments of a call, which are separated by commas.
 *
 * Returns: (transfer full) (element-type ExpressionArgument): names unique, values alone only in
 * front of named ones; or NULL with EXPRESSION_ERROR.
 */
GPtrArray *expression_parse_arguments(const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
