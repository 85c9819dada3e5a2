// SPDX-License-Identifier: MIT
#include "cli/command_features.h"

#include "cli/feature_settings.h"
#include "cli/feature_view.h"
#include "cli/interrupt.h"
#include "cli/issue_report.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/table_view.h"
#include "data/json.h"
#include "run/features.h"

enum {
  FEATURES_PROGRESS_DELAY_US = 300000
};

static const char *const features_paragraphs[] = {
  "Computes numbers that describe each series of DATA, a CSV, TSV or .tsf file, also compressed "
  "with gzip, or '-' for standard input, and writes a row a series and a column a feature. A "
  "feature that is not defined for a series, such as of a constant or a short one, is missing.",
  "Where two components have features of one name, the component stands before it, with a point "
  "between.",
  NULL,
};

static const char *const features_examples[] = {
  "plugcast features DATA.csv -o features.csv",
  "every feature of the plugin 'features'",
  "plugcast features DATA.csv -m decomposition,catch22",
  "two of its families",
  "plugcast features DATA.csv --features trend_strength,seasonal_strength,entropy",
  "three columns",
  "plugcast features --list",
  "what the features are, and where they are defined",
  NULL,
};

/** Everything between reading and writing. */
typedef struct {
  FeatureSettings settings;
  Session *session;   // owned
  GPtrArray *setups;  // of Setup, owned
  GPtrArray *columns; // of FeatureColumn, owned
} FeaturesJob;

static void
features_job_clear(FeaturesJob *job)
{
  g_clear_pointer(&job->columns, g_ptr_array_unref);
  g_clear_pointer(&job->setups, g_ptr_array_unref);
  g_clear_pointer(&job->session, session_free);
  feature_settings_clear(&job->settings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FeaturesJob, features_job_clear)

// @job has its settings.
static gboolean
features_job_prepare(FeaturesJob *job, GError **error)
{
  const FeatureSettings *settings = &job->settings;
  job->session = session_new(&settings->run, error);
  if (job->session == NULL) {
    return FALSE;
  }
  job->setups = setup_list_new(session_get_registry(job->session), PLUGCAST_KIND_FEATURES,
                               (const char *const *)settings->components, error);
  if (job->setups == NULL) {
    return FALSE;
  }
  job->columns = feature_columns_new(job->setups, (const char *const *)settings->names, error);
  return job->columns != NULL &&
         (settings->lists || session_read_data(job->session, &settings->data, error));
}

static gboolean
features_job_run(const FeaturesJob *job,
                 Pool *pool,
                 const PoolCancel *cancel,
                 Progress *progress,
                 FeaturesRun *run,
                 GError **error)
{
  FeaturesOptions options = {
    .panel = session_get_panel(job->session),
    .setups = job->setups,
    .columns = job->columns,
    .seed = session_get_seed(job->session),
    .pool = pool,
    .cancel = cancel,
    .progress = progress != NULL ? progress_update : NULL,
    .progress_data = progress,
  };
  options.seasons = session_get_seasons(job->session, &options.n_seasons);
  return features_run(&options, run, error);
}

static gboolean
features_list(const FeaturesJob *job, const Console *console, GError **error)
{
  const OutputSettings *output = &job->settings.output;
  g_autoptr(Sheet) list = feature_view_new_list(job->setups, job->columns);
  const TableSource rows = sheet_get_source(list);
  if (output->shows) {
    g_autofree char *text = table_view_render(&rows, console_get_width(console), G_MAXSIZE);
    return console_write(console, text, error);
  }
  return output_settings_write_table(output->path, output->format, &rows,
                                     session_get_pool(job->session), console, error);
}

static gboolean
features_write(const FeaturesJob *job,
               const FeaturesRun *run,
               const Console *console,
               GError **error)
{
  const FeatureSettings *settings = &job->settings;
  if (settings->failures_path != NULL &&
      !issue_list_write(run->issues, session_get_panel(job->session), settings->failures_path,
                        error)) {
    return FALSE;
  }
  if (settings->output.shows) {
    g_autofree char *text = feature_view_render(run->table, console_get_width(console));
    return console_write(console, text, error);
  }
  const TableSource rows = sheet_get_source(run->table);
  return output_settings_write_table(settings->output.path, settings->output.format, &rows,
                                     session_get_pool(job->session), console, error);
}

static void
features_say_json(const FeaturesJob *job,
                  const FeaturesRun *run,
                  gboolean interrupted,
                  const Console *console)
{
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "summary");
  json_text_add_integer(json, "n_series",
                        (gint64)panel_get_n_series(session_get_panel(job->session)));
  json_text_add_integer(json, "n_done", (gint64)sheet_get_n_rows(run->table));
  json_text_add_integer(json, "n_features", job->columns->len);
  json_text_add_integer(json, "n_failed", (gint64)issue_list_count(run->issues, ISSUE_FAILED));
  json_text_add_integer(json, "n_threads", pool_get_n_threads(session_get_pool(job->session)));
  json_text_add_boolean(json, "interrupted", interrupted);
  json_text_add_string(json, "output", job->settings.output.path);
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  console_write_beside(console, text);
}

