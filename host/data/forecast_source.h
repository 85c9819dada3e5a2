// SPDX-License-Identifier: MIT
#pragma once

#include "data/forecast_table.h"
#include "data/table_source.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Returns: the forecasts as rows: identifier, time and all columns, of the series that are done, by
 * series and time. @table is borrowed.
 */
TableSource forecast_source_of(const ForecastTable *table);

G_END_DECLS
