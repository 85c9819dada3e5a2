// SPDX-License-Identifier: MIT
#include "cli/tune_report.h"

#include "cli/issue_report.h"
#include "cli/table_view.h"
#include "data/json.h"

#include <math.h>

enum {
  ROWS_SHOWN = 20
};

// Returns: (transfer none) (nullable).
static const TuneScore *
find_best(const TuneRun *run)
{
  const TuneScore *best = NULL;
  for (guint i = 0; i < run->scores->len; i++) {
    const TuneScore *score = &g_array_index(run->scores, TuneScore, i);
    const gboolean is_later = best == NULL || score->rung >= best->rung;
    best = score->point == run->best && is_later ? score : best;
  }
  return best;
}

static const char *
get_metric(const TuneReport *report)
{
  return metric_set_get_label(report->options->backtest.metrics, report->options->metric);
}

static char *
describe_best(const TuneReport *report)
{
  const TuneScore *best = find_best(report->run);
  const Grid *grid = tune_job_get_grid(report->job);
  const gsize n_points = grid_get_n_points(grid);
  if (best == NULL) {
    return g_strdup_printf("none of %" G_GSIZE_FORMAT " points has a score", n_points);
  }
  return g_strdup_printf(
      "best of %" G_GSIZE_FORMAT " point%s: %s, %s %.6g", n_points, n_points == 1 ? "" : "s",
      model_get_label(grid_get_model(grid, best->point)), get_metric(report), best->score);
}

char *
tune_report_render(const TuneReport *report, Sheet *scores, gsize width)
{
  const TableSource rows = sheet_get_source(scores);
  g_autofree char *best = describe_best(report);
  g_autofree char *table = table_view_render(&rows, width, ROWS_SHOWN);
  return g_strdup_printf("%s\n\n%s", best, table);
}

static void
say_json(const TuneReport *report, const Console *console)
{
  const TuneRun *run = report->run;
  const TuneScore *best = find_best(run);
  const Grid *grid = tune_job_get_grid(report->job);
  const Session *session = tune_job_get_session(report->job);
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "summary");
  json_text_add_integer(json, "n_series", (gint64)panel_get_n_series(session_get_panel(session)));
  json_text_add_integer(json, "n_points", (gint64)grid_get_n_points(grid));
  json_text_add_string(json, "metric", get_metric(report));
  json_text_add_string(json, "best",
                       best != NULL ? model_get_label(grid_get_model(grid, best->point)) : NULL);
  json_text_add_number(json, "score", best != NULL ? best->score : NAN);
  json_text_add_integer(json, "n_failed", (gint64)issue_list_count(run->issues, ISSUE_FAILED));
  json_text_add_integer(json, "n_short", (gint64)issue_list_count(run->issues, ISSUE_SHORT));
  json_text_add_integer(json, "n_threads", pool_get_n_threads(session_get_pool(session)));
  json_text_add_number(json, "elapsed_s", (double)report->elapsed_us / G_USEC_PER_SEC);
  json_text_add_boolean(json, "interrupted", report->interrupted);
  json_text_add_string(json, "output", report->settings->model_path);
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  console_write_beside(console, text);
}

void
tune_report_say(const TuneReport *report, const Console *console)
{
  const TuneSettings *settings = report->settings;
  issue_report_say(report->run->issues, session_get_panel(tune_job_get_session(report->job)),
                   settings->failures_path, console);
  if (console_is_json(console)) {
    if (!console_is_quiet(console)) {
      say_json(report, console);
    }
    return;
  }
  if (report->interrupted) {
    console_say(console, CONSOLE_WARNING, "interrupted: no point is the best");
  } else if (!settings->shows) {
    g_autofree char *best = describe_best(report);
    console_say(console, CONSOLE_NOTE, "%s", best);
  }
}
