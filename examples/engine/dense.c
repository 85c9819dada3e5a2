// SPDX-License-Identifier: MIT
#include "dense.h"

#include <math.h>

#define DROPOUT_RATE 0.1

enum {
  N_TANH = 10
};

struct Dense {
  double weights[DENSE_N_INPUTS][DENSE_N_OUTPUTS];
  double biases[DENSE_N_OUTPUTS];
};

Dense *
dense_new(guint64 seed)
{
  Dense *dense = g_new(Dense, 1);
  Stream stream;
  stream_init(&stream, stream_key(&seed, 1));
  for (gsize i = 0; i < DENSE_N_INPUTS; i++) {
    for (gsize j = 0; j < DENSE_N_OUTPUTS; j++) {
      dense->weights[i][j] = 0.1 * stream_next_normal(&stream);
    }
  }
  for (gsize j = 0; j < DENSE_N_OUTPUTS; j++) {
    dense->biases[j] = 0.1 * stream_next_normal(&stream);
  }
  return dense;
}

void
dense_free(Dense *dense)
{
  g_free(dense);
}

void
dense_apply(const Dense *dense, const double *window, Stream *dropout, double *outputs)
{
  for (gsize j = 0; j < DENSE_N_OUTPUTS; j++) {
    outputs[j] = dense->biases[j];
  }
  for (gsize i = 0; i < DENSE_N_INPUTS; i++) {
    double input = window[i];
    if (dropout != NULL) {
      const gboolean is_dropped = stream_next_uniform(dropout) < DROPOUT_RATE;
      input = is_dropped ? 0 : input / (1 - DROPOUT_RATE);
    }
    for (gsize j = 0; j < DENSE_N_OUTPUTS; j++) {
      outputs[j] += input * dense->weights[i][j];
    }
  }
  for (gsize j = 0; j < DENSE_N_OUTPUTS; j++) {
    const double activation = MAX(outputs[j], 0.0);
    double sum = 0;
    for (int k = 0; k < N_TANH; k++) {
      sum += tanh(1.01 * (activation + sum));
    }
    outputs[j] = sum;
  }
}
