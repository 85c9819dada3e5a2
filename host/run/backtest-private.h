// SPDX-License-Identifier: MIT
#pragma once

#include "run/attempt.h"
#include "run/backtest.h"

#include <glib.h>

G_BEGIN_DECLS

/** One fold of one series: the tasks of all models are beside each other. */
typedef struct {
  gsize length; // of what the models are shown
  gsize series;
  gsize fold;
} BacktestUnit;

/** Units of one fit that one call into a model forecasts. */
typedef struct {
  gsize model;
  gsize begin; // of the units by fit
  gsize end;
} BacktestBatch;

/** What scores of a series are in: (value - mean) / deviation. */
typedef struct {
  double mean;
  double deviation;
} BacktestUnits;

/** One run: everything is fixed before the sweep but what is marked as shared. */
typedef struct {
  const BacktestOptions *options;
  BacktestUnits *scaling; // [n_series], owned; NULL where scores are in the units of the panel
  FoldPlan *folds;
  Crew *crew;
  ScoreTable *scores;
  FoldTable *forecasts; // (nullable)
  gsize n_models;
  gsize n_levels;
  gsize horizon; // of the tests
  gsize gap;
  gsize season;        // lag of the scales
  BacktestUnit *units; // [n_units]: the costliest first
  gsize n_units;
  gsize *units_by_fit;    // [n_units]: indices of @units; NULL without batches
  BacktestBatch *batches; // [n_batches], of models that take series in batches
  gsize n_batches;
  gsize *single_models; // [n_single_models]: those that do not
  gsize n_single_models;
  gsize n_pasts;       // training parts of a series: n_folds, or 1 for all folds
  MetricScale *scales; // [n_series × n_pasts]
  gboolean has_plugin_metrics;
  _Atomic guint32 *n_left; // shared: [n_units] models still to do
  _Atomic gsize n_done;    // shared: tasks done, for progress
} Backtest;

/** Lays out the tasks of units and models that are there. */
void backtest_plan_tasks(Backtest *backtest);
gsize backtest_count_tasks(const Backtest *backtest);

/** Does tasks @begin … @end - 1 of @data, a Backtest: first the batches, then task n_batches + k is
 * single model k % n_single_models of unit k / n_single_models. */
void backtest_do_tasks(gsize begin, gsize end, PoolWorker *worker, gpointer data);

/** Measures the scales of the training parts of series @begin … @end - 1. */
void backtest_measure_scales(gsize begin, gsize end, PoolWorker *worker, gpointer data);

G_END_DECLS
