// SPDX-License-Identifier: MIT
#include "cli/command_backtest.h"

#include "cli/backtest_job.h"
#include "cli/backtest_report.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/table_view.h"
#include "cli/text_table.h"
#include "run/fold_source.h"
#include "run/score_ranking.h"

enum {
  PROGRESS_DELAY_US = 300000
};

static const char *const backtest_paragraphs[] = {
  "Forecasts parts of DATA that are known already, and measures how far off each model is. Prints "
  "a ranking of the models: their mean score, how much it differs between folds, and their skill "
  "against a benchmark.",
  "No model is shown anything behind the origin it forecasts from. Series that are too short for "
  "the folds are left out of all of them and reported. -o writes the forecasts with the actual "
  "values, --scores the scores.",
  "Exit status: 0 done; 1 done, but some series were left out, fell back or failed; 2 wrong usage; "
  "3 a file that cannot be read or written; 4 a plugin that is not there or refused; 130 "
  "interrupted.",
  NULL,
};

static const char *const backtest_examples[] = {
  "plugcast backtest DATA.csv -m theta,dotm,drift --folds 5",
  "five origins, a horizon apart, the last one a horizon before the end",
  "plugcast backtest DATA.csv -m theta --level 80 -o forecasts.csv",
  "unique_id,ds,cutoff,y,theta,theta-lo-80,theta-hi-80",
  "plugcast backtest DATA.csv --scores scores.csv --by model,step --metric mase,smape",
  "how the error grows with the step",
  "plugcast backtest WIDE.csv --scheme test --train 8640 --validation 2880 --test 2880 --horizon "
  "96 --standardise --metric mse,mae",
  "every window of a test part, in units of the standard deviation of the first 8640 values",
  NULL,
};

static gboolean
write_forecasts(const BacktestReport *report, const Console *console, GError **error)
{
  const OutputSettings *output = &report->settings->output;
  const TableSource rows = fold_source_of(report->run->forecasts);
  return output_settings_write_table(output->path, output->format, &rows,
                                     session_get_pool(backtest_job_get_session(report->job)),
                                     console, error);
}

static gboolean
write_scores(const BacktestReport *report, GError **error)
{
  const BacktestSettings *settings = report->settings;
  const Session *session = backtest_job_get_session(report->job);
  const ScoreSource scores = {
    .table = report->run->scores,
    .models = backtest_job_get_labels(report->job),
    .panel = session_get_panel(session),
    .keys = settings->keys,
  };
  const TableSource rows = score_source_of(&scores);
  return table_write_file(&rows, settings->scores_path, settings->scores_format,
                          session_get_pool(session), error);
}

static gboolean
write_ranking(const BacktestReport *report, const Console *console, GError **error)
{
  const OutputSettings *output = &report->settings->output;
  const ScoreRanking ranking = {
    .models = backtest_job_get_labels(report->job),
    .metric = backtest_job_get_ranking(report->job),
    .benchmark = backtest_job_get_benchmark(report->job),
  };
  g_autoptr(Sheet) sheet = score_ranking_new_sheet(report->run->scores, &ranking, error);
  if (sheet == NULL) {
    return FALSE;
  }
  const TableSource rows = sheet_get_source(sheet);
  if (!output->shows) {
    return output_settings_write_table(NULL, output->format, &rows,
                                       session_get_pool(backtest_job_get_session(report->job)),
                                       console, error);
  }
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *about = backtest_report_describe(report);
  g_autofree char *table =
      table_view_render(&rows, console_get_width(console), sheet_get_n_rows(sheet));
  text_wrap(text, about, 0, console_get_width(console));
  g_string_append_printf(text, "\n%s", table);
  return console_write(console, text->str, error);
}

