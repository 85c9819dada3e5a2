// SPDX-License-Identifier: MIT
#include "cli/chart_canvas.h"

#include <stdlib.h>

enum {
  BRAILLE_FIRST = 0x2800,
  BRAILLE_COLUMNS = 2,
  BRAILLE_ROWS = 4,
};

typedef struct {
  guint8 dots; // bits of the braille character
  guint8 ink;  // ChartInk
  guint8 shade;
  gboolean is_rule;
} ChartCell;

struct ChartCanvas {
  gsize n_columns;
  gsize n_rows;
  gboolean unicode;
  gsize dots_across; // of one cell
  gsize dots_down;
  ChartCell *cells; // [n_rows × n_columns], owned
};

ChartCanvas *
chart_canvas_new(gsize n_columns, gsize n_rows, gboolean unicode)
{
  ChartCanvas *canvas = g_new0(ChartCanvas, 1);
  canvas->n_columns = n_columns;
  canvas->n_rows = n_rows;
  canvas->unicode = unicode;
  canvas->dots_across = unicode ? BRAILLE_COLUMNS : 1;
  canvas->dots_down = unicode ? BRAILLE_ROWS : 1;
  canvas->cells = g_new0(ChartCell, n_columns * n_rows);
  return canvas;
}

void
chart_canvas_free(ChartCanvas *canvas)
{
  if (canvas == NULL) {
    return;
  }
  g_free(canvas->cells);
  g_free(canvas);
}

gsize
chart_canvas_get_width(const ChartCanvas *canvas)
{
  return canvas->n_columns * canvas->dots_across;
}

gsize
chart_canvas_get_height(const ChartCanvas *canvas)
{
  return canvas->n_rows * canvas->dots_down;
}

static void
chart_canvas_dot(ChartCanvas *canvas, gsize x, gsize y, ChartInk ink)
{
  const guint8 bits[BRAILLE_ROWS][BRAILLE_COLUMNS] = {
    { 0x01, 0x08 },
    { 0x02, 0x10 },
    { 0x04, 0x20 },
    { 0x40, 0x80 },
  };
  gsize column = x / canvas->dots_across;
  gsize row = y / canvas->dots_down;
  ChartCell *cell = &canvas->cells[row * canvas->n_columns + column];
  cell->dots |= bits[y % canvas->dots_down][x % canvas->dots_across];
  cell->ink = MAX(cell->ink, (guint8)ink);
}

void
chart_canvas_line(ChartCanvas *canvas, gsize x1, gsize y1, gsize x2, gsize y2, ChartInk ink)
{
  // Bresenham's line: @excess tells which of the two directions has fallen behind.
  long x = (long)x1;
  long y = (long)y1;
  long across = labs((long)x2 - x);
  long down = -labs((long)y2 - y);
  long x_step = x1 < x2 ? 1 : -1;
  long y_step = y1 < y2 ? 1 : -1;
  long excess = across + down;
  chart_canvas_dot(canvas, x1, y1, ink);
  while (x != (long)x2 || y != (long)y2) {
    long doubled = 2 * excess;
    if (doubled >= down) {
      excess += down;
      x += x_step;
    }
    if (doubled <= across) {
      excess += across;
      y += y_step;
    }
    chart_canvas_dot(canvas, (gsize)x, (gsize)y, ink);
  }
}

void
chart_canvas_shade(ChartCanvas *canvas, gsize column, double top, double bottom, int shade)
{
  for (gsize row = 0; row < canvas->n_rows; row++) {
    double middle = ((double)row + 0.5) * (double)canvas->dots_down - 0.5;
    if (middle >= top && middle <= bottom) {
      canvas->cells[row * canvas->n_columns + column].shade = (guint8)shade;
    }
  }
}

void
chart_canvas_rule(ChartCanvas *canvas, gsize column)
{
  for (gsize row = 0; row < canvas->n_rows; row++) {
    canvas->cells[row * canvas->n_columns + column].is_rule = TRUE;
  }
}

static void
chart_cell_append(const ChartCell *cell, gboolean unicode, GString *out)
{
  if (cell->dots != 0 && unicode) {
    g_string_append_unichar(out, (gunichar)(BRAILLE_FIRST + cell->dots));
  } else if (cell->dots != 0) {
    g_string_append(out, chart_canvas_get_ink_sample(FALSE, cell->ink));
  } else if (cell->shade != 0) {
    g_string_append(out, chart_canvas_get_shade_sample(unicode, cell->shade));
  } else if (cell->is_rule) {
    g_string_append(out, unicode ? "┊" : "|");
  } else {
    g_string_append_c(out, ' ');
  }
}

static const char *
chart_cell_get_colour(const ChartCell *cell)
{
  if (cell->dots != 0) {
    return chart_canvas_get_colour(cell->ink);
  }
  return chart_canvas_get_colour(cell->shade != 0 || cell->is_rule ? CHART_INK_NONE
                                                                   : CHART_INK_HISTORY);
}

void
chart_canvas_append_row(const ChartCanvas *canvas, gsize row, gboolean colour, GString *out)
{
  const ChartCell *cells = &canvas->cells[row * canvas->n_columns];
  const char *current = "";
  for (gsize i = 0; i < canvas->n_columns; i++) {
    const char *wanted = colour ? chart_cell_get_colour(&cells[i]) : "";
    if (g_strcmp0(current, wanted) != 0) {
      g_string_append(out, *current != '\0' ? "\033[0m" : "");
      g_string_append(out, wanted);
      current = wanted;
    }
    chart_cell_append(&cells[i], canvas->unicode, out);
  }
  g_string_append(out, *current != '\0' ? "\033[0m" : "");
}

const char *
chart_canvas_get_ink_sample(gboolean unicode, ChartInk ink)
{
  if (unicode) {
    return "⠒⠒";
  }
  return ink == CHART_INK_FORECAST ? "o" : "*";
}

const char *
chart_canvas_get_shade_sample(gboolean unicode, int shade)
{
  if (unicode) {
    return shade == 1 ? "░" : "▒";
  }
  return shade == 1 ? "." : ":";
}

const char *
chart_canvas_get_colour(ChartInk ink)
{
  const char *const colours[] = {
    [CHART_INK_NONE] = "\033[90m",
    [CHART_INK_HISTORY] = "",
    [CHART_INK_FORECAST] = "\033[1;36m",
  };
  return colours[ink];
}
