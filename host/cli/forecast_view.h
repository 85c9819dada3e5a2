// SPDX-License-Identifier: MIT
#pragma once

#include "cli/chart.h"
#include "data/forecast_table.h"
#include "run/issue.h"

#include <glib.h>

G_BEGIN_DECLS

/** Forecasts for people: of a few series a chart and a table each, of many a summary. */
typedef struct {
  ForecastTable *table;      // borrowed
  const IssueList *issues;   // borrowed
  const char *const *levels; // those of the table, as written, ends in NULL
  const double *seasons;     // [n_seasons]
  gsize n_seasons;
  ChartStyle style; // its height is chosen here
} ForecastView;

/** Returns: (transfer full): the text; pure, does not change the table. */
char *forecast_view_render(const ForecastView *view);

/** Returns: (transfer full): "1 series", "1428 series of 12 to 144 values …": the data in words. */
char *forecast_view_describe(const ForecastView *view);

G_END_DECLS
