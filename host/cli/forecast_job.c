// SPDX-License-Identifier: MIT
#include "cli/forecast_job.h"

struct ForecastJob {
  const ForecastSettings *settings; // borrowed
  Session *session;                 // owned
  GPtrArray *models;                // of Model, owned
  Model *fallback;                  // (nullable): owned
  Ensemble *ensemble;               // (nullable): owned
  gsize horizon;
};

// Options that would be passed over are refused.
static gboolean
check_ensemble(const ForecastSettings *settings, const Ensemble *ensemble, GError **error)
{
  const gboolean learns = ensemble != NULL && ensemble_learns(ensemble);
  if (!learns && (settings->n_past_folds > 0 || settings->learns_over_all)) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--combine-%s goes with a combination that learns, such as --combine stacking",
                settings->n_past_folds > 0 ? "folds" : "over");
    return FALSE;
  }
  if (settings->weights_path != NULL && (ensemble == NULL || !ensemble_has_weights(ensemble))) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--weights goes with a combination that has weights: mean, weighted, "
                "inverse_error, softmax, stacking, nnls, best");
    return FALSE;
  }
  return TRUE;
}

static gboolean
job_load_models(ForecastJob *job, GError **error)
{
  const ForecastSettings *settings = job->settings;
  Registry *registry = session_get_registry(job->session);
  job->models = model_list_new(registry, (const char *const *)settings->models, error);
  if (job->models == NULL) {
    if (settings->models_are_default) {
      g_prefix_error(error, "the default models: ");
    }
    return FALSE;
  }
  if (settings->fallback != NULL) {
    job->fallback = model_new(registry, settings->fallback, error);
    if (job->fallback == NULL) {
      g_prefix_error(error, "--fallback: ");
      return FALSE;
    }
  }
  if (settings->combination != NULL) {
    job->ensemble = ensemble_new(registry, settings->combination, job->models->len, error);
    if (job->ensemble == NULL) {
      g_prefix_error(error, "--combine: ");
      return FALSE;
    }
  }
  return check_ensemble(settings, job->ensemble, error);
}

static gboolean
job_prepare(ForecastJob *job, GError **error)
{
  job->session = session_new(&job->settings->run, error);
  if (job->session == NULL || !job_load_models(job, error) ||
      !session_read_data(job->session, &job->settings->data, error)) {
    return FALSE;
  }
  job->horizon = session_choose_horizon(job->session, job->settings->horizon);
  return TRUE;
}

ForecastJob *
forecast_job_new(const ForecastSettings *settings, GError **error)
{
  g_return_val_if_fail(settings != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(ForecastJob) job = g_new0(ForecastJob, 1);
  job->settings = settings;
  return job_prepare(job, error) ? g_steal_pointer(&job) : NULL;
}

void
forecast_job_free(ForecastJob *job)
{
  if (job == NULL) {
    return;
  }
  g_clear_pointer(&job->ensemble, ensemble_free);
  g_clear_pointer(&job->fallback, model_free);
  g_clear_pointer(&job->models, g_ptr_array_unref);
  g_clear_pointer(&job->session, session_free);
  g_free(job);
}

const Session *
forecast_job_get_session(const ForecastJob *job)
{
  return job->session;
}

gsize
forecast_job_get_horizon(const ForecastJob *job)
{
  return job->horizon;
}

gboolean
forecast_job_run(const ForecastJob *job,
                 Pool *pool,
                 const PoolCancel *cancel,
                 void (*progress)(gsize n_done, gsize n_tasks, gpointer data),
                 gpointer progress_data,
                 ForecastRun *run,
                 GError **error)
{
  const ForecastSettings *settings = job->settings;
  ForecastOptions options = {
    .panel = session_get_panel(job->session),
    .models = job->models,
    .fallback = job->fallback,
    .horizon = job->horizon,
    .levels = (const char *const *)settings->levels,
    .quantiles = (const char *const *)settings->quantiles,
    .interval = settings->interval,
    .n_samples = settings->n_samples,
    .deviations = settings->deviations,
    .keep_samples = settings->samples_path != NULL,
    .ensemble = job->ensemble,
    .n_past_folds = settings->n_past_folds,
    .learns_over_all = settings->learns_over_all,
    .keep_weights = settings->weights_path != NULL,
    .keep_members = settings->keep_members,
    .seed = settings->run.seed,
    .fail_fast = settings->fail_fast,
    .pool = pool,
    .cancel = cancel,
    .progress = progress,
    .progress_data = progress_data,
  };
  options.seasons = session_get_seasons(job->session, &options.n_seasons);
  return forecast_run(&options, run, error);
}
