// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Where text goes: a file that appears under its name only when it is complete, or an open
 * descriptor. One thread at a time.
 */
typedef struct Output Output;

/**
 * Opens @path for writing; what is written is compressed where @path ends in .gz. The bytes go to a
 * temporary file in the same folder, which output_finish() renames; a file of that name is then
 * replaced, keeping its permissions, and a symbolic link to it followed. What is no regular file
 * (/dev/null, a named pipe) is written to directly.
 *
 * Returns: (transfer full): the output, or NULL with @error in G_IO_ERROR, whose message names
 * @path.
 */
Output *output_new_for_file(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): an output to @descriptor, which stays open. */
Output *output_new_for_descriptor(int descriptor);

/** Leaves a file that output_finish() has not completed as it was before. */
void output_free(Output *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Output, output_free)

/** Returns: TRUE, or FALSE with @error in G_IO_ERROR; G_IO_ERROR_BROKEN_PIPE: the reader has left.
 */
gboolean output_write(Output *output, const char *bytes, gsize n_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/** Completes the output; nothing may be written after it. Returns: as output_write() does. */
gboolean output_finish(Output *output, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
