// SPDX-License-Identifier: MIT
#include "run/score_ranking.h"

#include <math.h>
#include <stdlib.h>

// One model in a ranking.
typedef struct {
  gsize model;
  double loss;
  ScoreSummary summary;
  double spread;
} Rank;

static int
compare_ranks(const void *left, const void *right)
{
  const Rank *a = left;
  const Rank *b = right;
  if (isnan(a->loss) != isnan(b->loss)) {
    return isnan(a->loss) ? 1 : -1;
  }
  if (a->loss < b->loss || a->loss > b->loss) {
    return a->loss < b->loss ? -1 : 1;
  }
  return (a->model > b->model) - (a->model < b->model);
}

// Models without any score take no part in what is common.
static gboolean *
find_rivals(const ScoreTable *table, gsize metric)
{
  const gsize n_models = score_table_get_n_models(table);
  gboolean *rivals = g_new0(gboolean, n_models);
  for (gsize i = 0; i < n_models; i++) {
    const ScoreSelection all = { i, SCORE_ALL, SCORE_ALL, SCORE_ALL, NULL };
    ScoreSummary summary = { 0 };
    score_table_summarise(table, metric, &all, &summary);
    rivals[i] = summary.n_scored > 0;
  }
  return rivals;
}

// The standard deviation between the means of folds; NaN for fewer than two.
static double
measure_spread(const ScoreTable *table, gsize metric, ScoreSelection selection)
{
  double mean = 0;
  double squares = 0;
  gsize n = 0;
  for (gsize fold = 0; fold < score_table_get_n_folds(table); fold++) {
    selection.fold = fold;
    ScoreSummary summary = { 0 };
    score_table_summarise(table, metric, &selection, &summary);
    if (summary.n_scored > 0) {
      const double change = summary.mean - mean;
      mean += change / (double)++n;
      squares += change * (summary.mean - mean);
    }
  }
  return n > 1 ? sqrt(squares / (double)(n - 1)) : NAN;
}

static Rank *
rank_models(const ScoreTable *table, gsize metric, const gboolean *rivals)
{
  const gsize n_models = score_table_get_n_models(table);
  Rank *ranks = g_new0(Rank, n_models);
  for (gsize i = 0; i < n_models; i++) {
    const ScoreSelection common = { i, SCORE_ALL, SCORE_ALL, SCORE_ALL, rivals };
    ranks[i].model = i;
    score_table_summarise(table, metric, &common, &ranks[i].summary);
    ranks[i].loss =
        metric_set_get_loss(score_table_get_metrics(table), metric, ranks[i].summary.mean);
    ranks[i].spread = measure_spread(table, metric, common);
  }
  qsort(ranks, n_models, sizeof *ranks, compare_ranks);
  return ranks;
}

// NaN where there is no benchmark, and where less is not better or its error is zero.
static double
measure_skill(const MetricSet *metrics, gsize metric, double score, double benchmark)
{
  const gboolean is_error =
      metric_set_get_loss(metrics, metric, -1) < 0 && metric_set_get_loss(metrics, metric, 1) > 0;
  return is_error && benchmark > 0 ? 1 - score / benchmark : NAN;
}

static double
find_benchmark(const Rank *ranks, gsize n_models, gsize benchmark)
{
  for (gsize i = 0; i < n_models; i++) {
    if (ranks[i].model == benchmark) {
      return ranks[i].summary.mean;
    }
  }
  return NAN;
}

// Where the columns stand; those of the other metrics follow, then the count.
typedef struct {
  gsize model;
  gsize metric;
  gsize spread; // of two folds and more
  gsize skill;  // with a benchmark
  gsize others;
} Columns;

static gboolean
add_column(Sheet *sheet, const char *name, TableKind kind, gsize *index, GError **error)
{
  const TableColumn column = { .name = name, .kind = kind };
  *index = sheet_get_n_columns(sheet);
  return sheet_add_column(sheet, &column, error);
}

static gboolean
add_columns(Sheet *sheet,
            const ScoreTable *table,
            const ScoreRanking *ranking,
            Columns *columns,
            GError **error)
{
  const MetricSet *metrics = score_table_get_metrics(table);
  gsize last = 0;
  gboolean is_added = add_column(sheet, "model", TABLE_TEXT, &columns->model, error) &&
                      add_column(sheet, metric_set_get_label(metrics, ranking->metric),
                                 TABLE_NUMBER, &columns->metric, error) &&
                      (score_table_get_n_folds(table) < 2 ||
                       add_column(sheet, "spread", TABLE_NUMBER, &columns->spread, error)) &&
                      (ranking->benchmark == SCORE_ALL ||
                       add_column(sheet, "skill", TABLE_NUMBER, &columns->skill, error));
  columns->others = sheet_get_n_columns(sheet);
  for (gsize i = 0; is_added && i < metric_set_get_length(metrics); i++) {
    is_added = i == ranking->metric ||
               add_column(sheet, metric_set_get_label(metrics, i), TABLE_NUMBER, &last, error);
  }
  return is_added && add_column(sheet, "n", TABLE_INTEGER, &last, error);
}

// The other metrics, each over the forecasts at which all its rivals have a score.
static void
put_others(Sheet *sheet, gsize column, const ScoreTable *table, gsize ranking, const Rank *ranks)
{
  for (gsize i = 0; i < metric_set_get_length(score_table_get_metrics(table)); i++) {
    if (i == ranking) {
      continue;
    }
    g_autofree gboolean *rivals = find_rivals(table, i);
    for (gsize row = 0; row < score_table_get_n_models(table); row++) {
      const ScoreSelection common = { ranks[row].model, SCORE_ALL, SCORE_ALL, SCORE_ALL, rivals };
      ScoreSummary summary = { 0 };
      score_table_summarise(table, i, &common, &summary);
      sheet_get_numbers(sheet, column)[row] = summary.mean;
    }
    column++;
  }
}

Sheet *
score_ranking_new_sheet(const ScoreTable *table, const ScoreRanking *ranking, GError **error)
{
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  const MetricSet *metrics = score_table_get_metrics(table);
  const gsize n_models = score_table_get_n_models(table);
  const gsize metric = ranking->metric;
  g_autoptr(Sheet) sheet = sheet_new();
  Columns columns = { 0 };
  if (!add_columns(sheet, table, ranking, &columns, error) ||
      !sheet_set_n_rows(sheet, n_models, error)) {
    return NULL;
  }
  g_autofree gboolean *rivals = find_rivals(table, metric);
  g_autofree Rank *ranks = rank_models(table, metric, rivals);
  const double benchmark = find_benchmark(ranks, n_models, ranking->benchmark);
  for (gsize row = 0; row < n_models; row++) {
    const Rank *rank = &ranks[row];
    sheet_get_texts(sheet, columns.model)[row] = ranking->models[rank->model];
    sheet_get_numbers(sheet, columns.metric)[row] = rank->summary.mean;
    if (columns.spread > 0) {
      sheet_get_numbers(sheet, columns.spread)[row] = rank->spread;
    }
    if (columns.skill > 0) {
      sheet_get_numbers(sheet, columns.skill)[row] =
          measure_skill(metrics, metric, rank->summary.mean, benchmark);
    }
    sheet_get_integers(sheet, sheet_get_n_columns(sheet) - 1)[row] = (gint64)rank->summary.n_scored;
  }
  put_others(sheet, columns.others, table, metric, ranks);
  return g_steal_pointer(&sheet);
}
