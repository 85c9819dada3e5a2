// SPDX-License-Identifier: MIT
#include "plugin/component.h"

#include "plugin/declaration.h"
#include "plugin/methods.h"
#include "plugin/plugin_header.h"

#include <pthread.h>
#include <string.h>

#define COMPONENT_LEAST_SIZE (offsetof(plugcast_component, methods) + sizeof(void *))

struct Component {
  const Plugin *plugin;
  plugcast_component declared; // the host's copy, its texts in the plugin's strings
  plugcast_param *params;      // owned, [declared.n_params]
  gpointer methods;            // owned, the kind's struct
  pthread_mutex_t *serial;     // (nullable): the plugin's lock, for the classes that need it
};

struct Plugin {
  char *path;
  plugcast_plugin declared; // the host's copy, its texts in strings
  GPtrArray *components;    // of Component, owned
  GPtrArray *notes;         // of char, owned, ends in NULL
  GStringChunk *strings;    // all texts
  GPtrArray *arrays;        // memory that parameters and methods point to, owned
  pthread_mutex_t serial;   // held during calls into SERIAL components; guards their globals
};

G_DEFINE_QUARK(plugin_error, plugin_error)

static void
component_free(Component *component)
{
  g_free(component->params);
  g_free(component->methods);
  g_free(component);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Component, component_free)

static void
component_destroy(gpointer component)
{
  component_free(component);
}

static gboolean
own_texts(plugcast_component *declared, gsize index, GStringChunk *strings, GError **error)
{
  g_autofree char *name = g_strdup_printf("the name of component %" G_GSIZE_FORMAT, index + 1);
  if (!declaration_own_name(&declared->name, TRUE, name, strings, error)) {
    return FALSE;
  }
  if (!declaration_own_text(&declared->summary, TRUE, "its summary", strings, error) ||
      !declaration_own_text(&declared->reference, FALSE, "its reference", strings, error)) {
    g_prefix_error(error, "component '%s': ", declared->name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_classes(const plugcast_component *declared, GError **error)
{
  if (declared->threading > PLUGCAST_THREADING_PROCESS) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_NUMBER,
                "its threading class %u is not known", declared->threading);
    return FALSE;
  }
  if (declared->determinism > PLUGCAST_DETERMINISM_NONE) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_NUMBER,
                "its determinism class %u is not known", declared->determinism);
    return FALSE;
  }
  return TRUE;
}

static gboolean
own_parts(Component *component, Plugin *plugin, GError **error)
{
  plugcast_component *declared = &component->declared;
  if (!check_classes(declared, error) ||
      !declaration_own_params(declared->params, declared->n_params, plugin->strings, plugin->arrays,
                              &component->params, error)) {
    return FALSE;
  }
  declared->params = component->params;
  component->methods = methods_own(declared, plugin->strings, plugin->arrays, error);
  return component->methods != NULL;
}

static gboolean
add_component(Plugin *plugin, const plugcast_component *declared, GError **error)
{
  if (plugin_find_component(plugin, declared->kind, declared->name) != NULL) {
    g_set_error(error, DECLARATION_ERROR, DECLARATION_ERROR_DUPLICATE,
                "the plugin has two of kind %s under this name",
                methods_kind_to_string(declared->kind));
    return FALSE;
  }
  g_autoptr(Component) component = g_new0(Component, 1);
  component->plugin = plugin;
  component->declared = *declared;
  if (declared->threading >= PLUGCAST_THREADING_SERIAL) {
    component->serial = &plugin->serial;
  }
  if (!own_parts(component, plugin, error)) {
    return FALSE;
  }
  g_ptr_array_add(plugin->components, g_steal_pointer(&component));
  return TRUE;
}

