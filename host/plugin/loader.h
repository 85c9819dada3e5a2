// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/component.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Brings plugins into the process: judges the file, has a child process load it first when it is
 * new, loads it on a thread of its own, translates what it exports, calls its init(), and puts back
 * what it changed of the process meanwhile. A shared object is never unloaded, whatever became of
 * it.
 *
 * Any thread may call loader_load(); loads happen one after another.
 */
typedef struct Loader Loader;

typedef enum {
  LOADER_ERROR_NOT_A_PLUGIN, // a sound library that claims to be nothing else
  LOADER_ERROR_REFUSED,      // it can never be used as it is: the reason lies in the file
  LOADER_ERROR_FAULTY,       // its code brought down the child process that loaded it first
  LOADER_ERROR_UNAVAILABLE,  // it could be another time: unreadable, a library missing, init()
                             // failed
} LoaderError;

#define LOADER_ERROR (loader_error_quark())
GQuark loader_error_quark(void);

typedef enum {
  LOADER_SOURCE_COPY, // a sealed copy of the file in memory
  LOADER_SOURCE_PATH, // the file itself, so that profilers find its symbols
} LoaderSource;

/** Returns: (transfer full): a loader; its thread starts with the first load. */
Loader *loader_new(LoaderSource source);

/** Ends the thread. What was loaded stays. */
void loader_free(Loader *loader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loader, loader_free)

/**
 * Loads the plugin at @path.
 *
 * @trial_program: (nullable): for trial_run(), which then loads it first; NULL when its code is
 * known to load.
 * @changes: (out) (transfer full): what loading changed in the process and the host put back, one
 * line a change, ends in NULL; set in any case.
 * Returns: (transfer full): the plugin, or NULL with @error set in LOADER_ERROR; the message says
 * why, without the path.
 */
Plugin *loader_load(Loader *loader,
                    const char *path,
                    const char *trial_program,
                    char ***changes,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
