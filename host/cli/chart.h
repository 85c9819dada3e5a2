// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A line chart of one series and its forecast, as text. Pure functions. */

enum {
  CHART_MAX_BANDS = 2
};

/** An interval around the forecast. */
typedef struct {
  const double *lower; // [horizon]
  const double *upper; // [horizon]
  const char *label;   // "95 %"
} ChartBand;

typedef struct {
  const char *title;
  const double *history; // [n_history], NaN where missing
  gsize n_history;
  const double *forecast; // [horizon], NaN where there is none
  gsize horizon;
  const char *forecast_label;
  ChartBand bands[CHART_MAX_BANDS]; // the widest first
  gsize n_bands;
  const char *start_label;  // below the first observation shown
  const char *origin_label; // below the first forecast
  const char *end_label;    // below the last forecast
} ChartData;

typedef struct {
  gsize width;      // of the whole chart in columns
  gsize height;     // of the plot in rows
  gboolean unicode; // braille and block characters instead of ASCII
  gboolean colour;  // ANSI sequences
} ChartStyle;

/**
 * Returns: (transfer full): the lines of the chart, or of a note that there is nothing to draw:
 * no finite number, or less width than labels and a few columns need.
 */
char *chart_render(const ChartData *data, const ChartStyle *style);

/** Returns: how many of the last observations a chart of @width columns shows at its best. */
gsize chart_get_history_length(gsize n_values, gsize horizon, gsize season, gsize width);

G_END_DECLS
