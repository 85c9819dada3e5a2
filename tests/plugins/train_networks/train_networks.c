// SPDX-License-Identifier: MIT
// Networks for the tests of training: a linear map whose gradient is exact, and such as break a
// promise.
#include <plugcast.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  N_BLOCKS = 2
};

static uint64_t
count_inputs(const plugcast_shape *shape)
{
  return shape->n_channels * shape->input_length;
}

static uint64_t
count_outputs(const plugcast_shape *shape)
{
  return shape->n_outputs * shape->horizon;
}

static plugcast_status
sizes(const plugcast_call *call,
      const plugcast_value *values,
      const plugcast_shape *shape,
      plugcast_sizes *out)
{
  if (shape->input_length > 100000) {
    return plugcast_fail(call, PLUGCAST_BAD_ARGUMENT, "input is longer than 100000 steps");
  }
  uint64_t *ends = plugcast_scratch(call, N_BLOCKS * sizeof *ends);
  if (ends == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  ends[0] = count_inputs(shape) * count_outputs(shape);
  ends[1] = ends[0] + count_outputs(shape);
  out->n_blocks = N_BLOCKS;
  out->n_weights = ends[1];
  out->n_tape = 1;
  out->block_ends = ends;
  return PLUGCAST_OK;
}

// A small generator, for weights that depend on the seed.
static uint64_t
next_word(uint64_t *state)
{
  *state += UINT64_C(0x9E3779B97F4A7C15);
  uint64_t word = *state;
  word = (word ^ (word >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  word = (word ^ (word >> 27)) * UINT64_C(0x94D049BB133111EB);
  return word ^ (word >> 31);
}

static float
next_uniform(uint64_t *state)
{
  return (float)(next_word(state) >> 40) * 0x1p-24F;
}

static plugcast_status
init(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_shape *shape,
     float *weights)
{
  uint64_t state = call->seed;
  const uint64_t n = (count_inputs(shape) + 1) * count_outputs(shape);
  for (uint64_t i = 0; i < n; i++) {
    weights[i] = (next_uniform(&state) - 0.5F) / (float)count_inputs(shape);
  }
  return PLUGCAST_OK;
}

// Whether output @index of the pass is kept: all of them, unless dropout acts.
static float
keep(const plugcast_call *call, const plugcast_pass *pass, double dropout, uint64_t index)
{
  if (dropout <= 0 || pass->flags == 0) {
    return 1.0F;
  }
  uint64_t state = call->seed ^ (index * UINT64_C(0xD1B54A32D192ED03));
  return (double)next_uniform(&state) < dropout ? 0.0F : (float)(1.0 / (1.0 - dropout));
}

static plugcast_status
forward(const plugcast_call *call,
        const plugcast_value *values,
        const plugcast_shape *shape,
        const plugcast_pass *pass)
{
  const uint64_t n_inputs = count_inputs(shape);
  const uint64_t n_outputs = count_outputs(shape);
  const float *biases = pass->weights + n_inputs * n_outputs;
  for (uint64_t row = 0; row < pass->n_rows; row++) {
    const float *in = pass->inputs + row * n_inputs;
    for (uint64_t j = 0; j < n_outputs; j++) {
      float sum = biases[j];
      for (uint64_t i = 0; i < n_inputs; i++) {
        sum += pass->weights[j * n_inputs + i] * in[i];
      }
      const uint64_t at = row * n_outputs + j;
      pass->outputs[at] = sum * keep(call, pass, values[0].real, at);
    }
    if (pass->flags & PLUGCAST_PASS_TRAINING) {
      pass->tape[row] = in[0];
    }
  }
  return PLUGCAST_OK;
}

static plugcast_status
backward(const plugcast_call *call,
         const plugcast_value *values,
         const plugcast_shape *shape,
         const plugcast_pass *pass)
{
  const uint64_t n_inputs = count_inputs(shape);
  const uint64_t n_outputs = count_outputs(shape);
  float *biases = pass->weight_gradients + n_inputs * n_outputs;
  for (uint64_t row = 0; row < pass->n_rows; row++) {
    const float *in = pass->inputs + row * n_inputs;
    if (memcmp(&pass->tape[row], &in[0], sizeof(float)) != 0) {
      return plugcast_fail(call, PLUGCAST_BAD_STATE, "the tape is another pass's");
    }
    for (uint64_t j = 0; j < n_outputs; j++) {
      const uint64_t at = row * n_outputs + j;
      const float slope = pass->output_gradients[at] * keep(call, pass, values[0].real, at);
      biases[j] += slope;
      for (uint64_t i = 0; i < n_inputs; i++) {
        pass->weight_gradients[j * n_inputs + i] += slope * in[i];
      }
    }
  }
  return PLUGCAST_OK;
}

static plugcast_status
sizes_wrong(const plugcast_call *call,
            const plugcast_value *values,
            const plugcast_shape *shape,
            plugcast_sizes *out)
{
  static const uint64_t ends[] = { 4, 4, 8 };
  static const uint64_t short_ends[] = { 4, 6 };
  switch (values[0].integer) {
  case 0: // no weights
    return PLUGCAST_OK;
  case 1: // blocks that do not rise
    out->n_weights = 8;
    out->n_blocks = 3;
    out->block_ends = ends;
    return PLUGCAST_OK;
  case 2: // blocks that end too soon
    out->n_weights = 8;
    out->n_blocks = 2;
    out->block_ends = short_ends;
    return PLUGCAST_OK;
  default: // more weights than any machine has
    out->n_weights = UINT64_MAX;
    return PLUGCAST_OK;
  }
}

static plugcast_status
init_fault(const plugcast_call *call,
           const plugcast_value *values,
           const plugcast_shape *shape,
           float *weights)
{
  const uint64_t n = (count_inputs(shape) + 1) * count_outputs(shape);
  init(call, values, shape, weights);
  if (values[0].integer == 0) {
    weights[n] = 1.0F;
  } else if (values[0].integer == 1) {
    weights[n - 1] = NAN;
  }
  return PLUGCAST_OK;
}

static plugcast_status
forward_fault(const plugcast_call *call,
              const plugcast_value *values,
              const plugcast_shape *shape,
              const plugcast_pass *pass)
{
  const plugcast_value plain[] = { { .real = 0 } };
  const uint64_t n = pass->n_rows * count_outputs(shape);
  switch (values[0].integer) {
  case 2:
    return PLUGCAST_OK; // nothing written
  case 3:
    forward(call, plain, shape, pass);
    pass->outputs[n] = 1.0F;
    return PLUGCAST_OK;
  case 4:
    return plugcast_fail(call, PLUGCAST_NUMERIC, "no luck today");
  case 5:
    forward(call, plain, shape, pass);
    pass->outputs[n - 1] = INFINITY;
    return PLUGCAST_OK;
  default:
    return forward(call, plain, shape, pass);
  }
}

static plugcast_status
backward_fault(const plugcast_call *call,
               const plugcast_value *values,
               const plugcast_shape *shape,
               const plugcast_pass *pass)
{
  const plugcast_value plain[] = { { .real = 0 } };
  const uint64_t n_inputs = count_inputs(shape);
  const uint64_t n_outputs = count_outputs(shape);
  const plugcast_status status = backward(call, plain, shape, pass);
  if (values[0].integer == 6) {
    pass->weight_gradients[n_inputs * n_outputs] = INFINITY;
  } else if (values[0].integer == 7) {
    pass->weight_gradients[(n_inputs + 1) * n_outputs] = 1.0F;
  }
  return status;
}

static const plugcast_network line_methods = {
  .struct_size = sizeof line_methods,
  .n_threads = 1,
  .sizes = sizes,
  .init = init,
  .forward = forward,
  .backward = backward,
};
static const plugcast_param line_params[] = {
  {
      .struct_size = sizeof line_params[0],
      .type = PLUGCAST_PARAM_REAL,
      .name = "dropout",
      .summary = "share of outputs that are dropped",
      .maximum = 0.9,
  },
};
static const plugcast_component line = {
  .struct_size = sizeof line,
  .kind = PLUGCAST_KIND_NETWORK,
  .name = "line",
  .summary = "a linear map of the window",
  .params = line_params,
  .n_params = 1,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .methods = &line_methods,
};

static const plugcast_param fault_params[] = {
  {
      .struct_size = sizeof fault_params[0],
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "fault",
      .summary = "which promise is broken",
      .maximum = 100,
  },
};
static const plugcast_network misfit_methods = {
  .struct_size = sizeof misfit_methods,
  .n_threads = 1,
  .sizes = sizes_wrong,
  .init = init,
  .forward = forward,
  .backward = backward,
};
static const plugcast_component misfit = {
  .struct_size = sizeof misfit,
  .kind = PLUGCAST_KIND_NETWORK,
  .name = "misfit",
  .summary = "tells sizes that cannot be",
  .params = fault_params,
  .n_params = 1,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .methods = &misfit_methods,
};
static const plugcast_network faulty_methods = {
  .struct_size = sizeof faulty_methods,
  .n_threads = 1,
  .sizes = sizes,
  .init = init_fault,
  .forward = forward_fault,
  .backward = backward_fault,
};
static const plugcast_component faulty = {
  .struct_size = sizeof faulty,
  .kind = PLUGCAST_KIND_NETWORK,
  .name = "faulty_line",
  .summary = "a linear map that writes where and what it should not",
  .params = fault_params,
  .n_params = 1,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .methods = &faulty_methods,
};

// A global forecaster that can be saved: the mean of all last values.
typedef struct {
  double level;
} Kept;

static plugcast_status
kept_create(const plugcast_call *call, const plugcast_value *values, void **instance)
{
  *instance = calloc(1, sizeof(Kept));
  return *instance != NULL ? PLUGCAST_OK : PLUGCAST_NO_MEMORY;
}

static plugcast_status
kept_fit(const plugcast_call *call,
         void *instance,
         const plugcast_series *const *series,
         uint64_t n_series,
         plugcast_status *status)
{
  Kept *self = instance;
  double sum = 0;
  for (uint64_t i = 0; i < n_series; i++) {
    sum += series[i]->values[series[i]->n_values - 1];
  }
  self->level = sum / (double)n_series;
  return sum < 0 ? plugcast_fail(call, PLUGCAST_BAD_INPUT, "below zero") : PLUGCAST_OK;
}

static plugcast_status
kept_forecast(const plugcast_call *call,
              void *instance,
              const plugcast_series *const *series,
              uint64_t n_series,
              const plugcast_forecast *out)
{
  const Kept *self = instance;
  for (uint64_t i = 0; i < n_series * out->horizon; i++) {
    out->mean[i] = self->level;
  }
  return PLUGCAST_OK;
}

static plugcast_status
kept_save(const plugcast_call *call, void *instance, plugcast_writer *writer)
{
  const Kept *self = instance;
  const plugcast_status status = writer->write(writer, "kept", 4);
  return status == PLUGCAST_OK ? writer->write(writer, &self->level, sizeof self->level) : status;
}

static plugcast_status
kept_load(const plugcast_call *call, void *instance, plugcast_reader *reader)
{
  Kept *self = instance;
  char mark[4] = { 0 };
  if (reader->read(reader, mark, sizeof mark) != sizeof mark || memcmp(mark, "kept", 4) != 0 ||
      reader->read(reader, &self->level, sizeof self->level) != sizeof self->level) {
    return plugcast_fail(call, PLUGCAST_BAD_STATE, "these bytes are of something else");
  }
  return PLUGCAST_OK;
}

static const plugcast_forecaster kept_methods = {
  .struct_size = sizeof kept_methods,
  .scope = PLUGCAST_SCOPE_GLOBAL,
  .least_length = 1,
  .create = kept_create,
  .destroy = free,
  .fit = kept_fit,
  .forecast = kept_forecast,
  .save = kept_save,
  .load = kept_load,
};
static const plugcast_component kept = {
  .struct_size = sizeof kept,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "kept_level",
  .summary = "the mean of the last values of all series",
  .threading = PLUGCAST_THREADING_INSTANCE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_SAVE,
  .methods = &kept_methods,
};

static const plugcast_component *const components[] = { &line, &misfit, &faulty, &kept };
const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(4),
  .name = "train_networks",
  .version = "1.0",
  .components = components,
};
