// SPDX-License-Identifier: MIT
#include "run/grid_axis.h"

#include "data/decimal.h"
#include "run/expression.h"
#include "run/grid.h"

#include <math.h>
#include <string.h>

enum {
  MOST_STEPS = 10000 // of one range
};

static GridAxis *
allocate(const char *param)
{
  GridAxis *axis = g_new0(GridAxis, 1);
  axis->param = g_strdup(param);
  axis->values = g_ptr_array_new_with_free_func(g_free);
  return axis;
}

void
grid_axis_free(GridAxis *axis)
{
  if (axis == NULL) {
    return;
  }
  g_clear_pointer(&axis->param, g_free);
  g_clear_pointer(&axis->values, g_ptr_array_unref);
  g_free(axis);
}

static const plugcast_param *
find_declared(const Model *base, const char *name)
{
  const char *parameter = NULL;
  const Setup *setup = model_find_setup(base, name, &parameter);
  const Component *component = setup != NULL ? setup_get_component(setup) : NULL;
  for (guint i = 0; component != NULL && i < component_get_n_params(component); i++) {
    const plugcast_param *param = component_get_param(component, i);
    if (strcmp(param->name, parameter) == 0) {
      return param;
    }
  }
  return NULL;
}

static gboolean
is_number(const plugcast_param *param)
{
  return param->type == PLUGCAST_PARAM_INTEGER || param->type == PLUGCAST_PARAM_REAL;
}

static char *
number_to_text(double number, gboolean is_whole)
{
  char text[DECIMAL_MAX_LENGTH];
  const gsize length = decimal_format(is_whole ? round(number) : number, text);
  return g_strndup(text, length);
}

// Where @part, from 0 to 1, of the way from @low to @high lies on the declared scale; the ends
// exactly.
static double
interpolate(const plugcast_param *param, double low, double high, double part)
{
  if (part <= 0) {
    return low;
  }
  if (part >= 1) {
    return high;
  }
  const double number = param->scale == PLUGCAST_SCALE_LOGARITHMIC ? low * pow(high / low, part)
                                                                   : low + part * (high - low);
  return CLAMP(number, low, high);
}

// The same model twice, also where it is written in two ways.
static gboolean
refuse_twice(const GridAxis *axis, const GPtrArray *labels, const Model *model, GError **error)
{
  for (guint i = 0; i < labels->len; i++) {
    if (strcmp(g_ptr_array_index(labels, i), model_get_label(model)) == 0) {
      g_set_error(error, GRID_ERROR, GRID_ERROR_SYNTAX, "%s=%s is given twice", axis->param,
                  (const char *)g_ptr_array_index(axis->values, i));
      return FALSE;
    }
  }
  return TRUE;
}

// @value: (transfer full).
static gboolean
add_value(GridAxis *axis, const Model *base, GPtrArray *labels, char *value, GError **error)
{
  g_autofree char *owned = value;
  g_autoptr(Model) model = model_copy_with(base, axis->param, owned, error);
  if (model == NULL || !refuse_twice(axis, labels, model, error)) {
    return FALSE;
  }
  g_ptr_array_add(labels, g_strdup(model_get_label(model)));
  g_ptr_array_add(axis->values, g_steal_pointer(&owned));
  return TRUE;
}

typedef struct {
  double low;
  double high;
  gsize n_steps; // 0 for all whole numbers
} Range;

static gboolean G_GNUC_PRINTF(4, 5)
    refuse_range(const GridAxis *axis, const char *text, GError **error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *reason = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error(error, GRID_ERROR, GRID_ERROR_RANGE, "%s=%s: %s", axis->param, text, reason);
  return FALSE;
}

static gboolean
parse_number(const char *begin, gsize length, double *number)
{
  return length > 0 && decimal_parse(begin, length, number) == length && isfinite(*number);
}

