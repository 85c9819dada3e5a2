// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/registry.h"

#include <glib.h>

G_BEGIN_DECLS

/** The plugins of a registry, all loaded, as JSON: one object, described in plugcast(1). */

/** Returns: (transfer full): all files, what they offer or why they were refused. */
char *plugin_json_render_list(const Registry *registry, gsize n_entries);

/** Returns: (transfer full): one component. */
char *plugin_json_render_component(const Component *component);

G_END_DECLS
