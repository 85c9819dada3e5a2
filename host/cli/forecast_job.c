// SPDX-License-Identifier: MIT
#include "cli/forecast_job.h"

#include "plugin/trial.h"

struct ForecastJob {
  const ForecastSettings *settings; // borrowed
  Pool *pool;                       // owned
  Registry *registry;               // owned
  GPtrArray *models;                // of Model, owned
  Model *fallback;                  // (nullable): owned
  Combination combination;          // owned; only with @combines
  gboolean combines;
  Panel *panel; // owned
  gsize horizon;
  double *seasons; // [n_seasons], owned
  gsize n_seasons;
};

static gboolean
job_load_models(ForecastJob *job, GError **error)
{
  const ForecastSettings *settings = job->settings;
  const RegistryOptions options = {
    .paths = settings->plugin_paths,
    .trial_program = trial_get_own_program(),
  };
  job->registry = registry_new(&options);
  job->models = model_list_new(job->registry, (const char *const *)settings->models, error);
  if (job->models == NULL) {
    if (settings->models_are_default) {
      g_prefix_error(error, "the default models: ");
    }
    return FALSE;
  }
  if (settings->fallback != NULL) {
    job->fallback = model_new(job->registry, settings->fallback, error);
    if (job->fallback == NULL) {
      g_prefix_error(error, "--fallback: ");
      return FALSE;
    }
  }
  if (settings->combination != NULL) {
    job->combines = TRUE;
    if (!combination_parse(settings->combination, job->models->len, &job->combination, error)) {
      g_prefix_error(error, "--combine: ");
      return FALSE;
    }
  }
  return TRUE;
}

static void
job_choose_horizon(ForecastJob *job)
{
  const Step *step = panel_get_step(job->panel, 0);
  const gsize choices[] = {
    job->settings->horizon,
    panel_get_horizon(job->panel),
    step_default_horizon(step),
  };
  for (gsize i = 0; i < G_N_ELEMENTS(choices) && job->horizon == 0; i++) {
    job->horizon = choices[i];
  }
}

static void
job_choose_seasons(ForecastJob *job)
{
  if (job->settings->has_seasons) {
    job->n_seasons = job->settings->n_seasons;
    job->seasons = g_memdup2(job->settings->seasons, job->n_seasons * sizeof(double));
    return;
  }
  gsize season = step_default_season(panel_get_step(job->panel, 0));
  if (season > 1) {
    job->n_seasons = 1;
    job->seasons = g_new(double, 1);
    job->seasons[0] = (double)season;
  }
}

static gboolean
job_prepare(ForecastJob *job, GError **error)
{
  job->pool = pool_new(job->settings->n_threads, error);
  if (job->pool == NULL || !job_load_models(job, error)) {
    return FALSE;
  }
  job->panel =
      reader_read_panel(job->settings->data_path, &job->settings->reader, job->pool, error);
  if (job->panel == NULL) {
    return FALSE;
  }
  job_choose_horizon(job);
  job_choose_seasons(job);
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
  g_clear_pointer(&job->panel, panel_free);
  combination_clear(&job->combination);
  g_clear_pointer(&job->fallback, model_free);
  g_clear_pointer(&job->models, g_ptr_array_unref);
  g_clear_pointer(&job->registry, registry_free);
  g_clear_pointer(&job->pool, pool_free);
  g_free(job->seasons);
  g_free(job);
}

const Panel *
forecast_job_get_panel(const ForecastJob *job)
{
  return job->panel;
}

Pool *
forecast_job_get_pool(const ForecastJob *job)
{
  return job->pool;
}

Registry *
forecast_job_get_registry(const ForecastJob *job)
{
  return job->registry;
}

gsize
forecast_job_get_horizon(const ForecastJob *job)
{
  return job->horizon;
}

const double *
forecast_job_get_seasons(const ForecastJob *job, gsize *n_seasons)
{
  *n_seasons = job->n_seasons;
  return job->seasons;
}

gboolean
forecast_job_run(const ForecastJob *job,
                 PoolCancel *cancel,
                 void (*progress)(gsize n_done, gsize n_tasks, gpointer data),
                 gpointer progress_data,
                 ForecastRun *run,
                 GError **error)
{
  const ForecastSettings *settings = job->settings;
  const ForecastOptions options = {
    .panel = job->panel,
    .models = job->models,
    .fallback = job->fallback,
    .horizon = job->horizon,
    .seasons = job->seasons,
    .n_seasons = job->n_seasons,
    .levels = (const char *const *)settings->levels,
    .combination = job->combines ? &job->combination : NULL,
    .keep_members = settings->keep_members,
    .seed = settings->seed,
    .fail_fast = settings->fail_fast,
    .pool = job->pool,
    .cancel = cancel,
    .progress = progress,
    .progress_data = progress_data,
  };
  return forecast_run(&options, run, error);
}
