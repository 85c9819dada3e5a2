// SPDX-License-Identifier: MIT
#pragma once

#include "data/table_source.h"
#include "run/fold_table.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The forecasts of a backtest as rows, by series, then fold, then time: the columns of the panel's
 * names for series, time and value with `cutoff`, the time of the last value that models were
 * shown, before the value, then those of the models. Folds that are not done are left out.
 *
 * @table: borrowed for as long as the source is used.
 */
TableSource fold_source_of(const FoldTable *table);

G_END_DECLS
