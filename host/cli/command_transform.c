// SPDX-License-Identifier: MIT
#include "cli/command_transform.h"

#include "cli/interrupt.h"
#include "cli/issue_report.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/table_view.h"
#include "cli/transform_settings.h"
#include "data/json.h"
#include "run/transform_chain.h"
#include "run/transform_run.h"

enum {
  TRANSFORM_PROGRESS_DELAY_US = 300000,
  TRANSFORM_VIEW_MAX_ROWS = 40,
};

static const char *const transform_paragraphs[] = {
  "Transforms each series of DATA, a CSV, TSV or .tsf file, also compressed with gzip, or '-' for "
  "standard input, by what the transforms learn from that series, and writes the same rows with "
  "other values. Each transform works on what the one before it made.",
  "With --fit-until or --holdout they learn from the first part of a series alone, and what they "
  "have learned is used on all of it.",
  "With --invert they are undone on forecasts of the transformed series that were made elsewhere.",
  NULL,
};

static const char *const transform_examples[] = {
  "plugcast transform DATA.csv -m 'log|difference(12)' -o differences.csv",
  "logarithms of seasonal differences",
  "plugcast transform DATA.csv -m standard --fit-until 2016-12",
  "in standard deviations of the values until the end of 2016",
  "plugcast transform DATA.csv -m 'impute(method=seasonal)|clip_outliers'",
  "gaps filled in, outliers brought closer",
  "plugcast transform DATA.csv -m 'log|difference(12)' --invert forecasts.csv -o back.csv",
  "forecasts of those differences in the units of DATA.csv",
  NULL,
};

/** Everything between reading and writing. */
typedef struct {
  TransformSettings settings;
  Session *session;  // owned
  GPtrArray *setups; // of Setup, owned
  gint64 until;      // the last time that is learned from
  Panel *forecasts;  // owned (nullable): to be taken back
} TransformJob;

static void
transform_job_clear(TransformJob *job)
{
  g_clear_pointer(&job->forecasts, panel_free);
  g_clear_pointer(&job->setups, g_ptr_array_unref);
  g_clear_pointer(&job->session, session_free);
  transform_settings_clear(&job->settings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TransformJob, transform_job_clear)

// Reads what is to be taken back as the data was read; one row alone has no step of its own.
static gboolean
read_forecasts(TransformJob *job, GError **error)
{
  const TransformSettings *settings = &job->settings;
  if (settings->inverted_path == NULL) {
    return TRUE;
  }
  ReaderOptions options = settings->data.reader;
  Step step = *panel_get_step(session_get_panel(job->session), 0);
  step.anchor_day = 0;
  options.step = &step;
  job->forecasts =
      reader_read_panel(settings->inverted_path, &options, session_get_pool(job->session), error);
  return job->forecasts != NULL;
}

// Returns: (transfer none): the series that the table is of.
static const Panel *
get_written(const TransformJob *job)
{
  return job->forecasts != NULL ? job->forecasts : session_get_panel(job->session);
}

// @job has its settings.
static gboolean
transform_job_prepare(TransformJob *job, GError **error)
{
  const TransformSettings *settings = &job->settings;
  job->session = session_new(&settings->run, error);
  if (job->session == NULL) {
    return FALSE;
  }
  job->setups =
      transform_chain_parse(session_get_registry(job->session), settings->transforms, error);
  return job->setups != NULL && session_read_data(job->session, &settings->data, error) &&
         transform_settings_find_until(settings, session_get_panel(job->session), &job->until,
                                       error) &&
         read_forecasts(job, error);
}

static gboolean
transform_job_run(const TransformJob *job,
                  Pool *pool,
                  const PoolCancel *cancel,
                  Progress *progress,
                  TransformRun *run,
                  GError **error)
{
  TransformOptions options = {
    .panel = session_get_panel(job->session),
    .setups = job->setups,
    .forecasts = job->forecasts,
    .n_held_out = job->settings.n_held_out,
    .learns_until = job->until,
    .seed = session_get_seed(job->session),
    .pool = pool,
    .cancel = cancel,
    .progress = progress != NULL ? progress_update : NULL,
    .progress_data = progress,
  };
  options.seasons = session_get_seasons(job->session, &options.n_seasons);
  return transform_run(&options, run, error);
}

static gboolean
transform_write(const TransformJob *job,
                const TransformRun *run,
                const Console *console,
                GError **error)
{
  const TransformSettings *settings = &job->settings;
  if (settings->failures_path != NULL &&
      !issue_list_write(run->issues, get_written(job), settings->failures_path, error)) {
    return FALSE;
  }
  const TableSource rows = transform_table_get_source(run->table);
  if (settings->output.shows) {
    g_autofree char *text =
        table_view_render(&rows, console_get_width(console), TRANSFORM_VIEW_MAX_ROWS);
    return console_write(console, text, error);
  }
  return output_settings_write_table(settings->output.path, settings->output.format, &rows,
                                     session_get_pool(job->session), console, error);
}

static void
transform_say_json(const TransformJob *job,
                   const TransformRun *run,
                   gboolean interrupted,
                   const Console *console)
{
  g_autofree char *label = transform_chain_make_label(job->setups, TRUE);
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "summary");
  json_text_add_string(json, "transform", label);
  json_text_add_integer(json, "n_series", (gint64)panel_get_n_series(get_written(job)));
  json_text_add_integer(json, "n_done", (gint64)transform_table_count_done(run->table));
  json_text_add_integer(json, "n_failed", (gint64)issue_list_count(run->issues, ISSUE_FAILED));
  json_text_add_integer(json, "n_threads", pool_get_n_threads(session_get_pool(job->session)));
  json_text_add_boolean(json, "interrupted", interrupted);
  json_text_add_string(json, "output", job->settings.output.path);
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  console_write_beside(console, text);
}

