// SPDX-License-Identifier: MIT
#pragma once

#include "data/reader-private.h"

#include <glib.h>

G_BEGIN_DECLS

/** Whole lines of the text. */
typedef struct {
  const char *begin;
  const char *end;
} TextRange;

/** Parses @range on any thread. Returns: (transfer full): the block, or NULL with @error set. */
typedef gpointer (*ChunkParser)(const TextRange *range, gconstpointer data, GError **error);

/**
 * Cuts the text from @begin on into ranges of about the input's chunk size and parses them on its
 * pool. Neither the blocks nor the error depend on the number of threads: the error is that of the
 * lowest range.
 *
 * Returns: (transfer full): the blocks in file order, or NULL with @error set.
 */
GPtrArray *chunks_parse(const ReaderInput *input,
                        const char *begin,
                        ChunkParser parser,
                        gconstpointer data,
                        GDestroyNotify free_block,
                        GError **error);

G_END_DECLS
