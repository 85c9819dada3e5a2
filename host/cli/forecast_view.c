// SPDX-License-Identifier: MIT
#include "cli/forecast_view.h"

#include "cli/figure.h"
#include "cli/text_table.h"
#include "data/decimal.h"

#include <math.h>
#include <string.h>

enum {
  VIEW_MOST_CHARTS = 6, // more series get a summary
  VIEW_CHART_HEIGHT = 12,
  VIEW_MOST_ROWS = 24, // of one table; of more, the first and the last ones
  VIEW_LAST_ROWS = 6,
};

#define VIEW_COMBINATION "ensemble"

/** Returns: the model that charts show: the combination, else the first one. */
static gsize
view_get_model(const ForecastView *view)
{
  gsize n_models = forecast_table_get_n_models(view->table);
  for (gsize i = 0; i < n_models; i++) {
    if (strcmp(forecast_table_get_model_name(view->table, i), VIEW_COMBINATION) == 0) {
      return i;
    }
  }
  return 0;
}

static double
level_get_percent(const char *text)
{
  double percent = 0;
  (void)decimal_parse(text, strlen(text), &percent);
  return percent;
}

/** Fills the bands of @chart with the widest intervals; @labels holds as many texts. */
static void
view_add_bands(const ForecastView *view, gsize series, ChartData *chart, char **labels)
{
  gsize model = view_get_model(view);
  gsize n_levels = forecast_table_get_n_levels(view->table, model);
  double below = INFINITY;
  while (chart->n_bands < MIN(n_levels, CHART_MAX_BANDS)) {
    gsize widest = 0;
    double percent = 0;
    for (gsize i = 0; i < n_levels; i++) {
      double candidate = level_get_percent(view->levels[i]);
      if (candidate < below && candidate > percent) {
        percent = candidate;
        widest = i;
      }
    }
    below = percent;
    labels[chart->n_bands] = g_strdup_printf("%s %%", view->levels[widest]);
    chart->bands[chart->n_bands] = (ChartBand){
      .lower = forecast_table_get_lower(view->table, model, widest, series),
      .upper = forecast_table_get_upper(view->table, model, widest, series),
      .label = labels[chart->n_bands],
    };
    chart->n_bands++;
  }
}

static void
view_append_chart(const ForecastView *view, gsize series, GString *out)
{
  const Panel *panel = forecast_table_get_panel(view->table);
  const TimestampStyle *hand = panel_get_timestamp_style(panel);
  gsize horizon = forecast_table_get_horizon(view->table);
  gsize n_values = panel_get_length(panel, series);
  gsize season = view->n_seasons > 0 ? (gsize)view->seasons[0] : 1;
  gsize n_history = chart_get_history_length(n_values, horizon, season, view->style.width);
  gsize model = view_get_model(view);
  const Step *step = panel_get_step(panel, series);
  gint64 first = panel_get_start(panel, series);
  char start[TIMESTAMP_MAX_LENGTH];
  char origin[TIMESTAMP_MAX_LENGTH];
  char end[TIMESTAMP_MAX_LENGTH];
  timestamp_format(step_add(step, first, (gint64)(n_values - n_history)), hand, start);
  timestamp_format(forecast_table_get_time(view->table, series, 0), hand, origin);
  timestamp_format(forecast_table_get_time(view->table, series, horizon - 1), hand, end);

  g_autofree char *title = text_make_printable(panel_get_id(panel, series));
  ChartData chart = {
    .title = title,
    .history = panel_get_values(panel, series) + (n_values - n_history),
    .n_history = n_history,
    .forecast = forecast_table_get_mean(view->table, model, series),
    .horizon = horizon,
    .forecast_label = forecast_table_get_model_name(view->table, model),
    .start_label = start,
    .origin_label = origin,
    .end_label = end,
  };
  char *labels[CHART_MAX_BANDS] = { NULL };
  view_add_bands(view, series, &chart, labels);
  ChartStyle style = view->style;
  style.height = VIEW_CHART_HEIGHT;
  g_autofree char *text = chart_render(&chart, &style);
  g_string_append(out, text);
  for (gsize i = 0; i < CHART_MAX_BANDS; i++) {
    g_free(labels[i]);
  }
}

