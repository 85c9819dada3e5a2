// SPDX-License-Identifier: MIT
#include "data/forecast_table.h"

#include "data/step.h"

typedef struct {
  char *name;
  gsize n_levels;
  gsize n_extras;
  double *values; // the mean of all series, then the lower bounds of each level, then the upper
                  // ones, then the extra columns
} Model;

typedef struct {
  char *name;
  const double *values; // of its model
} Column;

struct ForecastTable {
  const Panel *panel;
  gsize horizon;
  gsize n_values;     // of one column
  GPtrArray *models;  // of Model, owned
  GPtrArray *columns; // of Column, owned
  guint8 *done;       // a byte a series, so that threads can set neighbours
};

G_DEFINE_QUARK(forecast_table_error, forecast_table_error)

static void
model_free(Model *model)
{
  g_free(model->name);
  g_free(model->values);
  g_free(model);
}

static void
column_free(Column *column)
{
  g_free(column->name);
  g_free(column);
}

ForecastTable *
forecast_table_new(const Panel *panel, gsize horizon)
{
  g_return_val_if_fail(panel != NULL, NULL);
  g_return_val_if_fail(horizon > 0, NULL);

  const gsize n_series = panel_get_n_series(panel);
  ForecastTable *table = g_new0(ForecastTable, 1);
  table->panel = panel;
  table->horizon = horizon;
  // A product that overflows stops the first model, which needs more than this.
  table->n_values = n_series <= G_MAXSIZE / horizon ? n_series * horizon : G_MAXSIZE;
  table->models = g_ptr_array_new_with_free_func((GDestroyNotify)model_free);
  table->columns = g_ptr_array_new_with_free_func((GDestroyNotify)column_free);
  table->done = g_new0(guint8, n_series);
  return table;
}

void
forecast_table_free(ForecastTable *table)
{
  if (table == NULL) {
    return;
  }
  g_ptr_array_unref(table->models);
  g_ptr_array_unref(table->columns);
  g_free(table->done);
  g_free(table);
}

// Takes @name.
static void
append_column(GPtrArray *columns, char *name, const double *values)
{
  Column *column = g_new0(Column, 1);
  column->name = name;
  column->values = values;
  g_ptr_array_add(columns, column);
}

static int
compare_percent(gconstpointer left, gconstpointer right, G_GNUC_UNUSED gpointer data)
{
  const ForecastLevel *const *first = left;
  const ForecastLevel *const *second = right;
  return ((*first)->percent > (*second)->percent) - ((*first)->percent < (*second)->percent);
}

// Returns: (transfer full): the columns of a model in output order, reading from @values.
static GPtrArray *
make_columns(const char *name,
             const ForecastLevel *levels,
             gsize n_levels,
             const char *const *extras,
             const double *values,
             gsize n_values)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func((GDestroyNotify)column_free);
  append_column(columns, g_strdup(name), values);

  g_autofree const ForecastLevel **rising = g_new(const ForecastLevel *, n_levels);
  for (gsize i = 0; i < n_levels; i++) {
    rising[i] = &levels[i];
  }
  g_qsort_with_data(rising, (int)n_levels, sizeof *rising, compare_percent, NULL);
  for (gsize i = n_levels; i-- > 0;) {
    const gsize position = 1 + (gsize)(rising[i] - levels);
    append_column(columns, g_strdup_printf("%s-lo-%s", name, rising[i]->text),
                  values + position * n_values);
  }
  for (gsize i = 0; i < n_levels; i++) {
    const gsize position = 1 + n_levels + (gsize)(rising[i] - levels);
    append_column(columns, g_strdup_printf("%s-hi-%s", name, rising[i]->text),
                  values + position * n_values);
  }
  for (gsize i = 0; extras[i] != NULL; i++) {
    append_column(columns, g_strdup_printf("%s-%s", name, extras[i]),
                  values + (1 + 2 * n_levels + i) * n_values);
  }
  return columns;
}

