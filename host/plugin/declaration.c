// SPDX-License-Identifier: MIT
#include "plugin/declaration.h"

#include "plugin/integer_list.h"
#include "plugin/plugin_header.h"

#include <math.h>
#include <string.h>

#define PARAM_LEAST_SIZE (offsetof(plugcast_param, scale) + sizeof(guint32))

// Up to here every whole number has a double of its own.
#define MAX_WHOLE_NUMBER 9007199254740992.0

G_DEFINE_QUARK(declaration_error, declaration_error)

gboolean
declaration_copy_struct(gpointer own,
                        gsize own_size,
                        gconstpointer theirs,
                        gsize least_size,
                        const char *what,
                        GError **error)
{
  if (theirs == NULL) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_MISSING, "%s is NULL", what);
    return FALSE;
  }
  guint32 struct_size = 0;
  memcpy(&struct_size, theirs, sizeof struct_size);
  if (struct_size < least_size || struct_size > PLUGIN_HEADER_MAX_STRUCT_SIZE) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_SIZE,
                "%s has struct_size %u, expected %" G_GSIZE_FORMAT " to %d", what, struct_size,
                least_size, PLUGIN_HEADER_MAX_STRUCT_SIZE);
    return FALSE;
  }
  memset(own, 0, own_size);
  memcpy(own, theirs, MIN(own_size, struct_size));
  return TRUE;
}

gboolean
declaration_copy_item(const DeclarationArray *array, gsize index, gpointer own, GError **error)
{
  if (array->items == NULL) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_MISSING,
                "it says that it has %" G_GSIZE_FORMAT " of them, but the first %s is NULL",
                array->n_items, array->noun);
    return FALSE;
  }
  guint32 step = 0;
  memcpy(&step, array->items, sizeof step);
  if (step > PLUGIN_HEADER_MAX_STRUCT_SIZE || step % _Alignof(gpointer) != 0) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_SIZE,
                "the first %s has struct_size %u, which is no size of a struct", array->noun, step);
    return FALSE;
  }
  const char *item = (const char *)array->items + index * step;
  guint32 struct_size = 0;
  memcpy(&struct_size, item, sizeof struct_size);
  if (struct_size != step) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_SIZE,
                "%s %" G_GSIZE_FORMAT " has struct_size %u, the first has %u", array->noun,
                index + 1, struct_size, step);
    return FALSE;
  }
  g_autofree char *what = g_strdup_printf("%s %" G_GSIZE_FORMAT, array->noun, index + 1);
  return declaration_copy_struct(own, array->own_size, item, array->least_size, what, error);
}

static gboolean
is_name_character(char character, gboolean is_first, gboolean allow_dash)
{
  if (g_ascii_islower(character) || g_ascii_isdigit(character)) {
    return TRUE;
  }
  return !is_first && (character == '_' || (allow_dash && character == '-'));
}

gboolean
declaration_own_name(
    const char **name, gboolean allow_dash, const char *what, GStringChunk *strings, GError **error)
{
  if (!declaration_own_text(name, TRUE, what, strings, error)) {
    return FALSE;
  }
  const gsize length = strlen(*name);
  gboolean is_name = length <= DECLARATION_MAX_NAME;
  for (gsize i = 0; i < length && is_name; i++) {
    is_name = is_name_character((*name)[i], i == 0, allow_dash);
  }
  if (!is_name) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_TEXT,
                "%s is '%s', expected lower case letters, digits, '_'%s, a letter or digit first, "
                "at most %d",
                what, *name, allow_dash ? ", '-'" : "", DECLARATION_MAX_NAME);
  }
  return is_name;
}