/** Whether @column is shown: of one model all are, of several the forecasts without intervals. */
static gboolean
view_shows_column(const ForecastView *view, gsize column)
{
  gsize n_models = forecast_table_get_n_models(view->table);
  const char *name = forecast_table_get_column_name(view->table, column);
  for (gsize i = 0; i < n_models && n_models > 1; i++) {
    if (strcmp(forecast_table_get_model_name(view->table, i), name) == 0) {
      return TRUE;
    }
  }
  return n_models == 1;
}

/** Returns: (transfer none): the heading of @column: "lo-95" where there is one model only. */
static const char *
view_get_heading(const ForecastView *view, gsize column)
{
  const char *name = forecast_table_get_column_name(view->table, column);
  const char *model = forecast_table_get_model_name(view->table, 0);
  gsize length = strlen(model);
  gboolean is_bound = strncmp(name, model, length) == 0 && name[length] == '-';
  return forecast_table_get_n_models(view->table) == 1 && is_bound ? name + length + 1 : name;
}

/** Returns: the decimals that suit all numbers of a series' table. */
static int
view_get_decimals(const ForecastView *view, gsize series)
{
  gsize horizon = forecast_table_get_horizon(view->table);
  double low = INFINITY;
  double high = -INFINITY;
  double greatest = 0;
  for (gsize i = 0; i < forecast_table_get_n_columns(view->table); i++) {
    const double *values = forecast_table_get_column(view->table, i, series);
    for (gsize j = 0; j < horizon && view_shows_column(view, i); j++) {
      if (isfinite(values[j])) {
        low = MIN(low, values[j]);
        high = MAX(high, values[j]);
        greatest = MAX(greatest, fabs(values[j]));
      }
    }
  }
  return figure_get_decimals(greatest, high > low ? high - low : greatest);
}

static void
view_add_row(const ForecastView *view, gsize series, gsize row, int decimals, TextTable *table)
{
  const Panel *panel = forecast_table_get_panel(view->table);
  char text[MAX((int)TIMESTAMP_MAX_LENGTH, (int)FIGURE_MAX_LENGTH)];
  timestamp_format(forecast_table_get_time(view->table, series, row),
                   panel_get_timestamp_style(panel), text);
  text_table_add_cell(table, text);
  for (gsize i = 0; i < forecast_table_get_n_columns(view->table); i++) {
    if (view_shows_column(view, i)) {
      figure_format(forecast_table_get_column(view->table, i, series)[row], decimals, text);
      text_table_add_cell(table, text);
    }
  }
}

static void
view_append_table(const ForecastView *view, gsize series, GString *out)
{
  g_autoptr(TextTable) table = text_table_new();
  const Panel *panel = forecast_table_get_panel(view->table);
  gsize n_shown = 1;
  text_table_add_column(table, panel_get_time_name(panel), TEXT_TABLE_LEFT);
  for (gsize i = 0; i < forecast_table_get_n_columns(view->table); i++) {
    if (view_shows_column(view, i)) {
      text_table_add_column(table, view_get_heading(view, i), TEXT_TABLE_RIGHT);
      n_shown++;
    }
  }
  gsize horizon = forecast_table_get_horizon(view->table);
  gsize n_first = horizon > VIEW_MOST_ROWS ? VIEW_MOST_ROWS - VIEW_LAST_ROWS : horizon;
  int decimals = view_get_decimals(view, series);
  for (gsize i = 0; i < horizon; i++) {
    if (i < n_first || i + VIEW_LAST_ROWS >= horizon) {
      view_add_row(view, series, i, decimals, table);
    }
    for (gsize j = 0; j < n_shown && i == n_first; j++) {
      text_table_add_cell(table, view->style.unicode ? "…" : "...");
    }
  }
  g_autofree char *text = text_table_render(table, view->style.width);
  g_string_append(out, text);
}

static gsize
view_count_done(const ForecastView *view, gsize *first)
{
  gsize n_series = panel_get_n_series(forecast_table_get_panel(view->table));
  gsize n_done = 0;
  for (gsize i = n_series; i > 0; i--) {
    if (forecast_table_is_done(view->table, i - 1)) {
      n_done++;
      *first = i - 1;
    }
  }
  return n_done;
}

static void
view_append_series(const ForecastView *view, GString *out)
{
  gsize n_series = panel_get_n_series(forecast_table_get_panel(view->table));
  for (gsize i = 0; i < n_series; i++) {
    if (forecast_table_is_done(view->table, i)) {
      view_append_chart(view, i, out);
      g_string_append_c(out, '\n');
      view_append_table(view, i, out);
      g_string_append_c(out, '\n');
    }
  }
}

