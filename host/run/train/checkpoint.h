// SPDX-License-Identifier: MIT
#pragma once

#include "run/train/optimizer.h"
#include "run/train/schedule.h"
#include "run/train/trainer.h"

#include <glib.h>

G_BEGIN_DECLS

/** How far training is: all that changes while it runs. */
typedef struct {
  gsize n_weights;
  float *weights;     // [n_weights], owned
  float *best;        // [n_weights], owned
  double best_loss;   // infinite before the first epoch
  gsize best_epoch;   // from 1; 0 before the first
  gsize n_since_best; // epochs
  ScheduleState schedule;
  Optimizer *optimizer; // owned
  GArray *epochs;       // of TrainingEpoch, owned: those that are done
} TrainingState;

/**
 * Writes @state to @path, which is replaced when the file is complete.
 *
 * Of the settings those are kept that @state depends on: epochs, steps and patience may be others
 * when training goes on.
 */
gboolean checkpoint_write(const TrainingState *state,
                          const TrainerOptions *options,
                          const char *path,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads into @state, whose arrays and optimiser have been made.
 *
 * Returns: TRUE, or FALSE with BYTE_FILE_ERROR, G_IO_ERROR, or TRAINER_ERROR_RESUME when the file
 * is of another network, data, seed or settings; @state may be changed in part.
 */
gboolean checkpoint_read(TrainingState *state,
                         const TrainerOptions *options,
                         const char *path,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
