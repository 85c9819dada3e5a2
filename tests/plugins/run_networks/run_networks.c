// SPDX-License-Identifier: MIT
// A network V tanh(U x + a) + b with a fault of the user's choice, and w |x| with its kink at 0.
#include <plugcast.h>

#include <math.h>

enum {
  N_HIDDEN = 3,
  N_BLOCKS = 4,
};

typedef enum {
  FAULT_NONE,
  FAULT_WRONG_SIGN,
  FAULT_NO_BIAS_GRADIENT,
  FAULT_ONE_WEIGHT,
  FAULT_OVERWRITES,
  FAULT_OVERWRITES_INPUTS,
  FAULT_NO_INPUT_GRADIENT,
  FAULT_WRITES_BEHIND_TAPE,
  FAULT_WRITES_BEHIND_OUTPUTS,
  FAULT_WRITES_BEHIND_GRADIENTS,
  FAULT_WRITES_BEFORE_INPUT_GRADIENTS,
  FAULT_CHANGES_WEIGHTS,
  FAULT_CHANGES_INPUTS,
  FAULT_CHANGES_OUTPUT_GRADIENTS,
  FAULT_UNASKED_TAPE,
  FAULT_OTHER_WITHOUT_TAPE,
  FAULT_NOT_REPEATED,
  FAULT_LEAVES_OUTPUT,
  FAULT_FAILS_FORWARD,
  FAULT_FAILS_BACKWARD,
  N_FAULTS,
} Fault;

static const char *const fault_names[N_FAULTS] = {
  [FAULT_NONE] = "none",
  [FAULT_WRONG_SIGN] = "wrong-sign",
  [FAULT_NO_BIAS_GRADIENT] = "no-bias-gradient",
  [FAULT_ONE_WEIGHT] = "one-weight",
  [FAULT_OVERWRITES] = "overwrites",
  [FAULT_OVERWRITES_INPUTS] = "overwrites-inputs",
  [FAULT_NO_INPUT_GRADIENT] = "no-input-gradient",
  [FAULT_WRITES_BEHIND_TAPE] = "writes-behind-tape",
  [FAULT_WRITES_BEHIND_OUTPUTS] = "writes-behind-outputs",
  [FAULT_WRITES_BEHIND_GRADIENTS] = "writes-behind-gradients",
  [FAULT_WRITES_BEFORE_INPUT_GRADIENTS] = "writes-before-input-gradients",
  [FAULT_CHANGES_WEIGHTS] = "changes-weights",
  [FAULT_CHANGES_INPUTS] = "changes-inputs",
  [FAULT_CHANGES_OUTPUT_GRADIENTS] = "changes-output-gradients",
  [FAULT_UNASKED_TAPE] = "unasked-tape",
  [FAULT_OTHER_WITHOUT_TAPE] = "other-without-tape",
  [FAULT_NOT_REPEATED] = "not-repeated",
  [FAULT_LEAVES_OUTPUT] = "leaves-output",
  [FAULT_FAILS_FORWARD] = "fails-forward",
  [FAULT_FAILS_BACKWARD] = "fails-backward",
};

typedef struct {
  uint64_t n_inputs;
  uint64_t n_outputs;
  uint64_t ends[N_BLOCKS]; // of U, a, V and b
} Net;

static Net
net_of(const plugcast_shape *shape)
{
  Net net = {
    .n_inputs = shape->n_channels * shape->input_length,
    .n_outputs = shape->n_outputs * shape->horizon,
  };
  net.ends[0] = N_HIDDEN * net.n_inputs;
  net.ends[1] = net.ends[0] + N_HIDDEN;
  net.ends[2] = net.ends[1] + N_HIDDEN * net.n_outputs;
  net.ends[3] = net.ends[2] + net.n_outputs;
  return net;
}

static Fault
fault_of(const plugcast_value *values)
{
  return (Fault)values[0].integer;
}

static plugcast_status
sizes(const plugcast_call *call,
      const plugcast_value *values,
      const plugcast_shape *shape,
      plugcast_sizes *out)
{
  const Net net = net_of(shape);
  uint64_t *const ends = plugcast_scratch(call, sizeof net.ends);
  for (int i = 0; i < N_BLOCKS; i++) {
    ends[i] = net.ends[i];
  }
  out->n_blocks = N_BLOCKS;
  out->n_weights = net.ends[3];
  out->n_tape = N_HIDDEN;
  out->block_ends = ends;
  return PLUGCAST_OK;
}

static plugcast_status
init(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_shape *shape,
     float *weights)
{
  const Net net = net_of(shape);
  for (uint64_t i = 0; i < net.ends[3]; i++) {
    weights[i] = (float)(i % 7) / 7.0f - 0.4f;
  }
  return PLUGCAST_OK;
}

static void
hide(const Net *net, const float *weights, const float *inputs, float *hidden)
{
  for (uint64_t j = 0; j < N_HIDDEN; j++) {
    float sum = weights[net->ends[0] + j];
    for (uint64_t i = 0; i < net->n_inputs; i++) {
      sum += weights[j * net->n_inputs + i] * inputs[i];
    }
    hidden[j] = tanhf(sum);
  }
}

