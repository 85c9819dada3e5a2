// SPDX-License-Identifier: MIT
#include "run/tune_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const TuneOptions *options;
  Sheet *sheet;
  gboolean has_series; // rows are of single series
} TuneTable;

static gboolean
is_taken(const TuneTable *table, const char *name)
{
  for (gsize i = 0; i < sheet_get_n_columns(table->sheet); i++) {
    if (strcmp(sheet_get_column(table->sheet, i).name, name) == 0) {
      return TRUE;
    }
  }
  static const char *const later[] = { "scored", "failed", "rank", NULL };
  const MetricSet *metrics = table->options->backtest.metrics;
  return g_strv_contains(later, name) ||
         strcmp(metric_set_get_label(metrics, table->options->metric), name) == 0;
}

static gboolean
add_column(const TuneTable *table, const char *name, TableKind kind, GError **error)
{
  const TableColumn column = { .name = name, .kind = kind };
  return sheet_add_column(table->sheet, &column, error);
}

static gboolean
add_params(const TuneTable *table, GError **error)
{
  const Grid *grid = table->options->grid;
  for (gsize i = 0; i < grid_get_n_params(grid); i++) {
    const char *param = grid_get_param(grid, i);
    g_autofree char *name =
        is_taken(table, param) ? g_strconcat("parameter_", param, NULL) : g_strdup(param);
    if (!add_column(table, name, TABLE_TEXT, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
add_columns(const TuneTable *table, GError **error)
{
  const TuneOptions *options = table->options;
  const gboolean by_series = options->eta > 0 && options->budget == TUNE_BUDGET_SERIES;
  const char *id = panel_get_id_name(options->backtest.panel);
  return (!table->has_series || add_column(table, id, TABLE_TEXT, error)) &&
         add_column(table, "rung", TABLE_INTEGER, error) &&
         add_column(table, by_series ? "series" : "folds", TABLE_INTEGER, error) &&
         add_column(table, "point", TABLE_INTEGER, error) && add_params(table, error) &&
         add_column(table, metric_set_get_label(options->backtest.metrics, options->metric),
                    TABLE_NUMBER, error) &&
         add_column(table, "scored", TABLE_INTEGER, error) &&
         add_column(table, "failed", TABLE_INTEGER, error) &&
         add_column(table, "rank", TABLE_INTEGER, error);
}

static void
fill_row(const TuneTable *table, gsize row, const TuneScore *score)
{
  const TuneOptions *options = table->options;
  Sheet *sheet = table->sheet;
  gsize column = 0;
  if (table->has_series) {
    sheet_get_texts(sheet, column++)[row] = panel_get_id(options->backtest.panel, score->series);
  }
  sheet_get_integers(sheet, column++)[row] = (gint64)score->rung + 1;
  sheet_get_integers(sheet, column++)[row] = (gint64)score->n_given;
  sheet_get_integers(sheet, column++)[row] = (gint64)score->point + 1;
  for (gsize i = 0; i < grid_get_n_params(options->grid); i++) {
    sheet_get_texts(sheet, column++)[row] = grid_get_value(options->grid, score->point, i);
  }
  sheet_get_numbers(sheet, column++)[row] = score->score;
  sheet_get_integers(sheet, column++)[row] = (gint64)score->n_scored;
  sheet_get_integers(sheet, column++)[row] = (gint64)score->n_failed;
  sheet_get_integers(sheet, column)[row] = (gint64)score->rank + 1;
}

static int
compare_scores(const void *left, const void *right)
{
  const TuneScore *a = left;
  const TuneScore *b = right;
  if (a->series != b->series) {
    return a->series < b->series ? -1 : 1;
  }
  if (a->rung != b->rung) {
    return a->rung > b->rung ? -1 : 1;
  }
  return (a->rank > b->rank) - (a->rank < b->rank);
}

Sheet *
tune_table_new(const TuneOptions *options,
               const GArray *scores,
               gboolean is_by_rank,
               GError **error)
{
  const gsize n_rows = scores->len;
  g_autofree TuneScore *rows = g_memdup2(scores->data, n_rows * sizeof *rows);
  if (is_by_rank && n_rows > 0) {
    qsort(rows, n_rows, sizeof *rows, compare_scores);
  }
  g_autoptr(Sheet) sheet = sheet_new();
  const TuneTable table = {
    .options = options,
    .sheet = sheet,
    .has_series = n_rows > 0 && rows[0].series != G_MAXSIZE,
  };
  if (!add_columns(&table, error) || !sheet_set_n_rows(sheet, n_rows, error)) {
    return NULL;
  }
  for (gsize i = 0; i < n_rows; i++) {
    fill_row(&table, i, &rows[i]);
  }
  return g_steal_pointer(&sheet);
}
