// SPDX-License-Identifier: MIT
#pragma once

#include "run/fold.h"
#include "run/fold_table.h"
#include "run/interval.h"
#include "run/issue.h"
#include "run/model.h"
#include "run/score.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Forecasts every fold of every series with every model and measures what came of it: one flat plan
 * of tasks, the costliest first, run in one sweep. No model is shown what lies behind the origin of
 * a fold. The result is the same bits for any number of threads.
 *
 * Global models are fitted once for each fit of the folds; local models at every origin.
 */
typedef struct {
  const Panel *panel;
  GPtrArray *models;     // of Model, at least one
  const Model *fallback; // (nullable): forecasts what a model could not
  FoldSettings folds;
  const double *seasons; // [n_seasons] in steps, main one first; may be fractions
  gsize n_seasons;
  const MetricSet *metrics; // its coverages are the intervals that are forecast
  IntervalMethod interval;  // where the intervals come from
  gsize n_samples;          // of methods that draw; 0 for INTERVAL_DEFAULT_SAMPLES
  gboolean by_step;         // scores of single steps are kept too
  gsize n_kept;             // of the models, the first so many have their forecasts kept
  gboolean standardise;     // FOLD_TEST: scores are in standard deviations of the training part
  guint64 seed;
  gboolean fail_fast; // stop at the first issue that is more than a note
  Pool *pool;
  const PoolCancel *cancel;                                     // (nullable)
  void (*progress)(gsize n_done, gsize n_tasks, gpointer data); // (nullable): any thread
  gpointer progress_data;
} BacktestOptions;

/** What a run made. Borrows the panel, the models and the metrics of its options. */
typedef struct {
  FoldPlan *folds;      // (owned)
  ScoreTable *scores;   // (owned)
  FoldTable *forecasts; // (owned) (nullable): NULL where none were to be kept
  IssueList *issues;    // (owned): in order; short series among them
  gsize n_local;        // of the models: fitted at every origin, whatever the folds' refit
  gboolean cancelled;   // some folds were not done
} BacktestRun;

typedef enum {
  BACKTEST_ERROR_OPTION, // a season that cannot be, or scaling without one training part
  BACKTEST_ERROR_LIMIT,  // scores or forecasts that do not fit in memory
} BacktestError;

#define BACKTEST_ERROR (backtest_error_quark())
GQuark backtest_error_quark(void);

/**
 * Runs the plan. What goes wrong for a series is an issue and no error.
 *
 * Returns: TRUE and fills @run, or FALSE with @error in BACKTEST_ERROR, FOLD_ERROR or
 * FORECAST_TABLE_ERROR and @run untouched.
 */
gboolean backtest_run(const BacktestOptions *options,
                      BacktestRun *run,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void backtest_run_clear(BacktestRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BacktestRun, backtest_run_clear)

G_END_DECLS
