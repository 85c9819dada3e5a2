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
  gsize n_pasts;       // training parts of a series: n_folds, or 1 for all folds
  MetricScale *scales; // [n_series × n_pasts]
  gboolean has_plugin_metrics;
  _Atomic guint32 *n_left; // shared: [n_units] models still to do
  _Atomic gsize n_done;    // shared: tasks done, for progress
} Backtest;

/** Does tasks @begin … @end - 1 of @data, a Backtest: task k is model k % n_models of unit
 * k / n_models. */
void backtest_do_tasks(gsize begin, gsize end, PoolWorker *worker, gpointer data);

/** Measures the scales of the training parts of series @begin … @end - 1. */
void backtest_measure_scales(gsize begin, gsize end, PoolWorker *worker, gpointer data);

G_END_DECLS
