// SPDX-License-Identifier: MIT
#include "cli/forecast_report.h"

#include "cli/issue_report.h"
#include "data/json.h"

static const Panel *
report_get_panel(const ForecastReport *report)
{
  return session_get_panel(forecast_job_get_session(report->job));
}

static gsize
report_count_done(const ForecastReport *report)
{
  gsize n_done = 0;
  for (gsize i = 0; i < panel_get_n_series(report_get_panel(report)); i++) {
    n_done += forecast_table_is_done(report->run->table, i) ? 1 : 0;
  }
  return n_done;
}

static void
report_add_models(const ForecastReport *report, JsonText *json)
{
  json_text_begin_array(json, "models");
  for (gsize i = 0; i < forecast_table_get_n_models(report->run->table); i++) {
    json_text_add_string(json, NULL, forecast_table_get_model_name(report->run->table, i));
  }
  json_text_end_array(json);
  gsize n_seasons = 0;
  const double *seasons = session_get_seasons(forecast_job_get_session(report->job), &n_seasons);
  json_text_begin_array(json, "seasons");
  for (gsize i = 0; i < n_seasons; i++) {
    json_text_add_number(json, NULL, seasons[i]);
  }
  json_text_end_array(json);
}

static void
report_add_counts(const ForecastReport *report, JsonText *json)
{
  const Panel *panel = report_get_panel(report);
  const IssueList *issues = report->run->issues;
  gsize n_done = report_count_done(report);
  gsize horizon = forecast_table_get_horizon(report->run->table);
  json_text_add_integer(json, "n_series", (gint64)panel_get_n_series(panel));
  json_text_add_integer(json, "n_values", (gint64)panel_get_n_values(panel));
  json_text_add_integer(json, "n_done", (gint64)n_done);
  json_text_add_integer(json, "n_rows", (gint64)(n_done * horizon));
  json_text_add_integer(json, "horizon", (gint64)horizon);
  json_text_add_integer(json, "n_fell_back", (gint64)issue_list_count(issues, ISSUE_FELL_BACK));
  json_text_add_integer(json, "n_left_out", (gint64)issue_list_count(issues, ISSUE_LEFT_OUT));
  json_text_add_integer(json, "n_failed", (gint64)issue_list_count(issues, ISSUE_FAILED));
  json_text_add_integer(json, "n_no_interval", (gint64)issue_list_count(issues, ISSUE_NO_INTERVAL));
}

static void
report_say_json(const ForecastReport *report, const Console *console)
{
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "summary");
  report_add_counts(report, json);
  report_add_models(report, json);
  json_text_add_integer(
      json, "n_threads",
      pool_get_n_threads(session_get_pool(forecast_job_get_session(report->job))));
  json_text_add_boolean(json, "interrupted", report->interrupted);
  json_text_add_string(json, "output", report->settings->output_path);
  json_text_add_number(json, "seconds", (double)report->elapsed_us / G_USEC_PER_SEC);
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  console_write_beside(console, text);
}

static void
report_say_end(const ForecastReport *report, const Console *console)
{
  gsize n_series = panel_get_n_series(report_get_panel(report));
  gsize n_done = report_count_done(report);
  if (report->interrupted) {
    console_say(console, CONSOLE_WARNING,
                "interrupted: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                " series were done and are written",
                n_done, n_series);
  } else if (report->settings->output_path != NULL && console_errors_is_terminal(console)) {
    console_say(console, CONSOLE_NOTE, "%" G_GSIZE_FORMAT " series forecast to %s in %.2f s",
                n_done, report->settings->output_path, (double)report->elapsed_us / G_USEC_PER_SEC);
  }
}

void
forecast_report_say(const ForecastReport *report, const Console *console)
{
  issue_report_say(report->run->issues, report_get_panel(report), report->settings->failures_path,
                   console);
  if (!console_is_json(console)) {
    report_say_end(report, console);
  } else if (!console_is_quiet(console)) {
    report_say_json(report, console);
  }
}