static void
show(const Net *net, const float *weights, const float *hidden, float *outputs)
{
  for (uint64_t k = 0; k < net->n_outputs; k++) {
    outputs[k] = weights[net->ends[2] + k];
    for (uint64_t j = 0; j < N_HIDDEN; j++) {
      outputs[k] += weights[net->ends[1] + k * N_HIDDEN + j] * hidden[j];
    }
  }
}

/** What a faulty forward() does besides; the casts take away the const that it breaks. */
static void
spoil_forward(Fault fault, const Net *net, const plugcast_pass *pass)
{
  static float n_calls;
  const bool is_training = (pass->flags & PLUGCAST_PASS_TRAINING) != 0;
  if (fault == FAULT_WRITES_BEHIND_TAPE && is_training) {
    pass->tape[pass->n_rows * N_HIDDEN] = 1.0f;
  } else if (fault == FAULT_WRITES_BEHIND_OUTPUTS) {
    pass->outputs[pass->n_rows * net->n_outputs] = 1.0f;
  } else if (fault == FAULT_CHANGES_WEIGHTS) {
    ((float *)(uintptr_t)pass->weights)[0] += 1.0f;
  } else if (fault == FAULT_CHANGES_INPUTS) {
    ((float *)(uintptr_t)pass->inputs)[0] += 1.0f;
  } else if (fault == FAULT_UNASKED_TAPE && !is_training) {
    pass->tape[0] = 1.0f;
  } else if (fault == FAULT_OTHER_WITHOUT_TAPE && !is_training) {
    pass->outputs[0] += 1.0f;
  } else if (fault == FAULT_NOT_REPEATED) {
    pass->outputs[0] += n_calls++ * 1e-6f;
  }
}

static plugcast_status
forward(const plugcast_call *call,
        const plugcast_value *values,
        const plugcast_shape *shape,
        const plugcast_pass *pass)
{
  const Net net = net_of(shape);
  const Fault fault = fault_of(values);
  if (fault == FAULT_FAILS_FORWARD) {
    return plugcast_fail(call, PLUGCAST_NUMERIC, "no more numbers");
  }
  for (uint64_t row = 0; row < pass->n_rows; row++) {
    float hidden[N_HIDDEN];
    hide(&net, pass->weights, pass->inputs + row * net.n_inputs, hidden);
    if ((pass->flags & PLUGCAST_PASS_TRAINING) != 0) {
      for (uint64_t j = 0; j < N_HIDDEN; j++) {
        pass->tape[row * N_HIDDEN + j] = hidden[j];
      }
    }
    if (fault != FAULT_LEAVES_OUTPUT || row > 0) {
      show(&net, pass->weights, hidden, pass->outputs + row * net.n_outputs);
    }
  }
  spoil_forward(fault, &net, pass);
  return PLUGCAST_OK;
}

static void
add(float *sum, float term, bool overwrites)
{
  *sum = overwrites ? term : *sum + term;
}

/** Adds what one row says; returns the slopes of its hidden sums in @slopes. */
static void
backward_outputs(
    Fault fault, const Net *net, const plugcast_pass *pass, uint64_t row, float *slopes)
{
  const float *const tape = pass->tape + row * N_HIDDEN;
  const float *const above = pass->output_gradients + row * net->n_outputs;
  for (uint64_t j = 0; j < N_HIDDEN; j++) {
    slopes[j] = 0.0f;
  }
  for (uint64_t k = 0; k < net->n_outputs; k++) {
    for (uint64_t j = 0; j < N_HIDDEN; j++) {
      const uint64_t weight = net->ends[1] + k * N_HIDDEN + j;
      pass->weight_gradients[weight] += above[k] * tape[j];
      slopes[j] += above[k] * pass->weights[weight] * (1.0f - tape[j] * tape[j]);
    }
    if (fault != FAULT_NO_BIAS_GRADIENT) {
      pass->weight_gradients[net->ends[2] + k] += above[k];
    }
  }
}

static void
backward_hidden(
    Fault fault, const Net *net, const plugcast_pass *pass, uint64_t row, const float *slopes)
{
  const float *const inputs = pass->inputs + row * net->n_inputs;
  const float sign = fault == FAULT_WRONG_SIGN ? -1.0f : 1.0f;
  for (uint64_t j = 0; j < N_HIDDEN; j++) {
    for (uint64_t i = 0; i < net->n_inputs; i++) {
      const uint64_t weight = j * net->n_inputs + i;
      const bool is_doubled = fault == FAULT_ONE_WEIGHT && weight == 0;
      add(&pass->weight_gradients[weight], (is_doubled ? 2.0f : sign) * slopes[j] * inputs[i],
          fault == FAULT_OVERWRITES && row == 0);
      if (pass->input_gradients != NULL && fault != FAULT_NO_INPUT_GRADIENT) {
        add(&pass->input_gradients[row * net->n_inputs + i], pass->weights[weight] * slopes[j],
            fault == FAULT_OVERWRITES_INPUTS && j == 0);
      }
    }
    pass->weight_gradients[net->ends[0] + j] += slopes[j];
  }
}

