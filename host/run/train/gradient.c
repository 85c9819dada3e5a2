// SPDX-License-Identifier: MIT
#include "run/train/gradient.h"

#include "pool/reduce.h"
#include "pool/stream.h"
#include "run/train/float_fence.h"

#include <math.h>
#include <string.h>

enum {
  CHUNK = 8192, // weights that one task sums; part of the bits of the norm
};

// What a lane of shards came to; on cache lines of its own, as each is another thread's.
typedef struct {
  _Alignas(64) LossSum sum;
  float *gradients; // [n_weights], fenced
  gsize failed_shard;
  plugcast_status status; // of that shard
  char message[CALL_MESSAGE_CAPACITY];
} Lane;

struct Gradient {
  const Objective *objective;
  gsize shard_size;
  Pool *pool;
  const PoolCancel *cancel; // (nullable)
  gsize n_weights;
  Arena *arena; // owned: what the lanes' pointers and the rest point to
  Lane *lanes;  // [GRADIENT_N_LANES], owned; those in use have gradients
  gsize n_chunks;
  double *squares; // [n_chunks]: of the mean

  // Of the batch at hand:
  const gsize *indices;
  gsize n_windows;
  const float *weights;
  guint64 seed;
  gsize n_shards;
  gsize n_lanes;
  float factor; // one over the count
};

Gradient *
gradient_new(const Objective *objective, gsize shard_size, Pool *pool, const PoolCancel *cancel)
{
  g_assert(shard_size > 0);

  Gradient *gradient = g_new0(Gradient, 1);
  gradient->objective = objective;
  gradient->shard_size = shard_size;
  gradient->pool = pool;
  gradient->cancel = cancel;
  gradient->n_weights = network_get_n_weights(objective->network);
  gradient->arena = arena_new();
  gradient->lanes = g_aligned_alloc0(GRADIENT_N_LANES, sizeof(Lane), _Alignof(Lane));
  gradient->n_chunks = (gradient->n_weights - 1) / CHUNK + 1;
  gradient->squares = arena_take(gradient->arena, gradient->n_chunks * sizeof(double));
  return gradient;
}

void
gradient_free(Gradient *gradient)
{
  if (gradient == NULL) {
    return;
  }
  g_clear_pointer(&gradient->lanes, g_aligned_free);
  g_clear_pointer(&gradient->arena, arena_free);
  g_free(gradient);
}

static void
begin_batch(Gradient *gradient)
{
  gradient->n_shards = (gradient->n_windows - 1) / gradient->shard_size + 1;
  gradient->n_lanes = MIN(gradient->n_shards, GRADIENT_N_LANES);
  for (gsize i = 0; i < gradient->n_lanes; i++) {
    Lane *lane = &gradient->lanes[i];
    if (lane->gradients == NULL) {
      lane->gradients = float_fence_take(gradient->arena, gradient->n_weights);
    }
  }
}

static plugcast_status
run_shard(const Gradient *gradient, Lane *lane, gsize shard, PoolWorker *worker)
{
  const guint64 parts[] = { gradient->seed, shard };
  Call call;
  call_init(&call, stream_key(parts, G_N_ELEMENTS(parts)));
  call_set_cancel(&call, gradient->cancel);
  call.arena = pool_worker_get_arena(worker);
  const gsize begin = shard * gradient->shard_size;
  const gsize n_rows = MIN(gradient->shard_size, gradient->n_windows - begin);
  const plugcast_status status =
      objective_run(gradient->objective, gradient->indices + begin, n_rows, gradient->weights,
                    &call, lane->gradients, &lane->sum);
  if (status != PLUGCAST_OK) {
    lane->status = status;
    lane->failed_shard = shard;
    memcpy(lane->message, call.message, sizeof lane->message);
  }
  return status;
}

static void
run_lanes(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  const Gradient *gradient = data;
  for (gsize i = begin; i < end; i++) {
    Lane *lane = &gradient->lanes[i];
    lane->sum = (LossSum){ 0 };
    lane->status = PLUGCAST_OK;
    memset(lane->gradients, 0, gradient->n_weights * sizeof *lane->gradients);
    plugcast_status status = PLUGCAST_OK;
    for (gsize shard = i; shard < gradient->n_shards && status == PLUGCAST_OK;
         shard += gradient->n_lanes) {
      status = run_shard(gradient, lane, shard, worker);
    }
  }
}

// Adds the lanes' numbers pairwise into the first lane: which are added to which is fixed by the
// number of lanes.
static void
join_lanes(const Gradient *gradient, gsize begin, gsize end)
{
  for (gsize reach = 1; reach < gradient->n_lanes; reach *= 2) {
    for (gsize left = 0; left + reach < gradient->n_lanes; left += 2 * reach) {
      float *into = gradient->lanes[left].gradients;
      const float *from = gradient->lanes[left + reach].gradients;
      for (gsize i = begin; i < end; i++) {
        into[i] += from[i];
      }
    }
  }
}

