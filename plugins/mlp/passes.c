// SPDX-License-Identifier: MIT
#include "passes.h"

#include "dropout.h"
#include "random.h"

#include <math.h>
#include <string.h>

enum {
  ROWS_AT_ONCE = 32 * DENSE_TILE
};

// What the seed is used for, beside dropout.
static const uint64_t PURPOSE = 0x696e6974;

// Glorot and Bengio (2010), equation 16; He et al. (2015), equation 10, for layers before functions
// that let about half of their inputs through.
static double
initial_bound(const Dense *dense, Activation activation, bool is_last)
{
  const double n_inputs = (double)dense->n_inputs;
  if (is_last || activation == ACTIVATION_TANH) {
    return sqrt(6.0 / (n_inputs + (double)dense->n_outputs));
  }
  return sqrt(6.0 / n_inputs);
}

void
passes_init(const plugcast_call *call, const Perceptron *perceptron, float *weights)
{
  const Layers *const layers = &perceptron->layers;
  for (uint64_t layer = 0; layer <= layers->n_hidden; layer++) {
    const uint64_t parts[] = { PURPOSE, layer };
    Random random;
    random_init(&random, call->seed, parts, sizeof parts / sizeof parts[0]);
    const Dense dense = layers_get(layers, layer);
    const double bound = initial_bound(&dense, perceptron->activation, layer == layers->n_hidden);
    const uint64_t n_products = dense.n_inputs * dense.n_outputs;
    for (uint64_t i = 0; i < n_products; i++) {
      weights[i] = (float)(bound * (2.0 * random_uniform(&random) - 1.0));
    }
    memset(weights + n_products, 0, dense.n_outputs * sizeof *weights);
    weights += dense_n_weights(&dense);
  }
}

/** Rows on their way through the layers. */
typedef struct {
  const plugcast_call *call;
  const Perceptron *perceptron;
  const plugcast_pass *pass;
  uint64_t begin; // the first row
  uint64_t n_rows;
  float *trace; // of the first row: tape, or scratch laid out alike
  float *spare; // of dense_forward_tiles(); NULL where dense_forward() is wanted
} Batch;

static uint64_t
rows_at(const plugcast_pass *pass, uint64_t begin)
{
  const uint64_t n_left = pass->n_rows - begin;
  return n_left < ROWS_AT_ONCE ? n_left : ROWS_AT_ONCE;
}

/** What a layer takes: the inputs, or what the layer before it left. */
static DenseRows
batch_get_inputs(const Batch *batch, uint64_t layer)
{
  const Layers *const layers = &batch->perceptron->layers;
  if (layer == 0) {
    return (DenseRows){
      .values = batch->pass->inputs + batch->begin * layers->n_inputs,
      .stride = layers->n_inputs,
    };
  }
  return (DenseRows){
    .values = batch->trace + layers_get_place(layers, layer - 1),
    .stride = layers->n_tape,
  };
}

static DenseTarget
batch_get_outputs(const Batch *batch, uint64_t layer)
{
  const Layers *const layers = &batch->perceptron->layers;
  if (layer == layers->n_hidden) {
    return (DenseTarget){
      .values = batch->pass->outputs + batch->begin * layers->n_outputs,
      .stride = layers->n_outputs,
    };
  }
  return (DenseTarget){
    .values = batch->trace + layers_get_place(layers, layer),
    .stride = layers->n_tape,
  };
}

static void
activate(const Batch *batch, uint64_t layer)
{
  const Perceptron *const perceptron = batch->perceptron;
  const uint32_t flags = batch->pass->flags;
  const bool is_dropping =
      perceptron->dropout > 0.0 && (flags & (PLUGCAST_PASS_TRAINING | PLUGCAST_PASS_SAMPLING)) != 0;
  const uint64_t width = perceptron->layers.widths[layer];
  const DenseTarget sums = batch_get_outputs(batch, layer);
  Dropout dropout;
  dropout_init(&dropout, batch->call->seed, layer, perceptron->dropout);
  for (uint64_t row = 0; row < batch->n_rows; row++) {
    float *const values = sums.values + row * sums.stride;
    float *const slopes = (flags & PLUGCAST_PASS_TRAINING) != 0 ? values + width : NULL;
    activation_apply(perceptron->activation, width, values, slopes);
    if (is_dropping) {
      dropout_apply(&dropout, batch->begin + row, width, values, slopes);
    }
  }
}

static void
batch_forward(const Batch *batch)
{
  const Layers *const layers = &batch->perceptron->layers;
  const float *weights = batch->pass->weights;
  for (uint64_t layer = 0; layer <= layers->n_hidden; layer++) {
    const Dense dense = layers_get(layers, layer);
    const DenseRows inputs = batch_get_inputs(batch, layer);
    const DenseTarget outputs = batch_get_outputs(batch, layer);
    if (batch->spare != NULL) {
      dense_forward_tiles(&dense, weights, batch->n_rows, &inputs, false, &outputs, batch->spare);
    } else {
      dense_forward(&dense, weights, batch->n_rows, &inputs, false, &outputs);
    }
    if (layer < layers->n_hidden) {
      activate(batch, layer);
    }
    weights += dense_n_weights(&dense);
  }
}

