// SPDX-License-Identifier: MIT
#include "pool/reduce.h"

#include <stdatomic.h>
#include <string.h>

#define N_LANES 8

typedef struct {
  gsize n_items;
  gsize block;
  gsize n_blocks;
  gsize size;
  ReduceFold fold;
  ReduceJoin join;
  void *data;
  const void *neutral;
  char *accumulators; // n_blocks x stride bytes
  gsize stride;       // whole cache lines, as neighbours are written by different threads
  // By the right block of a join, which takes part as such only once: 1 when one side is ready.
  _Atomic(unsigned char) *arrivals;
} Reduction;

typedef struct {
  Reduction *reduction;
  Pool *pool;
  const PoolCancel *cancel; // nullable
  void *result;
  gboolean is_complete;
} Call;

static void *
reduction_get_accumulator(const Reduction *reduction, gsize block)
{
  return reduction->accumulators + block * reduction->stride;
}

static void
reduction_fold_block(const Reduction *reduction, gsize block, PoolWorker *worker)
{
  void *accumulator = reduction_get_accumulator(reduction, block);
  memcpy(accumulator, reduction->neutral, reduction->size);
  gsize begin = block * reduction->block;
  gsize end = begin + MIN(reduction->block, reduction->n_items - begin);
  for (gsize i = begin; i < end; i++) {
    reduction->fold(i, accumulator, worker, reduction->data);
  }
}

// Climbs the tree from @block: of the two sides of a join the one that comes last does it, so no
// thread waits, and what is joined to what is fixed by the number of blocks.
static void
reduction_join_upwards(Reduction *reduction, gsize block)
{
  for (gsize reach = 1; reach < reduction->n_blocks; reach *= 2) {
    gsize left = block - block % (2 * reach);
    gsize right = left + reach;
    if (right >= reduction->n_blocks) {
      continue;
    }
    if (atomic_fetch_add_explicit(&reduction->arrivals[right], 1, memory_order_acq_rel) == 0) {
      return;
    }
    reduction->join(reduction_get_accumulator(reduction, left),
                    reduction_get_accumulator(reduction, right), reduction->data);
    block = left;
  }
}

static void
reduction_do_blocks(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  Reduction *reduction = data;
  for (gsize block = begin; block < end; block++) {
    reduction_fold_block(reduction, block, worker);
    reduction_join_upwards(reduction, block);
  }
}

// Runs as a task of its own so that the caller's scratch memory holds the accumulators.
static void
call_run(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)begin;
  (void)end;
  Call *call = data;
  Reduction *reduction = call->reduction;
  Arena *arena = pool_worker_get_arena(worker);
  ArenaMark mark = arena_mark(arena);
  reduction->accumulators = arena_take(arena, reduction->n_blocks * reduction->stride);
  reduction->arrivals = arena_take(arena, reduction->n_blocks * sizeof *reduction->arrivals);
  for (gsize i = 0; i < reduction->n_blocks; i++) {
    atomic_init(&reduction->arrivals[i], 0);
  }

  call->is_complete =
      pool_run(call->pool, reduction->n_blocks, 1, reduction_do_blocks, reduction, call->cancel);
  if (call->is_complete) {
    memcpy(call->result, reduction->accumulators, reduction->size);
  }
  arena_rewind(arena, mark);
}

gboolean
reduce_run(Pool *pool,
           gsize n_items,
           gsize block,
           gsize size,
           ReduceFold fold,
           ReduceJoin join,
           void *data,
           const PoolCancel *cancel,
           void *result)
{
  g_assert(block > 0);
  g_assert(size > 0 && size < G_MAXSIZE / 2);

  if (n_items == 0) {
    return TRUE;
  }
  Reduction reduction = {
    .n_items = n_items,
    .block = block,
    .n_blocks = (n_items - 1) / block + 1,
    .size = size,
    .fold = fold,
    .join = join,
    .data = data,
    .neutral = result,
    .stride = (size + 63) & ~(gsize)63,
  };
  gsize n_bytes = 0;
  gboolean fits = g_size_checked_mul(&n_bytes, reduction.n_blocks, reduction.stride);
  g_assert(fits);
  Call call = { .reduction = &reduction, .pool = pool, .cancel = cancel, .result = result };
  pool_run(pool, 1, 1, call_run, &call, NULL);
  return call.is_complete;
}

double
reduce_sum(const double *values, gsize n)
{
  double lanes[N_LANES] = { 0 };
  gsize whole = n - n % N_LANES;
  for (gsize i = 0; i < whole; i += N_LANES) {
    for (gsize lane = 0; lane < N_LANES; lane++) {
      lanes[lane] += values[i + lane];
    }
  }
  for (gsize i = whole; i < n; i++) {
    lanes[i - whole] += values[i];
  }
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
         ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}
