// SPDX-License-Identifier: MIT
#include "run/score.h"

#include "pool/reduce.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ScoreTable {
  const MetricSet *metrics;
  gsize n_metrics;
  gsize n_models;
  gsize n_series;
  gsize n_folds;
  gsize n_steps;   // 0 where only whole forecasts are kept
  gsize n_rows;    // of sums in a cell, at least 1
  guint8 *states;  // [n_series × n_folds × n_models], of ScoreState
  MetricSum *sums; // [cells × n_rows × n_metrics]
};

ScoreTable *
score_table_new(
    const MetricSet *metrics, gsize n_models, gsize n_series, gsize n_folds, gsize n_steps)
{
  ScoreTable *table = g_new0(ScoreTable, 1);
  *table = (ScoreTable){
    .metrics = metrics,
    .n_metrics = metric_set_get_length(metrics),
    .n_models = n_models,
    .n_series = n_series,
    .n_folds = n_folds,
    .n_steps = n_steps,
    .n_rows = MAX(n_steps, 1),
  };
  gsize n_cells = 0;
  gsize n_rows = 0;
  gsize n_sums = 0;
  const gboolean fits = g_size_checked_mul(&n_cells, n_series, n_folds) &&
                        g_size_checked_mul(&n_cells, n_cells, n_models) &&
                        g_size_checked_mul(&n_rows, n_cells, table->n_rows) &&
                        g_size_checked_mul(&n_sums, n_rows, table->n_metrics);
  if (fits) {
    table->states = g_try_new0(guint8, n_cells);
    table->sums = g_try_new0(MetricSum, n_sums);
  }
  if (!fits || (n_sums > 0 && (table->states == NULL || table->sums == NULL))) {
    score_table_free(table);
    return NULL;
  }
  return table;
}

void
score_table_free(ScoreTable *table)
{
  if (table == NULL) {
    return;
  }
  g_free(table->states);
  g_free(table->sums);
  g_free(table);
}

const MetricSet *
score_table_get_metrics(const ScoreTable *table)
{
  return table->metrics;
}

gsize
score_table_get_n_models(const ScoreTable *table)
{
  return table->n_models;
}

gsize
score_table_get_n_series(const ScoreTable *table)
{
  return table->n_series;
}

gsize
score_table_get_n_folds(const ScoreTable *table)
{
  return table->n_folds;
}

gsize
score_table_get_n_steps(const ScoreTable *table)
{
  return table->n_steps;
}

static gsize
get_cell(const ScoreTable *table, gsize model, gsize series, gsize fold)
{
  g_assert(model < table->n_models && series < table->n_series && fold < table->n_folds);

  return (series * table->n_folds + fold) * table->n_models + model;
}

static MetricSum *
get_sums(const ScoreTable *table, gsize cell)
{
  return table->sums + cell * table->n_rows * table->n_metrics;
}

void
score_table_put(ScoreTable *table,
                gsize model,
                gsize series,
                gsize fold,
                ScoreState state,
                const MetricOutcome *outcome,
                Call *call)
{
  const gsize cell = get_cell(table, model, series, fold);
  g_assert(table->states[cell] == SCORE_ABSENT && state != SCORE_ABSENT);
  g_assert(table->n_steps == 0 || table->n_steps == outcome->horizon);

  metric_set_add(table->metrics, outcome, call, table->n_steps > 0, get_sums(table, cell));
  table->states[cell] = (guint8)state;
}

void
score_table_drop(ScoreTable *table, gsize model, gsize series, gsize fold)
{
  const gsize cell = get_cell(table, model, series, fold);
  table->states[cell] = SCORE_ABSENT;
  memset(get_sums(table, cell), 0, table->n_rows * table->n_metrics * sizeof(MetricSum));
}

ScoreState
score_table_get_state(const ScoreTable *table, gsize model, gsize series, gsize fold)
{
  return (ScoreState)table->states[get_cell(table, model, series, fold)];
}

// The sum of one step of a cell, or of all.
static MetricSum
sum_cell(const ScoreTable *table, gsize cell, gsize step, gsize metric)
{
  const MetricSum *sums = get_sums(table, cell) + metric;
  if (step != SCORE_ALL) {
    return sums[step * table->n_metrics];
  }
  MetricSum sum = { 0 };
  for (gsize row = 0; row < table->n_rows; row++) {
    metric_sum_add(&sum, &sums[row * table->n_metrics]);
  }
  return sum;
}

