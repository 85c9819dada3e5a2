// SPDX-License-Identifier: MIT
#pragma once

#include "run/coverage.h"
#include "run/crew.h"
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
  _Atomic guint32 *n_left; // shared: [n_series] models still to do
  _Atomic gsize n_done;    // shared: tasks done, for progress
} Plan;

/** Does tasks @begin … @end - 1 of @data, a Plan: first the batches, then task n_batches + k is
 * model single_models[k % n_single_models] of series order[k / n_single_models]. */
void plan_do_tasks(gsize begin, gsize end, PoolWorker *worker, gpointer data);

/** Returns: how many tasks there are. */
gsize plan_count_tasks(const Plan *plan);

/** Returns: whether all models of series order[@k] are done, none of them behind a first failure.
 */
gboolean plan_is_done(const Plan *plan, gsize k);

/** Combines the members of series order[@begin] … order[@end - 1] of @data, a Plan, that are done.
 */
void plan_combine(gsize begin, gsize end, PoolWorker *worker, gpointer data);

G_END_DECLS
