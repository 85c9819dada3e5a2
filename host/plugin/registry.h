// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/component.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The plugins that this process can use: finds files on the search path, judges them, loads those
 * that are asked for, and remembers why others were refused.
 *
 * The search path, first match wins: the folders and files given explicitly, PLUGCAST_PLUGIN_PATH
 * (separated by ':'), the user's folder ($XDG_DATA_HOME/plugcast/plugins), the build tree's folder
 * when the program runs from a build tree, the system's folder (<libdir>/plugcast). A folder offers
 * its NAME.so and NAME/NAME.so, in the order of their names.
 *
 * Of two plugins of one name the first wins, and the other is reached by its path; of two
 * components of one name likewise, and `plugin:name` reaches the other.
 *
 * Plugins run from sealed copies of their files; PLUGCAST_LOAD_IN_PLACE=1 loads the files
 * themselves, for profilers.
 *
 * A file that nobody loaded before is loaded in a child process first, if there is a program for it
 * (trial.h), so that code which crashes, hangs or ends its process costs that file alone.
 *
 * What each file offers, or how it failed there, is remembered in a cache
 * ($XDG_CACHE_HOME/plugcast/plugins), a hint keyed by path, size, time and inode, so that a start
 * loads only the plugins it uses. A missing, stale or damaged cache costs time and nothing else.
 *
 * Threads: one at a time, except registry_find_component(), which any thread may call.
 */
typedef struct Registry Registry;

typedef struct {
  const char *const *paths;  // (nullable): folders and files to look in first, ends in NULL
  gboolean no_default_paths; // only @paths; for tests and reproducible runs
  gboolean no_cache;         // neither read nor write the cache
  const char *trial_program; // (nullable): plugcast, of which a child loads unknown files first;
                             // NULL loads them in this process alone
} RegistryOptions;

typedef enum {
  REGISTRY_ERROR_NOT_FOUND, // no plugin offers it; the message lists every place looked at
  REGISTRY_ERROR_REFUSED,   // the file was refused; the message says why
  REGISTRY_ERROR_AMBIGUOUS, // a file with several of the kind; FILE.so:NAME is needed
} RegistryError;

#define REGISTRY_ERROR (registry_error_quark())
GQuark registry_error_quark(void);

/** Returns: (transfer full): a registry; never fails: what cannot be read is in the listing. */
Registry *registry_new(const RegistryOptions *options);

/** Also writes the cache when there is news. Components go, shared objects stay. */
void registry_free(Registry *registry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Registry, registry_free)

/**
 * Finds the component of @kind that a user calls @name: `name`, `plugin:name`, the path of a .so
 * file with one component of that kind, or `path.so:name`; loads its plugin when needed.
 *
 * Returns: (transfer none): the component, or NULL with @error set in REGISTRY_ERROR; the message
 * offers similar names.
 */
const Component *registry_find_component(Registry *registry,
                                         guint32 kind,
                                         const char *name,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** One file of the search path, for people. */
typedef struct {
  const char *path;
  const char *origin;       // "command line", "PLUGCAST_PLUGIN_PATH", "user", "build", "system"
  const Plugin *plugin;     // (nullable): NULL when refused
  const char *reason;       // (nullable): why it was refused
  const char *shadowed_by;  // (nullable): the path of the plugin of the same name that wins
  const char *const *notes; // ends in NULL: what was passed over, put back, or has lost its name
} RegistryEntry;

/** Loads everything on the search path, for a listing. Returns: the number of entries. */
gsize registry_load_all(Registry *registry);

/** Returns: (transfer none): entry @index, in search order, valid until the next load. */
const RegistryEntry *registry_get_entry(const Registry *registry, gsize index);

/** Returns: (transfer none): the folders looked at, in order, ends in NULL; also those that do not
 * exist. */
const char *const *registry_get_search_path(const Registry *registry);

/** Returns: (transfer full): warnings gathered since the last call (restored FP mode …), ends in
 * NULL. */
char **registry_take_warnings(Registry *registry);

G_END_DECLS
