// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Forecasts of the series of one panel by one or more models, stored by column: each column holds
 * n_series × horizon values, series by series.
 *
 * Models are added first, by one thread. Then any number of threads may fill the slots of different
 * series; whoever reads must have waited for them (pool_run() does). Identifiers and time stamps
 * are the panel's: step h of a series, counted from 0, follows its last observation by h + 1 steps.
 */
typedef struct ForecastTable ForecastTable;

/** The coverage of an interval. */
typedef struct {
  double percent;   // above 0, below 100
  const char *text; // as the user gave it, "95": names the columns
} ForecastLevel;

typedef enum {
  FORECAST_TABLE_ERROR_NAME,  // two columns of one name
  FORECAST_TABLE_ERROR_LIMIT, // the values do not fit in memory
} ForecastTableError;

#define FORECAST_TABLE_ERROR (forecast_table_error_quark())
GQuark forecast_table_error_quark(void);

/**
 * Makes a table without models, in which no series is done.
 *
 * @panel: borrowed for the life of the table.
 */
ForecastTable *forecast_table_new(const Panel *panel, gsize horizon);

void forecast_table_free(ForecastTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForecastTable, forecast_table_free)

/**
 * Adds the columns of a model: @name, and for each level @name-lo-TEXT and @name-hi-TEXT. The n-th
 * model added has index n - 1; its levels keep their order for the getters, while the columns stand
 * in the order of the field: lower bounds from the widest level, then upper bounds from the
 * narrowest.
 *
 * Returns: TRUE, or FALSE with FORECAST_TABLE_ERROR and the table unchanged.
 */
gboolean forecast_table_add_model(ForecastTable *table,
                                  const char *name,
                                  const ForecastLevel *levels,
                                  gsize n_levels,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The same with more columns behind those of the levels.
 *
 * @extras: what follows the name and a dash in the name of each: "sd", "q-0.9"; ends in NULL.
 */
gboolean forecast_table_add_model_with(ForecastTable *table,
                                       const char *name,
                                       const ForecastLevel *levels,
                                       gsize n_levels,
                                       const char *const *extras,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): the panel that the table was made for. */
const Panel *forecast_table_get_panel(const ForecastTable *table);

gsize forecast_table_get_horizon(const ForecastTable *table);
gsize forecast_table_get_n_models(const ForecastTable *table);

/** Returns: (transfer none): the name that the model was added by. */
const char *forecast_table_get_model_name(const ForecastTable *table, gsize model);

gsize forecast_table_get_n_levels(const ForecastTable *table, gsize model);

/** Returns: (transfer none): horizon values of series @index, to be filled or read. */
double *forecast_table_get_mean(ForecastTable *table, gsize model, gsize index);
double *forecast_table_get_lower(ForecastTable *table, gsize model, gsize level, gsize index);
double *forecast_table_get_upper(ForecastTable *table, gsize model, gsize level, gsize index);

/** Returns: (transfer none): likewise, of extra column @extra of the model. */
double *forecast_table_get_extra(ForecastTable *table, gsize model, gsize extra, gsize index);

/** Tells that every column of series @index is filled; the rows of other series are not written. */
void forecast_table_set_done(ForecastTable *table, gsize index);
gboolean forecast_table_is_done(const ForecastTable *table, gsize index);

/** The columns of all models in output order. */
gsize forecast_table_get_n_columns(const ForecastTable *table);

/** Returns: (transfer none): such as "theta-lo-95". */
const char *forecast_table_get_column_name(const ForecastTable *table, gsize column);

/** Returns: (transfer none): horizon values of series @index. */
const double *forecast_table_get_column(const ForecastTable *table, gsize column, gsize index);

/** Returns: the time of step @step_index of series @index; see step.h for the unit. */
gint64 forecast_table_get_time(const ForecastTable *table, gsize index, gsize step_index);

G_END_DECLS
