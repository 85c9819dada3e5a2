// SPDX-License-Identifier: MIT
#include "dense.h"
#include "passes.h"

enum {
  PARAM_HIDDEN,
  PARAM_LAYERS,
  PARAM_ACTIVATION,
  PARAM_DROPOUT,
  N_PARAMS,
};

static plugcast_status
start(const plugcast_call *call, const plugcast_host *host)
{
  return dense_start(call);
}

static plugcast_status
read_perceptron(const plugcast_call *call,
                const plugcast_value *values,
                const plugcast_shape *shape,
                Perceptron *perceptron)
{
  perceptron->activation = (Activation)values[PARAM_ACTIVATION].integer;
  perceptron->dropout = values[PARAM_DROPOUT].real;
  return layers_read(call, shape, values[PARAM_HIDDEN].integers,
                     (uint64_t)values[PARAM_LAYERS].integer, &perceptron->layers);
}

static plugcast_status
sizes(const plugcast_call *call,
      const plugcast_value *values,
      const plugcast_shape *shape,
      plugcast_sizes *out)
{
  Perceptron perceptron;
  const plugcast_status status = read_perceptron(call, values, shape, &perceptron);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const Layers *const layers = &perceptron.layers;
  const uint64_t n_blocks = 2 * (layers->n_hidden + 1);
  uint64_t *const ends = plugcast_scratch(call, n_blocks * sizeof *ends);
  if (ends == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the sizes");
  }
  for (uint64_t layer = 0; layer <= layers->n_hidden; layer++) {
    ends[2 * layer + 1] = layers_get_offset(layers, layer + 1);
    ends[2 * layer] = ends[2 * layer + 1] - layers_get(layers, layer).n_outputs;
  }
  out->n_blocks = (uint32_t)n_blocks;
  out->n_weights = ends[n_blocks - 1];
  out->n_tape = layers->n_tape;
  out->block_ends = ends;
  return PLUGCAST_OK;
}

static plugcast_status
init(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_shape *shape,
     float *weights)
{
  Perceptron perceptron;
  const plugcast_status status = read_perceptron(call, values, shape, &perceptron);
  if (status == PLUGCAST_OK) {
    passes_init(call, &perceptron, weights);
  }
  return status;
}

static plugcast_status
forward(const plugcast_call *call,
        const plugcast_value *values,
        const plugcast_shape *shape,
        const plugcast_pass *pass)
{
  Perceptron perceptron;
  const plugcast_status status = read_perceptron(call, values, shape, &perceptron);
  return status == PLUGCAST_OK ? passes_forward(call, &perceptron, pass) : status;
}

static plugcast_status
backward(const plugcast_call *call,
         const plugcast_value *values,
         const plugcast_shape *shape,
         const plugcast_pass *pass)
{
  Perceptron perceptron;
  const plugcast_status status = read_perceptron(call, values, shape, &perceptron);
  return status == PLUGCAST_OK ? passes_backward(call, &perceptron, pass) : status;
}

static const plugcast_network methods = {
  .struct_size = sizeof methods,
  .n_threads = 1,
  .sizes = sizes,
  .init = init,
  .forward = forward,
  .backward = backward,
};

static const plugcast_param params[N_PARAMS] = {
  [PARAM_HIDDEN] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGERS,
      .name = "hidden",
      .summary = "widths of the hidden layers",
      .minimum = 1.0,
      .maximum = 65536.0,
      .default_text = "128,128",
      .scale = PLUGCAST_SCALE_LOGARITHMIC,
  },
  [PARAM_LAYERS] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "layers",
      .summary = "hidden layers; 0: one for each width, else the last width is repeated",
      .minimum = 0.0,
      .maximum = MAX_HIDDEN_LAYERS,
  },
  [PARAM_ACTIVATION] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "activation",
      .summary = "function of the hidden layers",
      .default_number = ACTIVATION_RELU,
      .choices = activation_names,
      .n_choices = N_ACTIVATIONS,
  },
  [PARAM_DROPOUT] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "dropout",
      .summary = "share of hidden values that are set to 0 in training and sampling",
      .maximum = 0.99,
      .default_number = 0.1,
  },
};

static const plugcast_component mlp = {
  .struct_size = sizeof mlp,
  .kind = PLUGCAST_KIND_NETWORK,
  .name = "mlp",
  .summary = "multilayer perceptron from a window to the steps after it, with dropout",
  .reference =
      "Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating "
      "errors, Nature 323, 533-536; Gal and Ghahramani (2016), Dropout as a Bayesian "
      "approximation, ICML 33, 1050-1059",
  .params = params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .capabilities = PLUGCAST_CAN_EXOGENOUS | PLUGCAST_CAN_QUANTILES,
  .methods = &methods,
};

static const plugcast_component *const components[] = { &mlp };

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof components[0]),
  .name = "mlp",
  .version = "1.0",
  .summary = "multilayer perceptron on windows",
  .license = "MIT",
  .components = components,
  .init = start,
};