static plugcast_status
backward(const plugcast_call *call,
         const plugcast_value *values,
         const plugcast_shape *shape,
         const plugcast_pass *pass)
{
  const Net net = net_of(shape);
  const Fault fault = fault_of(values);
  if (fault == FAULT_FAILS_BACKWARD) {
    return plugcast_fail(call, PLUGCAST_NUMERIC, "no way back");
  }
  for (uint64_t row = 0; row < pass->n_rows; row++) {
    float slopes[N_HIDDEN];
    backward_outputs(fault, &net, pass, row, slopes);
    backward_hidden(fault, &net, pass, row, slopes);
  }
  if (fault == FAULT_WRITES_BEHIND_GRADIENTS) {
    pass->weight_gradients[net.ends[3]] = 1.0f;
  } else if (fault == FAULT_WRITES_BEFORE_INPUT_GRADIENTS && pass->input_gradients != NULL) {
    pass->input_gradients[-1] = 1.0f;
  } else if (fault == FAULT_CHANGES_OUTPUT_GRADIENTS) {
    ((float *)(uintptr_t)pass->output_gradients)[0] += 1.0f;
  }
  return PLUGCAST_OK;
}

static const plugcast_network faulty_methods = {
  .struct_size = sizeof faulty_methods,
  .n_threads = 1,
  .sizes = sizes,
  .init = init,
  .forward = forward,
  .backward = backward,
};
static const plugcast_param faulty_params[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "fault",
      .summary = "what it does wrong",
      .choices = fault_names,
      .n_choices = N_FAULTS,
  },
};
static const plugcast_component faulty = {
  .struct_size = sizeof faulty,
  .kind = PLUGCAST_KIND_NETWORK,
  .name = "faulty",
  .summary = "a network with a fault",
  .params = faulty_params,
  .n_params = 1,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .methods = &faulty_methods,
};

static plugcast_status
kink_sizes(const plugcast_call *call,
           const plugcast_value *values,
           const plugcast_shape *shape,
           plugcast_sizes *out)
{
  static const uint64_t end = 1;
  out->n_blocks = 1;
  out->n_weights = 1;
  out->block_ends = &end;
  return PLUGCAST_OK;
}

static plugcast_status
kink_init(const plugcast_call *call,
          const plugcast_value *values,
          const plugcast_shape *shape,
          float *weights)
{
  weights[0] = 2.0f;
  return PLUGCAST_OK;
}

static plugcast_status
kink_forward(const plugcast_call *call,
             const plugcast_value *values,
             const plugcast_shape *shape,
             const plugcast_pass *pass)
{
  for (uint64_t row = 0; row < pass->n_rows; row++) {
    for (uint64_t h = 0; h < shape->horizon; h++) {
      pass->outputs[row * shape->horizon + h] = 0.0f;
      for (uint64_t i = 0; i < shape->input_length; i++) {
        pass->outputs[row * shape->horizon + h] +=
            pass->weights[0] * fabsf(pass->inputs[row * shape->input_length + i]);
      }
    }
  }
  return PLUGCAST_OK;
}

// Says slope × w at the kink, where -w … w is right.
static plugcast_status
kink_backward(const plugcast_call *call,
              const plugcast_value *values,
              const plugcast_shape *shape,
              const plugcast_pass *pass)
{
  const float at_kink = (float)values[0].real;
  for (uint64_t row = 0; row < pass->n_rows; row++) {
    for (uint64_t h = 0; h < shape->horizon; h++) {
      const float above = pass->output_gradients[row * shape->horizon + h];
      for (uint64_t i = 0; i < shape->input_length; i++) {
        const float input = pass->inputs[row * shape->input_length + i];
        const float slope = input > 0.0f ? 1.0f : input < 0.0f ? -1.0f : at_kink;
        pass->weight_gradients[0] += above * fabsf(input);
        if (pass->input_gradients != NULL) {
          pass->input_gradients[row * shape->input_length + i] += above * pass->weights[0] * slope;
        }
      }
    }
  }
  return PLUGCAST_OK;
}

static const plugcast_network kink_methods = {
  .struct_size = sizeof kink_methods,
  .n_threads = 1,
  .sizes = kink_sizes,
  .init = kink_init,
  .forward = kink_forward,
  .backward = kink_backward,
};
static const plugcast_param kink_params[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "slope",
      .summary = "what it says at the kink",
      .minimum = -100.0,
      .maximum = 100.0,
  },
};
static const plugcast_component kink = {
  .struct_size = sizeof kink,
  .kind = PLUGCAST_KIND_NETWORK,
  .name = "kink",
  .summary = "a weight times the sum of the inputs' sizes",
  .params = kink_params,
  .n_params = 1,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .methods = &kink_methods,
};

static const plugcast_component *const components[] = { &faulty, &kink };

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof components[0]),
  .name = "run_networks",
  .version = "1.0",
  .components = components,
};