static gboolean
read_component(Plugin *plugin, gsize index, GError **error)
{
  g_autofree char *what = g_strdup_printf("component %" G_GSIZE_FORMAT, index + 1);
  plugcast_component declared = { 0 };
  if (!declaration_copy_struct(&declared, sizeof declared, plugin->declared.components[index],
                               COMPONENT_LEAST_SIZE, what, error)) {
    return FALSE;
  }
  if (!methods_know_kind(declared.kind)) {
    g_ptr_array_add(
        plugin->notes,
        g_strdup_printf("%s is of kind %u, which this host does not know", what, declared.kind));
    return TRUE;
  }
  if (!own_texts(&declared, index, plugin->strings, error)) {
    return FALSE;
  }
  if (!add_component(plugin, &declared, error)) {
    g_prefix_error(error, "component '%s': ", declared.name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_components(Plugin *plugin, GError **error)
{
  if (plugin->declared.components == NULL) {
    g_set_error_literal(error, DECLARATION_ERROR, DECLARATION_ERROR_MISSING,
                        "its list of components is NULL");
    return FALSE;
  }
  for (guint32 i = 0; i < plugin->declared.header.n_components; i++) {
    if (!read_component(plugin, i, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_plugin(Plugin *plugin, const plugcast_plugin *exported, GError **error)
{
  plugcast_plugin *declared = &plugin->declared;
  memcpy(declared, exported, MIN(sizeof *declared, exported->header.struct_size));
  return declaration_own_name(&declared->name, TRUE, "its name", plugin->strings, error) &&
         declaration_own_text(&declared->version, TRUE, "its version", plugin->strings, error) &&
         declaration_own_text(&declared->summary, FALSE, "its summary", plugin->strings, error) &&
         declaration_own_text(&declared->license, FALSE, "its license", plugin->strings, error) &&
         declaration_own_text(&declared->url, FALSE, "its url", plugin->strings, error) &&
         read_components(plugin, error);
}

Plugin *
plugin_new(const plugcast_plugin *exported, const char *path, GError **error)
{
  g_return_val_if_fail(exported != NULL && path != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Plugin) plugin = g_new0(Plugin, 1);
  plugin->path = g_strdup(path);
  plugin->components = g_ptr_array_new_with_free_func(component_destroy);
  plugin->notes = g_ptr_array_new_with_free_func(g_free);
  plugin->strings = g_string_chunk_new(1024);
  plugin->arrays = g_ptr_array_new_with_free_func(g_free);
  pthread_mutex_init(&plugin->serial, NULL);

  g_autoptr(GError) local = NULL;
  if (!read_plugin(plugin, exported, &local)) {
    g_set_error_literal(error, PLUGIN_ERROR, PLUGIN_ERROR_CONTRACT, local->message);
    return NULL;
  }
  g_ptr_array_add(plugin->notes, NULL);
  return g_steal_pointer(&plugin);
}

void
plugin_free(Plugin *plugin)
{
  if (plugin == NULL) {
    return;
  }
  g_clear_pointer(&plugin->components, g_ptr_array_unref);
  g_clear_pointer(&plugin->notes, g_ptr_array_unref);
  g_clear_pointer(&plugin->strings, g_string_chunk_free);
  g_clear_pointer(&plugin->arrays, g_ptr_array_unref);
  pthread_mutex_destroy(&plugin->serial);
  g_free(plugin->path);
  g_free(plugin);
}

gboolean
plugin_init(Plugin *plugin, const plugcast_call *call, GError **error)
{
  if (plugin->declared.init == NULL) {
    return TRUE;
  }
  const plugcast_status status = plugin->declared.init(call, call->host);
  if (status == PLUGCAST_OK) {
    return TRUE;
  }
  const gsize length = strnlen(call->message, call->message_capacity);
  g_autofree char *message = g_utf8_make_valid(call->message, (gssize)length);
  g_set_error(error, PLUGIN_ERROR, PLUGIN_ERROR_INIT, "its init() failed with status %d%s%s",
              status, length > 0 ? ": " : "", message);
  return FALSE;
}

const char *
plugin_get_name(const Plugin *plugin)
{
  return plugin->declared.name;
}

const char *
plugin_get_version(const Plugin *plugin)
{
  return plugin->declared.version;
}

const char *
plugin_get_path(const Plugin *plugin)
{
  return plugin->path;
}

const char *
plugin_get_summary(const Plugin *plugin)
{
  return plugin->declared.summary;
}

const char *
plugin_get_license(const Plugin *plugin)
{
  return plugin->declared.license;
}

const char *
plugin_get_url(const Plugin *plugin)
{
  return plugin->declared.url;
}

const char *const *
plugin_get_notes(const Plugin *plugin)
{
  return (const char *const *)plugin->notes->pdata;
}

gsize
plugin_get_n_components(const Plugin *plugin)
{
  return plugin->components->len;
}

const Component *
plugin_get_component(const Plugin *plugin, gsize index)
{
  g_assert(index < plugin->components->len);

  return g_ptr_array_index(plugin->components, index);
}

const Component *
plugin_find_component(const Plugin *plugin, guint32 kind, const char *name)
{
  for (guint i = 0; i < plugin->components->len; i++) {
    const Component *component = g_ptr_array_index(plugin->components, i);
    if (component->declared.kind == kind && g_str_equal(component->declared.name, name)) {
      return component;
    }
  }
  return NULL;
}

void
component_enter(const Component *component)
{
  if (component->serial != NULL) {
    pthread_mutex_lock(component->serial);
  }
}

void
component_leave(const Component *component)
{
  if (component->serial != NULL) {
    pthread_mutex_unlock(component->serial);
  }
}

const Plugin *
component_get_plugin(const Component *component)
{
  return component->plugin;
}

guint32
component_get_kind(const Component *component)
{
  return component->declared.kind;
}

const char *
component_get_name(const Component *component)
{
  return component->declared.name;
}

const char *
component_get_summary(const Component *component)
{
  return component->declared.summary;
}

const char *
component_get_reference(const Component *component)
{
  return component->declared.reference;
}

guint32
component_get_threading(const Component *component)
{
  return component->declared.threading;
}

guint32
component_get_determinism(const Component *component)
{
  return component->declared.determinism;
}

gboolean
component_can(const Component *component, guint32 capability)
{
  return (component->declared.capabilities & capability) != 0;
}

guint
component_get_n_params(const Component *component)
{
  return component->declared.n_params;
}

const plugcast_param *
component_get_param(const Component *component, guint index)
{
  g_assert(index < component->declared.n_params);

  return &component->params[index];
}

const plugcast_forecaster *
component_get_forecaster(const Component *component)
{
  g_assert(component->declared.kind == PLUGCAST_KIND_FORECASTER);

  return component->methods;
}

const plugcast_network *
component_get_network(const Component *component)
{
  g_assert(component->declared.kind == PLUGCAST_KIND_NETWORK);

  return component->methods;
}

const plugcast_transform *
component_get_transform(const Component *component)
{
  g_assert(component->declared.kind == PLUGCAST_KIND_TRANSFORM);

  return component->methods;
}

const plugcast_features *
component_get_features(const Component *component)
{
  g_assert(component->declared.kind == PLUGCAST_KIND_FEATURES);

  return component->methods;
}

const plugcast_augmenter *
component_get_augmenter(const Component *component)
{
  g_assert(component->declared.kind == PLUGCAST_KIND_AUGMENTER);

  return component->methods;
}

const plugcast_combiner *
component_get_combiner(const Component *component)
{
  g_assert(component->declared.kind == PLUGCAST_KIND_COMBINER);

  return component->methods;
}

const plugcast_metric *
component_get_metric(const Component *component)
{
  g_assert(component->declared.kind == PLUGCAST_KIND_METRIC);

  return component->methods;
}

gboolean
component_has_create(const Component *component)
{
  return methods_is_own_create(component_get_forecaster(component));
}

gboolean
component_has_fit(const Component *component)
{
  return methods_is_own_fit(component_get_forecaster(component));
}

const char *
component_kind_to_string(guint32 kind)
{
  return methods_kind_to_string(kind);
}
