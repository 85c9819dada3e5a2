// SPDX-License-Identifier: MIT
#include "cli/backtest_job.h"

#include <string.h>

struct BacktestJob {
  const BacktestSettings *settings; // borrowed
  Session *session;                 // owned
  GPtrArray *models;                // of Model, owned; the benchmark last unless it was asked for
  gsize n_asked;                    // of the models
  gsize benchmark;                  // SCORE_ALL for none
  const char **labels;              // owned; of the models, ends in NULL
  Model *fallback;                  // (nullable): owned
  CoverageSet *coverages;           // owned
  MetricSet *metrics;               // owned
  gsize horizon;
};

static gboolean
add_benchmark(BacktestJob *job, GError **error)
{
  job->benchmark = SCORE_ALL;
  if (job->settings->benchmark == NULL) {
    return TRUE;
  }
  g_autoptr(Model) benchmark =
      model_new(session_get_registry(job->session), job->settings->benchmark, error);
  if (benchmark == NULL) {
    g_prefix_error(error, "--benchmark: ");
    return FALSE;
  }
  for (guint i = 0; i < job->models->len; i++) {
    const char *label = model_get_label(g_ptr_array_index(job->models, i));
    if (strcmp(label, model_get_label(benchmark)) == 0) {
      job->benchmark = i;
      return TRUE;
    }
  }
  job->benchmark = job->models->len;
  g_ptr_array_add(job->models, g_steal_pointer(&benchmark));
  return TRUE;
}

static gboolean
load_models(BacktestJob *job, GError **error)
{
  const BacktestSettings *settings = job->settings;
  Registry *registry = session_get_registry(job->session);
  job->models = model_list_new(registry, (const char *const *)settings->models, error);
  if (job->models == NULL) {
    return FALSE;
  }
  job->n_asked = job->models->len;
  if (settings->fallback != NULL) {
    job->fallback = model_new(registry, settings->fallback, error);
    if (job->fallback == NULL) {
      g_prefix_error(error, "--fallback: ");
      return FALSE;
    }
  }
  if (!add_benchmark(job, error)) {
    return FALSE;
  }
  job->labels = g_new0(const char *, job->models->len + 1);
  for (guint i = 0; i < job->models->len; i++) {
    job->labels[i] = model_get_label(g_ptr_array_index(job->models, i));
  }
  return TRUE;
}

static gboolean
load_metrics(BacktestJob *job, GError **error)
{
  const BacktestSettings *settings = job->settings;
  job->coverages = coverage_set_new((const char *const *)settings->levels, error);
  if (job->coverages == NULL) {
    return FALSE;
  }
  job->metrics =
      metric_set_new(settings->metrics, job->coverages, session_get_registry(job->session), error);
  return job->metrics != NULL;
}

BacktestJob *
backtest_job_new(const BacktestSettings *settings, GError **error)
{
  g_return_val_if_fail(settings != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(BacktestJob) job = g_new0(BacktestJob, 1);
  job->settings = settings;
  job->session = session_new(&settings->run, error);
  if (job->session == NULL || !load_models(job, error) || !load_metrics(job, error) ||
      !session_read_data(job->session, &settings->data, error)) {
    return NULL;
  }
  job->horizon = session_choose_horizon(job->session, settings->folds.horizon);
  return g_steal_pointer(&job);
}

void
backtest_job_free(BacktestJob *job)
{
  if (job == NULL) {
    return;
  }
  g_clear_pointer(&job->metrics, metric_set_free);
  g_clear_pointer(&job->coverages, coverage_set_free);
  g_free(job->labels);
  g_clear_pointer(&job->fallback, model_free);
  g_clear_pointer(&job->models, g_ptr_array_unref);
  g_clear_pointer(&job->session, session_free);
  g_free(job);
}

const Session *
backtest_job_get_session(const BacktestJob *job)
{
  return job->session;
}

const char *const *
backtest_job_get_labels(const BacktestJob *job)
{
  return job->labels;
}

gsize
backtest_job_get_benchmark(const BacktestJob *job)
{
  return job->benchmark;
}

gsize
backtest_job_get_ranking(const BacktestJob *job)
{
  const gboolean is_asked = job->settings->metrics != NULL && job->settings->metrics[0] != NULL;
  return is_asked ? 0 : metric_set_find(job->metrics, "mase");
}

gboolean
backtest_job_run(const BacktestJob *job,
                 Pool *pool,
                 const PoolCancel *cancel,
                 void (*progress)(gsize n_done, gsize n_tasks, gpointer data),
                 gpointer progress_data,
                 BacktestRun *run,
                 GError **error)
{
  const BacktestSettings *settings = job->settings;
  BacktestOptions options = {
    .panel = session_get_panel(job->session),
    .models = job->models,
    .fallback = job->fallback,
    .folds = settings->folds,
    .metrics = job->metrics,
    .interval = settings->interval,
    .n_samples = settings->n_samples,
    .by_step = settings->scores_path != NULL && (settings->keys & SCORE_BY_STEP) != 0,
    .n_kept = settings->writes_forecasts ? job->n_asked : 0,
    .standardise = settings->standardise,
    .seed = settings->run.seed,
    .fail_fast = settings->fail_fast,
    .pool = pool,
    .cancel = cancel,
    .progress = progress,
    .progress_data = progress_data,
  };
  options.folds.horizon = job->horizon;
  options.seasons = session_get_seasons(job->session, &options.n_seasons);
  return backtest_run(&options, run, error);
}