double
score_table_get(const ScoreTable *table, gsize model, gsize series, gsize fold, gsize metric)
{
  const MetricSum sum = sum_cell(table, get_cell(table, model, series, fold), SCORE_ALL, metric);
  return metric_set_finish(table->metrics, metric, &sum);
}

static gboolean
is_common(const ScoreTable *table,
          const ScoreSelection *selection,
          gsize series,
          gsize fold,
          gsize metric)
{
  for (gsize model = 0; model < table->n_models; model++) {
    if (!selection->rivals[model]) {
      continue;
    }
    const MetricSum sum =
        sum_cell(table, get_cell(table, model, series, fold), selection->step, metric);
    if (isnan(metric_set_finish(table->metrics, metric, &sum))) {
      return FALSE;
    }
  }
  return TRUE;
}

static int
compare_doubles(const void *left, const void *right)
{
  const double a = *(const double *)left;
  const double b = *(const double *)right;
  return (a > b) - (a < b);
}

static double
find_median(double *values, gsize n)
{
  qsort(values, n, sizeof *values, compare_doubles);
  return n % 2 == 1 ? values[n / 2] : values[n / 2 - 1] / 2 + values[n / 2] / 2;
}

// What a summary is made of: scores, sums and weights of the forecasts that have a score.
typedef struct {
  double *scores;
  double *sums;
  double *weights;
  gsize n;
  gsize n_undefined;
} Gathering;

static void
gather_cell(const ScoreTable *table,
            gsize metric,
            const ScoreSelection *selection,
            gsize series,
            gsize fold,
            Gathering *gathering)
{
  const gsize cell = get_cell(table, selection->model, series, fold);
  if (table->states[cell] == SCORE_ABSENT) {
    return;
  }
  const MetricSum sum = sum_cell(table, cell, selection->step, metric);
  if (sum.n_steps == 0 && sum.n_undefined == 0) {
    return; // all actuals are missing
  }
  const double score = metric_set_finish(table->metrics, metric, &sum);
  if (isnan(score)) {
    gathering->n_undefined++;
    return;
  }
  if (selection->rivals != NULL && !is_common(table, selection, series, fold, metric)) {
    return;
  }
  gathering->scores[gathering->n] = score;
  gathering->sums[gathering->n] = sum.sum;
  gathering->weights[gathering->n] = sum.weight;
  gathering->n++;
}

static void
summarise(const ScoreTable *table, gsize metric, Gathering *gathering, ScoreSummary *out)
{
  const gsize n = gathering->n;
  *out = (ScoreSummary){ NAN, NAN, NAN, n, gathering->n_undefined };
  if (n == 0) {
    return;
  }
  const MetricSum pooled = {
    .sum = reduce_sum(gathering->sums, n),
    .weight = reduce_sum(gathering->weights, n),
    .n_steps = 1,
  };
  out->mean = reduce_sum(gathering->scores, n) / (double)n;
  out->pooled = metric_set_finish(table->metrics, metric, &pooled);
  out->median = find_median(gathering->scores, n);
}

void
score_table_summarise(const ScoreTable *table,
                      gsize metric,
                      const ScoreSelection *selection,
                      ScoreSummary *out)
{
  g_assert(selection->step == SCORE_ALL || selection->step < table->n_steps);

  const gsize first_series = selection->series == SCORE_ALL ? 0 : selection->series;
  const gsize end_series = selection->series == SCORE_ALL ? table->n_series : first_series + 1;
  const gsize first_fold = selection->fold == SCORE_ALL ? 0 : selection->fold;
  const gsize end_fold = selection->fold == SCORE_ALL ? table->n_folds : first_fold + 1;
  const gsize n_most = MAX((end_series - first_series) * (end_fold - first_fold), 1);
  g_autofree double *numbers = g_new(double, 3 * n_most);
  Gathering gathering = {
    .scores = numbers,
    .sums = numbers + n_most,
    .weights = numbers + 2 * n_most,
  };
  for (gsize series = first_series; series < end_series; series++) {
    for (gsize fold = first_fold; fold < end_fold; fold++) {
      gather_cell(table, metric, selection, series, fold, &gathering);
    }
  }
  summarise(table, metric, &gathering, out);
}
