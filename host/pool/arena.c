// SPDX-License-Identifier: MIT
#include "pool/arena.h"

#include <stdlib.h>

// A cache line: what two threads take never shares one, and vector loads are aligned.
#define ALIGNMENT ((gsize)64)
#define LEAST_BLOCK_BYTES ((gsize)64 * 1024)

typedef struct {
  char *bytes; // owned, aligned
  gsize size;
} Block;

// No GArray: GLib hands the memory of its headers from thread to thread by a lock that no race
// detector sees.
struct Arena {
  Block *blocks; // [n_blocks], owned
  gsize n_blocks;
  gsize block;  // index of the one in use; may be n_blocks when there is none
  gsize offset; // bytes used of it
};

// Each block is at least twice the last one, so that a few make room for any work. Returns: FALSE
// when there is no memory, where g_aligned_alloc() would end the process.
static gboolean
arena_add_block(Arena *arena, gsize n_bytes)
{
  gsize size = MAX(n_bytes, LEAST_BLOCK_BYTES);
  if (arena->n_blocks > 0) {
    size = MAX(size, 2 * arena->blocks[arena->n_blocks - 1].size);
  }
  char *bytes = aligned_alloc(ALIGNMENT, size);
  if (bytes == NULL) {
    return FALSE;
  }
  arena->blocks = g_renew(Block, arena->blocks, arena->n_blocks + 1);
  arena->blocks[arena->n_blocks++] = (Block){ .bytes = bytes, .size = size };
  return TRUE;
}

Arena *
arena_new(void)
{
  return g_new0(Arena, 1);
}

void
arena_free(Arena *arena)
{
  if (arena == NULL) {
    return;
  }
  for (gsize i = 0; i < arena->n_blocks; i++) {
    free(arena->blocks[i].bytes);
  }
  g_free(arena->blocks);
  g_free(arena);
}

void *
arena_try_take(Arena *arena, gsize n_bytes)
{
  if (n_bytes > G_MAXSIZE / 4) {
    return NULL;
  }
  ArenaMark before = { .block = arena->block, .offset = arena->offset };
  gsize size = (MAX(n_bytes, 1) + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  while (arena->block < arena->n_blocks &&
         arena->blocks[arena->block].size - arena->offset < size) {
    arena->block++;
    arena->offset = 0;
  }
  if (arena->block == arena->n_blocks && !arena_add_block(arena, size)) {
    arena_rewind(arena, before);
    return NULL;
  }
  char *bytes = arena->blocks[arena->block].bytes + arena->offset;
  arena->offset += size;
  return bytes;
}

void *
arena_take(Arena *arena, gsize n_bytes)
{
  void *bytes = arena_try_take(arena, n_bytes);
  if (bytes == NULL) {
    g_error("no memory for %" G_GSIZE_FORMAT " bytes", n_bytes);
  }
  return bytes;
}

ArenaMark
arena_mark(const Arena *arena)
{
  return (ArenaMark){ .block = arena->block, .offset = arena->offset };
}

void
arena_rewind(Arena *arena, ArenaMark mark)
{
  g_assert(mark.block < arena->block ||
           (mark.block == arena->block && mark.offset <= arena->offset));

  arena->block = mark.block;
  arena->offset = mark.offset;
}
