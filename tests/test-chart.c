// SPDX-License-Identifier: MIT
#include "cli/chart.h"

#include "cli/text_table.h"

#include <math.h>
#include <string.h>

enum {
  N_HISTORY = 30,
  HORIZON = 12,
};

/** A series with its forecast, drawn by a rule, and how to draw it. */
typedef struct {
  const char *name; // also of the file in tests/data/chart
  double scale;
  double offset;
  gsize n_history;
  gsize n_bands;
  gsize gap; // an observation that is missing, 0 for none
  ChartStyle style;
} Drawing;

static const Drawing drawings[] = {
  { "braille", 1, 100, N_HISTORY, 2, 0, { 70, 10, TRUE, FALSE } },
  { "ascii", 1, 100, N_HISTORY, 2, 0, { 70, 10, FALSE, FALSE } },
  { "colour", 1, 100, N_HISTORY, 1, 0, { 50, 8, TRUE, TRUE } },
  { "no-bands", 1, 100, N_HISTORY, 0, 0, { 60, 8, TRUE, FALSE } },
  { "gap", 1, 100, N_HISTORY, 0, 15, { 60, 8, FALSE, FALSE } },
  { "constant", 0, 5, N_HISTORY, 0, 0, { 60, 6, TRUE, FALSE } },
  { "zero", 0, 0, N_HISTORY, 1, 0, { 60, 6, FALSE, FALSE } },
  { "negative", -0.001, 0, N_HISTORY, 1, 0, { 60, 8, FALSE, FALSE } },
  { "huge", 1e300, -5e302, N_HISTORY, 1, 0, { 60, 8, FALSE, FALSE } },
  { "one-value", 1, 100, 1, 0, 0, { 60, 6, FALSE, FALSE } },
  { "one-row", 1, 100, N_HISTORY, 1, 0, { 60, 1, FALSE, FALSE } },
  { "narrow", 1, 100, N_HISTORY, 2, 0, { 20, 6, FALSE, FALSE } },
  { "too-narrow", 1, 100, N_HISTORY, 2, 0, { 12, 6, FALSE, FALSE } },
  { "no-numbers", NAN, 0, N_HISTORY, 2, 0, { 60, 6, FALSE, FALSE } },
};

static char *
draw(const Drawing *drawing)
{
  double history[N_HISTORY];
  double forecast[HORIZON];
  double bounds[4][HORIZON];
  for (int i = 0; i < N_HISTORY + HORIZON; i++) {
    // A triangle on a rising line: the same bits from every C library.
    double value = drawing->offset + drawing->scale * (i + 2 * abs(i % 12 - 6));
    if (i < N_HISTORY) {
      history[i] = value;
      continue;
    }
    double width = fabs(drawing->scale) * (i - N_HISTORY + 2);
    forecast[i - N_HISTORY] = value;
    bounds[0][i - N_HISTORY] = value - width;
    bounds[1][i - N_HISTORY] = value + width;
    bounds[2][i - N_HISTORY] = value - width / 2;
    bounds[3][i - N_HISTORY] = value + width / 2;
  }
  if (drawing->gap > 0) {
    history[drawing->gap] = NAN;
  }
  const ChartData data = {
    .title = "A",
    .history = history + N_HISTORY - drawing->n_history,
    .n_history = drawing->n_history,
    .forecast = forecast,
    .horizon = HORIZON,
    .forecast_label = "theta",
    .bands = { { bounds[0], bounds[1], "95 %" }, { bounds[2], bounds[3], "80 %" } },
    .n_bands = drawing->n_bands,
    .start_label = "2001-01-01",
    .origin_label = "2003-07-01",
    .end_label = "2004-06-01",
  };
  return chart_render(&data, &drawing->style);
}

static void
test_golden(const void *data)
{
  const Drawing *drawing = data;
  g_autofree char *name = g_strconcat(drawing->name, ".txt", NULL);
  g_autofree char *path = g_test_build_filename(G_TEST_DIST, "data", "chart", name, NULL);
  g_autofree char *expected = NULL;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(path, &expected, NULL, &error);
  g_assert_no_error(error);
  g_autofree char *text = draw(drawing);
  g_assert_cmpstr(text, ==, expected);
}

static void
test_no_line_is_wider(const void *data)
{
  Drawing drawing = *(const Drawing *)data;
  if (drawing.style.colour) {
    drawing.style.colour = FALSE;
  }
  for (gsize width = 30; width < 130; width++) {
    drawing.style.width = width;
    g_autofree char *text = draw(&drawing);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    // The first line is the legend, as long as its names are.
    for (gsize i = 1; lines[i] != NULL; i++) {
      g_assert_cmpuint(text_width(lines[i]), <=, width);
    }
  }
}

static void
test_history_has_room(void)
{
  g_assert_cmpuint(chart_get_history_length(5, 18, 12, 80), ==, 5);
  g_assert_cmpuint(chart_get_history_length(500, 18, 12, 80), ==, 36);
  g_assert_cmpuint(chart_get_history_length(500, 6, 12, 80), ==, 36);
  g_assert_cmpuint(chart_get_history_length(500, 1, 1, 80), ==, 24);
  g_assert_cmpuint(chart_get_history_length(5000, 100, 365, 80), ==, 60);
  g_assert_cmpuint(chart_get_history_length(5000, 1000, 1, 80), ==, 24);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(drawings); i++) {
    g_autofree char *golden = g_strconcat("/chart/draws/", drawings[i].name, NULL);
    g_autofree char *width = g_strconcat("/chart/no-line-is-wider/", drawings[i].name, NULL);
    g_test_add_data_func(golden, &drawings[i], test_golden);
    g_test_add_data_func(width, &drawings[i], test_no_line_is_wider);
  }
  g_test_add_func("/chart/history-has-room", test_history_has_room);
  return g_test_run();
}
