// SPDX-License-Identifier: MIT
#include "maps.h"

#include "dense.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
  ROWS_AT_ONCE = 32 * DENSE_TILE,
  MESSAGE_CAPACITY = 160,
};

// So that no product below, of bytes either, leaves its type.
#define MAX_NUMBERS (UINT64_C(1) << 24)

static plugcast_status
refuse_size(const plugcast_call *call, const char *what, uint64_t steps, uint64_t width)
{
  char message[MESSAGE_CAPACITY];
  (void)snprintf(message, sizeof message,
                 "%s of %" PRIu64 " steps of %" PRIu64 " numbers: at most %" PRIu64
                 " numbers in all are accepted",
                 what, steps, width, MAX_NUMBERS);
  return plugcast_fail(call, PLUGCAST_BAD_ARGUMENT, message);
}

plugcast_status
maps_measure(const plugcast_call *call,
             const Form *form,
             const plugcast_shape *shape,
             uint64_t kernel,
             Window *window)
{
  if (shape->input_length > MAX_NUMBERS / (form->n_maps * (uint64_t)shape->n_channels)) {
    return refuse_size(call, "a window", shape->input_length, shape->n_channels);
  }
  if (shape->horizon > MAX_NUMBERS / shape->n_outputs) {
    return refuse_size(call, "a horizon", shape->horizon, shape->n_outputs);
  }
  *window = (Window){
    .n_channels = shape->n_channels,
    .length = shape->input_length,
    .n_features = shape->input_length * shape->n_channels,
    .n_outputs = shape->horizon * shape->n_outputs,
    .kernel = kernel,
  };
  return PLUGCAST_OK;
}

static Dense
dense_of(const Window *window)
{
  return (Dense){ .n_inputs = window->n_features, .n_outputs = window->n_outputs };
}

/** Returns: features of a row that are not its inputs. */
static uint64_t
count_kept(const Form *form, const Window *window)
{
  return form->split == NULL ? 0 : form->n_maps * window->n_features;
}

plugcast_status
maps_sizes(const plugcast_call *call, const Form *form, const Window *window, plugcast_sizes *sizes)
{
  const Dense dense = dense_of(window);
  const uint64_t n_weights = dense_n_weights(&dense);
  uint64_t *const ends = plugcast_scratch(call, 2 * form->n_maps * sizeof *ends);
  if (ends == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the sizes");
  }
  for (uint64_t map = 0; map < form->n_maps; map++) {
    ends[2 * map] = map * n_weights + window->n_outputs * window->n_features;
    ends[2 * map + 1] = (map + 1) * n_weights;
  }
  sizes->n_blocks = 2 * form->n_maps;
  sizes->n_weights = form->n_maps * n_weights;
  sizes->n_tape = count_kept(form, window);
  sizes->block_ends = ends;
  return PLUGCAST_OK;
}

void
maps_init(const Form *form, const Window *window, float *weights)
{
  const Dense dense = dense_of(window);
  const float share = (float)(1.0 / (double)window->length);
  memset(weights, 0, form->n_maps * dense_n_weights(&dense) * sizeof *weights);
  for (uint64_t map = 0; map < form->n_maps; map++) {
    for (uint64_t i = 0; i < window->n_outputs; i++) {
      float *const row = weights + map * dense_n_weights(&dense) + i * window->n_features;
      for (uint64_t t = 0; t < window->length; t++) {
        row[t] = share;
      }
    }
  }
}

/** Where the features of a batch lie: on the tape, in scratch, or as the inputs themselves. */
typedef struct {
  float *kept; // NULL where the inputs are the features
  double *sums;
  float *spare; // of dense_forward_tiles(); NULL where dense_forward() is wanted
} Workspace;

static plugcast_status
take_workspace(const plugcast_call *call,
               const Form *form,
               const Window *window,
               uint64_t n_rows,
               Workspace *workspace)
{
  *workspace = (Workspace){ .kept = NULL };
  if (form->split == NULL) {
    return PLUGCAST_OK;
  }
  workspace->sums = plugcast_scratch(call, (window->length + 1) * sizeof *workspace->sums);
  if (n_rows > 0) {
    workspace->kept =
        plugcast_scratch(call, n_rows * count_kept(form, window) * sizeof *workspace->kept);
  }
  if (workspace->sums == NULL || (n_rows > 0 && workspace->kept == NULL)) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the features of a batch");
  }
  return PLUGCAST_OK;
}

static uint64_t
rows_at(const plugcast_pass *pass, uint64_t begin)
{
  const uint64_t n_left = pass->n_rows - begin;
  return n_left < ROWS_AT_ONCE ? n_left : ROWS_AT_ONCE;
}

