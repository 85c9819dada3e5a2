// SPDX-License-Identifier: MIT
#include "run/model_network.h"

#include "plugin/suggest.h"
#include "run/expression.h"
#include "run/member_network.h"
#include "run/model-private.h"

#include <string.h>

// The body is a NetworkModel.

// Forecasters are looked for first, so that a name they share means them.
static gboolean
recognises(Registry *registry, const char *text)
{
  g_auto(ExpressionCall) call = { 0 };
  return expression_parse_call(text, "model", &call, NULL) &&
         registry_find_component(registry, PLUGCAST_KIND_FORECASTER, call.name, NULL) == NULL &&
         registry_find_component(registry, PLUGCAST_KIND_NETWORK, call.name, NULL) != NULL;
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

static gboolean
refuse_name(const Component *component, const char *name, GError **error)
{
  const guint n_params = component_get_n_params(component);
  g_autofree const char **names = g_new0(const char *, n_params + TRAINING_N_SETTINGS + 1);
  g_autoptr(GString) own = g_string_new(NULL);
  for (guint i = 0; i < n_params; i++) {
    names[i] = component_get_param(component, i)->name;
    g_string_append_printf(own, "%s%s", i > 0 ? ", " : "", names[i]);
  }
  g_autoptr(GString) host = g_string_new(NULL);
  for (guint i = 0; i < TRAINING_N_SETTINGS; i++) {
    names[n_params + i] = training_settings_describe(i)->name;
    g_string_append_printf(host, "%s%s", i > 0 ? ", " : "", names[n_params + i]);
  }
  g_autofree char *similar = suggest_similar(name, names);
  g_set_error(error, PARAMETERS_ERROR, PARAMETERS_ERROR_UNKNOWN,
              "network '%s' has no parameter '%s' (%s), and training no such setting (%s)%s%s",
              component_get_name(component), name, n_params > 0 ? own->str : "none", host->str,
              similar != NULL ? "; " : "", similar != NULL ? similar : "");
  return FALSE;
}

static void
append_argument(GString *own, const ExpressionArgument *argument)
{
  const gboolean is_list = strchr(argument->value, ',') != NULL;
  g_string_append_printf(
      own, "%s%s%s%s%s%s", own->len > 0 ? "," : "", argument->name != NULL ? argument->name : "",
      argument->name != NULL ? "=" : "", is_list ? "[" : "", argument->value, is_list ? "]" : "");
}

// Sorts the arguments into the network's @own and the settings of training.
static gboolean
sort_arguments(const Component *component,
               const char *text,
               TrainingSettings *settings,
               GString *own,
               GError **error)
{
  g_autoptr(GPtrArray) arguments = expression_parse_arguments(text, error);
  if (arguments == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < arguments->len; i++) {
    const ExpressionArgument *argument = g_ptr_array_index(arguments, i);
    if (argument->name == NULL || has_parameter(component, argument->name)) {
      append_argument(own, argument);
    } else if (!training_settings_know(argument->name)) {
      return refuse_name(component, argument->name, error);
    } else if (!training_settings_set(settings, argument->name, argument->value, error)) {
      g_prefix_error(error, "network '%s': %s: ", component_get_name(component), argument->name);
      return FALSE;
    }
  }
  return TRUE;
}

static void
free_body(gpointer body)
{
  NetworkModel *model = body;
  g_clear_pointer(&model->setup, setup_free);
  training_settings_clear(&model->settings);
  g_free(model);
}

static gpointer
parse(Registry *registry, const char *text, GError **error)
{
  g_auto(ExpressionCall) call = { 0 };
  if (!expression_parse_call(text, "model", &call, error)) {
    return NULL;
  }
  const Component *component =
      registry_find_component(registry, PLUGCAST_KIND_NETWORK, call.name, error);
  if (component == NULL) {
    return NULL;
  }
  NetworkModel *model = g_new0(NetworkModel, 1);
  training_settings_init(&model->settings);
  g_autoptr(GString) own = g_string_new(NULL);
  if (sort_arguments(component, call.arguments, &model->settings, own, error)) {
    g_autofree char *setup =
        own->len > 0 ? g_strdup_printf("%s(%s)", call.name, own->str) : g_strdup(call.name);
    model->setup = setup_new(registry, PLUGCAST_KIND_NETWORK, setup, error);
  }
  if (model->setup == NULL) {
    free_body(model);
    return NULL;
  }
  return model;
}

static gpointer
copy_with(gconstpointer body, const char *name, const char *value, GError **error)
{
  const NetworkModel *model = body;
  const Component *component = setup_get_component(model->setup);
  if (!has_parameter(component, name) && !training_settings_know(name)) {
    (void)refuse_name(component, name, error);
    return NULL;
  }
  NetworkModel *copy = g_new0(NetworkModel, 1);
  training_settings_copy(&model->settings, &copy->settings);
  if (!has_parameter(component, name)) {
    copy->setup = training_settings_set(&copy->settings, name, value, error)
                      ? setup_copy(model->setup)
                      : NULL;
  } else {
    copy->setup = setup_copy_with(model->setup, name, value, error);
  }
  if (copy->setup == NULL) {
    free_body(copy);
    return NULL;
  }
  return copy;
}

static char *
make_label(gconstpointer body, gboolean is_full)
{
  const NetworkModel *model = body;
  const char *own = is_full ? setup_get_full_label(model->setup) : setup_get_label(model->setup);
  g_autofree char *settings = training_settings_to_string(&model->settings);
  if (*settings == '\0') {
    return g_strdup(own);
  }
  const gsize length = strlen(own);
  return own[length - 1] == ')' ? g_strdup_printf("%.*s,%s)", (int)length - 1, own, settings)
                                : g_strdup_printf("%s(%s)", own, settings);
}

static const Setup *
get_setup(gconstpointer body)
{
  return ((const NetworkModel *)body)->setup;
}

static Member *
make_member(const Model *model, guint n_workers, gsize n_origins)
{
  (void)n_workers;
  return member_network_new(model, model_get_body(model), n_origins);
}

const ModelClass model_class_network = {
  .recognises = recognises,
  .parse = parse,
  .copy_with = copy_with,
  .free = free_body,
  .make_label = make_label,
  .get_setup = get_setup,
  .make_member = make_member,
};

const NetworkModel *
model_get_network(const Model *model)
{
  return model_get_class(model) == &model_class_network ? model_get_body(model) : NULL;
}
