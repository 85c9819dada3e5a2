// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * What a loaded plugin offers, in the host's own types: copied once at load, cut to the sizes both
 * sides know, checked, absent optional functions replaced by stubs (see methods.h). Nobody looks at
 * the plugin's structs again.
 *
 * Components never change and live as long as the registry that loaded them; any thread may read
 * them.
 */
typedef struct Plugin Plugin;
typedef struct Component Component;

typedef enum {
  PLUGIN_ERROR_CONTRACT, // it does not keep what plugcast.h asks for; the message names the part
  PLUGIN_ERROR_INIT,     // its init() failed; the message is the plugin's
} PluginError;

#define PLUGIN_ERROR (plugin_error_quark())
GQuark plugin_error_quark(void);

/**
 * Translates the constant that a plugin exports, whose header has passed plugin_header_check().
 * Calls nothing of the plugin.
 *
 * Returns: (transfer full): the plugin, or NULL with @error set to PLUGIN_ERROR_CONTRACT:
 * "component 'x': a forecaster needs forecast()". One bad component refuses the whole plugin.
 */
Plugin *plugin_new(const plugcast_plugin *exported,
                   const char *path,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Frees the host's copy; the shared object stays in memory. */
void plugin_free(Plugin *plugin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plugin, plugin_free)

/**
 * Calls the plugin's init(), where it has one; once, on the loader's thread.
 *
 * @call: its message buffer is empty.
 * Returns: TRUE, or FALSE with @error set to PLUGIN_ERROR_INIT; then nothing more of it is called.
 */
gboolean
plugin_init(Plugin *plugin, const plugcast_call *call, GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char *plugin_get_name(const Plugin *plugin);
const char *plugin_get_version(const Plugin *plugin);
const char *plugin_get_path(const Plugin *plugin);

/** Returns: (transfer none) (nullable): what it is, in one line; its licence; where to find more.
 */
const char *plugin_get_summary(const Plugin *plugin);
const char *plugin_get_license(const Plugin *plugin);
const char *plugin_get_url(const Plugin *plugin);

/** Returns: (transfer none): what was passed over in the translation, ends in NULL. */
const char *const *plugin_get_notes(const Plugin *plugin);

gsize plugin_get_n_components(const Plugin *plugin);

/** Returns: (transfer none): the component at @index, in the plugin's order, unknown kinds left
 * out. */
const Component *plugin_get_component(const Plugin *plugin, gsize index);

/** Returns: (transfer none) (nullable): the component of that kind and name. */
const Component *plugin_find_component(const Plugin *plugin, guint32 kind, const char *name);

/**
 * Holds the plugin for one call when the threading class is PLUGCAST_THREADING_SERIAL or _PROCESS;
 * does nothing for the others. Always in pairs, on one thread.
 */
void component_enter(const Component *component);
void component_leave(const Component *component);

const Plugin *component_get_plugin(const Component *component);
guint32 component_get_kind(const Component *component); // PLUGCAST_KIND_*
const char *component_get_name(const Component *component);
const char *component_get_summary(const Component *component);

/** Returns: (transfer none) (nullable): where the method is published. */
const char *component_get_reference(const Component *component);

guint32 component_get_threading(const Component *component);            // PLUGCAST_THREADING_*
guint32 component_get_determinism(const Component *component);          // PLUGCAST_DETERMINISM_*
gboolean component_can(const Component *component, guint32 capability); // PLUGCAST_CAN_*

guint component_get_n_params(const Component *component);
const plugcast_param *component_get_param(const Component *component, guint index);

/** Returns: (transfer none): the methods; the component must be of that kind. Every slot may be
 * called. */
const plugcast_forecaster *component_get_forecaster(const Component *component);
const plugcast_network *component_get_network(const Component *component);
const plugcast_transform *component_get_transform(const Component *component);
const plugcast_features *component_get_features(const Component *component);
const plugcast_augmenter *component_get_augmenter(const Component *component);
const plugcast_combiner *component_get_combiner(const Component *component);
const plugcast_metric *component_get_metric(const Component *component);

/** Returns: TRUE when the plugin itself supplied create() or fit(), not the host's stub; the
 * component must be a forecaster. */
gboolean component_has_create(const Component *component);
gboolean component_has_fit(const Component *component);

/** Returns: (transfer none): "forecaster", "network" …, for messages. */
const char *component_kind_to_string(guint32 kind);

G_END_DECLS
