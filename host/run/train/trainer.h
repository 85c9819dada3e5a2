// SPDX-License-Identifier: MIT
#pragma once

#include "run/train/objective.h"
#include "run/train/training_settings.h"

#include <glib.h>

G_BEGIN_DECLS

/** What one epoch came to. */
typedef struct {
  gsize epoch;            // from 1
  double training_loss;   // mean over its batches, each at the weights that it began with
  double validation_loss; // mean over all windows watched; NaN where there are none
  double rate;            // of its last step
  gboolean is_best;       // so far
} TrainingEpoch;

/** Why training ended. */
typedef enum {
  TRAINING_ENDED_BY_EPOCHS,   // as many as were wanted, or as many steps
  TRAINING_ENDED_BY_PATIENCE, // the validation loss rose
  TRAINING_ENDED_BY_CANCEL,   // asked to stop
} TrainingEnd;

/** Everything that training is given; all borrowed. */
typedef struct {
  Objective objective;         // windows to train on: at least one
  const WindowSet *validation; // (nullable): windows to watch, of the same series
  const TrainingSettings *settings;
  guint64 seed;
  Pool *pool;
  const PoolCancel *cancel;                                    // (nullable)
  void (*progress)(const TrainingEpoch *epoch, gpointer data); // (nullable): after each epoch
  gpointer progress_data;
  const char *checkpoint_path; // (nullable): written after every checkpoint_every epochs
  gsize checkpoint_every;
  const char *resume_path; // (nullable): a checkpoint to go on from
} TrainerOptions;

/** What training made. */
typedef struct {
  float *weights; // [n_weights], owned: those of the best epoch
  gsize n_weights;
  GArray *epochs;   // of TrainingEpoch, owned: all, those before a checkpoint included
  gsize best_epoch; // from 1
  guint64 n_steps;
  TrainingEnd end;
} TrainingResult;

typedef enum {
  TRAINER_ERROR_WINDOWS, // nothing to train on
  TRAINER_ERROR_RESUME,  // a checkpoint of another training; the message says what differs
} TrainerError;

#define TRAINER_ERROR (trainer_error_quark())
GQuark trainer_error_quark(void);

/**
 * Trains: shuffled batches of windows, epoch after epoch, until the epochs or steps are done, the
 * validation loss has not fallen for the patience, or somebody asks to stop; then the weights of
 * the epoch with the lowest validation loss are restored, or those of the last epoch when nothing
 * is watched. The bits do not depend on the number of threads, nor on a stop and a resumption at a
 * checkpoint in between. Nothing is allocated for a step once the first one is done.
 *
 * Returns: TRUE and fills @result; or FALSE with @error in TRAINER_ERROR, OBJECTIVE_ERROR (a loss
 * that is not finite; asked to stop within the first epoch), NETWORK_ERROR, TERM_ERROR,
 * BYTE_FILE_ERROR or G_IO_ERROR.
 */
gboolean trainer_run(const TrainerOptions *options,
                     TrainingResult *result,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void training_result_clear(TrainingResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TrainingResult, training_result_clear)

G_END_DECLS
