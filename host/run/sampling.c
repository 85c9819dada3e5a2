// SPDX-License-Identifier: MIT
#include "run/sampling.h"

#include "pool/stream.h"

#include <string.h>

enum {
  CHUNK = 64,             // of members that are ready to forecast
  CHUNK_WITH_A_FIT = 1024 // of local ones, which every chunk fits again
};

// The chunks of one series, on the pool.
typedef struct {
  const Sampling *sampling;
  const Call *call;          // of the caller, to be copied but for what is a thread's own
  gsize chunk;               // samples
  plugcast_status *statuses; // [n_chunks]
  char **messages;           // [n_chunks], owned, NULL without a failure
} Chunks;

static plugcast_status
draw_chunk(
    const Sampling *sampling, gsize chunk, gsize chunk_length, guint worker_index, Call *call)
{
  const ArenaMark mark = arena_mark(call->arena);
  const gsize begin = chunk * chunk_length;
  const MemberOutput output = {
    .horizon = sampling->horizon,
    .mean = arena_take(call->arena, sampling->horizon * sizeof(double)),
    .samples = sampling->samples + begin * sampling->horizon,
    .n_samples = MIN(chunk_length, sampling->n_samples - begin),
  };
  const guint64 seed = call->context.seed;
  const guint64 parts[] = { seed, chunk };
  call->context.seed = stream_key(parts, G_N_ELEMENTS(parts));
  const plugcast_status status = member_forecast(sampling->member, sampling->origin, sampling->view,
                                                 worker_index, call, &output);
  call->context.seed = seed;
  arena_rewind(call->arena, mark);
  return status;
}

static void
do_chunks(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  const Chunks *chunks = data;
  for (gsize i = begin; i < end; i++) {
    Call call;
    call_init(&call, chunks->call->context.seed);
    call_set_cancel(&call, chunks->call->cancel);
    call.arena = pool_worker_get_arena(worker);
    chunks->statuses[i] =
        draw_chunk(chunks->sampling, i, chunks->chunk, pool_worker_get_index(worker), &call);
    if (chunks->statuses[i] != PLUGCAST_OK) {
      chunks->messages[i] = g_strdup(call.message);
    }
  }
}

// Returns: what the first chunk that failed says.
static plugcast_status
take_first_failure(const Chunks *chunks, gsize n_chunks, Call *call)
{
  plugcast_status status = PLUGCAST_OK;
  for (gsize i = 0; i < n_chunks; i++) {
    if (chunks->statuses[i] != PLUGCAST_OK && status == PLUGCAST_OK) {
      status = chunks->statuses[i];
      (void)plugcast_fail(&call->context, status, chunks->messages[i]);
    }
    g_free(chunks->messages[i]);
  }
  return status;
}

static plugcast_status
draw_on_pool(const Sampling *sampling, gsize n_chunks, Call *call)
{
  const ArenaMark mark = arena_mark(call->arena);
  Chunks chunks = {
    .sampling = sampling,
    .call = call,
    .chunk = CHUNK,
    .statuses = arena_take(call->arena, n_chunks * sizeof *chunks.statuses),
    .messages = arena_take(call->arena, n_chunks * sizeof *chunks.messages),
  };
  memset(chunks.messages, 0, n_chunks * sizeof *chunks.messages);
  (void)pool_run(sampling->pool, n_chunks, 1, do_chunks, &chunks, NULL);
  const plugcast_status status = take_first_failure(&chunks, n_chunks, call);
  arena_rewind(call->arena, mark);
  return status;
}

plugcast_status
sampling_run(const Sampling *sampling, guint worker_index, Call *call)
{
  const gboolean is_ready = member_get_traits(sampling->member)->batch_size > 1;
  const gsize length = is_ready ? CHUNK : CHUNK_WITH_A_FIT;
  const gsize n_chunks = (sampling->n_samples + length - 1) / length;
  if (is_ready && sampling->pool != NULL && n_chunks > 1) {
    return draw_on_pool(sampling, n_chunks, call);
  }
  plugcast_status status = PLUGCAST_OK;
  for (gsize i = 0; i < n_chunks && status == PLUGCAST_OK; i++) {
    status = draw_chunk(sampling, i, length, worker_index, call);
  }
  return status;
}
