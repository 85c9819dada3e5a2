// SPDX-License-Identifier: MIT
#pragma once

#include "run/backtest.h"
#include "run/grid.h"

#include <glib.h>

G_BEGIN_DECLS

/** What successive halving gives more of to fewer points. */
typedef enum {
  TUNE_BUDGET_FOLDS,  // origins, the latest ones first; goes with FOLD_ROLLING
  TUNE_BUDGET_SERIES, // series, drawn by the seed
} TuneBudget;

/**
 * Scores the points of a grid by a backtest, and finds the best: points × folds × series are one
 * flat plan of tasks. The result is the same bits for any number of threads.
 *
 * With @eta, successive halving (Jamieson and Talwalkar 2016, "Non-stochastic best arm
 * identification and hyperparameter optimization"): all points get a small part of the budget, the
 * best 1/eta of them eta times as much, and so on, up to the whole of it.
 *
 * Points are ranked by the number of forecasts that they failed to make, the fewest first, then by
 * the mean of the scores of single forecasts, in the direction of the metric; a point without a
 * score is the last. Of equal points the one of the lowest index is first.
 */
typedef struct {
  const Grid *grid;
  BacktestOptions backtest; // its models, fallback, n_kept, by_step and fail_fast are of no account
  gsize metric;             // of backtest.metrics: the one that ranks
  gsize eta;                // 0 for the whole budget for every point, else from 2
  TuneBudget budget;
  gboolean per_series; // ranks the points of the last rung for each series too
} TuneOptions;

/** What one point got and what it made of it. */
typedef struct {
  gsize series;  // in the panel; G_MAXSIZE for all
  gsize rung;    // from 0
  gsize n_given; // folds or series of the budget
  gsize point;   // in the grid
  double score;  // NaN when there is none
  gsize n_scored;
  gsize n_failed; // forecasts that were not made
  gsize rank;     // from 0, among the points of its rung
} TuneScore;

/** What a run made. Borrows the grid and the panel of its options. */
typedef struct {
  GArray *scores;     // of TuneScore, (owned): by rung, then point
  GArray *by_series;  // of TuneScore, (owned): of the last rung, by series, then point; empty
                      // unless asked for
  gsize best;         // point; G_MAXSIZE when none has a score
  IssueList *issues;  // (owned): in order
  gboolean cancelled; // the last rung is not complete, and there is no best
} TuneRun;

typedef enum {
  TUNE_ERROR_OPTION, // halving that cannot be
} TuneError;

#define TUNE_ERROR (tune_error_quark())
GQuark tune_error_quark(void);

/**
 * Returns: TRUE and fills @run, or FALSE with @error in TUNE_ERROR or of backtest_run(), and @run
 * untouched.
 */
gboolean
tune_run(const TuneOptions *options, TuneRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void tune_run_clear(TuneRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TuneRun, tune_run_clear)

/** Returns: the best point of @series by TuneRun.by_series, or G_MAXSIZE when none has a score. */
gsize tune_run_get_best(const TuneRun *run, gsize series);

/**
 * Writes the best models as a model file, see model_choice.h.
 *
 * Returns: TRUE, or FALSE with @error in TUNE_ERROR_OPTION where no point is the best, or in
 * G_IO_ERROR.
 */
gboolean tune_run_write_model(const TuneRun *run,
                              const TuneOptions *options,
                              const char *path,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
