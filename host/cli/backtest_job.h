// SPDX-License-Identifier: MIT
#pragma once

#include "cli/backtest_settings.h"
#include "cli/session.h"
#include "run/backtest.h"

#include <glib.h>

G_BEGIN_DECLS

/** All that a backtest needs, made ready: threads, plugins, models, metrics, data. */
typedef struct BacktestJob BacktestJob;

/**
 * Loads models and metrics first, then reads the data, so that a wrong name costs no waiting.
 *
 * @settings: borrowed for the life of the job.
 * Returns: (transfer full): the job, or NULL with @error of the module that failed.
 */
BacktestJob *backtest_job_new(const BacktestSettings *settings,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

void backtest_job_free(BacktestJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BacktestJob, backtest_job_free)

const Session *backtest_job_get_session(const BacktestJob *job);

/** Returns: (transfer none): the labels of all models, those asked for first, ends in NULL. */
const char *const *backtest_job_get_labels(const BacktestJob *job);

/** Returns: which of them skill is measured against, or SCORE_ALL. */
gsize backtest_job_get_benchmark(const BacktestJob *job);

/** Returns: which of the metrics ranks. */
gsize backtest_job_get_ranking(const BacktestJob *job);

/** Runs it on @pool: backtest_run() with these settings. The job must outlive the run. */
gboolean backtest_job_run(const BacktestJob *job,
                          Pool *pool,
                          const PoolCancel *cancel,
                          void (*progress)(gsize n_done, gsize n_tasks, gpointer data),
                          gpointer progress_data,
                          BacktestRun *run,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
