// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Scratch memory that is given back all at once. Once it has grown to what the work needs, nothing
 * is allocated any more. One thread at a time.
 */
typedef struct Arena Arena;

typedef struct {
  gsize block;  // index of the block in use
  gsize offset; // bytes used of it
} ArenaMark;

Arena *arena_new(void);

void arena_free(Arena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arena, arena_free)

/**
 * Returns: (transfer none): @n_bytes of memory aligned to 64 bytes, not cleared; valid until a mark
 * made before is given back. Without memory arena_try_take() returns NULL, for sizes that others
 * choose, and arena_take() ends the process.
 */
void *arena_try_take(Arena *arena, gsize n_bytes);
void *arena_take(Arena *arena, gsize n_bytes);

/** Remembers how much is in use; arena_rewind() gives back all that was taken since. */
ArenaMark arena_mark(const Arena *arena);
void arena_rewind(Arena *arena, ArenaMark mark);

G_END_DECLS
