// SPDX-License-Identifier: MIT
#pragma once

#include "run/gradient_check.h"

#include <glib.h>

G_BEGIN_DECLS

/** A network on trial: a point where its gradients are looked at, and fenced buffers all around. */
typedef struct {
  const Network *network;
  guint64 seed;
  double tolerance;
  gsize n_rows;
  gsize n_weights;
  gsize n_inputs;  // of all rows
  gsize n_outputs; // of all rows
  gsize n_tape;    // of all rows
  Arena *arena;    // the buffers
  Arena *scratch;  // of the calls
  float *weights;
  float *inputs;
  float *outputs; // of the last pass
  float *tape;
  float *factors; // of the outputs, in the number that is looked at; what backward() gets
  float *weight_gradients;
  float *input_gradients;
  float *copies; // of what a pass may only read: weights, inputs, factors
} GradientTrial;

/** Makes the initial weights, moves them, and draws inputs and factors. */
gboolean gradient_trial_init(GradientTrial *trial,
                             const Network *network,
                             const GradientCheckOptions *options,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

void gradient_trial_clear(GradientTrial *trial);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GradientTrial, gradient_trial_clear)

/** Runs forward() with @flags, PLUGCAST_PASS_*, into the outputs and, where it trains, the tape. */
gboolean gradient_trial_forward(GradientTrial *trial,
                                guint32 flags,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Runs backward() for the forward() before, with or without the gradients of the inputs. */
gboolean gradient_trial_backward(GradientTrial *trial,
                                 gboolean with_inputs,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Sets @error to "network 'x': …". Returns: FALSE. */
gboolean gradient_trial_refuse(const GradientTrial *trial,
                               GradientCheckError code,
                               GError **error,
                               const char *format,
                               ...) G_GNUC_PRINTF(4, 5);

/** Fills @numbers with numbers on [-1, 1), for @purpose. */
void
gradient_trial_draw(const GradientTrial *trial, guint64 purpose, gsize n_numbers, float *numbers);

G_END_DECLS
