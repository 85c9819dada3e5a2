// SPDX-License-Identifier: MIT
#include "form.h"

#include "average.h"

#include <string.h>

const Form form_linear = { .n_maps = 1 };

static void
split_last(const Window *window, const float *inputs, double *sums, float *features)
{
  const uint64_t length = window->length;
  const float last = inputs[length - 1];
  for (uint64_t t = 0; t < length; t++) {
    features[t] = inputs[t] - last;
  }
  memcpy(features + length, inputs + length, (window->n_features - length) * sizeof *features);
}

static void
finish_last(const Window *window, const float *inputs, float *outputs)
{
  const float last = inputs[window->length - 1];
  for (uint64_t i = 0; i < window->n_outputs; i++) {
    outputs[i] += last;
  }
}

// The last value is in every feature of its channel, with a minus, and in every output.
static void
merge_last(const Window *window,
           // NOLINTNEXTLINE(readability-non-const-parameter): of the type that Form asks for
           float *feature_gradients,
           const float *output_gradients,
           double *sums,
           float *input_gradients)
{
  double last = 0.0;
  for (uint64_t i = 0; i < window->n_outputs; i++) {
    last += (double)output_gradients[i];
  }
  for (uint64_t t = 0; t < window->length; t++) {
    last -= (double)feature_gradients[t];
  }
  for (uint64_t i = 0; i < window->n_features; i++) {
    input_gradients[i] += feature_gradients[i];
  }
  input_gradients[window->length - 1] += (float)last;
}

const Form form_nlinear = {
  .n_maps = 1,
  .split = split_last,
  .finish = finish_last,
  .merge = merge_last,
};

static void
split_average(const Window *window, const float *inputs, double *sums, float *features)
{
  float *const rests = features + window->n_features;
  for (uint64_t begin = 0; begin < window->n_features; begin += window->length) {
    average_write(inputs + begin, window->length, window->kernel, sums, features + begin);
  }
  for (uint64_t i = 0; i < window->n_features; i++) {
    rests[i] = inputs[i] - features[i];
  }
}

// With the average M x and the rest x - M x, the gradient is s + M' (t - s).
static void
merge_average(const Window *window,
              float *feature_gradients,
              const float *output_gradients,
              double *sums,
              float *input_gradients)
{
  const float *const rests = feature_gradients + window->n_features;
  for (uint64_t i = 0; i < window->n_features; i++) {
    input_gradients[i] += rests[i];
    feature_gradients[i] -= rests[i];
  }
  for (uint64_t begin = 0; begin < window->n_features; begin += window->length) {
    average_add_gradients(feature_gradients + begin, window->length, window->kernel, sums,
                          input_gradients + begin);
  }
}

const Form form_dlinear = {
  .n_maps = 2,
  .split = split_average,
  .merge = merge_average,
};
