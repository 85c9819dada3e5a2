// SPDX-License-Identifier: MIT
#pragma once

#include "run/train/trainer.h"
#include "train-fixture.h"

#include <glib.h>

G_BEGIN_DECLS

/** Training of a TrainFixture with a validation part, and what its epochs told. */
typedef struct {
  TrainFixture fixture;
  WindowSet *training;
  WindowSet *validation;
  WindowRange ranges[2][TRAIN_FIXTURE_MOST_SERIES];
  TrainingSettings settings;
  PoolCancel *cancel;
  gsize cancel_after; // epochs
  gsize n_told;
  TrainerOptions options;
} TrainingRun;

/** Three short series, and a linear map with dropout. */
extern const TrainRecipe training_run_plain;

void training_run_init(TrainingRun *run, const TrainRecipe *recipe);
void training_run_clear(TrainingRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TrainingRun, training_run_clear)

/** Changes a setting, which must be accepted. */
void training_run_set(TrainingRun *run, const char *name, const char *text);

/** Trains, which must not fail. */
void training_run_do(TrainingRun *run, TrainingResult *result);

/** Returns: (transfer none): epoch @index, from 0. */
const TrainingEpoch *training_run_get_epoch(const TrainingResult *result, guint index);

/** Asserts that both came to the same bits. */
void training_run_assert_same(const TrainingResult *left, const TrainingResult *right);

G_END_DECLS
