// SPDX-License-Identifier: MIT
#pragma once

#include "form.h"

/**
 * The network around a form: maps from all features of a row to all its outputs, summed.
 *
 * The weights are those of one map after another, each [n_outputs × n_features] and its [n_outputs]
 * biases, two blocks a map. The tape of a row is its features, nothing where they are the inputs.
 */

/** Refuses shapes that are too large. Returns: PLUGCAST_OK with @window filled. */
plugcast_status maps_measure(const plugcast_call *call,
                             const Form *form,
                             const plugcast_shape *shape,
                             uint64_t kernel,
                             Window *window);

plugcast_status maps_sizes(const plugcast_call *call,
                           const Form *form,
                           const Window *window,
                           plugcast_sizes *sizes);

/** Each map begins as the mean of the value channel; the weights of other channels are 0. */
void maps_init(const Form *form, const Window *window, float *weights);

plugcast_status maps_forward(const plugcast_call *call,
                             const Form *form,
                             const Window *window,
                             const plugcast_pass *pass);

plugcast_status maps_backward(const plugcast_call *call,
                              const Form *form,
                              const Window *window,
                              const plugcast_pass *pass);
