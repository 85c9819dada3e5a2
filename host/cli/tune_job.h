// SPDX-License-Identifier: MIT
#pragma once

#include "cli/session.h"
#include "cli/tune_settings.h"
#include "run/tune.h"

#include <glib.h>

G_BEGIN_DECLS

/** All that a search needs, made ready: threads, the model, its points, the metric, data. */
typedef struct TuneJob TuneJob;

/**
 * Makes the points first, then reads the data, so that a wrong name costs no waiting.
 *
 * @settings: borrowed for the life of the job.
 * Returns: (transfer full): the job, or NULL with @error of the module that failed.
 */
TuneJob *tune_job_new(const TuneSettings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void tune_job_free(TuneJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TuneJob, tune_job_free)

const Session *tune_job_get_session(const TuneJob *job);
const Grid *tune_job_get_grid(const TuneJob *job);

/** Returns: the options of its runs, on @pool; what they point to is the job's. */
TuneOptions tune_job_get_options(const TuneJob *job, Pool *pool);

G_END_DECLS
