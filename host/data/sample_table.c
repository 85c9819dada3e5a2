// SPDX-License-Identifier: MIT
#include "data/sample_table.h"

#include "data/step.h"

#include <string.h>

#define SAMPLE_NAME "sample"

enum {
  ID_COLUMN,
  TIME_COLUMN,
  SAMPLE_COLUMN,
  N_FIRST_COLUMNS,
  SAMPLE_UNIT = 1, // all paths of one table are of one unit
};

typedef struct {
  char *name;
  double *values; // [n_series × n_samples × horizon]
} Model;

struct SampleTable {
  const Panel *panel;
  gsize horizon;
  gsize n_samples;
  GPtrArray *models; // of Model, owned
  guint8 *done;      // a byte a series
};

G_DEFINE_QUARK(sample_table_error, sample_table_error)

static void
model_free(gpointer data)
{
  Model *model = data;
  g_free(model->name);
  g_free(model->values);
  g_free(model);
}

SampleTable *
sample_table_new(const Panel *panel, gsize horizon, gsize n_samples)
{
  g_return_val_if_fail(panel != NULL && horizon > 0 && n_samples > 0, NULL);

  SampleTable *table = g_new0(SampleTable, 1);
  table->panel = panel;
  table->horizon = horizon;
  table->n_samples = n_samples;
  table->models = g_ptr_array_new_with_free_func(model_free);
  table->done = g_new0(guint8, panel_get_n_series(panel));
  return table;
}

void
sample_table_free(SampleTable *table)
{
  if (table == NULL) {
    return;
  }
  g_ptr_array_unref(table->models);
  g_free(table->done);
  g_free(table);
}

static gboolean
is_taken(const SampleTable *table, const char *name)
{
  for (guint i = 0; i < table->models->len; i++) {
    const Model *model = g_ptr_array_index(table->models, i);
    if (strcmp(model->name, name) == 0) {
      return TRUE;
    }
  }
  return strcmp(name, panel_get_id_name(table->panel)) == 0 ||
         strcmp(name, panel_get_time_name(table->panel)) == 0 || strcmp(name, SAMPLE_NAME) == 0;
}

gboolean
sample_table_add_model(SampleTable *table, const char *name, GError **error)
{
  if (is_taken(table, name)) {
    g_set_error(error, SAMPLE_TABLE_ERROR, SAMPLE_TABLE_ERROR_NAME,
                "two columns of the samples would be named '%s'", name);
    return FALSE;
  }
  gsize n_values = 0;
  double *values = NULL;
  if (g_size_checked_mul(&n_values, panel_get_n_series(table->panel), table->horizon) &&
      g_size_checked_mul(&n_values, n_values, table->n_samples) &&
      n_values <= G_MAXSIZE / sizeof *values) {
    values = g_try_malloc0_n(MAX(n_values, 1), sizeof *values);
  }
  if (values == NULL) {
    g_set_error(error, SAMPLE_TABLE_ERROR, SAMPLE_TABLE_ERROR_LIMIT,
                "no memory for %" G_GSIZE_FORMAT " samples of %" G_GSIZE_FORMAT
                " steps of %" G_GSIZE_FORMAT " series (take fewer samples, or write none)",
                table->n_samples, table->horizon, panel_get_n_series(table->panel));
    return FALSE;
  }
  Model *model = g_new0(Model, 1);
  model->name = g_strdup(name);
  model->values = values;
  g_ptr_array_add(table->models, model);
  return TRUE;
}

double *
sample_table_get(SampleTable *table, gsize model, gsize index)
{
  g_assert(model < table->models->len && index < panel_get_n_series(table->panel));

  const Model *of = g_ptr_array_index(table->models, model);
  return of->values + index * table->n_samples * table->horizon;
}

void
sample_table_set_done(SampleTable *table, gsize index)
{
  g_assert(index < panel_get_n_series(table->panel));

  table->done[index] = 1;
}

static gsize
get_n_columns(gconstpointer data)
{
  const SampleTable *table = data;
  return N_FIRST_COLUMNS + table->models->len;
}

static TableColumn
get_column(gconstpointer data, gsize column)
{
  const SampleTable *table = data;
  switch (column) {
  case ID_COLUMN:
    return (TableColumn){ .name = panel_get_id_name(table->panel), .kind = TABLE_TEXT };
  case TIME_COLUMN:
    return (TableColumn){
      .name = panel_get_time_name(table->panel),
      .kind = TABLE_TIME,
      .style = panel_get_timestamp_style(table->panel),
    };
  case SAMPLE_COLUMN:
    return (TableColumn){ .name = SAMPLE_NAME, .kind = TABLE_INTEGER };
  default: {
    const Model *model = g_ptr_array_index(table->models, column - N_FIRST_COLUMNS);
    return (TableColumn){ .name = model->name, .kind = TABLE_NUMBER, .unit = SAMPLE_UNIT };
  }
  }
}

static gsize
get_n_rows(gconstpointer data)
{
  const SampleTable *table = data;
  return panel_get_n_series(table->panel) * table->n_samples * table->horizon;
}

static gint64
get_time(const SampleTable *table, gsize index, gsize step)
{
  const gsize n_steps = panel_get_length(table->panel, index) + step;
  return step_add(panel_get_step(table->panel, index), panel_get_start(table->panel, index),
                  (gint64)n_steps);
}

// A batch is of one path.
static gsize
read_rows(gconstpointer data, gsize begin, gsize end, TableBatch *batch)
{
  const SampleTable *table = data;
  const gsize path = begin / table->horizon;
  const gsize index = path / table->n_samples;
  const gsize stop = MIN(end, (path + 1) * table->horizon);
  if (!table->done[index]) {
    return stop;
  }
  table_batch_begin(batch, stop - begin);
  table_batch_set_text(batch, ID_COLUMN, panel_get_id(table->panel, index));
  table_batch_set_integer(batch, SAMPLE_COLUMN, (gint64)(path % table->n_samples) + 1);
  gint64 *times = table_batch_fill_integers(batch, TIME_COLUMN);
  for (gsize row = begin; row < stop; row++) {
    times[row - begin] = get_time(table, index, row % table->horizon);
  }
  for (guint i = 0; i < table->models->len; i++) {
    const Model *model = g_ptr_array_index(table->models, i);
    table_batch_borrow_numbers(batch, N_FIRST_COLUMNS + i, model->values + begin);
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
sample_table_get_source(const SampleTable *table)
{
  return (TableSource){ .methods = &source_class, .data = table };
}