// Floats squared and summed in doubles cannot overflow.
static double
sum_squares(const float *values, gsize n)
{
  double lanes[8] = { 0 };
  for (gsize i = 0; i < n; i++) {
    lanes[i % 8] += (double)values[i] * (double)values[i];
  }
  return reduce_sum(lanes, G_N_ELEMENTS(lanes));
}

static void
join_chunks(gsize begin_chunk, gsize end_chunk, PoolWorker *worker, gpointer data)
{
  (void)worker;
  const Gradient *gradient = data;
  for (gsize chunk = begin_chunk; chunk < end_chunk; chunk++) {
    const gsize begin = chunk * CHUNK;
    const gsize end = MIN(begin + CHUNK, gradient->n_weights);
    join_lanes(gradient, begin, end);
    float *mean = gradient->lanes[0].gradients;
    for (gsize i = begin; i < end; i++) {
      mean[i] *= gradient->factor;
    }
    gradient->squares[chunk] = sum_squares(mean + begin, end - begin);
  }
}

// The first shard that failed, whichever thread it was on.
static gboolean
check_lanes(const Gradient *gradient, GError **error)
{
  const Lane *failed = NULL;
  for (gsize i = 0; i < gradient->n_lanes; i++) {
    const Lane *lane = &gradient->lanes[i];
    if (lane->status != PLUGCAST_OK &&
        (failed == NULL || lane->failed_shard < failed->failed_shard)) {
      failed = lane;
    }
  }
  if (failed != NULL) {
    g_set_error(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_PASS, "%s", failed->message);
  }
  return failed == NULL;
}

static gboolean
sum_losses(const Gradient *gradient, LossSum *total, GError **error)
{
  double sums[GRADIENT_N_LANES];
  *total = (LossSum){ 0 };
  for (gsize i = 0; i < gradient->n_lanes; i++) {
    sums[i] = gradient->lanes[i].sum.sum;
    total->count += gradient->lanes[i].sum.count;
  }
  total->sum = reduce_sum(sums, gradient->n_lanes);
  if (!isfinite(total->sum)) {
    g_set_error(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_FINITE,
                "the loss is %g (a lower rate may help)", total->sum);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_finite(const Gradient *gradient, double squares, GError **error)
{
  if (isfinite(squares)) {
    return TRUE;
  }
  const gsize bad = float_fence_find_bad(gradient->lanes[0].gradients, gradient->n_weights);
  g_autofree char *block =
      network_describe_block(gradient->objective->network, MIN(bad, gradient->n_weights - 1));
  g_set_error(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_FINITE,
              "the gradient of %s is not finite (a lower rate may help)", block);
  return FALSE;
}

gboolean
gradient_compute(Gradient *gradient,
                 const gsize *indices,
                 gsize n_windows,
                 const float *weights,
                 guint64 seed,
                 GradientSummary *summary,
                 GError **error)
{
  g_assert(n_windows > 0);

  gradient->indices = indices;
  gradient->n_windows = n_windows;
  gradient->weights = weights;
  gradient->seed = seed;
  begin_batch(gradient);
  const gboolean is_complete =
      pool_run_even(gradient->pool, gradient->n_lanes, 1, run_lanes, gradient, gradient->cancel);
  if (!is_complete || (gradient->cancel != NULL && pool_cancel_is_set(gradient->cancel))) {
    g_set_error(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_CANCELLED, "asked to stop");
    return FALSE;
  }
  LossSum total = { 0 };
  if (!check_lanes(gradient, error) || !sum_losses(gradient, &total, error)) {
    return FALSE;
  }
  const double count = (double)MAX(total.count, 1);
  gradient->factor = (float)(1.0 / count);
  pool_run_even(gradient->pool, gradient->n_chunks, 1, join_chunks, gradient, NULL);
  const double squares = reduce_sum(gradient->squares, gradient->n_chunks);
  if (!check_finite(gradient, squares, error)) {
    return FALSE;
  }
  *summary = (GradientSummary){
    .loss = total.sum / count,
    .count = total.count,
    .norm = sqrt(squares),
  };
  return TRUE;
}

const float *
gradient_get_mean(const Gradient *gradient)
{
  return gradient->lanes[0].gradients;
}

float
gradient_get_clip(const GradientSummary *summary, double limit)
{
  return limit > 0.0 && summary->norm > limit ? (float)(limit / summary->norm) : 1.0F;
}
