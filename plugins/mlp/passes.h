// SPDX-License-Identifier: MIT
#pragma once

#include "activation.h"
#include "layers.h"

/** A network: its layers, and what stands between them. */
typedef struct {
  Layers layers;
  Activation activation;
  double dropout; // rate
} Perceptron;

/** Draws the initial weights from the call's seed; biases begin as 0. */
void passes_init(const plugcast_call *call, const Perceptron *perceptron, float *weights);

plugcast_status
passes_forward(const plugcast_call *call, const Perceptron *perceptron, const plugcast_pass *pass);

plugcast_status
passes_backward(const plugcast_call *call, const Perceptron *perceptron, const plugcast_pass *pass);
