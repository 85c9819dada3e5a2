// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/loader.h"
#include "plugin/offer.h"
#include "plugin/plugin_cache.h"
#include "plugin/search_path.h"

#include <glib.h>

G_BEGIN_DECLS

/** One file of the search path and what is known about it. One thread at a time. */
typedef struct PluginFile PluginFile;

typedef enum {
  PLUGIN_FILE_UNKNOWN,      // nothing yet
  PLUGIN_FILE_REMEMBERED,   // what it offers, or that it offers nothing, is known from earlier runs
  PLUGIN_FILE_LOADED,       // it is in use
  PLUGIN_FILE_NOT_A_PLUGIN, // a library of another kind
  PLUGIN_FILE_REFUSED,      // a plugin, or a file that was named, which cannot be used
} PluginFileState;

/** Returns: (transfer full): knowing nothing about the file but its place. */
PluginFile *plugin_file_new(const SearchFile *place);

void plugin_file_free(PluginFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PluginFile, plugin_file_free)

/** Takes what @cache knows about it, when the file is still the same. */
void plugin_file_recall(PluginFile *file, const PluginCache *cache);

/** Gives @cache what became of loading it, as far as that depends on the file alone. */
void plugin_file_remember(const PluginFile *file, PluginCache *cache);

/**
 * Loads it, unless that was done before or is known to end badly.
 *
 * @trial_program: (nullable): for loader_load(), where nothing is known about the file.
 * @warnings: of char: gets what the user should hear.
 * Returns: TRUE when it is loaded.
 */
gboolean
plugin_file_load(PluginFile *file, Loader *loader, const char *trial_program, GPtrArray *warnings);

PluginFileState plugin_file_get_state(const PluginFile *file);
const char *plugin_file_get_path(const PluginFile *file);
const char *plugin_file_get_origin(const PluginFile *file);

/** Returns: (transfer none) (nullable): the plugin when it is loaded. */
const Plugin *plugin_file_get_plugin(const PluginFile *file);

/** Returns: (transfer none) (nullable): the names in it, when it is loaded or remembered. */
const Offer *plugin_file_get_offer(const PluginFile *file);

/** Returns: (transfer none) (nullable): why it cannot be used. */
const char *plugin_file_get_reason(const PluginFile *file);

/** Returns: (transfer none): what was passed over, what was put back after loading, ends in NULL.
 */
const char *const *plugin_file_get_notes(const PluginFile *file);

G_END_DECLS
