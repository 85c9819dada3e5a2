// SPDX-License-Identifier: MIT
#include "run/train/network.h"

#include "plugin/visit.h"
#include "run/train/float_fence.h"

#include <string.h>

// More weights or tape would not be meant.
#define MOST_FLOATS (UINT64_C(1) << 36)

struct Network {
  const Setup *setup; // borrowed
  const Component *component;
  const plugcast_network *methods;
  plugcast_shape shape;
  gsize n_weights;
  gsize n_tape;
  guint64 *block_ends; // [n_blocks], owned
  gsize n_blocks;
};

G_DEFINE_QUARK(network_error, network_error)

static gboolean
set_sizes_error(const Network *network, const char *what, guint64 number, GError **error)
{
  g_set_error(error, NETWORK_ERROR, NETWORK_ERROR_SIZES,
              "network '%s': sizes() tells %s, %" G_GUINT64_FORMAT,
              component_get_name(network->component), what, number);
  return FALSE;
}

static gboolean
take_sizes(Network *network, const plugcast_sizes *sizes, GError **error)
{
  if (sizes->n_weights == 0 || sizes->n_weights > MOST_FLOATS) {
    return set_sizes_error(network, "a number of weights that cannot be", sizes->n_weights, error);
  }
  if (sizes->n_tape > MOST_FLOATS) {
    return set_sizes_error(network, "a tape that cannot be", sizes->n_tape, error);
  }
  if (sizes->n_blocks == 0 || sizes->n_blocks > sizes->n_weights || sizes->block_ends == NULL) {
    return set_sizes_error(network, "a number of blocks that cannot be", sizes->n_blocks, error);
  }
  guint64 before = 0;
  for (guint32 i = 0; i < sizes->n_blocks; i++) {
    if (sizes->block_ends[i] <= before) {
      return set_sizes_error(network, "block ends that do not rise", sizes->block_ends[i], error);
    }
    before = sizes->block_ends[i];
  }
  if (before != sizes->n_weights) {
    return set_sizes_error(network, "a last block that does not end where the weights do", before,
                           error);
  }
  network->n_weights = sizes->n_weights;
  network->n_tape = sizes->n_tape;
  network->n_blocks = sizes->n_blocks;
  network->block_ends = g_memdup2(sizes->block_ends, sizes->n_blocks * sizeof *sizes->block_ends);
  return TRUE;
}

Network *
network_new(const Setup *setup, const plugcast_shape *shape, GError **error)
{
  g_return_val_if_fail(setup != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Network) network = g_new0(Network, 1);
  network->setup = setup;
  network->component = setup_get_component(setup);
  network->methods = component_get_network(network->component);
  network->shape = *shape;
  network->shape.struct_size = sizeof network->shape;

  g_autoptr(Arena) arena = arena_new();
  Call call;
  call_init(&call, 0);
  call.arena = arena;
  plugcast_sizes sizes = { .struct_size = sizeof sizes };
  Visit visit = visit_begin(network->component, &call);
  const plugcast_status status = visit_end(
      &visit,
      network->methods->sizes(&call.context, setup_get_values(setup), &network->shape, &sizes),
      "sizes");
  if (status != PLUGCAST_OK) {
    g_set_error(error, NETWORK_ERROR, NETWORK_ERROR_SHAPE, "network '%s': %s",
                component_get_name(network->component), call.message);
    return NULL;
  }
  return take_sizes(network, &sizes, error) ? g_steal_pointer(&network) : NULL;
}

void
network_free(Network *network)
{
  if (network == NULL) {
    return;
  }
  g_free(network->block_ends);
  g_free(network);
}

const Setup *
network_get_setup(const Network *network)
{
  return network->setup;
}

const plugcast_shape *
network_get_shape(const Network *network)
{
  return &network->shape;
}

gsize
network_get_n_weights(const Network *network)
{
  return network->n_weights;
}

const guint64 *
network_get_block_ends(const Network *network, gsize *n_blocks)
{
  *n_blocks = network->n_blocks;
  return network->block_ends;
}

char *
network_describe_block(const Network *network, gsize index)
{
  gsize block = 0;
  while (network->block_ends[block] <= index) {
    block++;
  }
  const guint64 begin = block > 0 ? network->block_ends[block - 1] : 0;
  return g_strdup_printf("block %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                         " (weights %" G_GUINT64_FORMAT " … %" G_GUINT64_FORMAT ")",
                         block + 1, network->n_blocks, begin, network->block_ends[block] - 1);
}

