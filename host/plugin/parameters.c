// SPDX-License-Identifier: MIT
#include "plugin/parameters.h"

#include "data/decimal.h"
#include "plugin/integer_list.h"
#include "plugin/suggest.h"

#include <math.h>
#include <string.h>

// How a real number that the model chooses is written.
#define AUTO "auto"

struct Parameters {
  const Component *component;
  guint n_values;
  plugcast_value *values;
};

G_DEFINE_QUARK(parameters_error, parameters_error)

static const char *const boolean_words[][2] = {
  { "no", "yes" },
  { "false", "true" },
  { "off", "on" },
  { "0", "1" },
};

static void
append_number(GString *text, double number)
{
  char buffer[DECIMAL_MAX_LENGTH];
  decimal_format(number, buffer);
  g_string_append(text, buffer);
}

static gboolean
may_be_auto(const plugcast_param *param)
{
  return param->type == PLUGCAST_PARAM_REAL && isnan(param->default_number);
}

static void
append_bounds(GString *text, const plugcast_param *param)
{
  g_string_append(text, " from ");
  append_number(text, param->minimum);
  g_string_append(text, " to ");
  append_number(text, param->maximum);
}

static void
append_choices(GString *text, const plugcast_param *param)
{
  for (guint32 i = 0; i < param->n_choices; i++) {
    g_string_append_printf(text, "%s%s", i == 0 ? "" : ", ", param->choices[i]);
  }
}

// What a parameter accepts, in a phrase.
static void
append_type(GString *text, const plugcast_param *param)
{
  switch (param->type) {
  case PLUGCAST_PARAM_INTEGER:
    g_string_append(text, "a whole number");
    append_bounds(text, param);
    break;
  case PLUGCAST_PARAM_REAL:
    g_string_append(text, "a number");
    append_bounds(text, param);
    g_string_append(text, may_be_auto(param) ? ", or " AUTO : "");
    break;
  case PLUGCAST_PARAM_BOOLEAN:
    g_string_append(text, "yes or no");
    break;
  case PLUGCAST_PARAM_CHOICE:
    g_string_append(text, "one of ");
    append_choices(text, param);
    break;
  case PLUGCAST_PARAM_INTEGERS:
    g_string_append(text, "whole numbers");
    append_bounds(text, param);
    g_string_append(text, ", separated by commas");
    break;
  default:
    g_string_append(text, "text");
    break;
  }
}

static gboolean G_GNUC_PRINTF(3, 4)
    refuse(const plugcast_param *param, GError **error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *finding = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autoptr(GString) expected = g_string_new(NULL);
  append_type(expected, param);
  g_set_error(error, PARAMETERS_ERROR, PARAMETERS_ERROR_VALUE, "%s; expected %s", finding,
              expected->str);
  return FALSE;
}

static gboolean
parse_integer(const plugcast_param *param, const char *text, plugcast_value *value, GError **error)
{
  g_autoptr(GError) local = NULL;
  gint64 number = 0;
  if (!integer_list_parse_item(text, param->minimum, param->maximum, &number, &local)) {
    return refuse(param, error, "%s", local->message);
  }
  value->integer = number;
  return TRUE;
}

static gboolean
parse_real(const plugcast_param *param, const char *text, plugcast_value *value, GError **error)
{
  if (may_be_auto(param) && g_ascii_strcasecmp(text, AUTO) == 0) {
    value->real = param->default_number;
    return TRUE;
  }
  double number = 0;
  const gsize length = strlen(text);
  if (length == 0 || decimal_parse(text, length, &number) != length) {
    return refuse(param, error, "'%s' is no number", text);
  }
  if (!(number >= param->minimum && number <= param->maximum)) {
    return refuse(param, error, "%s is out of bounds", text);
  }
  value->real = number;
  return TRUE;
}

static gboolean
parse_boolean(const plugcast_param *param, const char *text, plugcast_value *value, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS(boolean_words); i++) {
    for (gint64 truth = 0; truth < 2; truth++) {
      if (g_ascii_strcasecmp(text, boolean_words[i][truth]) == 0) {
        value->integer = truth;
        return TRUE;
      }
    }
  }
  return refuse(param, error, "'%s' is neither yes nor no", text);
}

