// SPDX-License-Identifier: MIT
#include "run/setup.h"

#include "run/expression.h"

#include <string.h>

struct Setup {
  const Component *component;
  Parameters *parameters; // owned
  char *full_label;       // owned
  const char *label;      // the end of @full_label
};

G_DEFINE_QUARK(setup_error, setup_error)

static void
make_labels(Setup *setup)
{
  const char *name = component_get_name(setup->component);
  const char *plugin = plugin_get_name(component_get_plugin(setup->component));
  g_autofree char *settings = parameters_to_string(setup->parameters);
  setup->full_label = *settings == '\0' ? g_strdup_printf("%s:%s", plugin, name)
                                        : g_strdup_printf("%s:%s(%s)", plugin, name, settings);
  setup->label = setup->full_label + strlen(plugin) + 1;
}

static gboolean
has_parameter(const Component *component, const char *name)
{
  for (guint i = 0; i < component_get_n_params(component); i++) {
    if (strcmp(component_get_param(component, i)->name, name) == 0) {
      return TRUE;
    }
  }
  return FALSE;
}

// Returns: (nullable): the name of parameter @index, or NULL with @error when there are fewer, or
// when the value is a name whose value was forgotten.
static const char *
name_parameter(const Component *component, guint index, const char *value, GError **error)
{
  const guint n_params = component_get_n_params(component);
  if (index >= n_params || has_parameter(component, value)) {
    g_set_error(error, EXPRESSION_ERROR, EXPRESSION_ERROR_SYNTAX,
                "'%s' sets nothing (write PARAMETER=VALUE; '%s' has %u parameter%s)", value,
                component_get_name(component), n_params, n_params == 1 ? "" : "s");
    return NULL;
  }
  return component_get_param(component, index)->name;
}

static gboolean
was_set_by_place(const Component *component, const GPtrArray *arguments, guint n, const char *name)
{
  for (guint i = 0; i < n; i++) {
    const ExpressionArgument *before = g_ptr_array_index(arguments, i);
    if (before->name == NULL && strcmp(component_get_param(component, i)->name, name) == 0) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
apply_argument(Setup *setup, const GPtrArray *arguments, guint index, GError **error)
{
  const ExpressionArgument *argument = g_ptr_array_index(arguments, index);
  const char *name = argument->name != NULL
                         ? argument->name
                         : name_parameter(setup->component, index, argument->value, error);
  if (name == NULL) {
    return FALSE;
  }
  if (was_set_by_place(setup->component, arguments, index, name)) {
    g_set_error(error, EXPRESSION_ERROR, EXPRESSION_ERROR_SYNTAX, "'%s' is set twice", name);
    return FALSE;
  }
  return parameters_set(setup->parameters, name, argument->value, error);
}

static gboolean
apply_arguments(Setup *setup, const char *text, GError **error)
{
  g_autoptr(GPtrArray) arguments = expression_parse_arguments(text, error);
  if (arguments == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < arguments->len; i++) {
    if (!apply_argument(setup, arguments, i, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

// What messages call a component of @kind: forecasters are models to their users.
static const char *
noun_of(guint32 kind)
{
  return kind == PLUGCAST_KIND_FORECASTER ? "model" : component_kind_to_string(kind);
}

Setup *
setup_new(Registry *registry, guint32 kind, const char *text, GError **error)
{
  g_return_val_if_fail(registry != NULL && text != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_auto(ExpressionCall) call = { 0 };
  if (!expression_parse_call(text, noun_of(kind), &call, error)) {
    return NULL;
  }
  const Component *component = registry_find_component(registry, kind, call.name, error);
  if (component == NULL) {
    return NULL;
  }
  if (component_get_threading(component) == PLUGCAST_THREADING_PROCESS) {
    g_set_error(error, SETUP_ERROR, SETUP_ERROR_CLASS,
                "%s '%s' asks for a process of its own, which this version does not give",
                noun_of(kind), call.name);
    return NULL;
  }

  g_autoptr(Setup) setup = g_new0(Setup, 1);
  setup->component = component;
  setup->parameters = parameters_new(component);
  if (!apply_arguments(setup, call.arguments, error)) {
    g_prefix_error(error, "%s '%s': ", noun_of(kind), call.name);
    return NULL;
  }
  make_labels(setup);
  return g_steal_pointer(&setup);
}

static gboolean
list_add(GPtrArray *list, Setup *setup, GError **error)
{
  g_autoptr(Setup) owned = setup;
  for (guint i = 0; i < list->len; i++) {
    const Setup *other = g_ptr_array_index(list, i);
    if (strcmp(other->label, owned->label) == 0) {
      g_set_error(error, SETUP_ERROR, SETUP_ERROR_TWICE,
                  "%s '%s' is given twice (give each once, or with other parameters)",
                  noun_of(component_get_kind(owned->component)), owned->label);
      return FALSE;
    }
  }
  g_ptr_array_add(list, g_steal_pointer(&owned));
  return TRUE;
}

GPtrArray *
setup_list_new(Registry *registry, guint32 kind, const char *const *texts, GError **error)
{
  g_return_val_if_fail(registry != NULL && texts != NULL && texts[0] != NULL, NULL);

  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)setup_free);
  for (gsize i = 0; texts[i] != NULL; i++) {
    g_autoptr(GPtrArray) pieces = expression_split(texts[i], ',');
    for (guint j = 0; j < pieces->len; j++) {
      Setup *setup = setup_new(registry, kind, g_ptr_array_index(pieces, j), error);
      if (setup == NULL || !list_add(list, setup, error)) {
        return NULL;
      }
    }
  }
  return g_steal_pointer(&list);
}

Setup *
setup_copy_with(const Setup *setup, const char *name, const char *value, GError **error)
{
  g_return_val_if_fail(setup != NULL && name != NULL && value != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Setup) copy = setup_copy(setup);
  if (!parameters_set(copy->parameters, name, value, error)) {
    return NULL;
  }
  g_clear_pointer(&copy->full_label, g_free);
  make_labels(copy);
  return g_steal_pointer(&copy);
}

Setup *
setup_copy(const Setup *setup)
{
  Setup *copy = g_new0(Setup, 1);
  copy->component = setup->component;
  copy->parameters = parameters_copy(setup->parameters);
  make_labels(copy);
  return copy;
}

void
setup_free(Setup *setup)
{
  if (setup == NULL) {
    return;
  }
  g_clear_pointer(&setup->parameters, parameters_free);
  g_clear_pointer(&setup->full_label, g_free);
  g_free(setup);
}

const Component *
setup_get_component(const Setup *setup)
{
  return setup->component;
}

const plugcast_value *
setup_get_values(const Setup *setup)
{
  return parameters_get_values(setup->parameters);
}

const char *
setup_get_label(const Setup *setup)
{
  return setup->label;
}

const char *
setup_get_full_label(const Setup *setup)
{
  return setup->full_label;
}
