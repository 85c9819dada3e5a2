// SPDX-License-Identifier: MIT
#include "cli/chart.h"

#include "cli/chart_axis.h"
#include "cli/chart_canvas.h"
#include "cli/figure.h"
#include "cli/text_table.h"

#include <math.h>

enum {
  CHART_LEAST_COLUMNS = 10,
  CHART_LEAST_HISTORY = 24, // observations
  CHART_ROWS_PER_TICK = 3,
  CHART_MARGIN = 2, // " ┤" between label and plot
};

/** A chart while it is made. */
typedef struct {
  const ChartData *data;
  const ChartStyle *style;
  ChartAxis axis;
  gsize label_width; // of the ticks
  gsize n_columns;   // of the plot
  ChartCanvas *canvas;
} ChartLayout;

/** Widens @low … @high to the finite ones of @values. */
static void
range_add(const double *values, gsize n_values, double *low, double *high)
{
  for (gsize i = 0; i < n_values; i++) {
    if (isfinite(values[i])) {
      *low = MIN(*low, values[i]);
      *high = MAX(*high, values[i]);
    }
  }
}

static gboolean
chart_measure(const ChartData *data, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  range_add(data->history, data->n_history, low, high);
  range_add(data->forecast, data->horizon, low, high);
  for (gsize i = 0; i < data->n_bands; i++) {
    range_add(data->bands[i].lower, data->horizon, low, high);
    range_add(data->bands[i].upper, data->horizon, low, high);
  }
  return *low <= *high;
}

static gsize
chart_measure_labels(const ChartAxis *axis)
{
  gsize width = 0;
  for (gsize i = 0; i < axis->n_ticks; i++) {
    char label[FIGURE_MAX_LENGTH];
    chart_axis_format_tick(axis, i, label);
    width = MAX(width, strlen(label));
  }
  return width;
}

/** Returns: the dot, from the left, at which step @index stands, history counted first. */
static gsize
chart_get_x(const ChartLayout *layout, gsize index)
{
  gsize n_steps = layout->data->n_history + layout->data->horizon;
  gsize width = chart_canvas_get_width(layout->canvas);
  return n_steps < 2 ? 0 : (index * (width - 1) + (n_steps - 1) / 2) / (n_steps - 1);
}

static gsize
chart_get_column(const ChartLayout *layout, gsize index)
{
  gsize dots = chart_canvas_get_width(layout->canvas) / layout->n_columns;
  return chart_get_x(layout, index) / dots;
}

static double
chart_get_value(const ChartData *data, gsize index)
{
  return index < data->n_history ? data->history[index] : data->forecast[index - data->n_history];
}

/** Joins neighbouring steps; what is missing leaves a gap. */
static void
chart_draw_line(const ChartLayout *layout, gsize begin, gsize end, ChartInk ink)
{
  gsize height = chart_canvas_get_height(layout->canvas);
  gboolean has_last = FALSE;
  gsize last_x = 0;
  gsize last_y = 0;
  for (gsize i = begin; i < end; i++) {
    double value = chart_get_value(layout->data, i);
    if (!isfinite(value)) {
      has_last = FALSE;
      continue;
    }
    gsize x = chart_get_x(layout, i);
    gsize y = chart_axis_get_row(&layout->axis, value, height);
    chart_canvas_line(layout->canvas, has_last ? last_x : x, has_last ? last_y : y, x, y, ink);
    last_x = x;
    last_y = y;
    has_last = TRUE;
  }
}

/** Returns: @values at @position, a straight line between steps. */
static double
values_interpolate(const double *values, gsize n_values, double position)
{
  double inside = CLAMP(position, 0, (double)(n_values - 1));
  gsize left = (gsize)inside;
  gsize right = MIN(left + 1, n_values - 1);
  double share = inside - (double)left;
  return share > 0 ? values[left] + share * (values[right] - values[left]) : values[left];
}

static void
chart_draw_band(const ChartLayout *layout, const ChartBand *band, int shade)
{
  const ChartData *data = layout->data;
  double n_steps = (double)(data->n_history + data->horizon);
  double height = (double)chart_canvas_get_height(layout->canvas) - 1;
  for (gsize i = chart_get_column(layout, data->n_history); i < layout->n_columns; i++) {
    double position = ((double)i + 0.5) / (double)layout->n_columns * (n_steps - 1);
    position -= (double)data->n_history;
    double lower = values_interpolate(band->lower, data->horizon, position);
    double upper = values_interpolate(band->upper, data->horizon, position);
    if (isfinite(lower) && isfinite(upper)) {
      double top = chart_axis_get_depth(&layout->axis, upper) * height;
      double bottom = chart_axis_get_depth(&layout->axis, lower) * height;
      chart_canvas_shade(layout->canvas, i, top, bottom, shade);
    }
  }
}

static void
chart_draw(const ChartLayout *layout)
{
  const ChartData *data = layout->data;
  chart_canvas_rule(layout->canvas, chart_get_column(layout, data->n_history));
  for (gsize i = 0; i < data->n_bands; i++) {
    chart_draw_band(layout, &data->bands[i], (int)i + 1);
  }
  chart_draw_line(layout, 0, data->n_history, CHART_INK_HISTORY);
  gsize begin = data->n_history > 0 ? data->n_history - 1 : 0;
  chart_draw_line(layout, begin, data->n_history + data->horizon, CHART_INK_FORECAST);
}

static void
legend_append(
    GString *out, const ChartStyle *style, ChartInk ink, const char *sample, const char *label)
{
  const char *colour = style->colour ? chart_canvas_get_colour(ink) : "";
  g_string_append_printf(out, "  %s%s%s %s", colour, sample, *colour != '\0' ? "\033[0m" : "",
                         label);
}

