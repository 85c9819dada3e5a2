// SPDX-License-Identifier: MIT
#include "cli/command_forecast.h"

#include "cli/forecast_job.h"
#include "cli/forecast_report.h"
#include "cli/forecast_settings.h"
#include "cli/forecast_view.h"
#include "cli/interrupt.h"
#include "cli/output_settings.h"
#include "cli/progress.h"
#include "data/forecast_source.h"

#include <gio/gio.h>

enum {
  FORECAST_PROGRESS_DELAY_US = 300000
};

static const char *const forecast_paragraphs[] = {
  "Forecasts every series of DATA, a CSV, TSV or .tsf file, also compressed with gzip, or '-' for "
  "standard input. Without options it finds the step and the season in the data, takes a horizon "
  "by the step and the mean of two models, and shows charts on a terminal or writes CSV into a "
  "pipe.",
  "Exit status: 0 done; 1 done, but some series fell back or failed; 2 wrong usage; 3 a file that "
  "cannot be read or written; 4 a plugin that is not there or refused; 130 interrupted.",
  NULL,
};

static const char *const forecast_examples[] = {
  "plugcast forecast DATA.csv",
  "a chart and a table of each series, or a summary of many",
  "plugcast forecast DATA.csv -m theta --horizon 18 --level 80,95 -o forecasts.csv",
  "unique_id,ds,theta,theta-lo-95,theta-lo-80,theta-hi-80,theta-hi-95",
  "plugcast forecast DATA.csv -m theta,drift --combine median --members",
  "the columns theta, drift and ensemble",
  NULL,
};

static char *
forecast_render(const ForecastJob *job,
                const ForecastSettings *settings,
                const ForecastRun *run,
                const Console *console)
{
  ForecastView view = {
    .table = run->table,
    .issues = run->issues,
    .levels = (const char *const *)settings->levels,
    .style = {
        .width = console_get_width(console),
        .unicode = console_is_unicode(console),
        .colour = console_has_colour(console),
    },
  };
  view.seasons = session_get_seasons(forecast_job_get_session(job), &view.n_seasons);
  return forecast_view_render(&view);
}

static gboolean
forecast_write(const ForecastJob *job,
               const ForecastSettings *settings,
               const ForecastRun *run,
               const Console *console,
               GError **error)
{
  const Session *session = forecast_job_get_session(job);
  if (settings->failures_path != NULL &&
      !issue_list_write(run->issues, session_get_panel(session), settings->failures_path, error)) {
    return FALSE;
  }
  if (run->weights != NULL) {
    const TableSource weights = sheet_get_source(run->weights);
    if (!table_write_file(&weights, settings->weights_path, settings->weights_format,
                          session_get_pool(session), error)) {
      return FALSE;
    }
  }
  if (run->samples != NULL) {
    const TableSource paths = sample_table_get_source(run->samples);
    if (!table_write_file(&paths, settings->samples_path, settings->samples_format,
                          session_get_pool(session), error)) {
      return FALSE;
    }
  }
  if (settings->output == FORECAST_OUTPUT_CHART) {
    g_autofree char *text = forecast_render(job, settings, run, console);
    return console_write(console, text, error);
  }
  const TableSource rows = forecast_source_of(run->table);
  return output_settings_write_table(settings->output_path, settings->format, &rows,
                                     session_get_pool(session), console, error);
}

static ExitStatus
forecast_get_status(const ForecastRun *run, gboolean interrupted)
{
  if (interrupted) {
    return EXIT_STATUS_INTERRUPTED;
  }
  gsize n_short = issue_list_count(run->issues, ISSUE_FELL_BACK) +
                  issue_list_count(run->issues, ISSUE_LEFT_OUT) +
                  issue_list_count(run->issues, ISSUE_FAILED);
  return n_short > 0 ? EXIT_STATUS_PARTLY : EXIT_STATUS_DONE;
}

static gboolean
forecast_run_job(const ForecastJob *job,
                 const ForecastSettings *settings,
                 const Console *console,
                 ExitStatus *status,
                 GError **error)
{
  gint64 begin_us = g_get_monotonic_time();
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt = interrupt_new(cancel);
  g_autoptr(Progress) progress = progress_new(console, FORECAST_PROGRESS_DELAY_US);
  g_auto(ForecastRun) run = { 0 };
  Pool *pool = session_get_pool(forecast_job_get_session(job));
  gboolean is_run = forecast_job_run(job, pool, cancel, progress_update, progress, &run, error);
  g_clear_pointer(&progress, progress_free);
  session_say_warnings(forecast_job_get_session(job), console);
  if (!is_run || !forecast_write(job, settings, &run, console, error)) {
    return FALSE;
  }
  const ForecastReport report = {
    .settings = settings,
    .job = job,
    .run = &run,
    .interrupted = run.cancelled && interrupt_came(interrupt),
    .elapsed_us = g_get_monotonic_time() - begin_us,
  };
  forecast_report_say(&report, console);
  *status = forecast_get_status(&run, report.interrupted);
  return TRUE;
}

static gboolean
forecast_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  console_set_quiet(console, option_values_has(values, "quiet"));
  g_auto(ForecastSettings) settings = { 0 };
  if (!forecast_settings_read(&settings, values, console_output_is_terminal(console), error)) {
    return FALSE;
  }
  g_autoptr(ForecastJob) job = forecast_job_new(&settings, error);
  return job != NULL && forecast_run_job(job, &settings, console, status, error);
}

// What is timed: the job with the settings that it borrows.
typedef struct {
  ForecastSettings settings;
  ForecastJob *job;
} ForecastWork;

static void
forecast_work_free(gpointer prepared)
{
  ForecastWork *work = prepared;
  forecast_job_free(work->job);
  forecast_settings_clear(&work->settings);
  g_free(work);
}

static gpointer
forecast_work_prepare(const OptionValues *values, GError **error)
{
  ForecastWork *work = g_new0(ForecastWork, 1);
  if (forecast_settings_read(&work->settings, values, FALSE, error)) {
    work->job = forecast_job_new(&work->settings, error);
  }
  if (work->job == NULL) {
    forecast_work_free(work);
    return NULL;
  }
  return work;
}

static gboolean
forecast_work_run(gpointer prepared, Pool *pool, const PoolCancel *cancel, GError **error)
{
  const ForecastWork *work = prepared;
  g_auto(ForecastRun) run = { 0 };
  return forecast_job_run(work->job, pool, cancel, NULL, NULL, &run, error);
}

static const CommandWork forecast_work = {
  .prepare = forecast_work_prepare,
  .run = forecast_work_run,
  .free = forecast_work_free,
};

const Command command_forecast = {
  .name = "forecast",
  .summary = "forecast every series of a file",
  .operands = "DATA",
  .paragraphs = forecast_paragraphs,
  .examples = forecast_examples,
  .options = forecast_tables,
  .least_operands = 1,
  .most_operands = 1,
  .work = &forecast_work,
  .run = forecast_main,
};
