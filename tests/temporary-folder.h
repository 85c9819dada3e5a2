// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A folder for one test; removed with all that is in it. */
typedef struct {
  char *path;
  GStringChunk *names; // keeps the paths that are returned
} TemporaryFolder;

TemporaryFolder temporary_folder_new(void);
void temporary_folder_clear(TemporaryFolder *folder);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TemporaryFolder, temporary_folder_clear)

/** Returns: (transfer none): the path of a file @name, folders included, with @content. */
const char *
temporary_folder_write(const TemporaryFolder *folder, const char *name, const char *content);

/** Returns: (transfer none): the path of a copy of @source called @name. */
const char *
temporary_folder_copy(const TemporaryFolder *folder, const char *source, const char *name);

G_END_DECLS
