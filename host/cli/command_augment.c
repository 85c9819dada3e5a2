// SPDX-License-Identifier: MIT
#include "cli/command_augment.h"

#include "cli/augment_settings.h"
#include "cli/interrupt.h"
#include "cli/issue_report.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "data/json.h"
#include "run/augment.h"
#include "run/setup.h"

#include <gio/gio.h>

enum {
  AUGMENT_PROGRESS_DELAY_US = 300000
};

static const char *const augment_paragraphs[] = {
  "Makes new series from every series of DATA, a CSV, TSV or .tsf file, also compressed with gzip, "
  "or '-' for standard input, and writes them as a table that plugcast reads again: the columns of "
  "the data, the times of the series, and 'ID#AUGMENTER-K' for copy K of series ID.",
  "The same seed gives the same copies, whatever else is in the file and however many threads are "
  "at work. Columns beside the values are kept as they are.",
  NULL,
};

static const char *const augment_examples[] = {
  "plugcast augment DATA.csv -m jitter --copies 5 -o more.csv",
  "five noisy copies of each series",
  "plugcast augment DATA.csv -m 'block_bootstrap,mixup(alpha=0.4)' --keep-original -o more.csv",
  "each series, a bootstrapped copy, and a mixture with another one",
  NULL,
};

/** Everything between reading and writing. */
typedef struct {
  AugmentSettings settings;
  Session *session;      // owned
  GPtrArray *augmenters; // of Setup, owned
} AugmentJob;

static void
augment_job_clear(AugmentJob *job)
{
  g_clear_pointer(&job->augmenters, g_ptr_array_unref);
  g_clear_pointer(&job->session, session_free);
  augment_settings_clear(&job->settings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AugmentJob, augment_job_clear)

// @job has its settings.
static gboolean
augment_job_prepare(AugmentJob *job, GError **error)
{
  job->session = session_new(&job->settings.run, error);
  if (job->session == NULL) {
    return FALSE;
  }
  job->augmenters = setup_list_new(session_get_registry(job->session), PLUGCAST_KIND_AUGMENTER,
                                   job->settings.augmenters, error);
  return job->augmenters != NULL && session_read_data(job->session, &job->settings.data, error);
}

// @options: with the sink.
static gboolean
augment_job_run(const AugmentJob *job,
                Pool *pool,
                const PoolCancel *cancel,
                AugmentOptions *options,
                AugmentRun *run,
                GError **error)
{
  options->panel = session_get_panel(job->session);
  options->augmenters = job->augmenters;
  options->n_copies = job->settings.n_copies;
  options->keeps_original = job->settings.keeps_original;
  options->seasons = session_get_seasons(job->session, &options->n_seasons);
  options->seed = session_get_seed(job->session);
  options->pool = pool;
  options->cancel = cancel;
  return augment_run(options, run, error);
}

static TableWriter *
open_writer(const AugmentJob *job, const Console *console, GError **error)
{
  const OutputSettings *output = &job->settings.output;
  Pool *pool = session_get_pool(job->session);
  return output->path != NULL
             ? table_writer_new_for_file(output->path, output->format, pool, error)
             : table_writer_new_for_descriptor(console_get_output(console), output->format, pool);
}

static gboolean
put_rows(const TableSource *rows, gpointer data, GError **error)
{
  return table_writer_put(data, rows, error);
}

// A reader of standard output that has seen enough, such as head, is no failure.
static gboolean
forgive_reader(const AugmentJob *job, GError *failure, GError **error)
{
  if (job->settings.output.path == NULL &&
      g_error_matches(failure, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE)) {
    g_error_free(failure);
    return TRUE;
  }
  g_propagate_error(error, failure);
  return FALSE;
}

static void
say_json(const AugmentJob *job, const AugmentRun *run, gboolean interrupted, const Console *console)
{
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "summary");
  json_text_add_integer(json, "n_series",
                        (gint64)panel_get_n_series(session_get_panel(job->session)));
  json_text_add_integer(json, "n_made", (gint64)run->n_made);
  json_text_add_integer(json, "n_failed", (gint64)issue_list_count(run->issues, ISSUE_FAILED));
  json_text_add_integer(json, "n_threads", pool_get_n_threads(session_get_pool(job->session)));
  json_text_add_boolean(json, "interrupted", interrupted);
  json_text_add_string(json, "output", job->settings.output.path);
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  console_write_beside(console, text);
}