gsize
network_get_n_inputs(const Network *network)
{
  return network->shape.n_channels * network->shape.input_length;
}

gsize
network_get_n_outputs(const Network *network)
{
  return network->shape.n_outputs * network->shape.horizon;
}

gsize
network_get_n_tape(const Network *network)
{
  return network->n_tape;
}

static gboolean
check_initial(const Network *network, const float *weights, GError **error)
{
  const char *name = component_get_name(network->component);
  if (!float_fence_stands(weights, network->n_weights)) {
    g_set_error(error, NETWORK_ERROR, NETWORK_ERROR_CALL,
                "network '%s': init() wrote outside of its weights", name);
    return FALSE;
  }
  const gsize bad = float_fence_find_bad(weights, network->n_weights);
  if (bad < network->n_weights) {
    g_autofree char *block = network_describe_block(network, bad);
    g_set_error(error, NETWORK_ERROR, NETWORK_ERROR_CALL, "network '%s': init() %s %s", name,
                float_fence_is_unwritten(weights[bad]) ? "left weights unwritten in"
                                                       : "made weights that are not finite in",
                block);
    return FALSE;
  }
  return TRUE;
}

gboolean
network_init(const Network *network, guint64 seed, float *weights, GError **error)
{
  g_autoptr(Arena) arena = arena_new();
  float *fenced = float_fence_take(arena, network->n_weights);
  float_fence_mark(fenced, network->n_weights);
  Call call;
  call_init(&call, seed);
  call.arena = arena;
  Visit visit = visit_begin(network->component, &call);
  const plugcast_status status =
      visit_end(&visit,
                network->methods->init(&call.context, setup_get_values(network->setup),
                                       &network->shape, fenced),
                "init");
  if (status != PLUGCAST_OK) {
    g_set_error(error, NETWORK_ERROR, NETWORK_ERROR_CALL, "network '%s': %s",
                component_get_name(network->component), call.message);
    return FALSE;
  }
  if (!check_initial(network, fenced, error)) {
    return FALSE;
  }
  memcpy(weights, fenced, network->n_weights * sizeof *weights);
  return TRUE;
}

static plugcast_status
check_outputs(const Network *network, Call *call, const plugcast_pass *pass)
{
  const gsize n_row = network_get_n_outputs(network);
  const gsize n_outputs = pass->n_rows * n_row;
  const gboolean has_tape = (pass->flags & PLUGCAST_PASS_TRAINING) != 0;
  if (!float_fence_stands(pass->outputs, n_outputs) ||
      (has_tape && !float_fence_stands(pass->tape, pass->n_rows * network->n_tape))) {
    return call_refuse(call, PLUGCAST_OVERRUN, "forward() wrote outside of its buffers");
  }
  const gsize bad = float_fence_find_bad(pass->outputs, n_outputs);
  if (bad == n_outputs) {
    return PLUGCAST_OK;
  }
  const gsize step = bad % network->shape.horizon + 1;
  if (float_fence_is_unwritten(pass->outputs[bad])) {
    return call_refuse(call, PLUGCAST_UNWRITTEN,
                       "forward() left step %" G_GSIZE_FORMAT " of row %" G_GSIZE_FORMAT
                       " unwritten",
                       step, bad / n_row + 1);
  }
  return call_refuse(call, PLUGCAST_NOT_FINITE,
                     "the network's output for step %" G_GSIZE_FORMAT " is %g", step,
                     (double)pass->outputs[bad]);
}

plugcast_status
network_forward(const Network *network, Call *call, const plugcast_pass *pass)
{
  float_fence_mark(pass->outputs, pass->n_rows * network_get_n_outputs(network));
  Visit visit = visit_begin(network->component, call);
  const plugcast_status status =
      visit_end(&visit,
                network->methods->forward(&call->context, setup_get_values(network->setup),
                                          &network->shape, pass),
                "forward");
  return status != PLUGCAST_OK ? status : check_outputs(network, call, pass);
}

plugcast_status
network_backward(const Network *network, Call *call, const plugcast_pass *pass)
{
  Visit visit = visit_begin(network->component, call);
  const plugcast_status status =
      visit_end(&visit,
                network->methods->backward(&call->context, setup_get_values(network->setup),
                                           &network->shape, pass),
                "backward");
  if (status == PLUGCAST_OK && !float_fence_stands(pass->weight_gradients, network->n_weights)) {
    return call_refuse(call, PLUGCAST_OVERRUN, "backward() wrote outside of its gradients");
  }
  return status;
}