static void
chart_append_legend(const ChartLayout *layout, GString *out)
{
  const ChartData *data = layout->data;
  const ChartStyle *style = layout->style;
  g_string_append(out, data->title);
  legend_append(out, style, CHART_INK_HISTORY,
                chart_canvas_get_ink_sample(style->unicode, CHART_INK_HISTORY), "history");
  // Without colours the two lines look the same in braille: the rule between them tells.
  g_autofree char *sample =
      g_strconcat(style->unicode && !style->colour ? "┊ " : "",
                  chart_canvas_get_ink_sample(style->unicode, CHART_INK_FORECAST), NULL);
  legend_append(out, style, CHART_INK_FORECAST, sample, data->forecast_label);
  for (gsize i = data->n_bands; i > 0; i--) {
    const char *shade = chart_canvas_get_shade_sample(style->unicode, (int)i);
    legend_append(out, style, CHART_INK_NONE, shade, data->bands[i - 1].label);
  }
  g_string_append_c(out, '\n');
}

static void
chart_append_rows(const ChartLayout *layout, GString *out)
{
  const ChartAxis *axis = &layout->axis;
  gsize n_dots = chart_canvas_get_height(layout->canvas);
  for (gsize row = 0; row < layout->style->height; row++) {
    char label[FIGURE_MAX_LENGTH] = "";
    for (gsize i = 0; i < axis->n_ticks; i++) {
      double value = chart_axis_get_tick(axis, i);
      // By dots, as lines are drawn, so that a line at a tick's value meets its label.
      if (chart_axis_get_row(axis, value, n_dots) * layout->style->height / n_dots == row) {
        chart_axis_format_tick(axis, i, label);
      }
    }
    const char *line = layout->style->unicode ? (*label != '\0' ? "┤" : "│") : "|";
    g_string_append_printf(out, "%*s %s", (int)layout->label_width, label, line);
    chart_canvas_append_row(layout->canvas, row, layout->style->colour, out);
    while (out->str[out->len - 1] == ' ') {
      g_string_truncate(out, out->len - 1);
    }
    g_string_append_c(out, '\n');
  }
}

static void
chart_append_base(const ChartLayout *layout, GString *out)
{
  gsize origin = chart_get_column(layout, layout->data->n_history);
  gboolean unicode = layout->style->unicode;
  g_string_append_printf(out, "%*s %s", (int)layout->label_width, "", unicode ? "└" : "+");
  for (gsize i = 0; i < layout->n_columns; i++) {
    const char *plain = unicode ? "─" : "-";
    const char *mark = unicode ? "┴" : "+";
    g_string_append(out, i == origin ? mark : plain);
  }
  g_string_append_c(out, '\n');
}

/** Puts @label at @begin of @line where that keeps a blank to what is there. */
static void
line_place(GString *line, const char *label, gsize begin)
{
  gsize used = text_width(line->str);
  if (used > 0 && begin < used + 1) {
    return;
  }
  for (gsize i = used; i < begin; i++) {
    g_string_append_c(line, ' ');
  }
  g_string_append(line, label);
}

static void
chart_append_times(const ChartLayout *layout, GString *out)
{
  const ChartData *data = layout->data;
  gsize margin = layout->label_width + CHART_MARGIN;
  gsize origin_width = text_width(data->origin_label);
  gsize end_width = text_width(data->end_label);
  gsize total = margin + layout->n_columns;
  gsize end = total > end_width ? total - end_width : 0;
  gsize middle = margin + chart_get_column(layout, data->n_history);
  gsize origin = middle > origin_width / 2 ? middle - origin_width / 2 : 0;

  g_autoptr(GString) line = g_string_new(NULL);
  line_place(line, data->start_label, margin);
  if (origin + origin_width < end) {
    line_place(line, data->origin_label, origin);
  }
  line_place(line, data->end_label, end);
  g_string_append(out, line->str);
  g_string_append_c(out, '\n');
}

char *
chart_render(const ChartData *data, const ChartStyle *style)
{
  g_assert(style->height > 0 && data->n_bands <= CHART_MAX_BANDS);

  double low = 0;
  double high = 0;
  if (!chart_measure(data, &low, &high)) {
    return g_strdup_printf("%s: no number to draw\n", data->title);
  }
  ChartLayout layout = { .data = data, .style = style };
  layout.axis = chart_axis_new(low, high, style->height / CHART_ROWS_PER_TICK);
  layout.label_width = chart_measure_labels(&layout.axis);
  if (layout.label_width + CHART_MARGIN + CHART_LEAST_COLUMNS > style->width) {
    return g_strdup_printf("%s: too narrow to draw\n", data->title);
  }
  layout.n_columns = style->width - layout.label_width - CHART_MARGIN;
  g_autoptr(ChartCanvas) canvas = chart_canvas_new(layout.n_columns, style->height, style->unicode);
  layout.canvas = canvas;
  chart_draw(&layout);

  g_autoptr(GString) out = g_string_new(NULL);
  chart_append_legend(&layout, out);
  chart_append_rows(&layout, out);
  chart_append_base(&layout, out);
  chart_append_times(&layout, out);
  return g_string_free(g_steal_pointer(&out), FALSE);
}

gsize
chart_get_history_length(gsize n_values, gsize horizon, gsize season, gsize width)
{
  // A forecast of a third of the chart, some seasons to compare it with, and no more points than
  // columns of dots.
  gsize wanted = MAX(MAX(2 * horizon, 3 * season), CHART_LEAST_HISTORY);
  gsize most =
      2 * width > horizon + CHART_LEAST_HISTORY ? 2 * width - horizon : CHART_LEAST_HISTORY;
  return MIN(n_values, MIN(wanted, most));
}
