// SPDX-License-Identifier: MIT
#include "run/model.h"

#include <string.h>

struct Model {
  const Component *component;
  Parameters *parameters; // owned
  char *label;            // owned
};

G_DEFINE_QUARK(model_error, model_error)

// Cuts at the commas that stand outside brackets; pieces are stripped of blanks.
static GPtrArray *
split_outside_brackets(const char *text)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
  int depth = 0;
  const char *begin = text;
  for (const char *at = text;; at++) {
    depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
    if (*at == '\0' || (*at == ',' && depth <= 0)) {
      g_ptr_array_add(pieces, g_strstrip(g_strndup(begin, (gsize)(at - begin))));
      begin = at + 1;
    }
    if (*at == '\0') {
      return pieces;
    }
  }
}

// A list or text with commas is written [1,7,14], so that they do not end the setting.
static char *
strip_list_brackets(char *value)
{
  const gsize length = strlen(value);
  if (length >= 2 && value[0] == '[' && value[length - 1] == ']') {
    value[length - 1] = '\0';
    return value + 1;
  }
  return value;
}

static gboolean
apply_setting(Parameters *parameters, char *setting, GError **error)
{
  char *equals = strchr(setting, '=');
  if (equals == NULL) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX, "'%s' sets nothing (write PARAMETER=VALUE)",
                setting);
    return FALSE;
  }
  *equals = '\0';
  char *value = strip_list_brackets(g_strstrip(equals + 1));
  return parameters_set(parameters, g_strstrip(setting), value, error);
}

static gboolean
apply_settings(Parameters *parameters, const char *settings, GError **error)
{
  if (*settings == '\0') {
    return TRUE;
  }
  g_autoptr(GPtrArray) pieces = split_outside_brackets(settings);
  for (guint i = 0; i < pieces->len; i++) {
    char *name = g_ptr_array_index(pieces, i); // apply_setting() cuts the value off
    if (!apply_setting(parameters, name, error)) {
      return FALSE;
    }
    for (guint j = 0; j < i; j++) {
      if (strcmp(g_ptr_array_index(pieces, j), name) == 0) {
        g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX, "'%s' is set twice", name);
        return FALSE;
      }
    }
  }
  return TRUE;
}

// Splits `name(settings)`; @settings is "" without brackets.
static gboolean
split_name(const char *text, char **name, char **settings, GError **error)
{
  const char *open = strchr(text, '(');
  const gsize length = strlen(text);
  if ((open != NULL && text[length - 1] != ')') || (open == NULL && strchr(text, ')') != NULL) ||
      open == text || length == 0) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                "'%s' is no model (write NAME, PLUGIN:NAME, NAME(PARAMETER=VALUE,…) or a file)",
                text);
    return FALSE;
  }
  if (open == NULL) {
    *name = g_strdup(text);
    *settings = g_strdup("");
    return TRUE;
  }
  *name = g_strstrip(g_strndup(text, (gsize)(open - text)));
  *settings = g_strstrip(g_strndup(open + 1, (gsize)(text + length - 1 - (open + 1))));
  return TRUE;
}

static char *
make_label(const char *name, const Parameters *parameters)
{
  g_autofree char *settings = parameters_to_string(parameters);
  return *settings == '\0' ? g_strdup(name) : g_strdup_printf("%s(%s)", name, settings);
}

Model *
model_new(Registry *registry, const char *text, GError **error)
{
  g_return_val_if_fail(registry != NULL && text != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autofree char *name = NULL;
  g_autofree char *settings = NULL;
  if (!split_name(text, &name, &settings, error)) {
    return NULL;
  }
  const Component *component =
      registry_find_component(registry, PLUGCAST_KIND_FORECASTER, name, error);
  if (component == NULL) {
    return NULL;
  }
  if (component_get_threading(component) == PLUGCAST_THREADING_PROCESS) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_CLASS,
                "model '%s' asks for a process of its own, which this version does not give", name);
    return NULL;
  }

  g_autoptr(Model) model = g_new0(Model, 1);
  model->component = component;
  model->parameters = parameters_new(component);
  if (!apply_settings(model->parameters, settings, error)) {
    g_prefix_error(error, "model '%s': ", name);
    return NULL;
  }
  model->label = make_label(component_get_name(component), model->parameters);
  return g_steal_pointer(&model);
}

static const Model *
find_label(const GPtrArray *models, const char *label)
{
  for (guint i = 0; i < models->len; i++) {
    const Model *model = g_ptr_array_index(models, i);
    if (strcmp(model->label, label) == 0) {
      return model;
    }
  }
  return NULL;
}

// Two plugins may each offer a component of one name: the later one is labelled `plugin:name`.
static gboolean
add_model(GPtrArray *models, Model *model, GError **error)
{
  g_autoptr(Model) owned = model;
  const Model *twin = find_label(models, owned->label);
  if (twin != NULL && twin->component != owned->component) {
    g_autofree char *name =
        g_strdup_printf("%s:%s", plugin_get_name(component_get_plugin(owned->component)),
                        component_get_name(owned->component));
    g_free(owned->label);
    owned->label = make_label(name, owned->parameters);
    twin = find_label(models, owned->label);
  }
  if (twin != NULL) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                "model '%s' is given twice (give each once, or with other parameters)",
                owned->label);
    return FALSE;
  }
  g_ptr_array_add(models, g_steal_pointer(&owned));
  return TRUE;
}

GPtrArray *
model_list_new(Registry *registry, const char *const *texts, GError **error)
{
  g_return_val_if_fail(registry != NULL && texts != NULL && texts[0] != NULL, NULL);

  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func((GDestroyNotify)model_free);
  for (gsize i = 0; texts[i] != NULL; i++) {
    g_autoptr(GPtrArray) pieces = split_outside_brackets(texts[i]);
    for (guint j = 0; j < pieces->len; j++) {
      Model *model = model_new(registry, g_ptr_array_index(pieces, j), error);
      if (model == NULL || !add_model(models, model, error)) {
        return NULL;
      }
    }
  }
  return g_steal_pointer(&models);
}

void
model_free(Model *model)
{
  if (model == NULL) {
    return;
  }
  g_clear_pointer(&model->parameters, parameters_free);
  g_clear_pointer(&model->label, g_free);
  g_free(model);
}

const Component *
model_get_component(const Model *model)
{
  return model->component;
}

const plugcast_value *
model_get_values(const Model *model)
{
  return parameters_get_values(model->parameters);
}

const char *
model_get_label(const Model *model)
{
  return model->label;
}
