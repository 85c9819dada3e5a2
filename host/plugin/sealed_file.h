// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The content of a file at one moment, in memory that nobody can write any more, so that what was
 * judged is what gets loaded.
 */
typedef struct SealedFile SealedFile;

/**
 * Copies the regular file at @path.
 *
 * Returns: (transfer full): the copy, or NULL with @error set in G_FILE_ERROR; the message says
 * what stands in the way, without the path: "it is a folder".
 */
SealedFile *sealed_file_new(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Also gives back the descriptor, and with it the name that sealed_file_get_name() told. */
void sealed_file_free(SealedFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SealedFile, sealed_file_free)

/**
 * Keeps the name for the rest of the process, whatever becomes of the @file, (transfer full), which
 * is not to be used any more: for a library that was loaded under that name.
 */
void sealed_file_keep(SealedFile *file);

const guint8 *sealed_file_get_bytes(const SealedFile *file);
gsize sealed_file_get_size(const SealedFile *file);

/**
 * Returns: (transfer none) (nullable): a name under which any part of this process, and its
 * debugger, can open the copy; NULL where the system has no sealed memory.
 */
const char *sealed_file_get_name(const SealedFile *file);

/** Returns: whether the file at the path is still the one that was copied. */
gboolean sealed_file_is_current(const SealedFile *file);

G_END_DECLS