static gboolean
report(const AugmentJob *job,
       const AugmentRun *run,
       gboolean interrupted,
       const Console *console,
       GError **error)
{
  const Panel *panel = session_get_panel(job->session);
  const char *failures_path = job->settings.failures_path;
  if (failures_path != NULL && !issue_list_write(run->issues, panel, failures_path, error)) {
    return FALSE;
  }
  issue_report_say(run->issues, panel, failures_path, console);
  if (console_is_json(console)) {
    if (!console_is_quiet(console)) {
      say_json(job, run, interrupted, console);
    }
  } else if (interrupted) {
    console_say(console, CONSOLE_WARNING,
                "interrupted: %" G_GSIZE_FORMAT " new series were made and are written",
                run->n_made);
  }
  return TRUE;
}

static gboolean
augment_do(const AugmentJob *job, const Console *console, ExitStatus *status, GError **error)
{
  g_autoptr(TableWriter) writer = open_writer(job, console, error);
  if (writer == NULL) {
    return FALSE;
  }
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt = interrupt_new(cancel);
  g_autoptr(Progress) progress = progress_new(console, AUGMENT_PROGRESS_DELAY_US);
  AugmentOptions options = {
    .progress = progress_update,
    .progress_data = progress,
    .sink = put_rows,
    .sink_data = writer,
  };
  g_auto(AugmentRun) run = { 0 };
  GError *failure = NULL;
  const gboolean is_run =
      augment_job_run(job, session_get_pool(job->session), cancel, &options, &run, &failure) &&
      table_writer_finish(writer, &failure);
  g_clear_pointer(&progress, progress_free);
  session_say_warnings(job->session, console);
  *status = EXIT_STATUS_DONE;
  if (!is_run && !forgive_reader(job, failure, error)) {
    return FALSE;
  }
  if (run.issues == NULL) {
    return TRUE;
  }
  const gboolean interrupted = run.cancelled && interrupt_came(interrupt);
  *status = issue_list_count(run.issues, ISSUE_FAILED) > 0 ? EXIT_STATUS_PARTLY : EXIT_STATUS_DONE;
  *status = interrupted ? EXIT_STATUS_INTERRUPTED : *status;
  return report(job, &run, interrupted, console, error);
}

static gboolean
augment_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  console_set_quiet(console, option_values_has(values, "quiet"));
  g_auto(AugmentJob) job = { 0 };
  return augment_settings_read(&job.settings, values, console_output_is_terminal(console), error) &&
         augment_job_prepare(&job, error) && augment_do(&job, console, status, error);
}

static void
augment_work_free(gpointer prepared)
{
  augment_job_clear(prepared);
  g_free(prepared);
}

static gpointer
augment_work_prepare(const OptionValues *values, GError **error)
{
  AugmentJob *job = g_new0(AugmentJob, 1);
  if (!augment_settings_read(&job->settings, values, FALSE, error) ||
      !augment_job_prepare(job, error)) {
    augment_work_free(job);
    return NULL;
  }
  return job;
}

static gboolean
drop_rows(const TableSource *rows, gpointer data, GError **error)
{
  (void)rows;
  (void)data;
  (void)error;
  return TRUE;
}

static gboolean
augment_work_run(gpointer prepared, Pool *pool, const PoolCancel *cancel, GError **error)
{
  AugmentOptions options = { .sink = drop_rows };
  g_auto(AugmentRun) run = { 0 };
  return augment_job_run(prepared, pool, cancel, &options, &run, error);
}

static const CommandWork augment_work = {
  .prepare = augment_work_prepare,
  .run = augment_work_run,
  .free = augment_work_free,
};

const Command command_augment = {
  .name = "augment",
  .summary = "make new series from every series of a file",
  .operands = "DATA",
  .paragraphs = augment_paragraphs,
  .examples = augment_examples,
  .options = augment_tables,
  .least_operands = 1,
  .most_operands = 1,
  .work = &augment_work,
  .run = augment_main,
};
