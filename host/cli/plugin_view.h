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

/** Returns: (transfer full): the names that -m takes, a line each, sorted, without doubles. */
char *plugin_view_render_names(const Registry *registry, gsize n_entries);

/** Returns: (transfer none): the declared classes in words. */
const char *plugin_view_get_threading(const Component *component);
const char *plugin_view_get_determinism(const Component *component);

/** A capability and its name. */
typedef struct {
  guint32 bit; // PLUGCAST_CAN_*
  const char *name;
} PluginViewCapability;

/** Returns: (transfer none): all capabilities; ends with a name of NULL. */
const PluginViewCapability *plugin_view_get_capabilities(void);

G_END_DECLS
