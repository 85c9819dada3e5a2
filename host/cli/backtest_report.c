// SPDX-License-Identifier: MIT
#include "cli/backtest_report.h"

#include "cli/issue_report.h"
#include "data/json.h"

static gsize
count_forecasts(const BacktestRun *run, gboolean done_only)
{
  const ScoreTable *scores = run->scores;
  gsize n = 0;
  for (gsize i = 0; i < score_table_get_n_series(scores); i++) {
    for (gsize f = 0; f < score_table_get_n_folds(scores); f++) {
      Fold fold = { 0 };
      for (gsize m = 0; m < score_table_get_n_models(scores); m++) {
        const gboolean counts = done_only ? score_table_get_state(scores, m, i, f) != SCORE_ABSENT
                                          : fold_plan_get(run->folds, f, i, &fold);
        n += counts ? 1 : 0;
      }
    }
  }
  return n;
}

static gsize
count_tested(const FoldPlan *folds)
{
  gsize n = 0;
  for (gsize i = 0; i < panel_get_n_series(fold_plan_get_panel(folds)); i++) {
    n += fold_plan_is_short(folds, i) ? 0 : 1;
  }
  return n;
}

// The labels that a run was made with, and the metrics, as an array.
static void
add_texts(JsonText *json, const BacktestReport *report)
{
  const MetricSet *metrics = score_table_get_metrics(report->run->scores);
  const char *const *labels = backtest_job_get_labels(report->job);
  json_text_begin_array(json, "models");
  for (gsize i = 0; labels[i] != NULL; i++) {
    json_text_add_string(json, NULL, labels[i]);
  }
  json_text_end_array(json);
  json_text_begin_array(json, "metrics");
  for (gsize i = 0; i < metric_set_get_length(metrics); i++) {
    json_text_add_string(json, NULL, metric_set_get_label(metrics, i));
  }
  json_text_end_array(json);
}

static void
say_json(const BacktestReport *report, const Console *console)
{
  const BacktestRun *run = report->run;
  const IssueList *issues = run->issues;
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "summary");
  json_text_add_integer(json, "n_series",
                        (gint64)panel_get_n_series(fold_plan_get_panel(run->folds)));
  json_text_add_integer(json, "n_tested", (gint64)count_tested(run->folds));
  json_text_add_integer(json, "n_folds", (gint64)fold_plan_get_n_folds(run->folds));
  json_text_add_integer(json, "horizon", (gint64)fold_plan_get_settings(run->folds)->horizon);
  json_text_add_integer(json, "n_forecasts", (gint64)count_forecasts(run, TRUE));
  json_text_add_integer(json, "n_too_short", (gint64)issue_list_count(issues, ISSUE_SHORT));
  json_text_add_integer(json, "n_fell_back", (gint64)issue_list_count(issues, ISSUE_FELL_BACK));
  json_text_add_integer(json, "n_failed", (gint64)issue_list_count(issues, ISSUE_FAILED));
  json_text_add_integer(json, "n_no_interval", (gint64)issue_list_count(issues, ISSUE_NO_INTERVAL));
  add_texts(json, report);
  json_text_add_integer(
      json, "n_threads",
      pool_get_n_threads(session_get_pool(backtest_job_get_session(report->job))));
  json_text_add_boolean(json, "interrupted", report->interrupted);
  json_text_add_number(json, "seconds", (double)report->elapsed_us / G_USEC_PER_SEC);
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  console_write_beside(console, text);
}

void
backtest_report_say(const BacktestReport *report, const Console *console)
{
  const BacktestRun *run = report->run;
  issue_report_say(run->issues, fold_plan_get_panel(run->folds), report->settings->failures_path,
                   console);
  if (report->interrupted && !console_is_json(console)) {
    console_say(console, CONSOLE_WARNING,
                "interrupted: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                " forecasts were done and are measured",
                count_forecasts(run, TRUE), count_forecasts(run, FALSE));
  }
  if (report->settings->folds.refit > 1 && run->n_local > 0) {
    console_say(console, CONSOLE_NOTE,
                "--refit is for global models; %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                " models are local and fitted at every origin",
                run->n_local, score_table_get_n_models(run->scores));
  }
  if (console_is_json(console) && !console_is_quiet(console)) {
    say_json(report, console);
  }
}

char *
backtest_report_describe(const BacktestReport *report)
{
  const FoldPlan *folds = report->run->folds;
  const MetricSet *metrics = score_table_get_metrics(report->run->scores);
  const char *metric = metric_set_get_label(metrics, backtest_job_get_ranking(report->job));
  const gsize benchmark = backtest_job_get_benchmark(report->job);
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text,
                         "%" G_GSIZE_FORMAT " series, %" G_GSIZE_FORMAT " folds, %" G_GSIZE_FORMAT
                         " steps from each origin. Ranked by the mean %s of n forecasts",
                         count_tested(folds), fold_plan_get_n_folds(folds),
                         fold_plan_get_settings(folds)->horizon, metric);
  if (fold_plan_get_n_folds(folds) > 1) {
    g_string_append(text, "; spread is its standard deviation between folds");
  }
  if (benchmark != SCORE_ALL) {
    g_string_append_printf(text, "; skill is 1 - %s / that of %s", metric,
                           backtest_job_get_labels(report->job)[benchmark]);
  }
  g_string_append(text, ".\n");
  return g_string_free(g_steal_pointer(&text), FALSE);
}
