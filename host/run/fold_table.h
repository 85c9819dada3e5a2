// SPDX-License-Identifier: MIT
#pragma once

#include "data/forecast_table.h"
#include "run/fold.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The forecasts of a backtest, stored by column: each holds n_folds × horizon values of every
 * series. Models are added first, by one thread; then any number of threads may fill different
 * folds of different series.
 */
typedef struct FoldTable FoldTable;

/**
 * @plan: borrowed for the life of the table.
 * Returns: (transfer full): the table, or NULL with FORECAST_TABLE_ERROR_LIMIT.
 */
FoldTable *fold_table_new(const FoldPlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void fold_table_free(FoldTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FoldTable, fold_table_free)

/** As forecast_table_add_model(), with errors of the same domain. */
gboolean fold_table_add_model(FoldTable *table,
                              const char *name,
                              const ForecastLevel *levels,
                              gsize n_levels,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

const FoldPlan *fold_table_get_plan(const FoldTable *table);
gsize fold_table_get_n_models(const FoldTable *table);
const char *fold_table_get_model_name(const FoldTable *table, gsize model);
gsize fold_table_get_n_levels(const FoldTable *table, gsize model);

/** Returns: (transfer none): horizon values, to be filled or read; 0 where nothing was put. */
double *fold_table_get_mean(FoldTable *table, gsize model, gsize series, gsize fold);
double *fold_table_get_lower(FoldTable *table, gsize model, gsize level, gsize series, gsize fold);
double *fold_table_get_upper(FoldTable *table, gsize model, gsize level, gsize series, gsize fold);

/** Tells that all columns of a fold are filled; the rows of others are not written. */
void fold_table_set_done(FoldTable *table, gsize series, gsize fold);
gboolean fold_table_is_done(const FoldTable *table, gsize series, gsize fold);

/** The columns of all models in output order. */
gsize fold_table_get_n_columns(const FoldTable *table);
const char *fold_table_get_column_name(const FoldTable *table, gsize column);
const double *fold_table_get_column(const FoldTable *table, gsize column, gsize series, gsize fold);

G_END_DECLS