/** Writes the outputs of rows, whose features are put into @kept where they are not the inputs. */
static void
forward_rows(const Form *form,
             const Window *window,
             const plugcast_pass *pass,
             uint64_t begin,
             uint64_t n_rows,
             const Workspace *workspace)
{
  const Dense dense = dense_of(window);
  const uint64_t n_kept = count_kept(form, window);
  const float *const inputs = pass->inputs + begin * window->n_features;
  float *const outputs = pass->outputs + begin * window->n_outputs;
  DenseRows features = { .values = inputs, .stride = window->n_features };
  if (form->split != NULL) {
    features = (DenseRows){ .values = workspace->kept, .stride = n_kept };
    for (uint64_t row = 0; row < n_rows; row++) {
      form->split(window, inputs + row * window->n_features, workspace->sums,
                  workspace->kept + row * n_kept);
    }
  }
  const DenseTarget target = { .values = outputs, .stride = window->n_outputs };
  for (uint64_t map = 0; map < form->n_maps; map++) {
    const float *const weights = pass->weights + map * dense_n_weights(&dense);
    if (workspace->spare != NULL) {
      dense_forward_tiles(&dense, weights, n_rows, &features, map > 0, &target, workspace->spare);
    } else {
      dense_forward(&dense, weights, n_rows, &features, map > 0, &target);
    }
    features.values += window->n_features;
  }
  for (uint64_t row = 0; row < n_rows && form->finish != NULL; row++) {
    form->finish(window, inputs + row * window->n_features, outputs + row * window->n_outputs);
  }
}

// Windows that are only forecast may come in any company, so their bits must not depend on it;
// those of training come in shards, which the host cuts alike every time.
static plugcast_status
take_spare(const plugcast_call *call, const Window *window, Workspace *workspace)
{
  const uint64_t n_numbers = DENSE_TILE * (window->n_features + window->n_outputs);
  workspace->spare = plugcast_scratch(call, n_numbers * sizeof *workspace->spare);
  if (workspace->spare == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for a tile of windows");
  }
  return PLUGCAST_OK;
}

plugcast_status
maps_forward(const plugcast_call *call,
             const Form *form,
             const Window *window,
             const plugcast_pass *pass)
{
  const bool has_tape = (pass->flags & PLUGCAST_PASS_TRAINING) != 0;
  Workspace workspace;
  plugcast_status status =
      take_workspace(call, form, window, has_tape ? 0 : rows_at(pass, 0), &workspace);
  if (status == PLUGCAST_OK && !has_tape) {
    status = take_spare(call, window, &workspace);
  }
  if (status != PLUGCAST_OK) {
    return status;
  }
  for (uint64_t begin = 0; begin < pass->n_rows; begin += ROWS_AT_ONCE) {
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    if (has_tape && form->split != NULL) {
      workspace.kept = pass->tape + begin * count_kept(form, window);
    }
    forward_rows(form, window, pass, begin, rows_at(pass, begin), &workspace);
  }
  return PLUGCAST_OK;
}

static void
backward_inputs(const Form *form,
                const Window *window,
                const plugcast_pass *pass,
                uint64_t begin,
                uint64_t n_rows,
                const Workspace *workspace)
{
  const Dense dense = dense_of(window);
  const uint64_t n_kept = count_kept(form, window);
  const DenseRows output_gradients = {
    .values = pass->output_gradients + begin * window->n_outputs,
    .stride = window->n_outputs,
  };
  float *const input_gradients = pass->input_gradients + begin * window->n_features;
  if (form->split == NULL) {
    const DenseTarget target = { .values = input_gradients, .stride = window->n_features };
    dense_input_gradients(&dense, pass->weights, n_rows, &output_gradients, true, &target);
    return;
  }
  for (uint64_t map = 0; map < form->n_maps; map++) {
    const DenseTarget target = {
      .values = workspace->kept + map * window->n_features,
      .stride = n_kept,
    };
    dense_input_gradients(&dense, pass->weights + map * dense_n_weights(&dense), n_rows,
                          &output_gradients, false, &target);
  }
  for (uint64_t row = 0; row < n_rows; row++) {
    form->merge(window, workspace->kept + row * n_kept,
                output_gradients.values + row * window->n_outputs, workspace->sums,
                input_gradients + row * window->n_features);
  }
}

static void
backward_weights(const Form *form,
                 const Window *window,
                 const plugcast_pass *pass,
                 uint64_t begin,
                 uint64_t n_rows)
{
  const Dense dense = dense_of(window);
  const uint64_t n_kept = count_kept(form, window);
  const DenseRows output_gradients = {
    .values = pass->output_gradients + begin * window->n_outputs,
    .stride = window->n_outputs,
  };
  DenseRows features = {
    .values = pass->inputs + begin * window->n_features,
    .stride = window->n_features,
  };
  if (form->split != NULL) {
    features = (DenseRows){ .values = pass->tape + begin * n_kept, .stride = n_kept };
  }
  for (uint64_t map = 0; map < form->n_maps; map++) {
    dense_add_weight_gradients(&dense, n_rows, &features, &output_gradients,
                               pass->weight_gradients + map * dense_n_weights(&dense));
    features.values += window->n_features;
  }
}

plugcast_status
maps_backward(const plugcast_call *call,
              const Form *form,
              const Window *window,
              const plugcast_pass *pass)
{
  Workspace workspace = { .kept = NULL };
  if (pass->input_gradients != NULL) {
    const plugcast_status status = take_workspace(call, form, window, rows_at(pass, 0), &workspace);
    if (status != PLUGCAST_OK) {
      return status;
    }
  }
  for (uint64_t begin = 0; begin < pass->n_rows; begin += ROWS_AT_ONCE) {
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    const uint64_t n_rows = rows_at(pass, begin);
    backward_weights(form, window, pass, begin, n_rows);
    if (pass->input_gradients != NULL) {
      backward_inputs(form, window, pass, begin, n_rows, &workspace);
    }
  }
  return PLUGCAST_OK;
}