// @question: (transfer full) (nullable).
static void
append_question(GError **error, char *question)
{
  if (question != NULL && error != NULL) {
    char *message = g_strdup_printf("%s; %s", (*error)->message, question);
    g_free((*error)->message);
    (*error)->message = message;
  }
  g_free(question);
}

static gboolean
parse_choice(const plugcast_param *param, const char *text, plugcast_value *value, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint32 i = 0; i < param->n_choices; i++) {
    if (g_str_equal(param->choices[i], text)) {
      value->integer = i;
      return TRUE;
    }
    g_ptr_array_add(names, (gpointer)(guintptr)param->choices[i]);
  }
  g_ptr_array_add(names, NULL);
  refuse(param, error, "'%s' is no choice", text);
  append_question(error, suggest_similar(text, (const char *const *)names->pdata));
  return FALSE;
}

static gboolean
parse_text(const plugcast_param *param, const char *text, plugcast_value *value, GError **error)
{
  if (!g_utf8_validate(text, -1, NULL)) {
    return refuse(param, error, "the value is not UTF-8");
  }
  value->text = g_strdup(text);
  return TRUE;
}

static const plugcast_integers *
integers_new(const gint64 *items, gsize n_items)
{
  plugcast_integers *integers = g_new0(plugcast_integers, 1);
  integers->struct_size = sizeof *integers;
  integers->n_items = (guint32)n_items;
  integers->items = g_memdup2(items, n_items * sizeof *items);
  return integers;
}

static gboolean
parse_integers(const plugcast_param *param, const char *text, plugcast_value *value, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GArray) items = integer_list_parse(text, param->minimum, param->maximum, &local);
  if (items == NULL) {
    return refuse(param, error, "%s", local->message);
  }
  value->integers = integers_new((const gint64 *)(gpointer)items->data, items->len);
  return TRUE;
}

typedef gboolean (*Parser)(const plugcast_param *, const char *, plugcast_value *, GError **);

static const Parser parsers[] = {
  [PLUGCAST_PARAM_INTEGER] = parse_integer, [PLUGCAST_PARAM_REAL] = parse_real,
  [PLUGCAST_PARAM_BOOLEAN] = parse_boolean, [PLUGCAST_PARAM_CHOICE] = parse_choice,
  [PLUGCAST_PARAM_TEXT] = parse_text,       [PLUGCAST_PARAM_INTEGERS] = parse_integers,
};

// Frees what a value owns: texts and lists.
static void
clear_value(const plugcast_param *param, plugcast_value *value)
{
  if (param->type == PLUGCAST_PARAM_TEXT) {
    g_free((char *)(guintptr)value->text);
  } else if (param->type == PLUGCAST_PARAM_INTEGERS && value->integers != NULL) {
    g_free((gint64 *)(guintptr)value->integers->items);
    g_free((plugcast_integers *)(guintptr)value->integers);
  }
}

static plugcast_value
copy_value(const plugcast_param *param, plugcast_value value)
{
  if (param->type == PLUGCAST_PARAM_TEXT) {
    value.text = g_strdup(value.text);
  } else if (param->type == PLUGCAST_PARAM_INTEGERS) {
    value.integers = integers_new(value.integers->items, value.integers->n_items);
  }
  return value;
}

// The declaration was checked when the plugin was loaded.
static plugcast_value
default_value(const plugcast_param *param)
{
  plugcast_value value = { 0 };
  const char *text = param->default_text == NULL ? "" : param->default_text;
  if (param->type == PLUGCAST_PARAM_REAL) {
    value.real = param->default_number;
  } else if (param->type == PLUGCAST_PARAM_TEXT || param->type == PLUGCAST_PARAM_INTEGERS) {
    const gboolean is_parsed = parsers[param->type](param, text, &value, NULL);
    g_assert(is_parsed);
  } else {
    value.integer = (gint64)param->default_number;
  }
  return value;
}

static Parameters *
allocate(const Component *component)
{
  Parameters *parameters = g_new0(Parameters, 1);
  parameters->component = component;
  parameters->n_values = component_get_n_params(component);
  parameters->values = g_new0(plugcast_value, parameters->n_values);
  return parameters;
}

Parameters *
parameters_new(const Component *component)
{
  Parameters *parameters = allocate(component);
  for (guint i = 0; i < parameters->n_values; i++) {
    parameters->values[i] = default_value(component_get_param(component, i));
  }
  return parameters;
}

