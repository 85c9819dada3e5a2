// SPDX-License-Identifier: MIT
#include "pool/trace.h"

#include "pool/processor.h"

typedef struct {
  PoolTraceLoop loop; // without its pieces
  gsize first_piece;  // in the pieces of all loops
} Record;

struct PoolTrace {
  GArray *records; // of Record, owned
  GArray *pieces;  // of int64_t, of all loops, owned
  int64_t last_ns; // when what is timed now began
  int64_t after_ns;
  int64_t total_ns;
};

PoolTrace *
pool_trace_new(void)
{
  PoolTrace *trace = g_new0(PoolTrace, 1);
  trace->records = g_array_new(FALSE, FALSE, sizeof(Record));
  trace->pieces = g_array_new(FALSE, FALSE, sizeof(int64_t));
  return trace;
}

void
pool_trace_free(PoolTrace *trace)
{
  if (trace == NULL) {
    return;
  }
  g_clear_pointer(&trace->records, g_array_unref);
  g_clear_pointer(&trace->pieces, g_array_unref);
  g_free(trace);
}

static int64_t
take_time(PoolTrace *trace)
{
  const int64_t now_ns = processor_get_ns();
  const int64_t elapsed_ns = now_ns - trace->last_ns;
  trace->last_ns = now_ns;
  trace->total_ns += elapsed_ns;
  return elapsed_ns;
}

void
pool_trace_begin(PoolTrace *trace)
{
  g_array_set_size(trace->records, 0);
  g_array_set_size(trace->pieces, 0);
  trace->after_ns = 0;
  trace->total_ns = 0;
  trace->last_ns = processor_get_ns();
}

void
pool_trace_end(PoolTrace *trace)
{
  trace->after_ns = take_time(trace);
}

gsize
pool_trace_enter_loop(PoolTrace *trace, gsize n_items, gsize grain, gboolean is_even)
{
  const gsize n_grains = (n_items + grain - 1) / grain;
  const gsize grains_a_piece = (n_grains + POOL_TRACE_MAX_PIECES - 1) / POOL_TRACE_MAX_PIECES;
  const Record record = {
    .loop = {
      .before_ns = take_time(trace),
      .n_items = n_items,
      .grain = grain,
      .is_even = is_even,
      .piece_items = grain * grains_a_piece,
    },
    .first_piece = trace->pieces->len,
  };
  g_array_append_val(trace->records, record);
  return record.loop.piece_items;
}

void
pool_trace_add_piece(PoolTrace *trace)
{
  const int64_t elapsed_ns = take_time(trace);
  g_array_append_val(trace->pieces, elapsed_ns);
}

// What the record itself costs is nobody's work.
void
pool_trace_leave_loop(PoolTrace *trace)
{
  trace->last_ns = processor_get_ns();
}

gsize
pool_trace_get_n_loops(const PoolTrace *trace)
{
  return trace->records->len;
}

PoolTraceLoop
pool_trace_get_loop(const PoolTrace *trace, gsize index)
{
  g_assert(index < trace->records->len);

  const Record *record = &g_array_index(trace->records, Record, index);
  const gboolean is_last = index + 1 == trace->records->len;
  const gsize end =
      is_last ? trace->pieces->len : g_array_index(trace->records, Record, index + 1).first_piece;
  PoolTraceLoop loop = record->loop;
  loop.pieces_ns = (const int64_t *)(gpointer)trace->pieces->data + record->first_piece;
  loop.n_pieces = end - record->first_piece;
  return loop;
}

int64_t
pool_trace_get_after_ns(const PoolTrace *trace)
{
  return trace->after_ns;
}

int64_t
pool_trace_get_total_ns(const PoolTrace *trace)
{
  return trace->total_ns;
}
