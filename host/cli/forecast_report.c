// SPDX-License-Identifier: MIT
#include "cli/forecast_report.h"

#include "cli/json_text.h"

/** The issues of one model with one outcome. */
typedef struct {
  const Issue *first; // borrowed from the list
  gsize n_issues;
} IssueGroup;

static void
groups_add(GArray *groups, const Issue *issue)
{
  for (guint i = 0; i < groups->len; i++) {
    IssueGroup *group = &g_array_index(groups, IssueGroup, i);
    if (group->first->model == issue->model && group->first->outcome == issue->outcome) {
      group->n_issues++;
      return;
    }
  }
  const IssueGroup group = { .first = issue, .n_issues = 1 };
  g_array_append_val(groups, group);
}

/** Returns: (transfer full): what happened to "3 of 1428 series". */
static char *
group_describe(const IssueGroup *group, gsize n_series)
{
  const Issue *issue = group->first;
  g_autofree char *count = g_strdup_printf("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " series",
                                           group->n_issues, n_series);
  switch (issue->outcome) {
  case ISSUE_FELL_BACK:
    return g_strdup_printf("%s fell back to %s with %s", count, issue->fallback_label,
                           issue->model_label);
  case ISSUE_LEFT_OUT:
    return g_strdup_printf("%s were combined without %s", count, issue->model_label);
  case ISSUE_FAILED:
    return g_strdup_printf("%s failed with %s", count, issue->model_label);
  case ISSUE_NO_INTERVAL:
    return g_strdup_printf("%s have no interval with %s", count, issue->model_label);
  case ISSUE_NOTE:
    break;
  }
  return g_strdup_printf("%" G_GSIZE_FORMAT " notes of %s", group->n_issues, issue->model_label);
}

static void
report_say_issues(const ForecastReport *report, const Console *console)
{
  const Panel *panel = forecast_job_get_panel(report->job);
  const char *path = report->settings->failures_path;
  g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(IssueGroup));
  gsize n_issues = issue_list_get_length(report->run->issues);
  for (gsize i = 0; i < n_issues; i++) {
    groups_add(groups, issue_list_get(report->run->issues, i));
  }
  for (guint i = 0; i < groups->len; i++) {
    const IssueGroup *group = &g_array_index(groups, IssueGroup, i);
    g_autofree char *text = group_describe(group, panel_get_n_series(panel));
    gboolean is_last = i + 1 == groups->len && n_issues > 1;
    console_say(console, CONSOLE_WARNING, "%s (first: %s: %s)%s%s%s", text,
                panel_get_id(panel, group->first->series), group->first->message,
                is_last ? "; " : "", is_last ? (path != NULL ? path : "--failures FILE") : "",
                is_last ? " lists all" : "");
  }
}

static gsize
report_count_done(const ForecastReport *report)
{
  gsize n_done = 0;
  for (gsize i = 0; i < panel_get_n_series(forecast_job_get_panel(report->job)); i++) {
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
  const double *seasons = forecast_job_get_seasons(report->job, &n_seasons);
  json_text_begin_array(json, "seasons");
  for (gsize i = 0; i < n_seasons; i++) {
    json_text_add_number(json, NULL, seasons[i]);
  }
  json_text_end_array(json);
}

static void
report_add_counts(const ForecastReport *report, JsonText *json)
{
  const Panel *panel = forecast_job_get_panel(report->job);
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
  json_text_add_integer(json, "n_threads", pool_get_n_threads(forecast_job_get_pool(report->job)));
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
  gsize n_series = panel_get_n_series(forecast_job_get_panel(report->job));
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
  report_say_issues(report, console);
  if (!console_is_json(console)) {
    report_say_end(report, console);
  } else if (!console_is_quiet(console)) {
    report_say_json(report, console);
  }
}
