// SPDX-License-Identifier: MIT
#include "cli/tune_job.h"

struct TuneJob {
  const TuneSettings *settings; // borrowed
  Session *session;             // owned
  Model *model;                 // owned
  Grid *grid;                   // owned
  CoverageSet *coverages;       // owned
  MetricSet *metrics;           // owned: one
  gsize horizon;
};

void
tune_job_free(TuneJob *job)
{
  if (job == NULL) {
    return;
  }
  g_clear_pointer(&job->metrics, metric_set_free);
  g_clear_pointer(&job->coverages, coverage_set_free);
  g_clear_pointer(&job->grid, grid_free);
  g_clear_pointer(&job->model, model_free);
  g_clear_pointer(&job->session, session_free);
  g_free(job);
}

static gboolean
load_points(TuneJob *job, GError **error)
{
  const TuneSettings *settings = job->settings;
  job->model = model_new(session_get_registry(job->session), settings->model, error);
  if (job->model == NULL) {
    return FALSE;
  }
  job->grid = settings->n_random > 0
                  ? grid_new_random(job->model, settings->grid, settings->n_random,
                                    settings->run.seed, error)
                  : grid_new(job->model, settings->grid, error);
  if (job->grid == NULL) {
    g_prefix_error(error, "--%s: ", settings->grid[0] != NULL ? "grid" : "random");
    return FALSE;
  }
  return TRUE;
}

static gboolean
load_metric(TuneJob *job, GError **error)
{
  const TuneSettings *settings = job->settings;
  const char *const metrics[] = { settings->metric, NULL };
  job->coverages = coverage_set_new((const char *const *)settings->levels, error);
  if (job->coverages == NULL) {
    return FALSE;
  }
  job->metrics = metric_set_new(metrics, job->coverages, session_get_registry(job->session), error);
  if (job->metrics == NULL) {
    g_prefix_error(error, "--metric: ");
    return FALSE;
  }
  if (metric_set_get_length(job->metrics) != 1) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
                "--metric: '%s' stands for %" G_GSIZE_FORMAT " metrics, one ranks the points",
                settings->metric, metric_set_get_length(job->metrics));
    return FALSE;
  }
  return TRUE;
}

TuneJob *
tune_job_new(const TuneSettings *settings, GError **error)
{
  g_return_val_if_fail(settings != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(TuneJob) job = g_new0(TuneJob, 1);
  job->settings = settings;
  job->session = session_new(&settings->run, error);
  if (job->session == NULL || !load_points(job, error) || !load_metric(job, error) ||
      !session_read_data(job->session, &settings->data, error)) {
    return NULL;
  }
  job->horizon = session_choose_horizon(job->session, settings->folds.horizon);
  return g_steal_pointer(&job);
}

const Session *
tune_job_get_session(const TuneJob *job)
{
  return job->session;
}

const Grid *
tune_job_get_grid(const TuneJob *job)
{
  return job->grid;
}

TuneOptions
tune_job_get_options(const TuneJob *job, Pool *pool)
{
  const TuneSettings *settings = job->settings;
  TuneOptions options = {
    .grid = job->grid,
    .backtest = {
        .panel = session_get_panel(job->session),
        .folds = settings->folds,
        .metrics = job->metrics,
        .seed = settings->run.seed,
        .pool = pool,
    },
    .eta = settings->eta,
    .budget = settings->budget,
    .per_series = settings->per_series,
  };
  options.backtest.folds.horizon = job->horizon;
  options.backtest.seasons = session_get_seasons(job->session, &options.backtest.n_seasons);
  return options;
}