static gboolean
parse_n_steps(const GridAxis *axis, const char *text, const char *digits, gsize *n, GError **error)
{
  guint64 number = 0;
  if (!g_ascii_string_to_unsigned(digits, 10, 2, MOST_STEPS, &number, NULL)) {
    return refuse_range(axis, text, error, "'%s' is no number of values (2 to %d)", digits,
                        MOST_STEPS);
  }
  *n = (gsize)number;
  return TRUE;
}

static gboolean
parse_range(const GridAxis *axis, const char *text, gboolean draws, Range *range, GError **error)
{
  if (axis->declared == NULL || !is_number(axis->declared)) {
    return refuse_range(axis, text, error, "only numbers that the model declares have ranges");
  }
  const char *dots = strstr(text, "..");
  const char *colon = strchr(text, ':');
  const char *end = colon != NULL ? colon : text + strlen(text);
  if (!parse_number(text, (gsize)(dots - text), &range->low) || end < dots + 2 ||
      !parse_number(dots + 2, (gsize)(end - dots - 2), &range->high) ||
      !(range->low < range->high)) {
    return refuse_range(axis, text, error, "no range (write LOW..HIGH%s, with LOW below HIGH)",
                        draws ? "" : ":N");
  }
  if (draws && colon != NULL) {
    return refuse_range(axis, text, error, "a range to draw from has no number of values");
  }
  if (colon == NULL && !draws && axis->declared->type != PLUGCAST_PARAM_INTEGER) {
    return refuse_range(axis, text, error, "how many values? (write LOW..HIGH:N)");
  }
  if (colon == NULL && !draws && range->high - range->low >= MOST_STEPS) {
    return refuse_range(axis, text, error, "more than %d values (write LOW..HIGH:N)", MOST_STEPS);
  }
  range->n_steps = 0;
  return colon == NULL || parse_n_steps(axis, text, colon + 1, &range->n_steps, error);
}