static void
transform_report(const TransformJob *job,
                 const TransformRun *run,
                 gboolean interrupted,
                 const Console *console)
{
  const Panel *panel = get_written(job);
  issue_report_say(run->issues, panel, job->settings.failures_path, console);
  if (console_is_json(console)) {
    if (!console_is_quiet(console)) {
      transform_say_json(job, run, interrupted, console);
    }
  } else if (interrupted) {
    console_say(console, CONSOLE_WARNING,
                "interrupted: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                " series were done and are written",
                transform_table_count_done(run->table), panel_get_n_series(panel));
  }
}

static gboolean
transform_do(const TransformJob *job, const Console *console, ExitStatus *status, GError **error)
{
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt = interrupt_new(cancel);
  g_autoptr(Progress) progress = progress_new(console, TRANSFORM_PROGRESS_DELAY_US);
  g_auto(TransformRun) run = { 0 };
  const gboolean is_run =
      transform_job_run(job, session_get_pool(job->session), cancel, progress, &run, error);
  g_clear_pointer(&progress, progress_free);
  session_say_warnings(job->session, console);
  if (!is_run || !transform_write(job, &run, console, error)) {
    return FALSE;
  }
  const gboolean interrupted = run.cancelled && interrupt_came(interrupt);
  transform_report(job, &run, interrupted, console);
  const gboolean is_whole = issue_list_count(run.issues, ISSUE_FAILED) == 0;
  *status = is_whole ? EXIT_STATUS_DONE : EXIT_STATUS_PARTLY;
  if (interrupted) {
    *status = EXIT_STATUS_INTERRUPTED;
  }
  return TRUE;
}

static gboolean
transform_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  console_set_quiet(console, option_values_has(values, "quiet"));
  g_auto(TransformJob) job = { 0 };
  return transform_settings_read(&job.settings, values, console_output_is_terminal(console),
                                 error) &&
         transform_job_prepare(&job, error) && transform_do(&job, console, status, error);
}

static void
transform_work_free(gpointer prepared)
{
  transform_job_clear(prepared);
  g_free(prepared);
}

static gpointer
transform_work_prepare(const OptionValues *values, GError **error)
{
  TransformJob *job = g_new0(TransformJob, 1);
  if (!transform_settings_read(&job->settings, values, FALSE, error) ||
      !transform_job_prepare(job, error)) {
    transform_work_free(job);
    return NULL;
  }
  return job;
}

static gboolean
transform_work_run(gpointer prepared, Pool *pool, const PoolCancel *cancel, GError **error)
{
  g_auto(TransformRun) run = { 0 };
  return transform_job_run(prepared, pool, cancel, NULL, &run, error);
}

static const CommandWork transform_work = {
  .prepare = transform_work_prepare,
  .run = transform_work_run,
  .free = transform_work_free,
};

const Command command_transform = {
  .name = "transform",
  .summary = "transform every series of a file",
  .operands = "DATA",
  .paragraphs = transform_paragraphs,
  .examples = transform_examples,
  .options = transform_tables,
  .least_operands = 1,
  .most_operands = 1,
  .work = &transform_work,
  .run = transform_main,
};
