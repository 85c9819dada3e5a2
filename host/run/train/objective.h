// SPDX-License-Identifier: MIT
#pragma once

#include "pool/pool.h"
#include "run/train/loss.h"
#include "run/train/network.h"
#include "run/train/window.h"
#include "run/train/window_batch.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What a network is to do well: the windows of some series, scaled in one way, its outputs compared
 * with the targets by one loss. Everything is borrowed; any thread may use it.
 */
typedef struct {
  const Network *network;
  const WindowSet *windows;
  const SeriesScale *series_scales; // [n_series × n_channels]
  const WindowScaling *scaling;
  const Loss *loss;
} Objective;

/**
 * Does the windows numbered @indices, [@n_rows], as one pass.
 *
 * @call: with an arena; its seed is the pass's.
 * @weight_gradients: (nullable): a buffer of float_fence_take(), to which the gradient of the sum
 * is added; NULL for the loss alone, and then nothing is trained: dropout does not act.
 * Returns: PLUGCAST_OK with the pass added to @sum, or a status with the reason in @call's message.
 */
plugcast_status objective_run(const Objective *objective,
                              const gsize *indices,
                              gsize n_rows,
                              const float *weights,
                              Call *call,
                              float *weight_gradients,
                              LossSum *sum);

typedef enum {
  OBJECTIVE_ERROR_PASS,      // a network failed on a window
  OBJECTIVE_ERROR_CANCELLED, // was asked to stop
  OBJECTIVE_ERROR_FINITE,    // a loss or a gradient is infinite or NaN; the message names the block
} ObjectiveError;

#define OBJECTIVE_ERROR (objective_error_quark())
GQuark objective_error_quark(void);

/**
 * Evaluates all windows without training, in passes of a fixed number of rows on @pool; the sum has
 * the same bits for any number of threads.
 */
gboolean objective_evaluate(const Objective *objective,
                            const float *weights,
                            Pool *pool,
                            const PoolCancel *cancel,
                            LossSum *sum,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