static void
features_report(const FeaturesJob *job,
                const FeaturesRun *run,
                gboolean interrupted,
                const Console *console)
{
  const Panel *panel = session_get_panel(job->session);
  issue_report_say(run->issues, panel, job->settings.failures_path, console);
  if (console_is_json(console)) {
    if (!console_is_quiet(console)) {
      features_say_json(job, run, interrupted, console);
    }
  } else if (interrupted) {
    console_say(console, CONSOLE_WARNING,
                "interrupted: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                " series were done and are written",
                sheet_get_n_rows(run->table), panel_get_n_series(panel));
  }
}

static gboolean
features_do(const FeaturesJob *job, const Console *console, ExitStatus *status, GError **error)
{
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt = interrupt_new(cancel);
  g_autoptr(Progress) progress = progress_new(console, FEATURES_PROGRESS_DELAY_US);
  g_auto(FeaturesRun) run = { 0 };
  const gboolean is_run =
      features_job_run(job, session_get_pool(job->session), cancel, progress, &run, error);
  g_clear_pointer(&progress, progress_free);
  session_say_warnings(job->session, console);
  if (!is_run || !features_write(job, &run, console, error)) {
    return FALSE;
  }
  const gboolean interrupted = run.cancelled && interrupt_came(interrupt);
  features_report(job, &run, interrupted, console);
  const gboolean is_whole = issue_list_count(run.issues, ISSUE_FAILED) == 0;
  *status = is_whole ? EXIT_STATUS_DONE : EXIT_STATUS_PARTLY;
  if (interrupted) {
    *status = EXIT_STATUS_INTERRUPTED;
  }
  return TRUE;
}

static gboolean
features_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  console_set_quiet(console, option_values_has(values, "quiet"));
  g_auto(FeaturesJob) job = { 0 };
  if (!feature_settings_read(&job.settings, values, console_output_is_terminal(console), error) ||
      !features_job_prepare(&job, error)) {
    return FALSE;
  }
  if (job.settings.lists) {
    *status = EXIT_STATUS_DONE;
    session_say_warnings(job.session, console);
    return features_list(&job, console, error);
  }
  return features_do(&job, console, status, error);
}

static void
features_work_free(gpointer prepared)
{
  features_job_clear(prepared);
  g_free(prepared);
}

static gpointer
features_work_prepare(const OptionValues *values, GError **error)
{
  FeaturesJob *job = g_new0(FeaturesJob, 1);
  if (!feature_settings_read(&job->settings, values, FALSE, error) ||
      !features_job_prepare(job, error)) {
    features_work_free(job);
    return NULL;
  }
  return job;
}

static gboolean
features_work_run(gpointer prepared, Pool *pool, const PoolCancel *cancel, GError **error)
{
  const FeaturesJob *job = prepared;
  g_auto(FeaturesRun) run = { 0 };
  return job->settings.lists || features_job_run(job, pool, cancel, NULL, &run, error);
}

static const CommandWork features_work = {
  .prepare = features_work_prepare,
  .run = features_work_run,
  .free = features_work_free,
};

const Command command_features = {
  .name = "features",
  .summary = "compute numbers that describe every series of a file",
  .operands = "DATA",
  .paragraphs = features_paragraphs,
  .examples = features_examples,
  .options = feature_tables,
  .most_operands = 1,
  .work = &features_work,
  .run = features_main,
};
