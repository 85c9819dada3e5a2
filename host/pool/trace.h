// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * What the loops of a pool of one thread did: how long each piece of each loop took, and what was
 * done between the loops. Loops inside of tasks are part of those. One thread at a time.
 */
typedef struct PoolTrace PoolTrace;

enum {
  POOL_TRACE_MAX_PIECES = 65536 // of one loop; beyond, a piece is several grains
};

/** One loop as it was called. */
typedef struct {
  int64_t before_ns; // since the loop before it, or since pool_trace_begin()
  gsize n_items;
  gsize grain;
  gboolean is_even;
  gsize piece_items;        // items a piece, but for the last; a multiple of the grain
  const int64_t *pieces_ns; // [n_pieces], what each piece took
  gsize n_pieces;
} PoolTraceLoop;

PoolTrace *pool_trace_new(void);
void pool_trace_free(PoolTrace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PoolTrace, pool_trace_free)

/** Forgets what was recorded and begins anew. */
void pool_trace_begin(PoolTrace *trace);

/** Ends the record: what comes after the last loop is known then. */
void pool_trace_end(PoolTrace *trace);

/** For the pool: begins a loop. Returns: the items that one piece is to have. */
gsize pool_trace_enter_loop(PoolTrace *trace, gsize n_items, gsize grain, gboolean is_even);

/** For the pool: the piece that began when the last one ended is done. */
void pool_trace_add_piece(PoolTrace *trace);
void pool_trace_leave_loop(PoolTrace *trace);

gsize pool_trace_get_n_loops(const PoolTrace *trace);

/** Returns: loop @index, whose pieces are borrowed until the next pool_trace_begin(). */
PoolTraceLoop pool_trace_get_loop(const PoolTrace *trace, gsize index);

/** Returns: what was done after the last loop. */
int64_t pool_trace_get_after_ns(const PoolTrace *trace);

/** Returns: all of it together. */
int64_t pool_trace_get_total_ns(const PoolTrace *trace);

G_END_DECLS
