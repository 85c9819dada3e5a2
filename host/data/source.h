// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The whole text of an input: a file mapped into memory, a pipe read to its end, gzip unpacked. */
typedef struct Source Source;

enum {
  SOURCE_PADDING = 64
}; // zero bytes that may be read after the text

/**
 * Opens @path, `-` for standard input. What begins with the magic bytes of gzip is unpacked, all of
 * its members.
 *
 * Returns: (transfer full): the source, or NULL with @error in G_IO_ERROR, whose message names it.
 */
Source *source_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void source_free(Source *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_free)

/** Returns: (transfer none): the text, source_get_length() bytes and SOURCE_PADDING zeros. */
const char *source_get_text(const Source *source);

gsize source_get_length(const Source *source);

G_END_DECLS
