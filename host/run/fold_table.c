// SPDX-License-Identifier: MIT
#include "run/fold_table.h"

#include <string.h>

// A table of forecasts whose horizon is that of all folds, one after another.
struct FoldTable {
  const FoldPlan *plan;
  gsize n_folds;
  gsize horizon;
  ForecastTable *table; // owned
  guint8 *done;         // [n_series × n_folds], owned
};

FoldTable *
fold_table_new(const FoldPlan *plan, GError **error)
{
  const Panel *panel = fold_plan_get_panel(plan);
  const gsize horizon = fold_plan_get_settings(plan)->horizon;
  const gsize n_folds = fold_plan_get_n_folds(plan);
  gsize n_steps = 0;
  gsize n_values = 0;
  if (!g_size_checked_mul(&n_steps, n_folds, horizon) ||
      !g_size_checked_mul(&n_values, n_steps, panel_get_n_series(panel))) {
    g_set_error(error, FORECAST_TABLE_ERROR, FORECAST_TABLE_ERROR_LIMIT,
                "%" G_GSIZE_FORMAT " folds of %" G_GSIZE_FORMAT " steps do not fit in memory",
                n_folds, horizon);
    return NULL;
  }
  FoldTable *table = g_new0(FoldTable, 1);
  table->plan = plan;
  table->n_folds = n_folds;
  table->horizon = horizon;
  table->table = forecast_table_new(panel, n_steps);
  table->done = g_new0(guint8, panel_get_n_series(panel) * n_folds);
  return table;
}

void
fold_table_free(FoldTable *table)
{
  if (table == NULL) {
    return;
  }
  g_clear_pointer(&table->table, forecast_table_free);
  g_free(table->done);
  g_free(table);
}

gboolean
fold_table_add_model(
    FoldTable *table, const char *name, const ForecastLevel *levels, gsize n_levels, GError **error)
{
  const char *target = panel_get_target_name(fold_plan_get_panel(table->plan));
  if (strcmp(name, "cutoff") == 0 || strcmp(name, target) == 0) {
    g_set_error(error, FORECAST_TABLE_ERROR, FORECAST_TABLE_ERROR_NAME,
                "column '%s' of the forecasts has the name of another column", name);
    return FALSE;
  }
  return forecast_table_add_model(table->table, name, levels, n_levels, error);
}

const FoldPlan *
fold_table_get_plan(const FoldTable *table)
{
  return table->plan;
}

gsize
fold_table_get_n_models(const FoldTable *table)
{
  return forecast_table_get_n_models(table->table);
}

const char *
fold_table_get_model_name(const FoldTable *table, gsize model)
{
  return forecast_table_get_model_name(table->table, model);
}

gsize
fold_table_get_n_levels(const FoldTable *table, gsize model)
{
  return forecast_table_get_n_levels(table->table, model);
}

double *
fold_table_get_mean(FoldTable *table, gsize model, gsize series, gsize fold)
{
  g_assert(fold < table->n_folds);

  return forecast_table_get_mean(table->table, model, series) + fold * table->horizon;
}

double *
fold_table_get_lower(FoldTable *table, gsize model, gsize level, gsize series, gsize fold)
{
  g_assert(fold < table->n_folds);

  return forecast_table_get_lower(table->table, model, level, series) + fold * table->horizon;
}

double *
fold_table_get_upper(FoldTable *table, gsize model, gsize level, gsize series, gsize fold)
{
  g_assert(fold < table->n_folds);

  return forecast_table_get_upper(table->table, model, level, series) + fold * table->horizon;
}

void
fold_table_set_done(FoldTable *table, gsize series, gsize fold)
{
  g_assert(fold < table->n_folds);

  table->done[series * table->n_folds + fold] = TRUE;
}

gboolean
fold_table_is_done(const FoldTable *table, gsize series, gsize fold)
{
  g_assert(fold < table->n_folds);

  return table->done[series * table->n_folds + fold];
}

gsize
fold_table_get_n_columns(const FoldTable *table)
{
  return forecast_table_get_n_columns(table->table);
}

const char *
fold_table_get_column_name(const FoldTable *table, gsize column)
{
  return forecast_table_get_column_name(table->table, column);
}

const double *
fold_table_get_column(const FoldTable *table, gsize column, gsize series, gsize fold)
{
  g_assert(fold < table->n_folds);

  return forecast_table_get_column(table->table, column, series) + fold * table->horizon;
}