static gboolean
has_column(const GPtrArray *columns, gsize n_columns, const char *name)
{
  for (gsize i = 0; i < n_columns; i++) {
    const Column *column = g_ptr_array_index(columns, i);
    if (g_str_equal(column->name, name)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
check_names(const ForecastTable *table, const GPtrArray *added, GError **error)
{
  for (gsize i = 0; i < added->len; i++) {
    const Column *column = g_ptr_array_index(added, i);
    if (has_column(table->columns, table->columns->len, column->name) ||
        has_column(added, i, column->name) ||
        g_str_equal(column->name, panel_get_id_name(table->panel)) ||
        g_str_equal(column->name, panel_get_time_name(table->panel))) {
      g_set_error(error, FORECAST_TABLE_ERROR, FORECAST_TABLE_ERROR_NAME,
                  "two columns of the forecasts would be named '%s'", column->name);
      return FALSE;
    }
  }
  return TRUE;
}

// Cleared memory comes in untouched pages, which the threads that fill them touch first.
static double *
allocate_values(gsize n_values, gsize n_columns, GError **error)
{
  double *values = NULL;
  if (n_values <= G_MAXSIZE / sizeof(double) / n_columns) {
    values = g_try_malloc0(MAX(n_values, 1) * n_columns * sizeof(double));
  }
  if (values == NULL) {
    g_set_error(error, FORECAST_TABLE_ERROR, FORECAST_TABLE_ERROR_LIMIT,
                "no memory for %" G_GSIZE_FORMAT " columns of %" G_GSIZE_FORMAT " forecasts",
                n_columns, n_values);
  }
  return values;
}

gboolean
forecast_table_add_model(ForecastTable *table,
                         const char *name,
                         const ForecastLevel *levels,
                         gsize n_levels,
                         GError **error)
{
  static const char *const no_extras[] = { NULL };
  return forecast_table_add_model_with(table, name, levels, n_levels, no_extras, error);
}

gboolean
forecast_table_add_model_with(ForecastTable *table,
                              const char *name,
                              const ForecastLevel *levels,
                              gsize n_levels,
                              const char *const *extras,
                              GError **error)
{
  const gsize n_extras = g_strv_length((char **)(gsize)extras);
  g_autofree double *values = allocate_values(table->n_values, 1 + 2 * n_levels + n_extras, error);
  if (values == NULL) {
    return FALSE;
  }
  g_autoptr(GPtrArray) columns =
      make_columns(name, levels, n_levels, extras, values, table->n_values);
  if (!check_names(table, columns, error)) {
    return FALSE;
  }

  Model *model = g_new0(Model, 1);
  model->name = g_strdup(name);
  model->n_levels = n_levels;
  model->n_extras = n_extras;
  model->values = g_steal_pointer(&values);
  g_ptr_array_add(table->models, model);
  g_ptr_array_extend_and_steal(table->columns, g_steal_pointer(&columns));
  return TRUE;
}

const Panel *
forecast_table_get_panel(const ForecastTable *table)
{
  return table->panel;
}

gsize
forecast_table_get_horizon(const ForecastTable *table)
{
  return table->horizon;
}

gsize
forecast_table_get_n_models(const ForecastTable *table)
{
  return table->models->len;
}

static Model *
get_model(const ForecastTable *table, gsize model)
{
  g_assert(model < table->models->len);

  return g_ptr_array_index(table->models, model);
}

const char *
forecast_table_get_model_name(const ForecastTable *table, gsize model)
{
  return get_model(table, model)->name;
}

gsize
forecast_table_get_n_levels(const ForecastTable *table, gsize model)
{
  return get_model(table, model)->n_levels;
}

static double *
get_values(const ForecastTable *table, gsize model, gsize column, gsize index)
{
  g_assert(index < panel_get_n_series(table->panel));

  return get_model(table, model)->values + column * table->n_values + index * table->horizon;
}

double *
forecast_table_get_mean(ForecastTable *table, gsize model, gsize index)
{
  return get_values(table, model, 0, index);
}

double *
forecast_table_get_lower(ForecastTable *table, gsize model, gsize level, gsize index)
{
  g_assert(level < get_model(table, model)->n_levels);

  return get_values(table, model, 1 + level, index);
}

double *
forecast_table_get_upper(ForecastTable *table, gsize model, gsize level, gsize index)
{
  const gsize n_levels = get_model(table, model)->n_levels;
  g_assert(level < n_levels);

  return get_values(table, model, 1 + n_levels + level, index);
}

double *
forecast_table_get_extra(ForecastTable *table, gsize model, gsize extra, gsize index)
{
  const Model *of = get_model(table, model);
  g_assert(extra < of->n_extras);

  return get_values(table, model, 1 + 2 * of->n_levels + extra, index);
}

void
forecast_table_set_done(ForecastTable *table, gsize index)
{
  g_assert(index < panel_get_n_series(table->panel));

  table->done[index] = 1;
}

gboolean
forecast_table_is_done(const ForecastTable *table, gsize index)
{
  g_assert(index < panel_get_n_series(table->panel));

  return table->done[index] != 0;
}

gsize
forecast_table_get_n_columns(const ForecastTable *table)
{
  return table->columns->len;
}

static const Column *
get_column(const ForecastTable *table, gsize column)
{
  g_assert(column < table->columns->len);

  return g_ptr_array_index(table->columns, column);
}

const char *
forecast_table_get_column_name(const ForecastTable *table, gsize column)
{
  return get_column(table, column)->name;
}

const double *
forecast_table_get_column(const ForecastTable *table, gsize column, gsize index)
{
  g_assert(index < panel_get_n_series(table->panel));

  return get_column(table, column)->values + index * table->horizon;
}

gint64
forecast_table_get_time(const ForecastTable *table, gsize index, gsize step_index)
{
  const gsize n_steps = panel_get_length(table->panel, index) + step_index;
  return step_add(panel_get_step(table->panel, index), panel_get_start(table->panel, index),
                  (gint64)n_steps);
}
