// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/file_stamp.h"
#include "plugin/offer.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What earlier runs found out about files: a hint that saves loading them. A cache that is missing,
 * damaged, of another host or not writable is an empty one. One thread at a time.
 */
typedef struct PluginCache PluginCache;

/** Returns: (transfer full): what @path holds; @path may not exist. */
PluginCache *plugin_cache_new(const char *path);

void plugin_cache_free(PluginCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PluginCache, plugin_cache_free)

/**
 * Recalls what is known about @file as @stamp shows it.
 *
 * @offer: (out) (transfer full) (nullable): what it offers; NULL when it was refused for what it
 * is.
 * @fault: (out) (transfer full) (nullable): how its code failed in the child process that tried it;
 * NULL when its code can be loaded.
 * Returns: TRUE when anything is known.
 */
gboolean plugin_cache_recall(const PluginCache *cache,
                             const char *file,
                             const FileStamp *stamp,
                             Offer **offer,
                             char **fault);

/** @offer: (nullable): NULL for a file that is not worth another look. */
void plugin_cache_remember(PluginCache *cache,
                           const char *file,
                           const FileStamp *stamp,
                           const Offer *offer);

/** @fault: as plugin_cache_recall() is to tell it, not empty. */
void plugin_cache_remember_fault(PluginCache *cache,
                                 const char *file,
                                 const FileStamp *stamp,
                                 const char *fault);

/**
 * Writes what is new, under a temporary name that is then renamed; files that are gone are left
 * out.
 *
 * Returns: TRUE, also when nothing is new, or FALSE with @error set in G_FILE_ERROR.
 */
gboolean plugin_cache_save(PluginCache *cache, GError **error);

G_END_DECLS
