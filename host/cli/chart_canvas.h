// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The plot of a chart: cells of one character, each of several dots when drawn in braille, 2 by 4.
 * One thread at a time.
 */
typedef struct ChartCanvas ChartCanvas;

/** What lies over what: a forecast covers history, both cover bands. */
typedef enum {
  CHART_INK_NONE,
  CHART_INK_HISTORY,
  CHART_INK_FORECAST,
} ChartInk;

ChartCanvas *chart_canvas_new(gsize n_columns, gsize n_rows, gboolean unicode);
void chart_canvas_free(ChartCanvas *canvas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChartCanvas, chart_canvas_free)

/** Dots of the whole canvas, which count from the top left. */
gsize chart_canvas_get_width(const ChartCanvas *canvas);
gsize chart_canvas_get_height(const ChartCanvas *canvas);

void chart_canvas_line(ChartCanvas *canvas, gsize x1, gsize y1, gsize x2, gsize y2, ChartInk ink);

/** Shades the cells of a column whose middle lies within dots @top … @bottom; @shade from 1. */
void chart_canvas_shade(ChartCanvas *canvas, gsize column, double top, double bottom, int shade);

/** Draws a thin line down a column, below everything else. */
void chart_canvas_rule(ChartCanvas *canvas, gsize column);

/** Adds the cells of @row to @out, with ANSI colours when @colour. */
void chart_canvas_append_row(const ChartCanvas *canvas, gsize row, gboolean colour, GString *out);

/** Returns: (transfer none): a sample for the legend: of an ink, or of a shade. */
const char *chart_canvas_get_ink_sample(gboolean unicode, ChartInk ink);
const char *chart_canvas_get_shade_sample(gboolean unicode, int shade);

/** Returns: (transfer none): the ANSI sequence that begins an ink or, for NONE, a shade. */
const char *chart_canvas_get_colour(ChartInk ink);

G_END_DECLS
