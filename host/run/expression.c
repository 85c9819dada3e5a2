// SPDX-License-Identifier: MIT
#include "run/expression.h"

#include <string.h>

G_DEFINE_QUARK(expression_error, expression_error)

// Returns: (nullable): the first @separator outside of brackets from @text on.
static const char *
find_outside_brackets(const char *text, char separator)
{
  int depth = 0;
  for (const char *at = text; *at != '\0'; at++) {
    depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
    if (*at == separator && depth <= 0) {
      return at;
    }
  }
  return NULL;
}

GPtrArray *
expression_split(const char *text, char separator)
{
  g_return_val_if_fail(text != NULL && separator != '\0', NULL);

  GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
  const char *begin = text;
  for (;;) {
    const char *end = find_outside_brackets(begin, separator);
    const gsize length = end != NULL ? (gsize)(end - begin) : strlen(begin);
    g_ptr_array_add(pieces, g_strstrip(g_strndup(begin, length)));
    if (end == NULL) {
      return pieces;
    }
    begin = end + 1;
  }
}

gboolean
expression_has(const char *text, char separator)
{
  return find_outside_brackets(text, separator) != NULL;
}

gboolean
expression_parse_call(const char *text, const char *noun, ExpressionCall *out, GError **error)
{
  g_return_val_if_fail(text != NULL && noun != NULL && out != NULL, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  const char *open = strchr(text, '(');
  const gsize length = strlen(text);
  if ((open != NULL && text[length - 1] != ')') || (open == NULL && strchr(text, ')') != NULL) ||
      open == text || length == 0) {
    g_set_error(error, EXPRESSION_ERROR, EXPRESSION_ERROR_SYNTAX,
                "'%s' is no %s (write NAME, PLUGIN:NAME, NAME(PARAMETER=VALUE,…) or a file)", text,
                noun);
    return FALSE;
  }
  if (open == NULL) {
    *out = (ExpressionCall){ .name = g_strdup(text), .arguments = g_strdup("") };
    return TRUE;
  }
  *out = (ExpressionCall){
    .name = g_strstrip(g_strndup(text, (gsize)(open - text))),
    .arguments = g_strstrip(g_strndup(open + 1, (gsize)(text + length - 1 - (open + 1)))),
    .has_brackets = TRUE,
  };
  return TRUE;
}

void
expression_call_clear(ExpressionCall *call)
{
  g_clear_pointer(&call->name, g_free);
  g_clear_pointer(&call->arguments, g_free);
}

static void
free_argument(gpointer data)
{
  ExpressionArgument *argument = data;
  g_free(argument->name);
  g_free(argument->value);
  g_free(argument);
}

// A list or text with commas is written [1,7,14], so that they do not end the argument.
static char *
strip_list_brackets(char *value)
{
  const gsize length = strlen(value);
  if (length >= 2 && value[0] == '[' && value[length - 1] == ']') {
    memmove(value, value + 1, length - 2);
    value[length - 2] = '\0';
  }
  return value;
}

static ExpressionArgument *
parse_argument(const char *text)
{
  const char *equals = find_outside_brackets(text, '=');
  ExpressionArgument *argument = g_new0(ExpressionArgument, 1);
  if (equals != NULL) {
    argument->name = g_strstrip(g_strndup(text, (gsize)(equals - text)));
    text = equals + 1;
  }
  argument->value = strip_list_brackets(g_strstrip(g_strdup(text)));
  return argument;
}

static gboolean
check_argument(const GPtrArray *before, const ExpressionArgument *argument, GError **error)
{
  const char *name = argument->name;
  const ExpressionArgument *last =
      before->len > 0 ? g_ptr_array_index(before, before->len - 1) : NULL;
  if (name == NULL && (argument->value[0] == '\0' || (last != NULL && last->name != NULL))) {
    g_set_error(error, EXPRESSION_ERROR, EXPRESSION_ERROR_SYNTAX,
                "'%s' sets nothing (write PARAMETER=VALUE)", argument->value);
    return FALSE;
  }
  for (guint i = 0; name != NULL && i < before->len; i++) {
    const ExpressionArgument *other = g_ptr_array_index(before, i);
    if (g_strcmp0(other->name, name) == 0) {
      g_set_error(error, EXPRESSION_ERROR, EXPRESSION_ERROR_SYNTAX, "'%s' is set twice", name);
      return FALSE;
    }
  }
  return TRUE;
}

GPtrArray *
expression_parse_arguments(const char *text, GError **error)
{
  g_return_val_if_fail(text != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(free_argument);
  if (*text == '\0') {
    return g_steal_pointer(&arguments);
  }
  g_autoptr(GPtrArray) pieces = expression_split(text, ',');
  for (guint i = 0; i < pieces->len; i++) {
    ExpressionArgument *argument = parse_argument(g_ptr_array_index(pieces, i));
    const gboolean is_accepted = check_argument(arguments, argument, error);
    g_ptr_array_add(arguments, argument);
    if (!is_accepted) {
      return NULL;
    }
  }
  return g_steal_pointer(&arguments);
}
