// SPDX-License-Identifier: MIT
#include "cli/command_tune.h"

#include "cli/interrupt.h"
#include "cli/output_settings.h"
#include "cli/progress.h"
#include "cli/tune_report.h"
#include "run/tune_table.h"

enum {
  TUNE_PROGRESS_DELAY_US = 300000
};

static const char *const tune_paragraphs[] = {
  "Searches the parameters of one model: scores each point of a grid, or points drawn at random, "
  "by "
  "forecasting parts of DATA that are known already, and writes all scores. The best point is the "
  "one that fails least, then the one of the best score, then the first.",
  "A parameter is searched between the bounds that the model declares and on its scale; plugcast "
  "plugins MODEL tells them.",
  "Exit status: 0 done; 1 done, but some series were left out, some forecasts failed, or no point "
  "has a score; 2 wrong usage; "
  "3 a file that cannot be read or written; 4 a plugin that is not there or refused; 130 "
  "interrupted.",
  NULL,
};

static const char *const tune_examples[] = {
  "plugcast tune DATA.csv -m theta --grid season=none,additive,multiplicative --grid "
  "alpha=0.1..0.9:5",
  "fifteen points at three origins each, by their MASE",
  "plugcast tune DATA.csv -m theta --random 50 --halving 3 --folds 9 -o best.json",
  "fifty points at one origin, the best third at three, the best ninth at all nine",
  "plugcast tune DATA.csv -m theta --grid alpha=auto,0.2,0.5 --per-series -o best.json",
  "a model for each series",
  "plugcast forecast DATA.csv -m best.json",
  "forecasts with what was found",
  NULL,
};

static gboolean
tune_write_scores(const TuneReport *report, const Console *console, GError **error)
{
  const TuneSettings *settings = report->settings;
  const GArray *scores = settings->per_series && !report->run->cancelled ? report->run->by_series
                                                                         : report->run->scores;
  g_autoptr(Sheet) sheet = tune_table_new(report->options, scores, settings->shows, error);
  if (sheet == NULL) {
    return FALSE;
  }
  if (settings->shows) {
    g_autofree char *text = tune_report_render(report, sheet, console_get_width(console));
    return console_write(console, text, error);
  }
  const TableSource rows = sheet_get_source(sheet);
  return output_settings_write_table(settings->scores_path, settings->format, &rows,
                                     session_get_pool(tune_job_get_session(report->job)), console,
                                     error);
}

static gboolean
tune_write(const TuneReport *report, const Console *console, GError **error)
{
  const TuneSettings *settings = report->settings;
  const Panel *panel = session_get_panel(tune_job_get_session(report->job));
  if (settings->failures_path != NULL &&
      !issue_list_write_by_fold(report->run->issues, panel, settings->failures_path, error)) {
    return FALSE;
  }
  if (settings->model_path != NULL && report->run->best != G_MAXSIZE &&
      !tune_run_write_model(report->run, report->options, settings->model_path, error)) {
    return FALSE;
  }
  return tune_write_scores(report, console, error);
}

static ExitStatus
tune_get_status(const TuneReport *report)
{
  if (report->interrupted) {
    return EXIT_STATUS_INTERRUPTED;
  }
  const IssueList *issues = report->run->issues;
  const gsize n_left_out =
      issue_list_count(issues, ISSUE_FAILED) + issue_list_count(issues, ISSUE_SHORT);
  const gboolean is_whole = n_left_out == 0 && report->run->best != G_MAXSIZE;
  return is_whole ? EXIT_STATUS_DONE : EXIT_STATUS_PARTLY;
}

static gboolean
tune_run_job(const TuneJob *job,
             const TuneSettings *settings,
             const Console *console,
             ExitStatus *status,
             GError **error)
{
  const gint64 begin_us = g_get_monotonic_time();
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt = interrupt_new(cancel);
  g_autoptr(Progress) progress = progress_new(console, TUNE_PROGRESS_DELAY_US);
  TuneOptions options = tune_job_get_options(job, session_get_pool(tune_job_get_session(job)));
  options.backtest.cancel = cancel;
  options.backtest.progress = progress_update;
  options.backtest.progress_data = progress;
  g_auto(TuneRun) run = { 0 };
  const gboolean is_run = tune_run(&options, &run, error);
  g_clear_pointer(&progress, progress_free);
  session_say_warnings(tune_job_get_session(job), console);
  if (!is_run) {
    return FALSE;
  }
  const TuneReport report = {
    .settings = settings,
    .job = job,
    .options = &options,
    .run = &run,
    .interrupted = run.cancelled && interrupt_came(interrupt),
    .elapsed_us = g_get_monotonic_time() - begin_us,
  };
  if (!tune_write(&report, console, error)) {
    return FALSE;
  }
  tune_report_say(&report, console);
  *status = tune_get_status(&report);
  return TRUE;
}

static gboolean
tune_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  console_set_quiet(console, option_values_has(values, "quiet"));
  g_auto(TuneSettings) settings = { 0 };
  if (!tune_settings_read(&settings, values, console_output_is_terminal(console), error)) {
    return FALSE;
  }
  g_autoptr(TuneJob) job = tune_job_new(&settings, error);
  return job != NULL && tune_run_job(job, &settings, console, status, error);
}

// What is timed: the job with the settings that it borrows.
typedef struct {
  TuneSettings settings;
  TuneJob *job;
} TuneWork;

static void
tune_work_free(gpointer prepared)
{
  TuneWork *work = prepared;
  tune_job_free(work->job);
  tune_settings_clear(&work->settings);
  g_free(work);
}

static gpointer
tune_work_prepare(const OptionValues *values, GError **error)
{
  TuneWork *work = g_new0(TuneWork, 1);
  if (tune_settings_read(&work->settings, values, FALSE, error)) {
    work->job = tune_job_new(&work->settings, error);
  }
  if (work->job == NULL) {
    tune_work_free(work);
    return NULL;
  }
  return work;
}

static gboolean
tune_work_run(gpointer prepared, Pool *pool, const PoolCancel *cancel, GError **error)
{
  const TuneWork *work = prepared;
  TuneOptions options = tune_job_get_options(work->job, pool);
  options.backtest.cancel = cancel;
  g_auto(TuneRun) run = { 0 };
  return tune_run(&options, &run, error);
}

static const CommandWork tune_work = {
  .prepare = tune_work_prepare,
  .run = tune_work_run,
  .free = tune_work_free,
};

const Command command_tune = {
  .name = "tune",
  .summary = "search the parameters of a model",
  .operands = "DATA",
  .paragraphs = tune_paragraphs,
  .examples = tune_examples,
  .options = tune_tables,
  .least_operands = 1,
  .most_operands = 1,
  .work = &tune_work,
  .run = tune_main,
};
