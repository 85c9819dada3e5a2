// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The vertical axis of a chart: the range of all values, with ticks at round numbers. Pure
 * functions. */
typedef struct {
  double low;
  double high;  // above @low
  double step;  // between ticks: 1, 2 or 5 times a power of ten
  double first; // the lowest tick, in steps
  gsize n_ticks;
} ChartAxis;

/** Makes an axis of about @n_wanted ticks, three at least, for @low … @high, which are finite. */
ChartAxis chart_axis_new(double low, double high, gsize n_wanted);

/** Returns: the number at tick @index, 0 at the bottom. */
double chart_axis_get_tick(const ChartAxis *axis, gsize index);

/** Writes the number at tick @index, 0 at the bottom, into @buffer of FIGURE_MAX_LENGTH bytes. */
void chart_axis_format_tick(const ChartAxis *axis, gsize index, char *buffer);

/** Returns: how far below the top @value lies: 0 at the top, 1 at the bottom. */
double chart_axis_get_depth(const ChartAxis *axis, double value);

/** Returns: the row, of @n_rows from the top, in which @value lies; clamped to the axis. */
gsize chart_axis_get_row(const ChartAxis *axis, double value, gsize n_rows);

G_END_DECLS
