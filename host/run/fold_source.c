// SPDX-License-Identifier: MIT
#include "run/fold_source.h"

enum {
  ID_COLUMN,
  TIME_COLUMN,
  CUTOFF_COLUMN,
  VALUE_COLUMN,
  N_FIRST_COLUMNS,
  FORECAST_UNIT = 1 // values and forecasts are of one unit
};

static const Panel *
get_panel(const FoldTable *table)
{
  return fold_plan_get_panel(fold_table_get_plan(table));
}

static gsize
get_horizon(const FoldTable *table)
{
  return fold_plan_get_settings(fold_table_get_plan(table))->horizon;
}

static gsize
get_n_columns(gconstpointer data)
{
  return N_FIRST_COLUMNS + fold_table_get_n_columns(data);
}

static TableColumn
get_column(gconstpointer data, gsize column)
{
  const Panel *panel = get_panel(data);
  const TimestampStyle *style = panel_get_timestamp_style(panel);
  switch (column) {
  case ID_COLUMN:
    return (TableColumn){ .name = panel_get_id_name(panel), .kind = TABLE_TEXT };
  case TIME_COLUMN:
    return (TableColumn){ panel_get_time_name(panel), TABLE_TIME, style, 0 };
  case CUTOFF_COLUMN:
    return (TableColumn){ "cutoff", TABLE_TIME, style, 0 };
  case VALUE_COLUMN:
    return (TableColumn){ panel_get_target_name(panel), TABLE_NUMBER, NULL, FORECAST_UNIT };
  default:
    return (TableColumn){ fold_table_get_column_name(data, column - N_FIRST_COLUMNS), TABLE_NUMBER,
                          NULL, FORECAST_UNIT };
  }
}

static gsize
get_n_rows(gconstpointer data)
{
  return panel_get_n_series(get_panel(data)) * fold_plan_get_n_folds(fold_table_get_plan(data)) *
         get_horizon(data);
}

static gint64
get_time(const Panel *panel, gsize series, gsize index)
{
  return step_add(panel_get_step(panel, series), panel_get_start(panel, series), (gint64)index);
}

static void
fill(const FoldTable *table, gsize series, gsize fold, gsize begin, gsize n_rows, TableBatch *batch)
{
  const Panel *panel = get_panel(table);
  Fold found = { 0 };
  const gboolean is_there = fold_plan_get(fold_table_get_plan(table), fold, series, &found);
  g_assert(is_there);
  table_batch_begin(batch, n_rows);
  table_batch_set_text(batch, ID_COLUMN, panel_get_id(panel, series));
  gint64 *times = table_batch_fill_integers(batch, TIME_COLUMN);
  for (gsize i = 0; i < n_rows; i++) {
    times[i] = get_time(panel, series, found.test + begin + i);
  }
  table_batch_set_integer(batch, CUTOFF_COLUMN, get_time(panel, series, found.origin - 1));
  table_batch_borrow_numbers(batch, VALUE_COLUMN,
                             panel_get_values(panel, series) + found.test + begin);
  for (gsize i = 0; i < fold_table_get_n_columns(table); i++) {
    table_batch_borrow_numbers(batch, N_FIRST_COLUMNS + i,
                               fold_table_get_column(table, i, series, fold) + begin);
  }
}

static gsize
read_rows(gconstpointer data, gsize begin, gsize end, TableBatch *batch)
{
  const gsize horizon = get_horizon(data);
  const gsize n_folds = fold_plan_get_n_folds(fold_table_get_plan(data));
  const gsize index = begin / horizon;
  const gsize stop = MIN(end, (index + 1) * horizon);
  const gsize series = index / n_folds;
  const gsize fold = index % n_folds;
  if (fold_table_is_done(data, series, fold)) {
    fill(data, series, fold, begin - index * horizon, stop - begin, batch);
  }
  return stop;
}

static const TableSourceClass source_class = {
  .get_n_columns = get_n_columns,
  .get_column = get_column,
  .get_n_rows = get_n_rows,
  .read = read_rows,
};

TableSource
fold_source_of(const FoldTable *table)
{
  return (TableSource){ .methods = &source_class, .data = table };
}
