// SPDX-License-Identifier: MIT
#include "pool/arena.h"

// A cache line: what two threads take never shares one, and vector loads are aligned.
#define ALIGNMENT ((gsize)64)
#define LEAST_BLOCK_BYTES ((gsize)64 * 1024)

typedef struct {
  char *bytes; // owned, aligned
  gsize size;
} Block;

struct Arena {
  GArray *blocks; // of Block
  gsize block;    // index of the one in use; may be blocks->len when there is none
  gsize offset;   // bytes used of it
};

static Block *
arena_get_block(const Arena *arena, gsize index)
{
  return &g_array_index(arena->blocks, Block, index);
}

static void
block_clear(void *data)
{
  Block *block = data;
  g_aligned_free(block->bytes);
}

// Each block is at least twice the last one, so that a few make room for any work.
static void
arena_add_block(Arena *arena, gsize n_bytes)
{
  gsize size = MAX(n_bytes, LEAST_BLOCK_BYTES);
  if (arena->blocks->len > 0) {
    size = MAX(size, 2 * arena_get_block(arena, arena->blocks->len - 1)->size);
  }
  Block block = { .bytes = g_aligned_alloc(size, 1, ALIGNMENT), .size = size };
  g_array_append_val(arena->blocks, block);
}

Arena *
arena_new(void)
{
  Arena *arena = g_new0(Arena, 1);
  arena->blocks = g_array_new(FALSE, FALSE, sizeof(Block));
  g_array_set_clear_func(arena->blocks, block_clear);
  return arena;
}

void
arena_free(Arena *arena)
{
  if (arena == NULL) {
    return;
  }
  g_clear_pointer(&arena->blocks, g_array_unref);
  g_free(arena);
}

void *
arena_take(Arena *arena, gsize n_bytes)
{
  g_assert(n_bytes <= G_MAXSIZE / 4);

  gsize size = (MAX(n_bytes, 1) + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  while (arena->block < arena->blocks->len &&
         arena_get_block(arena, arena->block)->size - arena->offset < size) {
    arena->block++;
    arena->offset = 0;
  }
  if (arena->block == arena->blocks->len) {
    arena_add_block(arena, size);
  }
  char *bytes = arena_get_block(arena, arena->block)->bytes + arena->offset;
  arena->offset += size;
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
