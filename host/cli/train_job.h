// SPDX-License-Identifier: MIT
#pragma once

#include "cli/session.h"
#include "cli/train_settings.h"
#include "run/model_network.h"
#include "run/train/trained_network.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TRAIN_JOB_ERROR_FIT,       // a forecaster could not be fitted or saved; the message is its own
  TRAIN_JOB_ERROR_CANCELLED, // asked to stop
} TrainJobError;

#define TRAIN_JOB_ERROR (train_job_error_quark())
GQuark train_job_error_quark(void);

/** One training with all that it needs: threads, the network, the data, its parts. */
typedef struct TrainJob TrainJob;

/**
 * Finds the network first, then reads the data, so that a wrong name costs no waiting.
 *
 * @settings: borrowed for the life of the job.
 * Returns: (transfer full): the job, or NULL with @error of the module that failed.
 */
TrainJob *train_job_new(const TrainSettings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void train_job_free(TrainJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TrainJob, train_job_free)

const Session *train_job_get_session(const TrainJob *job);

/** Returns: (transfer none): the network, with the settings of the options. */
const Model *train_job_get_model(const TrainJob *job);

/** Trains on @pool. Returns: (transfer full): the network, or NULL with @error. */
TrainedNetwork *train_job_run(const TrainJob *job,
                              Pool *pool,
                              const PoolCancel *cancel,
                              void (*progress)(const TrainingEpoch *epoch, gpointer data),
                              gpointer progress_data,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: whether a global forecaster is to be fitted, and no network trained. */
gboolean train_job_is_forecaster(const TrainJob *job);

/**
 * Fits the global forecaster on @n_series series, which is filled.
 *
 * Returns: (transfer full): what it has saved, or NULL with @error in TRAIN_JOB_ERROR.
 */
GByteArray *train_job_fit(const TrainJob *job,
                          Pool *pool,
                          const PoolCancel *cancel,
                          gsize *n_series,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The loss over the part to test on; NaN where the options ask for none. */
gboolean train_job_test(const TrainJob *job,
                        const TrainedNetwork *trained,
                        const PoolCancel *cancel,
                        double *loss,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
