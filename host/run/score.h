// SPDX-License-Identifier: MIT
#pragma once

#include "run/metric.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The scores of a backtest, for each model × series × fold, and each step where wanted. Tasks fill
 * different cells on different threads; whoever reads must have waited for them. Sums are taken in
 * the order of the cells, so their bits depend on the cells alone.
 */
typedef struct ScoreTable ScoreTable;

/** What a cell holds. */
typedef enum {
  SCORE_ABSENT,   // the series has no such fold, or it was not reached
  SCORE_OWN,      // of the model's own forecast
  SCORE_FALLBACK, // of the fallback's forecast in its place
  SCORE_FAILED,   // there is no forecast
} ScoreState;

/** Some cells; SCORE_ALL for any. */
typedef struct {
  gsize model;
  gsize series;
  gsize fold;
  gsize step;             // from 0; only where steps are kept
  const gboolean *rivals; // (nullable): [n_models]: only forecasts at which these all have a score
} ScoreSelection;

#define SCORE_ALL G_MAXSIZE

/** The scores of a selection in one metric. */
typedef struct {
  double mean;       // of the scores of single forecasts
  double median;     // likewise
  double pooled;     // the score of all steps at once, as if they were one forecast
  gsize n_scored;    // forecasts with a score
  gsize n_undefined; // forecasts without: a denominator of zero everywhere, no interval, failed
} ScoreSummary;

/**
 * @metrics: borrowed for the life of the table.
 * @n_steps: the horizon to keep the scores of single steps, or 0.
 * Returns: (transfer full) (nullable): the table, all cells absent; NULL without memory for it.
 */
ScoreTable *score_table_new(
    const MetricSet *metrics, gsize n_models, gsize n_series, gsize n_folds, gsize n_steps);

void score_table_free(ScoreTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScoreTable, score_table_free)

const MetricSet *score_table_get_metrics(const ScoreTable *table);
gsize score_table_get_n_models(const ScoreTable *table);
gsize score_table_get_n_series(const ScoreTable *table);
gsize score_table_get_n_folds(const ScoreTable *table);
gsize score_table_get_n_steps(const ScoreTable *table);

/** Measures @outcome into an absent cell. */
void score_table_put(ScoreTable *table,
                     gsize model,
                     gsize series,
                     gsize fold,
                     ScoreState state,
                     const MetricOutcome *outcome,
                     Call *call);

/** Makes a cell absent again. */
void score_table_drop(ScoreTable *table, gsize model, gsize series, gsize fold);

ScoreState score_table_get_state(const ScoreTable *table, gsize model, gsize series, gsize fold);

/** Returns: the score over all steps, NaN where there is none. */
double
score_table_get(const ScoreTable *table, gsize model, gsize series, gsize fold, gsize metric);

/** Summarises @metric over @selection; a model must be named. */
void score_table_summarise(const ScoreTable *table,
                           gsize metric,
                           const ScoreSelection *selection,
                           ScoreSummary *out);

G_END_DECLS