static gboolean
check_text(const char *text, const char *what, GError **error)
{
  const gsize length = strnlen(text, DECLARATION_MAX_TEXT + 1);
  if (length > DECLARATION_MAX_TEXT) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_TEXT, "%s is longer than %d bytes",
                what, DECLARATION_MAX_TEXT);
    return FALSE;
  }
  if (!g_utf8_validate(text, (gssize)length, NULL)) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_TEXT, "%s is not UTF-8", what);
    return FALSE;
  }
  for (gsize i = 0; i < length; i++) {
    if (g_ascii_iscntrl(text[i])) {
      g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_TEXT,
                  "%s holds the control character %#x, expected one line of text", what,
                  (guint)(guchar)text[i]);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
declaration_own_text(const char **text,
                     gboolean is_required,
                     const char *what,
                     GStringChunk *strings,
                     GError **error)
{
  if (*text == NULL || **text == '\0') {
    if (is_required) {
      g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_TEXT, "%s is %s", what,
                  *text == NULL ? "NULL" : "empty");
    }
    return !is_required;
  }
  if (!check_text(*text, what, error)) {
    return FALSE;
  }
  *text = g_string_chunk_insert(strings, *text);
  return TRUE;
}

static gboolean G_GNUC_PRINTF(3, 4)
    param_fail(const plugcast_param *param, GError **error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_NUMBER, "parameter '%s': %s", param->name,
              message);
  return FALSE;
}

static gboolean
is_whole(double number)
{
  return fabs(number) <= MAX_WHOLE_NUMBER && floor(number) == number;
}

static gboolean
check_bounds(const plugcast_param *param, GError **error)
{
  if (!isfinite(param->minimum) || !isfinite(param->maximum)) {
    return param_fail(param, error, "its bounds are %g and %g, expected finite numbers",
                      param->minimum, param->maximum);
  }
  if (param->minimum > param->maximum) {
    return param_fail(param, error, "its minimum %g is above its maximum %g", param->minimum,
                      param->maximum);
  }
  if (param->type != PLUGCAST_PARAM_REAL &&
      (!is_whole(param->minimum) || !is_whole(param->maximum))) {
    return param_fail(param, error,
                      "its bounds are %.17g and %.17g, expected whole numbers of at most 2^53",
                      param->minimum, param->maximum);
  }
  if (param->scale == PLUGCAST_SCALE_LOGARITHMIC && param->minimum <= 0) {
    return param_fail(param, error, "a logarithmic scale cannot begin at %g", param->minimum);
  }
  return TRUE;
}

static gboolean
check_default_number(const plugcast_param *param, GError **error)
{
  if (param->type == PLUGCAST_PARAM_REAL && isnan(param->default_number)) {
    return TRUE;
  }
  if (!(param->default_number >= param->minimum && param->default_number <= param->maximum)) {
    return param_fail(param, error, "its default %g is not within %g … %g", param->default_number,
                      param->minimum, param->maximum);
  }
  if (param->type == PLUGCAST_PARAM_INTEGER && !is_whole(param->default_number)) {
    return param_fail(param, error, "its default %g is no whole number", param->default_number);
  }
  return TRUE;
}

static gboolean
check_default_index(const plugcast_param *param, guint32 n_values, GError **error)
{
  const double value = param->default_number;
  if (!is_whole(value) || value < 0 || value >= n_values) {
    return param_fail(param, error, "its default %g is not within 0 … %u", value, n_values - 1);
  }
  return TRUE;
}

static gboolean
check_default_integers(const plugcast_param *param, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GArray) items =
      integer_list_parse(param->default_text, param->minimum, param->maximum, &local);
  if (items == NULL) {
    return param_fail(param, error, "its default: %s", local->message);
  }
  return TRUE;
}

static gboolean
choices_are_unique(const char *const *choices, gsize n_choices)
{
  for (gsize i = 0; i < n_choices; i++) {
    for (gsize j = 0; j < i; j++) {
      if (g_str_equal(choices[i], choices[j])) {
        return FALSE;
      }
    }
  }
  return TRUE;
}

