// SPDX-License-Identifier: MIT
#include "data/forecast_source.h"

enum {
  ID_COLUMN,
  TIME_COLUMN,
  N_FIRST_COLUMNS,
  FORECAST_UNIT = 1 // all forecasts of one table are of one unit
};

static gsize
get_n_columns(gconstpointer data)
{
  return N_FIRST_COLUMNS + forecast_table_get_n_columns(data);
}

static TableColumn
get_column(gconstpointer data, gsize column)
{
  const Panel *panel = forecast_table_get_panel(data);
  switch (column) {
  case ID_COLUMN:
    return (TableColumn){ .name = panel_get_id_name(panel), .kind = TABLE_TEXT };
  case TIME_COLUMN:
    return (TableColumn){
      .name = panel_get_time_name(panel),
      .kind = TABLE_TIME,
      .style = panel_get_timestamp_style(panel),
    };
  default:
    return (TableColumn){
      .name = forecast_table_get_column_name(data, column - N_FIRST_COLUMNS),
      .kind = TABLE_NUMBER,
      .unit = FORECAST_UNIT,
    };
  }
}

static gsize
get_n_rows(gconstpointer data)
{
  return panel_get_n_series(forecast_table_get_panel(data)) * forecast_table_get_horizon(data);
}

static void
fill(const ForecastTable *table, gsize index, gsize begin, gsize n_rows, TableBatch *batch)
{
  table_batch_begin(batch, n_rows);
  table_batch_set_text(batch, ID_COLUMN, panel_get_id(forecast_table_get_panel(table), index));
  gint64 *times = table_batch_fill_integers(batch, TIME_COLUMN);
  for (gsize i = 0; i < n_rows; i++) {
    times[i] = forecast_table_get_time(table, index, begin + i);
  }
  for (gsize i = 0; i < forecast_table_get_n_columns(table); i++) {
    table_batch_borrow_numbers(batch, N_FIRST_COLUMNS + i,
                               forecast_table_get_column(table, i, index) + begin);
  }
}

static gsize
read_rows(gconstpointer data, gsize begin, gsize end, TableBatch *batch)
{
  const gsize horizon = forecast_table_get_horizon(data);
  const gsize index = begin / horizon;
  const gsize stop = MIN(end, (index + 1) * horizon);
  if (forecast_table_is_done(data, index)) {
    fill(data, index, begin - index * horizon, stop - begin, batch);
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
forecast_source_of(const ForecastTable *table)
{
  return (TableSource){ .methods = &source_class, .data = table };
}
