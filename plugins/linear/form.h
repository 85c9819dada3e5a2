// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** The numbers of one row. */
typedef struct {
  uint64_t n_channels;
  uint64_t length;     // steps of a channel
  uint64_t n_features; // numbers that one map takes: n_channels × length
  uint64_t n_outputs;  // numbers that the maps write: outputs a step × horizon
  uint64_t kernel;     // values of a moving average, where there is one
} Window;

/**
 * What stands around the linear maps of a network: how a row of inputs becomes the features that
 * the maps take, one after another, and what is done to their sum.
 */
typedef struct {
  uint32_t n_maps;

  /** Writes the features of a row, [n_maps × n_features]; NULL: the inputs themselves. */
  void (*split)(const Window *window, const float *inputs, double *sums, float *features);

  /** Finishes the outputs of a row; NULL: nothing is to be done. */
  void (*finish)(const Window *window, const float *inputs, float *outputs);

  /**
   * Adds to the gradients of a row's inputs what those of its features, which it may change, and of
   * its outputs say; not NULL where there is split().
   */
  void (*merge)(const Window *window,
                float *feature_gradients,
                const float *output_gradients,
                double *sums,
                float *input_gradients);
} Form;

/** The row itself. */
extern const Form form_linear;

/** The value channel relative to its last value, which the outputs get back. */
extern const Form form_nlinear;

/** The moving average of each channel for one map, what it leaves for the other. */
extern const Form form_dlinear;
