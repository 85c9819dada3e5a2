// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"
#include "run/train/series_scale.h"
#include "run/train/window.h"
#include "run/train/window_scale.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Windows as a network takes them: rows of float32, scaled. A view of buffers that the caller owns;
 * different threads may fill different rows.
 */
typedef struct {
  const WindowLayout *layout;
  const WindowScaling *scaling;
  gsize n_rows;
  float *inputs;       // [n_rows × n_channels × input_length]
  float *targets;      // [n_rows × horizon], NaN where missing; NULL when none are wanted
  SeriesScale *scales; // [n_rows]: of the windows' values
} WindowBatch;

/**
 * Takes @n_rows rows from @arena.
 *
 * @has_targets: whether there are targets to compare with.
 */
WindowBatch window_batch_take(const WindowLayout *layout,
                              const WindowScaling *scaling,
                              gsize n_rows,
                              gboolean has_targets,
                              Arena *arena);

/**
 * Gathers the window of @series at @origin into row @row.
 *
 * @series_scales: [n_channels]: how the series itself is scaled.
 * Returns: TRUE, or FALSE when a number does not fit into float32 once it is scaled.
 */
gboolean window_batch_gather(const WindowBatch *batch,
                             gsize row,
                             const plugcast_series *series,
                             gsize origin,
                             const SeriesScale *series_scales,
                             Arena *arena);

/**
 * Turns @n_outputs × horizon outputs of row @row back into units of the scaled series, in place,
 * where the scaling compares them so.
 */
void window_batch_turn_back(const WindowBatch *batch, gsize row, gsize n_outputs, float *outputs);

/** Turns gradients of what window_batch_turn_back() made into those of its inputs, in place. */
void
window_batch_turn_gradient(const WindowBatch *batch, gsize row, gsize n_outputs, float *gradients);

/** The network's output of row @row in units of the series. */
double window_batch_restore(const WindowBatch *batch,
                            gsize row,
                            const SeriesScale *series_scale,
                            double output);

G_END_DECLS
