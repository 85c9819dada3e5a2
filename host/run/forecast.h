// SPDX-License-Identifier: MIT
#pragma once

#include "data/forecast_table.h"
#include "data/panel.h"
#include "data/sample_table.h"
#include "data/sheet.h"
#include "pool/pool.h"
#include "run/ensemble.h"
#include "run/interval.h"
#include "run/issue.h"
#include "run/model.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Forecasts every series of a panel with every model: one flat plan of tasks, one for each series
 * and model, longest series first, run in one sweep. The result is the same bits for any number of
 * threads.
 *
 * An ensemble that learns runs a plan of its members at earlier origins first. A series too short
 * for these gets the mean, and an issue that says so.
 */
typedef struct {
  const Panel *panel;
  GPtrArray *models;     // of Model, at least one
  const Model *fallback; // (nullable): forecasts what a model could not
  gsize horizon;         // at least 1
  const double *seasons; // [n_seasons] in steps, main one first; may be fractions
  gsize n_seasons;
  const char *const
      *levels; // (nullable): intervals in percent, as written: "80", "99.5"; ends in NULL
  const char *const *quantiles; // (nullable): as written: "0.5", "0.975"; ends in NULL
  IntervalMethod interval;      // where intervals and quantiles come from
  gsize n_samples;              // paths a series, for methods that draw; 0 for the default
  gboolean deviations;          // a column of standard deviations; for methods that draw
  gboolean keep_samples;        // the paths themselves; likewise
  const Ensemble *ensemble;     // (nullable): of the models; adds the column `ensemble`
  gboolean keep_members;        // with @ensemble: the members' columns too
  gsize n_past_folds;       // earlier origins of each series that an ensemble learns from; 0 for 3
  gboolean keep_weights;    // of an ensemble that has some
  gboolean learns_over_all; // an ensemble learns once, from all series together
  guint64 seed;
  gboolean fail_fast; // stop at the first issue that is more than a note
  Pool *pool;
  const PoolCancel *cancel;                                     // (nullable)
  void (*progress)(gsize n_done, gsize n_tasks, gpointer data); // (nullable): any thread
  gpointer progress_data;
} ForecastOptions;

/** What a run made. */
typedef struct {
  ForecastTable *table; // (owned): rows of series that were not done are absent
  SampleTable *samples; // (owned) (nullable): with keep_samples, of the models without ensemble
  Sheet *weights;     // (owned) (nullable): with keep_weights, a row a series and a column a model;
                      // missing where the ensemble fell back
  IssueList *issues;  // (owned): in order
  gboolean cancelled; // some series were not done
} ForecastRun;

typedef enum {
  FORECAST_ERROR_OPTION, // a horizon, a season or a number of samples that cannot be
  FORECAST_ERROR_SERIES, // of one series, among the failures that end a run under fail_fast
} ForecastError;

#define FORECAST_ERROR (forecast_error_quark())
GQuark forecast_error_quark(void);

/**
 * Runs the plan. What goes wrong for a series is an issue and no error.
 *
 * Returns: TRUE and fills @run, or FALSE with @error in FORECAST_ERROR, COVERAGE_ERROR,
 * FORECAST_TABLE_ERROR or SAMPLE_TABLE_ERROR and @run untouched.
 */
gboolean forecast_run(const ForecastOptions *options,
                      ForecastRun *run,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void forecast_run_clear(ForecastRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ForecastRun, forecast_run_clear)

G_END_DECLS