Parameters *
parameters_copy(const Parameters *parameters)
{
  Parameters *copy = allocate(parameters->component);
  for (guint i = 0; i < copy->n_values; i++) {
    copy->values[i] = copy_value(component_get_param(copy->component, i), parameters->values[i]);
  }
  return copy;
}

void
parameters_free(Parameters *parameters)
{
  if (parameters == NULL) {
    return;
  }
  for (guint i = 0; i < parameters->n_values; i++) {
    clear_value(component_get_param(parameters->component, i), &parameters->values[i]);
  }
  g_free(parameters->values);
  g_free(parameters);
}

static gboolean
set_unknown_error(const Parameters *parameters, const char *name, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < parameters->n_values; i++) {
    const plugcast_param *param = component_get_param(parameters->component, i);
    g_ptr_array_add(names, (gpointer)(guintptr)param->name);
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
  g_set_error(error, PARAMETERS_ERROR, PARAMETERS_ERROR_UNKNOWN,
              "'%s' has no parameter '%s'; it has %s", component_get_name(parameters->component),
              name, list[0] == '\0' ? "none" : list);
  append_question(error, suggest_similar(name, (const char *const *)names->pdata));
  return FALSE;
}

static gboolean
set_value(Parameters *parameters, guint index, const char *text, GError **error)
{
  const plugcast_param *param = component_get_param(parameters->component, index);
  plugcast_value value = { 0 };
  if (!parsers[param->type](param, text, &value, error)) {
    g_prefix_error(error, "parameter '%s' of '%s': ", param->name,
                   component_get_name(parameters->component));
    return FALSE;
  }
  clear_value(param, &parameters->values[index]);
  parameters->values[index] = value;
  return TRUE;
}

gboolean
parameters_set(Parameters *parameters, const char *name, const char *text, GError **error)
{
  g_return_val_if_fail(name != NULL && text != NULL, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  for (guint i = 0; i < parameters->n_values; i++) {
    if (g_str_equal(component_get_param(parameters->component, i)->name, name)) {
      return set_value(parameters, i, text, error);
    }
  }
  return set_unknown_error(parameters, name, error);
}

const plugcast_value *
parameters_get_values(const Parameters *parameters)
{
  return parameters->values;
}

static void
append_value(GString *text, const plugcast_param *param, plugcast_value value)
{
  g_autofree char *list = NULL;
  switch (param->type) {
  case PLUGCAST_PARAM_REAL:
    if (isnan(value.real)) {
      g_string_append(text, AUTO);
    } else {
      append_number(text, value.real);
    }
    break;
  case PLUGCAST_PARAM_BOOLEAN:
    g_string_append(text, boolean_words[0][value.integer]);
    break;
  case PLUGCAST_PARAM_CHOICE:
    g_string_append(text, param->choices[value.integer]);
    break;
  case PLUGCAST_PARAM_TEXT:
    g_string_append(text, value.text);
    break;
  case PLUGCAST_PARAM_INTEGERS:
    list = integer_list_to_string(value.integers->items, value.integers->n_items);
    g_string_append(text, list);
    break;
  default:
    g_string_append_printf(text, "%" G_GINT64_FORMAT, value.integer);
    break;
  }
}

char *
parameters_to_string(const Parameters *parameters)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < parameters->n_values; i++) {
    const plugcast_param *param = component_get_param(parameters->component, i);
    g_autoptr(GString) value = g_string_new(NULL);
    g_autoptr(GString) standard = g_string_new(NULL);
    plugcast_value declared = default_value(param);
    append_value(value, param, parameters->values[i]);
    append_value(standard, param, declared);
    clear_value(param, &declared);
    if (!g_string_equal(value, standard)) {
      const gboolean needs_brackets = strpbrk(value->str, ",()") != NULL;
      g_string_append_printf(text, needs_brackets ? "%s%s=[%s]" : "%s%s=%s",
                             text->len == 0 ? "" : ",", param->name, value->str);
    }
  }
  return g_string_free(text, FALSE);
}

char *
parameters_describe(const plugcast_param *param)
{
  GString *text = g_string_new(NULL);
  append_type(text, param);
  g_string_append(text, "; default ");
  const gsize length = text->len;
  plugcast_value value = default_value(param);
  append_value(text, param, value);
  clear_value(param, &value);
  g_string_append(text, text->len == length ? "empty" : "");
  return g_string_free(text, FALSE);
}
