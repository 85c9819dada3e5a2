// SPDX-License-Identifier: MIT
#pragma once

#include "dense.h"

enum {
  MAX_HIDDEN_LAYERS = 64
};

/**
 * The sizes of a multilayer perceptron: hidden layers and one of outputs, each dense.
 *
 * Weights are those of one layer after another. The tape of a row holds, for one hidden layer after
 * another, its values, as the next layer takes them, and their slopes by the layer's sums.
 */
typedef struct {
  uint64_t n_inputs; // numbers of a window
  uint64_t n_outputs;
  uint64_t n_hidden;                  // layers
  uint64_t widths[MAX_HIDDEN_LAYERS]; // [n_hidden]
  uint64_t n_tape;                    // numbers of a row
  uint64_t widest;                    // of the widths
} Layers;

/**
 * Reads the sizes from @shape and the list of widths; @n_wanted is 0 for all of the list, else the
 * list is cut or its last width repeated.
 *
 * Returns: PLUGCAST_OK, or PLUGCAST_BAD_ARGUMENT with a message.
 */
plugcast_status layers_read(const plugcast_call *call,
                            const plugcast_shape *shape,
                            const plugcast_integers *widths,
                            uint64_t n_wanted,
                            Layers *layers);

/** Returns: layer @index; index n_hidden is the one of outputs. */
Dense layers_get(const Layers *layers, uint64_t index);

/** Returns: weights before layer @index; of all layers for n_hidden + 1. */
uint64_t layers_get_offset(const Layers *layers, uint64_t index);

/** Returns: where the values of hidden layer @index stand in a row of tape; its slopes follow. */
uint64_t layers_get_place(const Layers *layers, uint64_t index);
