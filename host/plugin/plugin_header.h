// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/** The 32 bytes that say what a plugin needs from its host. */

typedef enum {
  PLUGIN_HEADER_ERROR_DAMAGED, // no header, or one with impossible numbers
  PLUGIN_HEADER_ERROR_VERSION, // for another version of the interface
} PluginHeaderError;

#define PLUGIN_HEADER_ERROR (plugin_header_error_quark())
GQuark plugin_header_error_quark(void);

/** Returns: TRUE when this host can use a plugin with that header. */
gboolean plugin_header_check(const plugcast_header *header,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The least struct_size that a plugin of version 1.0 has. */
#define PLUGIN_HEADER_LEAST_STRUCT_SIZE (offsetof(plugcast_plugin, extension) + sizeof(void *))

/** What a host takes at most; plugcast.h promises it. */
enum {
  PLUGIN_HEADER_MAX_COMPONENTS = 1024,
  PLUGIN_HEADER_MAX_STRUCT_SIZE = 65536, // of any struct that a plugin fills
};

G_END_DECLS