static gboolean
expand_range(
    GridAxis *axis, const Model *base, GPtrArray *labels, const Range *range, GError **error)
{
  const gboolean is_whole = axis->declared->type == PLUGCAST_PARAM_INTEGER;
  const gsize n = range->n_steps > 0 ? range->n_steps : (gsize)(range->high - range->low) + 1;
  double last = NAN;
  for (gsize i = 0; i < n; i++) {
    double number = range->n_steps > 0 ? interpolate(axis->declared, range->low, range->high,
                                                     (double)i / (double)(n - 1))
                                       : range->low + (double)i;
    number = is_whole ? round(number) : number;
    // Whole numbers of a narrow range fall together.
    if (number <= last) {
      continue;
    }
    last = number;
    if (!add_value(axis, base, labels, number_to_text(number, is_whole), error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
keep_range(GridAxis *axis, const Model *base, const Range *range, const char *text, GError **error)
{
  const gboolean is_whole = axis->declared->type == PLUGCAST_PARAM_INTEGER;
  if (axis->is_range || axis->values->len > 0) {
    return refuse_range(axis, text, error, "a range to draw from stands alone");
  }
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
  if (!add_value(axis, base, labels, number_to_text(range->low, is_whole), error) ||
      !add_value(axis, base, labels, number_to_text(range->high, is_whole), error)) {
    return FALSE;
  }
  g_ptr_array_set_size(axis->values, 0);
  axis->is_range = TRUE;
  axis->low = range->low;
  axis->high = range->high;
  return TRUE;
}

// A list is written [1,7], so that its commas do not end the value.
static char *
strip_brackets(const char *text)
{
  const gsize length = strlen(text);
  return length >= 2 && text[0] == '[' && text[length - 1] == ']' ? g_strndup(text + 1, length - 2)
                                                                  : g_strdup(text);
}

static gboolean
is_text(const GridAxis *axis)
{
  return axis->declared != NULL && axis->declared->type == PLUGCAST_PARAM_TEXT;
}

static gboolean
add_item(GridAxis *axis,
         const Model *base,
         GPtrArray *labels,
         const char *item,
         gboolean draws,
         GError **error)
{
  if (strstr(item, "..") == NULL || is_text(axis)) {
    if (axis->is_range) {
      return refuse_range(axis, item, error, "a range to draw from stands alone");
    }
    return add_value(axis, base, labels, strip_brackets(item), error);
  }
  Range range = { 0 };
  if (!parse_range(axis, item, draws, &range, error)) {
    return FALSE;
  }
  return draws ? keep_range(axis, base, &range, item, error)
               : expand_range(axis, base, labels, &range, error);
}

static GridAxis *
axis_of_name(const Model *base, const char *name, GError **error)
{
  const plugcast_param *declared = find_declared(base, name);
  if (declared == NULL) {
    // Says which parameters there are.
    g_autoptr(Model) refused = model_copy_with(base, name, "", error);
    if (refused != NULL) {
      g_set_error(error, GRID_ERROR, GRID_ERROR_SYNTAX, "'%s' needs values (write %s=V,V,…)", name,
                  name);
    }
    return NULL;
  }
  GridAxis *axis = grid_axis_new_of_param(name, declared);
  if (axis == NULL) {
    g_set_error(error, GRID_ERROR, GRID_ERROR_RANGE,
                "'%s' takes a list or a text, which have no end (write %s=V,V,…)", name, name);
  }
  return axis;
}

GridAxis *
grid_axis_new(const Model *base, const char *text, gboolean draws, GError **error)
{
  const char *equals = strchr(text, '=');
  if (equals == NULL && draws) {
    return axis_of_name(base, text, error);
  }
  if (equals == NULL || equals == text || equals[1] == '\0') {
    g_set_error(error, GRID_ERROR, GRID_ERROR_SYNTAX,
                "'%s' names no values (write PARAMETER=V,V,… or PARAMETER=LOW..HIGH:N)", text);
    return NULL;
  }
  g_autofree char *param = g_strstrip(g_strndup(text, (gsize)(equals - text)));
  g_autoptr(GridAxis) axis = allocate(param);
  axis->declared = find_declared(base, param);
  g_autoptr(GPtrArray) items = expression_split(equals + 1, ',');
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < items->len; i++) {
    if (!add_item(axis, base, labels, g_ptr_array_index(items, i), draws, error)) {
      return NULL;
    }
  }
  return g_steal_pointer(&axis);
}

GridAxis *
grid_axis_new_of_param(const char *name, const plugcast_param *param)
{
  if (param->type == PLUGCAST_PARAM_TEXT || param->type == PLUGCAST_PARAM_INTEGERS) {
    return NULL;
  }
  GridAxis *axis = allocate(name);
  axis->declared = param;
  axis->is_range = is_number(param);
  axis->low = param->minimum;
  axis->high = param->maximum;
  for (guint32 i = 0; param->type == PLUGCAST_PARAM_CHOICE && i < param->n_choices; i++) {
    g_ptr_array_add(axis->values, g_strdup(param->choices[i]));
  }
  if (param->type == PLUGCAST_PARAM_BOOLEAN) {
    g_ptr_array_add(axis->values, g_strdup("no"));
    g_ptr_array_add(axis->values, g_strdup("yes"));
  }
  return axis;
}

char *
grid_axis_draw(const GridAxis *axis, Stream *stream)
{
  if (!axis->is_range) {
    return g_strdup(g_ptr_array_index(axis->values, stream_next_below(stream, axis->values->len)));
  }
  const double part = stream_next_uniform(stream);
  if (axis->declared->type != PLUGCAST_PARAM_INTEGER) {
    return number_to_text(interpolate(axis->declared, axis->low, axis->high, part), FALSE);
  }
  // Each whole number owns the stretch around it, the ends as well.
  const gboolean is_linear = axis->declared->scale == PLUGCAST_SCALE_LINEAR;
  const double number = interpolate(axis->declared, axis->low - (is_linear ? 0.5 : 0),
                                    axis->high + (is_linear ? 0.5 : 0), part);
  return number_to_text(CLAMP(round(number), axis->low, axis->high), TRUE);
}
