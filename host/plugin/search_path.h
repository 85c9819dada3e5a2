// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Where plugins are looked for, and which files stand there. A place is a folder or one file; it is
 * looked at once, however often it is named. Never changes; any thread may read it.
 */
typedef struct SearchPath SearchPath;

/** A file that may be a plugin. */
typedef struct {
  const char *path;
  const char *origin; // of its place: "command line", "PLUGCAST_PLUGIN_PATH" …
  gboolean is_named;  // the user named this very file, so silence about it would be wrong
} SearchFile;

/**
 * Makes the search path of registry.h and looks through it.
 *
 * @paths: (nullable): the places of the command line, ends in NULL.
 * @system_folder: (nullable): where plugins are installed; NULL leaves out all places but @paths.
 */
SearchPath *search_path_new(const char *const *paths, const char *system_folder);

void search_path_free(SearchPath *search_path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SearchPath, search_path_free)

/** Returns: (transfer none): the places in order, ends in NULL; also those that do not exist. */
const char *const *search_path_get_places(const SearchPath *search_path);

/** Returns: (transfer full): the places for a message, one a line: "  user: /home/…: does not
 * exist". */
char *search_path_describe(const SearchPath *search_path);

gsize search_path_get_n_files(const SearchPath *search_path);

/** Returns: (transfer none): file @index, in search order; within a folder by name. */
const SearchFile *search_path_get_file(const SearchPath *search_path, gsize index);

G_END_DECLS