/** Returns: the most numbers that a layer takes and makes for a row. */
static uint64_t
widest_layer(const Layers *layers)
{
  uint64_t widest = 0;
  for (uint64_t layer = 0; layer <= layers->n_hidden; layer++) {
    const Dense dense = layers_get(layers, layer);
    const uint64_t width = dense.n_inputs + dense.n_outputs;
    widest = width > widest ? width : widest;
  }
  return widest;
}

plugcast_status
passes_forward(const plugcast_call *call, const Perceptron *perceptron, const plugcast_pass *pass)
{
  const uint64_t n_tape = perceptron->layers.n_tape;
  const bool has_tape = (pass->flags & PLUGCAST_PASS_TRAINING) != 0;
  float *scratch = NULL;
  float *spare = NULL;
  // Windows that are only forecast may come in any company, so their bits must not depend on it;
  // those of training come in shards, which the host cuts alike every time.
  if (!has_tape) {
    scratch = plugcast_scratch(call, rows_at(pass, 0) * n_tape * sizeof *scratch);
    spare = plugcast_scratch(call, DENSE_TILE * widest_layer(&perceptron->layers) * sizeof *spare);
    if (scratch == NULL || spare == NULL) {
      return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the layers of a batch");
    }
  }
  for (uint64_t begin = 0; begin < pass->n_rows; begin += ROWS_AT_ONCE) {
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    const Batch batch = {
      .call = call,
      .perceptron = perceptron,
      .pass = pass,
      .begin = begin,
      .n_rows = rows_at(pass, begin),
      .trace = has_tape ? pass->tape + begin * n_tape : scratch,
      .spare = spare,
    };
    batch_forward(&batch);
  }
  return PLUGCAST_OK;
}

/** Turns the gradients of a hidden layer's values into those of its sums. */
static void
multiply_by_slopes(const Batch *batch, uint64_t layer, const DenseTarget *gradients)
{
  const Layers *const layers = &batch->perceptron->layers;
  const uint64_t width = layers->widths[layer];
  const float *const slopes = batch->trace + layers_get_place(layers, layer) + width;
  for (uint64_t row = 0; row < batch->n_rows; row++) {
    float *const target = gradients->values + row * gradients->stride;
    for (uint64_t i = 0; i < width; i++) {
      target[i] *= slopes[row * layers->n_tape + i];
    }
  }
}

static void
add_input_gradients(const Batch *batch, const DenseRows *gradients)
{
  const Layers *const layers = &batch->perceptron->layers;
  const Dense dense = layers_get(layers, 0);
  const DenseTarget target = {
    .values = batch->pass->input_gradients + batch->begin * layers->n_inputs,
    .stride = layers->n_inputs,
  };
  dense_input_gradients(&dense, batch->pass->weights, batch->n_rows, gradients, true, &target);
}

// Gradients go from one half of @spare to the other.
static void
batch_backward(const Batch *batch, const DenseTarget spare[2])
{
  const Layers *const layers = &batch->perceptron->layers;
  const plugcast_pass *const pass = batch->pass;
  DenseRows above = {
    .values = pass->output_gradients + batch->begin * layers->n_outputs,
    .stride = layers->n_outputs,
  };
  for (uint64_t layer = layers->n_hidden + 1; layer-- > 0;) {
    const Dense dense = layers_get(layers, layer);
    const uint64_t offset = layers_get_offset(layers, layer);
    const DenseRows inputs = batch_get_inputs(batch, layer);
    dense_add_weight_gradients(&dense, batch->n_rows, &inputs, &above,
                               pass->weight_gradients + offset);
    if (layer == 0) {
      break;
    }
    const DenseTarget *const below = &spare[layer % 2];
    dense_input_gradients(&dense, pass->weights + offset, batch->n_rows, &above, false, below);
    multiply_by_slopes(batch, layer - 1, below);
    above = (DenseRows){ .values = below->values, .stride = below->stride };
  }
  if (pass->input_gradients != NULL) {
    add_input_gradients(batch, &above);
  }
}

plugcast_status
passes_backward(const plugcast_call *call, const Perceptron *perceptron, const plugcast_pass *pass)
{
  const Layers *const layers = &perceptron->layers;
  const uint64_t n_numbers = rows_at(pass, 0) * layers->widest;
  float *const numbers = plugcast_scratch(call, 2 * n_numbers * sizeof *numbers);
  if (numbers == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the gradients of a batch");
  }
  const DenseTarget spare[2] = {
    { .values = numbers, .stride = layers->widest },
    { .values = numbers + n_numbers, .stride = layers->widest },
  };
  for (uint64_t begin = 0; begin < pass->n_rows; begin += ROWS_AT_ONCE) {
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    const Batch batch = {
      .call = call,
      .perceptron = perceptron,
      .pass = pass,
      .begin = begin,
      .n_rows = rows_at(pass, begin),
      .trace = pass->tape + begin * layers->n_tape,
    };
    batch_backward(&batch, spare);
  }
  return PLUGCAST_OK;
}
