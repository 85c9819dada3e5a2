// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/registry.h"

#include <glib.h>

G_BEGIN_DECLS

/** The plugins of a registry, all loaded, for people. */

/** Returns: (transfer full): a table of all components, then what was refused, and where from. */
char *plugin_view_render_list(const Registry *registry, gsize n_entries, gsize width);

/** Returns: (transfer full): everything there is to know about one component. */
char *plugin_view_render_component(const Component *component, gsize width);

/**
 * @kind: PLUGCAST_KIND_*.
 * Returns: (transfer full): the names of the components of that kind, a line each, sorted, without
 * doubles.
 */
char *plugin_view_render_names(const Registry *registry, gsize n_entries, guint32 kind);

/** Returns: (transfer none): the declared classes in words. */
const char *plugin_view_get_threading(const Component *component);
const char *plugin_view_get_determinism(const Component *component);

/** Returns: (transfer none): what a feature ignores: "scale shift"; empty for nothing. */
const char *plugin_view_get_ignored(const plugcast_feature *feature);

/** A capability and its name. */
typedef struct {
  guint32 bit; // PLUGCAST_CAN_*
  const char *name;
} PluginViewCapability;

/** Returns: (transfer none): all capabilities; ends with a name of NULL. */
const PluginViewCapability *plugin_view_get_capabilities(void);

G_END_DECLS
