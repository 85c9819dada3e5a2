// SPDX-License-Identifier: MIT
#pragma once

#include "run/attempt.h"
#include "run/coverage.h"
#include "run/crew.h"
#include "run/ensemble_past.h"
#include "run/forecast.h"

#include <glib.h>

G_BEGIN_DECLS

/** Series that a model forecasts in one call. */
typedef struct {
  gsize model;
  gsize begin; // order[begin] … order[end - 1]
  gsize end;
} PlanBatch;

/** One run: everything is fixed before the sweep but what is marked as shared. */
typedef struct {
  const ForecastOptions *options;
  const CoverageSet *coverages;
  gsize n_series;
  gsize n_models;
  Crew *crew;
  gsize *order;       // [n_series]: longest first
  PlanBatch *batches; // [n_batches], of models that take series in batches
  gsize n_batches;
  gsize *single_models; // [n_single_models]: those that take them one by one
  gsize n_single_models;
  ForecastTable *members_table; // where members' forecasts go: a group of columns a model
  ForecastTable *table;         // what the run hands out; may be the same
  SampleTable *samples;         // (nullable)
  gsize n_samples;
  EnsemblePast *past;  // (nullable): what an ensemble that learns learns from
  Arena *lesson_arena; // (nullable): what it has learnt from all series at once
  EnsembleLesson lesson;
  Sheet *weights;                // (nullable): of the ensemble; column 0 is the series
  plugcast_status lesson_status; // of learning from all series
  char *lesson_message;          // (nullable): why that failed
  _Atomic guint32 *n_left;       // shared: [n_series] models still to do
  _Atomic gsize n_done;          // shared: tasks done, for progress
  _Atomic gsize n_past_tasks;    // shared: of the ensemble's past, all done before
} Plan;

/** The slots of one series in one group of columns, in @arena. */
const AttemptTarget *
plan_take_target(const Plan *plan, ForecastTable *table, gsize group, gsize series, Arena *arena);

/** Makes an attempt at a series, as far as its end; its index is left to the caller. */
Attempt plan_make_attempt(const Plan *plan, gsize series, gsize model, PoolWorker *worker);

/** Does tasks @begin … @end - 1 of @data, a Plan: first the batches, then task n_batches + k is
 * model single_models[k % n_single_models] of series order[k / n_single_models]. */
void plan_do_tasks(gsize begin, gsize end, PoolWorker *worker, gpointer data);

/** Returns: how many tasks there are. */
gsize plan_count_tasks(const Plan *plan);

/** Returns: whether all models of series order[@k] are done, none of them behind a first failure.
 */
gboolean plan_is_done(const Plan *plan, gsize k);

/** Fits the ensemble on the past of all series, where that is what the options ask for. */
void plan_learn_from_all(Plan *plan);

/** Combines the members of series order[@begin] … order[@end - 1] of @data, a Plan, that are done.
 */
void plan_combine(gsize begin, gsize end, PoolWorker *worker, gpointer data);

G_END_DECLS
