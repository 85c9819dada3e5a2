// SPDX-License-Identifier: MIT
#include "run/train/objective.h"

#include "pool/errors.h"
#include "pool/reduce.h"
#include "run/train/float_fence.h"

#include <math.h>

enum {
  EVALUATION_ROWS = 128 // of a pass; part of the bits of a sum
};

G_DEFINE_QUARK(objective_error, objective_error)

static plugcast_status
gather(const Objective *objective, const gsize *indices, const WindowBatch *batch, Call *call)
{
  const gsize n_channels = batch->layout->n_channels;
  for (gsize row = 0; row < batch->n_rows; row++) {
    const WindowPlace place = window_set_locate(objective->windows, indices[row]);
    const plugcast_series *series = window_set_get_series(objective->windows, place.series);
    if (!window_batch_gather(batch, row, series, place.origin,
                             objective->series_scales + place.series * n_channels, call->arena)) {
      return call_refuse(call, PLUGCAST_NOT_FINITE,
                         "series '%s': a value near observation %" G_GSIZE_FORMAT
                         " does not fit into float32 with scaling '%s'",
                         series->id, place.origin + 1, objective->scaling->form.name);
    }
  }
  return PLUGCAST_OK;
}

// Compares all rows. @gradients: (nullable).
static void
compare(const Objective *objective,
        const WindowBatch *batch,
        float *outputs,
        float *gradients,
        LossSum *sum)
{
  const gsize horizon = batch->layout->horizon;
  const gsize n_outputs = loss_get_n_outputs(objective->loss);
  for (gsize row = 0; row < batch->n_rows; row++) {
    float *output = outputs + row * n_outputs * horizon;
    float *gradient = gradients != NULL ? gradients + row * n_outputs * horizon : NULL;
    window_batch_turn_back(batch, row, n_outputs, output);
    const LossSum one =
        loss_compare(objective->loss, horizon, output, batch->targets + row * horizon, gradient);
    if (gradient != NULL) {
      window_batch_turn_gradient(batch, row, n_outputs, gradient);
    }
    sum->sum += one.sum;
    sum->count += one.count;
  }
}

static plugcast_status
run_pass(const Objective *objective,
         const gsize *indices,
         const WindowBatch *batch,
         const float *weights,
         Call *call,
         float *weight_gradients,
         LossSum *sum)
{
  const Network *network = objective->network;
  const gboolean trains = weight_gradients != NULL;
  const plugcast_status gathered = gather(objective, indices, batch, call);
  if (gathered != PLUGCAST_OK) {
    return gathered;
  }
  const gsize n_outputs = batch->n_rows * network_get_n_outputs(network);
  const gsize n_tape = batch->n_rows * network_get_n_tape(network);
  float *gradients = trains ? arena_take(call->arena, n_outputs * sizeof *gradients) : NULL;
  plugcast_pass pass = {
    .struct_size = sizeof pass,
    .flags = trains ? PLUGCAST_PASS_TRAINING : 0,
    .n_rows = batch->n_rows,
    .weights = weights,
    .inputs = batch->inputs,
    .outputs = float_fence_take(call->arena, n_outputs),
    .tape = float_fence_take(call->arena, n_tape),
  };
  plugcast_status status = network_forward(network, call, &pass);
  if (status != PLUGCAST_OK) {
    return status;
  }
  LossSum added = *sum;
  compare(objective, batch, pass.outputs, gradients, &added);
  if (trains) {
    pass.output_gradients = gradients;
    pass.weight_gradients = weight_gradients;
    status = network_backward(network, call, &pass);
  }
  if (status == PLUGCAST_OK) {
    *sum = added;
  }
  return status;
}

plugcast_status
objective_run(const Objective *objective,
              const gsize *indices,
              gsize n_rows,
              const float *weights,
              Call *call,
              float *weight_gradients,
              LossSum *sum)
{
  const ArenaMark mark = arena_mark(call->arena);
  const WindowBatch batch = window_batch_take(window_set_get_layout(objective->windows),
                                              objective->scaling, n_rows, TRUE, call->arena);
  const plugcast_status status =
      run_pass(objective, indices, &batch, weights, call, weight_gradients, sum);
  arena_rewind(call->arena, mark);
  return status;
}

typedef struct {
  const Objective *objective;
  const float *weights;
  const PoolCancel *cancel; // (nullable)
  double *sums;             // [n_passes]
  gsize *counts;            // [n_passes]
  Errors *errors;           // by pass
} Evaluation;

static void
evaluate_pass(const Evaluation *evaluation, gsize index, PoolWorker *worker)
{
  const gsize n_windows = window_set_get_n_windows(evaluation->objective->windows);
  const gsize begin = index * EVALUATION_ROWS;
  const gsize n_rows = MIN(EVALUATION_ROWS, n_windows - begin);
  gsize indices[EVALUATION_ROWS] = { 0 };
  for (gsize i = 0; i < n_rows; i++) {
    indices[i] = begin + i;
  }
  Call call;
  call_init(&call, 0);
  call_set_cancel(&call, evaluation->cancel);
  call.arena = pool_worker_get_arena(worker);
  LossSum sum = { 0 };
  const plugcast_status status =
      objective_run(evaluation->objective, indices, n_rows, evaluation->weights, &call, NULL, &sum);
  evaluation->sums[index] = sum.sum;
  evaluation->counts[index] = sum.count;
  if (status != PLUGCAST_OK) {
    errors_take(evaluation->errors, index,
                g_error_new(OBJECTIVE_ERROR, OBJECTIVE_ERROR_PASS, "%s", call.message));
  }
}

static void
evaluate_passes(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  const Evaluation *evaluation = data;
  for (gsize index = begin; index < end; index++) {
    evaluate_pass(evaluation, index, worker);
  }
}

static gboolean
conclude(const Evaluation *evaluation, gsize n_passes, LossSum *sum, GError **error)
{
  gsize index = 0;
  const GError *failure = errors_get_first(evaluation->errors, &index);
  if (failure != NULL) {
    g_propagate_error(error, g_error_copy(failure));
    return FALSE;
  }
  LossSum total = { .sum = reduce_sum(evaluation->sums, n_passes) };
  for (gsize i = 0; i < n_passes; i++) {
    total.count += evaluation->counts[i];
  }
  if (!isfinite(total.sum)) {
    g_set_error(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_FINITE, "the validation loss is %g",
                total.sum);
    return FALSE;
  }
  *sum = total;
  return TRUE;
}

gboolean
objective_evaluate(const Objective *objective,
                   const float *weights,
                   Pool *pool,
                   const PoolCancel *cancel,
                   LossSum *sum,
                   GError **error)
{
  const gsize n_windows = window_set_get_n_windows(objective->windows);
  const gsize n_passes = n_windows / EVALUATION_ROWS + (n_windows % EVALUATION_ROWS > 0);
  g_autoptr(Errors) errors = errors_new();
  g_autofree double *sums = g_new0(double, n_passes);
  g_autofree gsize *counts = g_new0(gsize, n_passes);
  Evaluation evaluation = {
    .objective = objective,
    .weights = weights,
    .cancel = cancel,
    .sums = sums,
    .counts = counts,
    .errors = errors,
  };
  const gboolean is_complete = pool_run(pool, n_passes, 1, evaluate_passes, &evaluation, cancel);
  if (!is_complete || (cancel != NULL && pool_cancel_is_set(cancel))) {
    g_set_error(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_CANCELLED, "asked to stop");
    return FALSE;
  }
  return conclude(&evaluation, n_passes, sum, error);
}