char *
forecast_view_describe(const ForecastView *view)
{
  const Panel *panel = forecast_table_get_panel(view->table);
  g_autofree char *step = step_to_string(panel_get_step(panel, 0));
  g_autoptr(GString) seasons = g_string_new(view->n_seasons == 0 ? "none" : "");
  for (gsize i = 0; i < view->n_seasons; i++) {
    char number[DECIMAL_MAX_LENGTH];
    decimal_format(view->seasons[i], number);
    g_string_append_printf(seasons, "%s%s", i > 0 ? ", " : "", number);
  }
  return g_strdup_printf("%" G_GSIZE_FORMAT " series, %" G_GSIZE_FORMAT
                         " values, step %s, season %s, horizon %" G_GSIZE_FORMAT,
                         panel_get_n_series(panel), panel_get_n_values(panel), step, seasons->str,
                         forecast_table_get_horizon(view->table));
}

/** Returns: (transfer full): the models of the table, and members that only issues name. */
static GPtrArray *
view_list_models(const ForecastView *view)
{
  GPtrArray *models = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < forecast_table_get_n_models(view->table); i++) {
    g_ptr_array_add(models, g_strdup(forecast_table_get_model_name(view->table, i)));
  }
  for (gsize i = 0; i < issue_list_get_length(view->issues); i++) {
    const char *label = issue_list_get(view->issues, i)->model_label;
    if (!g_ptr_array_find_with_equal_func(models, label, g_str_equal, NULL)) {
      g_ptr_array_add(models, g_strdup(label));
    }
  }
  return models;
}

static gsize
view_count_issues(const ForecastView *view, const char *model, IssueOutcome outcome)
{
  gsize n_issues = 0;
  for (gsize i = 0; i < issue_list_get_length(view->issues); i++) {
    const Issue *issue = issue_list_get(view->issues, i);
    n_issues += issue->outcome == outcome && strcmp(issue->model_label, model) == 0 ? 1 : 0;
  }
  return n_issues;
}

static void
view_append_summary(const ForecastView *view, gsize n_done, GString *out)
{
  const IssueOutcome outcomes[] = {
    ISSUE_FELL_BACK,
    ISSUE_LEFT_OUT,
    ISSUE_FAILED,
    ISSUE_NO_INTERVAL,
  };
  g_autoptr(TextTable) table = text_table_new();
  text_table_add_column(table, "model", TEXT_TABLE_LEFT);
  text_table_add_column(table, "series", TEXT_TABLE_RIGHT);
  for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++) {
    text_table_add_column(table, issue_outcome_to_string(outcomes[i]), TEXT_TABLE_RIGHT);
  }
  g_autoptr(GPtrArray) models = view_list_models(view);
  for (gsize i = 0; i < models->len; i++) {
    const char *model = g_ptr_array_index(models, i);
    g_autofree char *series = g_strdup_printf("%" G_GSIZE_FORMAT, n_done);
    text_table_add_cell(table, model);
    text_table_add_cell(table, series);
    for (gsize j = 0; j < G_N_ELEMENTS(outcomes); j++) {
      gsize count = view_count_issues(view, model, outcomes[j]);
      g_autofree char *text = g_strdup_printf("%" G_GSIZE_FORMAT, count);
      text_table_add_cell(table, text);
    }
  }
  g_autofree char *text = text_table_render(table, view->style.width);
  g_string_append(out, text);
}

char *
forecast_view_render(const ForecastView *view)
{
  g_autoptr(GString) out = g_string_new(NULL);
  g_autofree char *description = forecast_view_describe(view);
  g_string_append_printf(out, "%s\n\n", description);
  gsize first = 0;
  gsize n_done = view_count_done(view, &first);
  if (n_done <= VIEW_MOST_CHARTS) {
    view_append_series(view, out);
  } else {
    view_append_summary(view, n_done, out);
    g_string_append_c(out, '\n');
    view_append_chart(view, first, out);
    g_string_append_c(out, '\n');
  }
  g_string_append(out, "All rows: -o FILE.csv, or --format csv\n");
  return g_string_free(g_steal_pointer(&out), FALSE);
}
