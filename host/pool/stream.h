// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * Random numbers by counter, Philox4x32-10 of Salmon, Moraes, Dror and Shaw (SC 2011, "Parallel
 * random numbers: as easy as 1, 2, 3"): what a stream yields depends on its key alone, never on the
 * thread or on the order of calls.
 */
typedef struct {
  uint64_t key;
  uint64_t position; // blocks of four words used so far
  uint32_t words[4]; // of the current block
  int n_left;        // of @words not yet handed out
} Stream;

/** Mixes what a stream is for (a seed, a series, a fold, a member, a sample …) into one key. */
uint64_t stream_key(const uint64_t *parts, gsize n_parts);

/** Mixes text, such as a series id, into a part for stream_key(). */
uint64_t stream_part_from_text(const char *text);

/** The block function itself: @counter under @key, ten rounds, into @words. */
void stream_block(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4]);

void stream_init(Stream *stream, uint64_t key);

/** Jumps to block @position, so that streams can be cut anywhere. */
void stream_seek(Stream *stream, uint64_t position);

uint64_t stream_next(Stream *stream);

/** Returns: uniform on [0, 1), 53 bits. */
double stream_next_uniform(Stream *stream);

/** Returns: standard normal, by Box and Muller's transform of two uniforms. */
double stream_next_normal(Stream *stream);

/** Returns: uniform on 0 … @limit - 1 without bias (Lemire 2019); @limit is above 0. */
uint64_t stream_next_below(Stream *stream, uint64_t limit);

G_END_DECLS
