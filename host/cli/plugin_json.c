// SPDX-License-Identifier: MIT
#include "cli/plugin_json.h"

#include "cli/plugin_view.h"
#include "data/json.h"

#include <string.h>

static void
json_add_default(JsonText *json, const plugcast_param *param)
{
  switch (param->type) {
  case PLUGCAST_PARAM_INTEGER:
    json_text_add_integer(json, "default", (gint64)param->default_number);
    break;
  case PLUGCAST_PARAM_REAL:
    json_text_add_number(json, "default", param->default_number);
    break;
  case PLUGCAST_PARAM_BOOLEAN:
    json_text_add_boolean(json, "default", param->default_number > 0);
    break;
  case PLUGCAST_PARAM_CHOICE:
    json_text_add_string(json, "default", param->choices[(gsize)param->default_number]);
    break;
  default:
    json_text_add_string(json, "default", param->default_text != NULL ? param->default_text : "");
    break;
  }
}

static void
json_add_parameter(JsonText *json, const plugcast_param *param)
{
  const char *const types[] = {
    [PLUGCAST_PARAM_INTEGER] = "integer", [PLUGCAST_PARAM_REAL] = "real",
    [PLUGCAST_PARAM_BOOLEAN] = "boolean", [PLUGCAST_PARAM_CHOICE] = "choice",
    [PLUGCAST_PARAM_TEXT] = "text",       [PLUGCAST_PARAM_INTEGERS] = "integers",
  };
  gboolean is_bounded = param->type == PLUGCAST_PARAM_INTEGER ||
                        param->type == PLUGCAST_PARAM_REAL ||
                        param->type == PLUGCAST_PARAM_INTEGERS;
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "name", param->name);
  json_text_add_string(json, "type", param->type < G_N_ELEMENTS(types) ? types[param->type] : NULL);
  json_text_add_string(json, "summary", param->summary);
  json_add_default(json, param);
  if (is_bounded) {
    json_text_add_number(json, "minimum", param->minimum);
    json_text_add_number(json, "maximum", param->maximum);
  }
  if (param->type == PLUGCAST_PARAM_CHOICE) {
    json_text_begin_array(json, "choices");
    for (guint32 i = 0; i < param->n_choices; i++) {
      json_text_add_string(json, NULL, param->choices[i]);
    }
    json_text_end_array(json);
  }
  json_text_end_object(json);
}

/** Adds the word before the colon of a class in words. */
static void
json_add_class(JsonText *json, const char *name, const char *words)
{
  g_autofree char *word = g_strndup(words, strcspn(words, ":"));
  json_text_add_string(json, name, word);
}

static void
json_add_feature(JsonText *json, const plugcast_feature *feature)
{
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "name", feature->name);
  json_text_add_string(json, "summary", feature->summary);
  json_text_add_string(json, "reference", feature->reference);
  json_text_add_boolean(json, "scale_free", (feature->flags & PLUGCAST_FEATURE_SCALE_FREE) != 0);
  json_text_add_boolean(json, "shift_free", (feature->flags & PLUGCAST_FEATURE_SHIFT_FREE) != 0);
  json_text_end_object(json);
}

static void
json_add_features(JsonText *json, const Component *component)
{
  const plugcast_features *methods = component_get_features(component);
  json_text_begin_array(json, "features");
  for (guint32 i = 0; i < methods->n_features; i++) {
    json_add_feature(json, &methods->features[i]);
  }
  json_text_end_array(json);
}

static void
json_add_component(JsonText *json, const Component *component)
{
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "name", component_get_name(component));
  json_text_add_string(json, "kind", component_kind_to_string(component_get_kind(component)));
  json_text_add_string(json, "plugin", plugin_get_name(component_get_plugin(component)));
  json_text_add_string(json, "summary", component_get_summary(component));
  json_text_add_string(json, "reference", component_get_reference(component));
  json_add_class(json, "threading", plugin_view_get_threading(component));
  json_add_class(json, "determinism", plugin_view_get_determinism(component));
  json_text_begin_array(json, "capabilities");
  for (const PluginViewCapability *next = plugin_view_get_capabilities(); next->name != NULL;
       next++) {
    if (component_can(component, next->bit)) {
      json_text_add_string(json, NULL, next->name);
    }
  }
  json_text_end_array(json);
  json_text_begin_array(json, "parameters");
  for (guint i = 0; i < component_get_n_params(component); i++) {
    json_add_parameter(json, component_get_param(component, i));
  }
  json_text_end_array(json);
  if (component_get_kind(component) == PLUGCAST_KIND_FEATURES) {
    json_add_features(json, component);
  }
  json_text_end_object(json);
}

static void
json_add_texts(JsonText *json, const char *name, const char *const *texts)
{
  json_text_begin_array(json, name);
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++) {
    json_text_add_string(json, NULL, texts[i]);
  }
  json_text_end_array(json);
}

static void
json_add_entry(JsonText *json, const RegistryEntry *entry)
{
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "path", entry->path);
  json_text_add_string(json, "origin", entry->origin);
  if (entry->plugin == NULL) {
    json_text_add_string(json, "refused", entry->reason);
  } else {
    json_text_add_string(json, "name", plugin_get_name(entry->plugin));
    json_text_add_string(json, "version", plugin_get_version(entry->plugin));
    json_text_add_string(json, "shadowed_by", entry->shadowed_by);
    json_text_begin_array(json, "components");
    for (gsize i = 0; i < plugin_get_n_components(entry->plugin); i++) {
      json_add_component(json, plugin_get_component(entry->plugin, i));
    }
    json_text_end_array(json);
  }
  json_add_texts(json, "notes", entry->notes);
  json_text_end_object(json);
}

char *
plugin_json_render_list(const Registry *registry, gsize n_entries)
{
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_begin_array(json, "plugins");
  for (gsize i = 0; i < n_entries; i++) {
    json_add_entry(json, registry_get_entry(registry, i));
  }
  json_text_end_array(json);
  json_add_texts(json, "search_path", registry_get_search_path(registry));
  json_text_end_object(json);
  return json_text_finish(json, TRUE);
}

char *
plugin_json_render_component(const Component *component)
{
  g_autoptr(JsonText) json = json_text_new();
  json_add_component(json, component);
  return json_text_finish(json, TRUE);
}
