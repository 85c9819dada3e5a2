// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Random numbers by counter, Philox4x32-10 of Salmon, Moraes, Dror and Shaw (SC 2011, "Parallel
 * random numbers: as easy as 1, 2, 3"): what a stream yields depends on its key alone, never on the
 * thread or on the order of calls.
 */
typedef struct {
  guint64 key;
  guint64 position; // blocks of four words used so far
  guint32 words[4]; // of the current block
  int n_left;       // of @words not yet handed out
} Stream;

/** Mixes what a stream is for (a seed, a series, a fold, a member, a sample …) into one key. */
guint64 stream_key(const guint64 *parts, gsize n_parts);

/** Mixes text, such as a series id, into a part for stream_key(). */
guint64 stream_part_from_text(const char *text);

void stream_init(Stream *stream, guint64 key);

/** Jumps to block @position, so that streams can be cut anywhere. */
void stream_seek(Stream *stream, guint64 position);

guint64 stream_next(Stream *stream);

/** Returns: uniform on [0, 1), 53 bits. */
double stream_next_uniform(Stream *stream);

/** Returns: standard normal, by Box and Muller's transform of two uniforms. */
double stream_next_normal(Stream *stream);

/** Returns: uniform on 0 … @limit - 1 without bias (Lemire 2019). */
guint64 stream_next_below(Stream *stream, guint64 limit);

G_END_DECLS
