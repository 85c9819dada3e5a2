// SPDX-License-Identifier: MIT
#include "layers.h"

#include <inttypes.h>
#include <stdio.h>

enum {
  MESSAGE_CAPACITY = 160
};

// So that no product of two of them, of bytes either, leaves its type.
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

static plugcast_status
read_shape(const plugcast_call *call, const plugcast_shape *shape, Layers *layers)
{
  if (shape->input_length > MAX_NUMBERS / shape->n_channels) {
    return refuse_size(call, "a window", shape->input_length, shape->n_channels);
  }
  if (shape->horizon > MAX_NUMBERS / shape->n_outputs) {
    return refuse_size(call, "a horizon", shape->horizon, shape->n_outputs);
  }
  layers->n_inputs = shape->input_length * shape->n_channels;
  layers->n_outputs = shape->horizon * shape->n_outputs;
  return PLUGCAST_OK;
}

static plugcast_status
read_widths(const plugcast_call *call,
            const plugcast_integers *widths,
            uint64_t n_wanted,
            Layers *layers)
{
  if (widths->n_items == 0) {
    return plugcast_fail(call, PLUGCAST_BAD_ARGUMENT, "hidden: at least one width is needed");
  }
  layers->n_hidden = n_wanted == 0 ? widths->n_items : n_wanted;
  if (layers->n_hidden > MAX_HIDDEN_LAYERS) {
    char message[MESSAGE_CAPACITY];
    (void)snprintf(message, sizeof message,
                   "hidden: %" PRIu64 " widths, at most %d hidden layers are accepted",
                   layers->n_hidden, MAX_HIDDEN_LAYERS);
    return plugcast_fail(call, PLUGCAST_BAD_ARGUMENT, message);
  }
  for (uint64_t i = 0; i < layers->n_hidden; i++) {
    const uint64_t item = i < widths->n_items ? i : widths->n_items - 1;
    layers->widths[i] = (uint64_t)widths->items[item];
    layers->n_tape += 2 * layers->widths[i];
    layers->widest = layers->widths[i] > layers->widest ? layers->widths[i] : layers->widest;
  }
  return PLUGCAST_OK;
}

plugcast_status
layers_read(const plugcast_call *call,
            const plugcast_shape *shape,
            const plugcast_integers *widths,
            uint64_t n_wanted,
            Layers *layers)
{
  *layers = (Layers){ .n_tape = 0 };
  const plugcast_status status = read_shape(call, shape, layers);
  return status == PLUGCAST_OK ? read_widths(call, widths, n_wanted, layers) : status;
}

Dense
layers_get(const Layers *layers, uint64_t index)
{
  return (Dense){
    .n_inputs = index == 0 ? layers->n_inputs : layers->widths[index - 1],
    .n_outputs = index == layers->n_hidden ? layers->n_outputs : layers->widths[index],
  };
}

uint64_t
layers_get_offset(const Layers *layers, uint64_t index)
{
  uint64_t offset = 0;
  for (uint64_t i = 0; i < index; i++) {
    const Dense dense = layers_get(layers, i);
    offset += dense_n_weights(&dense);
  }
  return offset;
}

uint64_t
layers_get_place(const Layers *layers, uint64_t index)
{
  uint64_t place = 0;
  for (uint64_t i = 0; i < index; i++) {
    place += 2 * layers->widths[i];
  }
  return place;
}