// The ranking goes where the forecasts leave room for it.
static gboolean
write_all(const BacktestReport *report, const Console *console, GError **error)
{
  const BacktestSettings *settings = report->settings;
  const Panel *panel = session_get_panel(backtest_job_get_session(report->job));
  if (settings->failures_path != NULL &&
      !issue_list_write_by_fold(report->run->issues, panel, settings->failures_path, error)) {
    return FALSE;
  }
  if (settings->scores_path != NULL && !write_scores(report, error)) {
    return FALSE;
  }
  if (settings->writes_forecasts) {
    return write_forecasts(report, console, error);
  }
  return write_ranking(report, console, error);
}

static ExitStatus
get_status(const BacktestReport *report)
{
  if (report->interrupted) {
    return EXIT_STATUS_INTERRUPTED;
  }
  const IssueList *issues = report->run->issues;
  const gsize n_short = issue_list_count(issues, ISSUE_SHORT) +
                        issue_list_count(issues, ISSUE_FELL_BACK) +
                        issue_list_count(issues, ISSUE_FAILED);
  return n_short > 0 ? EXIT_STATUS_PARTLY : EXIT_STATUS_DONE;
}

static gboolean
run_job(const BacktestJob *job,
        const BacktestSettings *settings,
        const Console *console,
        ExitStatus *status,
        GError **error)
{
  const gint64 begin_us = g_get_monotonic_time();
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt = interrupt_new(cancel);
  g_autoptr(Progress) progress = progress_new(console, PROGRESS_DELAY_US);
  g_auto(BacktestRun) run = { 0 };
  Pool *pool = session_get_pool(backtest_job_get_session(job));
  const gboolean is_run =
      backtest_job_run(job, pool, cancel, progress_update, progress, &run, error);
  g_clear_pointer(&progress, progress_free);
  session_say_warnings(backtest_job_get_session(job), console);
  if (!is_run) {
    return FALSE;
  }
  const BacktestReport report = {
    .settings = settings,
    .job = job,
    .run = &run,
    .interrupted = run.cancelled && interrupt_came(interrupt),
    .elapsed_us = g_get_monotonic_time() - begin_us,
  };
  if (!write_all(&report, console, error)) {
    return FALSE;
  }
  backtest_report_say(&report, console);
  *status = get_status(&report);
  return TRUE;
}

static gboolean
backtest_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  console_set_quiet(console, option_values_has(values, "quiet"));
  g_auto(BacktestSettings) settings = { 0 };
  if (!backtest_settings_read(&settings, values, console_output_is_terminal(console), error)) {
    return FALSE;
  }
  g_autoptr(BacktestJob) job = backtest_job_new(&settings, error);
  return job != NULL && run_job(job, &settings, console, status, error);
}

// What is timed: the job with the settings that it borrows.
typedef struct {
  BacktestSettings settings;
  BacktestJob *job;
} BacktestWork;

static void
work_free(gpointer prepared)
{
  BacktestWork *work = prepared;
  backtest_job_free(work->job);
  backtest_settings_clear(&work->settings);
  g_free(work);
}

static gpointer
work_prepare(const OptionValues *values, GError **error)
{
  BacktestWork *work = g_new0(BacktestWork, 1);
  if (backtest_settings_read(&work->settings, values, FALSE, error)) {
    work->job = backtest_job_new(&work->settings, error);
  }
  if (work->job == NULL) {
    work_free(work);
    return NULL;
  }
  return work;
}

static gboolean
work_run(gpointer prepared, Pool *pool, const PoolCancel *cancel, GError **error)
{
  const BacktestWork *work = prepared;
  g_auto(BacktestRun) run = { 0 };
  return backtest_job_run(work->job, pool, cancel, NULL, NULL, &run, error);
}

static const CommandWork backtest_work = {
  .prepare = work_prepare,
  .run = work_run,
  .free = work_free,
};

const Command command_backtest = {
  .name = "backtest",
  .summary = "measure how well models forecast what is known",
  .operands = "DATA",
  .paragraphs = backtest_paragraphs,
  .examples = backtest_examples,
  .options = backtest_tables,
  .least_operands = 1,
  .most_operands = 1,
  .work = &backtest_work,
  .run = backtest_main,
};
