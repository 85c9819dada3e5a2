// SPDX-License-Identifier: MIT
#pragma once

#include "cli/console.h"
#include "cli/train_job.h"

#include <glib.h>

G_BEGIN_DECLS

/** What is told of a training: a line for each epoch, and one at the end. */

/** Tells an epoch; @data is the Console. For trainers to call. */
void train_report_say_epoch(const TrainingEpoch *epoch, gpointer data);

/** @test_loss: NaN where nothing was tested on. */
void train_report_say_end(const TrainJob *job,
                          const TrainedNetwork *trained,
                          double test_loss,
                          const char *output_path,
                          gint64 elapsed_us,
                          const Console *console);

/** Tells of a forecaster that was fitted on @n_series series. */
void train_report_say_fitted(const TrainJob *job,
                             gsize n_series,
                             const char *output_path,
                             gint64 elapsed_us,
                             const Console *console);

G_END_DECLS
