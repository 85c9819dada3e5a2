// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * What a loaded plugin offers, in the host's own types: copied once at load, cut to the sizes both
 * sides know, checked, absent optional functions replaced by stubs that answer
 * PLUGCAST_UNSUPPORTED. Nobody looks at the plugin's structs again.
 *
 * Components never change and live as long as the registry that loaded them; any thread may read
 * them.
 */
typedef struct Plugin Plugin;
typedef struct Component Component;

const char *plugin_get_name(const Plugin *plugin);
const char *plugin_get_version(const Plugin *plugin);
const char *plugin_get_path(const Plugin *plugin);
gsize plugin_get_n_components(const Plugin *plugin);

/** Returns: (transfer none): the component at @index, in the plugin's order, unknown kinds left
 * out. */
const Component *plugin_get_component(const Plugin *plugin, gsize index);

/**
 * Holds the plugin for one call when its threading class is PLUGCAST_THREADING_SERIAL; does nothing
 * for the others. Always in pairs, on one thread.
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
const plugcast_combiner *component_get_combiner(const Component *component);

/** Returns: TRUE when the plugin itself supplied create(), fit() …, not the host's stub. */
gboolean component_has_fit(const Component *component);

/** Returns: (transfer none): "forecaster", "network" …, for messages. */
const char *component_kind_to_string(guint32 kind);

G_END_DECLS
