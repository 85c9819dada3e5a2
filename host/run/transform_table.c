// SPDX-License-Identifier: MIT
#include "run/transform_table.h"

#include <math.h>

struct TransformTable {
  const Panel *panel;
  gsize n_series;
  gsize n_columns;  // of values
  gsize n_values;   // of one column
  gsize *ends;      // [n_series]: values of this series and those before it
  double *values;   // [n_columns × n_values], series end to end
  guint8 *are_done; // [n_series]
};

enum {
  ID_COLUMN,
  TIME_COLUMN,
  N_FIRST_COLUMNS,
  VALUE_UNIT = 1, // all values of one table are of one unit
};

TransformTable *
transform_table_new(const Panel *panel, gboolean has_exogenous)
{
  g_return_val_if_fail(panel != NULL, NULL);

  const gsize n_columns = 1 + (has_exogenous ? panel_get_n_exogenous(panel) : 0);
  const gsize n_values = panel_get_n_values(panel);
  if (n_values > G_MAXSIZE / sizeof(double) / n_columns) {
    return NULL;
  }
  double *values = g_try_new(double, MAX(n_columns * n_values, 1));
  if (values == NULL) {
    return NULL;
  }
  for (gsize i = 0; i < n_columns * n_values; i++) {
    values[i] = (double)NAN;
  }
  TransformTable *table = g_new0(TransformTable, 1);
  table->panel = panel;
  table->n_series = panel_get_n_series(panel);
  table->n_columns = n_columns;
  table->n_values = n_values;
  table->values = values;
  table->are_done = g_new0(guint8, table->n_series);
  table->ends = g_new(gsize, table->n_series);
  gsize end = 0;
  for (gsize i = 0; i < table->n_series; i++) {
    end += panel_get_length(panel, i);
    table->ends[i] = end;
  }
  return table;
}

void
transform_table_free(TransformTable *table)
{
  if (table == NULL) {
    return;
  }
  g_clear_pointer(&table->ends, g_free);
  g_clear_pointer(&table->values, g_free);
  g_clear_pointer(&table->are_done, g_free);
  g_free(table);
}

static gsize
get_begin(const TransformTable *table, gsize index)
{
  return table->ends[index] - panel_get_length(table->panel, index);
}

gsize
transform_table_get_n_columns(const TransformTable *table)
{
  return table->n_columns;
}

double *
transform_table_get_values(TransformTable *table, gsize column, gsize index)
{
  g_assert(column < table->n_columns && index < table->n_series);

  return table->values + column * table->n_values + get_begin(table, index);
}

void
transform_table_set_done(TransformTable *table, gsize index)
{
  table->are_done[index] = 1;
}

gsize
transform_table_count_done(const TransformTable *table)
{
  gsize n_done = 0;
  for (gsize i = 0; i < table->n_series; i++) {
    n_done += table->are_done[i];
  }
  return n_done;
}

static gsize
get_n_columns(gconstpointer data)
{
  const TransformTable *table = data;
  return N_FIRST_COLUMNS + table->n_columns;
}

static TableColumn
get_column(gconstpointer data, gsize column)
{
  const TransformTable *table = data;
  switch (column) {
  case ID_COLUMN:
    return (TableColumn){ .name = panel_get_id_name(table->panel), .kind = TABLE_TEXT };
  case TIME_COLUMN:
    return (TableColumn){
      .name = panel_get_time_name(table->panel),
      .kind = TABLE_TIME,
      .style = panel_get_timestamp_style(table->panel),
    };
  case N_FIRST_COLUMNS:
    return (TableColumn){
      .name = panel_get_target_name(table->panel),
      .kind = TABLE_NUMBER,
      .unit = VALUE_UNIT,
    };
  default:
    return (TableColumn){
      .name = panel_get_exogenous_name(table->panel, column - N_FIRST_COLUMNS - 1),
      .kind = TABLE_NUMBER,
      .unit = VALUE_UNIT,
    };
  }
}

static gsize
get_n_rows(gconstpointer data)
{
  const TransformTable *table = data;
  return panel_get_n_values(table->panel);
}

// Returns: the series that @row lies in.
static gsize
find_series(const TransformTable *table, gsize row)
{
  gsize low = 0;
  gsize high = table->n_series - 1;
  while (low < high) {
    const gsize middle = low + (high - low) / 2;
    if (table->ends[middle] > row) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

static gsize
read_rows(gconstpointer data, gsize begin, gsize end, TableBatch *batch)
{
  const TransformTable *table = data;
  const gsize index = find_series(table, begin);
  const gsize stop = MIN(end, table->ends[index]);
  if (!table->are_done[index]) {
    return stop;
  }
  const gsize first = begin - get_begin(table, index);
  table_batch_begin(batch, stop - begin);
  table_batch_set_text(batch, ID_COLUMN, panel_get_id(table->panel, index));
  gint64 *times = table_batch_fill_integers(batch, TIME_COLUMN);
  for (gsize i = 0; i < stop - begin; i++) {
    times[i] = step_add(panel_get_step(table->panel, index), panel_get_start(table->panel, index),
                        (gint64)(first + i));
  }
  for (gsize i = 0; i < table->n_columns; i++) {
    table_batch_borrow_numbers(batch, N_FIRST_COLUMNS + i,
                               table->values + i * table->n_values + begin);
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
transform_table_get_source(const TransformTable *table)
{
  return (TableSource){ .methods = &source_class, .data = table };
}
