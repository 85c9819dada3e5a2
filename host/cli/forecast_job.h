// SPDX-License-Identifier: MIT
#pragma once

#include "cli/forecast_settings.h"
#include "cli/session.h"
#include "run/forecast.h"

#include <glib.h>

G_BEGIN_DECLS

/** All that a run of forecasts needs, made ready: threads, plugins, models, data. */
typedef struct ForecastJob ForecastJob;

/**
 * Loads the models first, then reads the data, so that a wrong name costs no waiting.
 *
 * @settings: borrowed for the life of the job.
 * Returns: (transfer full): the job, or NULL with @error of the module that failed.
 */
ForecastJob *forecast_job_new(const ForecastSettings *settings,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

void forecast_job_free(ForecastJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForecastJob, forecast_job_free)

/** Returns: (transfer none): the threads, plugins and data of the job. */
const Session *forecast_job_get_session(const ForecastJob *job);

/** Returns: the steps that will be forecast: as asked for, else by the file, else by its step. */
gsize forecast_job_get_horizon(const ForecastJob *job);

/** Runs it on @pool: forecast_run() with these settings. */
gboolean forecast_job_run(const ForecastJob *job,
                          Pool *pool,
                          const PoolCancel *cancel,
                          void (*progress)(gsize n_done, gsize n_tasks, gpointer data),
                          gpointer progress_data,
                          ForecastRun *run,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