static gboolean
own_choices(plugcast_param *param, GStringChunk *strings, GPtrArray *arrays, GError **error)
{
  if (param->n_choices == 0 || param->n_choices > DECLARATION_MAX_ITEMS) {
    return param_fail(param, error, "it has %u choices, expected 1 to %d", param->n_choices,
                      DECLARATION_MAX_ITEMS);
  }
  if (param->choices == NULL) {
    return param_fail(param, error, "it has %u choices, but their list is NULL", param->n_choices);
  }
  const char **choices = g_new0(const char *, param->n_choices);
  g_ptr_array_add(arrays, choices);
  for (guint32 i = 0; i < param->n_choices; i++) {
    g_autofree char *what = g_strdup_printf("parameter '%s': choice %u", param->name, i + 1);
    choices[i] = param->choices[i];
    if (!declaration_own_text(&choices[i], TRUE, what, strings, error)) {
      return FALSE;
    }
  }
  param->choices = choices;
  if (!choices_are_unique(choices, param->n_choices)) {
    return param_fail(param, error, "it has a choice twice");
  }
  return check_default_index(param, param->n_choices, error);
}

// Everything but name and summary, by type.
static gboolean
own_value(plugcast_param *param, GStringChunk *strings, GPtrArray *arrays, GError **error)
{
  g_autofree char *what = g_strdup_printf("parameter '%s': its default", param->name);
  switch (param->type) {
  case PLUGCAST_PARAM_INTEGER:
  case PLUGCAST_PARAM_REAL:
    return check_bounds(param, error) && check_default_number(param, error);
  case PLUGCAST_PARAM_BOOLEAN:
    return check_default_index(param, 2, error);
  case PLUGCAST_PARAM_CHOICE:
    return own_choices(param, strings, arrays, error);
  case PLUGCAST_PARAM_TEXT:
    return declaration_own_text(&param->default_text, FALSE, what, strings, error);
  case PLUGCAST_PARAM_INTEGERS:
    return check_bounds(param, error) &&
           declaration_own_text(&param->default_text, FALSE, what, strings, error) &&
           check_default_integers(param, error);
  default:
    return param_fail(param, error, "its type %u is not known", param->type);
  }
}

static gboolean
own_param(
    plugcast_param *param, gsize index, GStringChunk *strings, GPtrArray *arrays, GError **error)
{
  g_autofree char *what = g_strdup_printf("the name of parameter %" G_GSIZE_FORMAT, index + 1);
  if (!declaration_own_name(&param->name, FALSE, what, strings, error)) {
    return FALSE;
  }
  g_autofree char *summary = g_strdup_printf("parameter '%s': its summary", param->name);
  if (!declaration_own_text(&param->summary, TRUE, summary, strings, error)) {
    return FALSE;
  }
  if (param->scale > PLUGCAST_SCALE_LOGARITHMIC) {
    return param_fail(param, error, "its scale %u is not known", param->scale);
  }
  return own_value(param, strings, arrays, error);
}

static gboolean
param_is_new(const plugcast_param *params, gsize index, GError **error)
{
  for (gsize i = 0; i < index; i++) {
    if (g_str_equal(params[i].name, params[index].name)) {
      g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_DUPLICATE,
                  "it has two parameters '%s'", params[index].name);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
declaration_own_params(const plugcast_param *params,
                       guint32 n_params,
                       GStringChunk *strings,
                       GPtrArray *arrays,
                       plugcast_param **own,
                       GError **error)
{
  if (n_params > DECLARATION_MAX_ITEMS) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_NUMBER,
                "it says that it has %u parameters, expected at most %d", n_params,
                DECLARATION_MAX_ITEMS);
    return FALSE;
  }
  const DeclarationArray array = { params, n_params, sizeof(plugcast_param), PARAM_LEAST_SIZE,
                                   "parameter" };
  g_autofree plugcast_param *copies = g_new0(plugcast_param, n_params);
  for (guint32 i = 0; i < n_params; i++) {
    if (!declaration_copy_item(&array, i, &copies[i], error) ||
        !own_param(&copies[i], i, strings, arrays, error) || !param_is_new(copies, i, error)) {
      return FALSE;
    }
  }
  *own = g_steal_pointer(&copies);
  return TRUE;
}
