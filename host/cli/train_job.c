// SPDX-License-Identifier: MIT
#include "cli/train_job.h"

#include "run/member_forecaster.h"
#include "run/model_file.h"
#include "run/model_forecaster.h"
#include "run/model_network.h"
#include "run/series_view.h"

#include <math.h>

struct TrainJob {
  const TrainSettings *settings;
  Session *session;               // owned
  Model *model;                   // owned
  Arena *arena;                   // owned: what the pointers below point to
  const SeriesView **views;       // [n_series]
  const plugcast_series **series; // [n_series]: those of the views
  gsize n_series;
  WindowSplit *splits; // [n_series]; NULL for the tail
  WindowRange *tests;  // [n_series]
};

G_DEFINE_QUARK(train_job_error, train_job_error)

// Takes the place of the model at @model.
static gboolean
apply_setting(Model **model, const char *name, const char *value, GError **error)
{
  Model *changed = model_copy_with(*model, name, value, error);
  if (changed == NULL) {
    g_autofree char *option = train_option_from_setting(name);
    g_prefix_error(error, "--%s: ", option);
    return FALSE;
  }
  model_free(*model);
  *model = changed;
  return TRUE;
}

// Settings of training are for networks.
static gboolean
check_forecaster(const TrainJob *job, GError **error)
{
  const TrainSettings *settings = job->settings;
  g_autofree char *option = NULL;
  for (gsize i = 0; i < TRAINING_N_SETTINGS && option == NULL; i++) {
    if (settings->training[i] != NULL) {
      option = train_option_from_setting(training_settings_describe(i)->name);
    }
  }
  const char *other = settings->has_split                 ? "split"
                      : settings->checkpoint_path != NULL ? "checkpoint"
                      : settings->resume_path != NULL     ? "resume"
                                                          : NULL;
  if (option != NULL || other != NULL) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--%s is for networks, and '%s' is a forecaster", option != NULL ? option : other,
                settings->model);
    return FALSE;
  }
  return TRUE;
}

static gboolean
make_model(TrainJob *job, GError **error)
{
  job->model = model_new(session_get_registry(job->session), job->settings->model, error);
  if (job->model == NULL) {
    return FALSE;
  }
  if (model_get_network(job->model) == NULL) {
    if (model_get_savable(job->model) != NULL) {
      return check_forecaster(job, error);
    }
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
                "--model: '%s' is no network, nor a forecaster that learns from all series and can "
                "be saved ('plugcast plugins' lists them)",
                job->settings->model);
    return FALSE;
  }
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    const char *value = job->settings->training[i];
    if (value != NULL &&
        !apply_setting(&job->model, training_settings_describe(i)->name, value, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

// Lengths count from the beginning of the file, which missing values may have cut off.
static void
split_series(TrainJob *job, gsize index, gsize n_leading)
{
  const gsize *split = job->settings->split;
  const gsize n_values = job->series[index]->n_values;
  const gsize n_training = split[0] > n_leading ? split[0] - n_leading : 0;
  job->splits[index] = window_split_at(n_values, n_training, split[1]);
  const gsize begin = job->splits[index].validation.end;
  job->tests[index] = (WindowRange){ begin, begin + MIN(split[2], n_values - begin) };
}

static void
add_series(TrainJob *job)
{
  const Panel *panel = session_get_panel(job->session);
  const gboolean has_regressors =
      component_can(setup_get_component(model_get_setup(job->model)), PLUGCAST_CAN_EXOGENOUS);
  const gsize n = panel_get_n_series(panel);
  gsize n_seasons = 0;
  const double *seasons = session_get_seasons(job->session, &n_seasons);
  job->views = arena_take(job->arena, n * sizeof *job->views);
  job->series = arena_take(job->arena, n * sizeof *job->series);
  job->splits = arena_take(job->arena, n * sizeof *job->splits);
  job->tests = arena_take(job->arena, n * sizeof *job->tests);
  for (gsize i = 0; i < n; i++) {
    const gsize length = panel_get_length(panel, i);
    const SeriesView *view =
        series_view_new(panel, i, 0, length, seasons, n_seasons, has_regressors, job->arena);
    if (view == NULL) {
      continue;
    }
    job->views[job->n_series] = view;
    job->series[job->n_series] = &view->series;
    if (job->settings->has_split) {
      split_series(job, job->n_series, length - view->series.n_values);
    }
    job->n_series++;
  }
}

TrainJob *
train_job_new(const TrainSettings *settings, GError **error)
{
  g_autoptr(TrainJob) job = g_new0(TrainJob, 1);
  job->settings = settings;
  job->session = session_new(&settings->run, error);
  if (job->session == NULL || !make_model(job, error) ||
      !session_read_data(job->session, &settings->data, error)) {
    return NULL;
  }
  job->arena = arena_new();
  add_series(job);
  if (job->n_series == 0) {
    g_set_error(error, TRAINER_ERROR, TRAINER_ERROR_WINDOWS, "%s: all values are missing",
                settings->data.path);
    return NULL;
  }
  return g_steal_pointer(&job);
}

void
train_job_free(TrainJob *job)
{
  if (job == NULL) {
    return;
  }
  g_clear_pointer(&job->arena, arena_free);
  g_clear_pointer(&job->model, model_free);
  g_clear_pointer(&job->session, session_free);
  g_free(job);
}

const Session *
train_job_get_session(const TrainJob *job)
{
  return job->session;
}

const Model *
train_job_get_model(const TrainJob *job)
{
  return job->model;
}

TrainedNetwork *
train_job_run(const TrainJob *job,
              Pool *pool,
              const PoolCancel *cancel,
              void (*progress)(const TrainingEpoch *epoch, gpointer data),
              gpointer progress_data,
              GError **error)
{
  const NetworkModel *network = model_get_network(job->model);
  const TrainingTask task = {
    .setup = network->setup,
    .settings = &network->settings,
    .series = job->series,
    .n_series = job->n_series,
    .splits = job->settings->has_split ? job->splits : NULL,
    .horizon = session_choose_horizon(job->session, network->settings.horizon),
    .seed = session_get_seed(job->session),
    .pool = pool,
    .cancel = cancel,
    .progress = progress,
    .progress_data = progress_data,
    .checkpoint_path = job->settings->checkpoint_path,
    .checkpoint_every = job->settings->checkpoint_every,
    .resume_path = job->settings->resume_path,
  };
  return trained_network_new(&task, error);
}

gboolean
train_job_is_forecaster(const TrainJob *job)
{
  return model_get_network(job->model) == NULL;
}

static void
set_fit_error(const Call *call, const PoolCancel *cancel, const Model *model, GError **error)
{
  const gboolean is_cancelled = cancel != NULL && pool_cancel_is_set(cancel);
  g_set_error(error, TRAIN_JOB_ERROR,
              is_cancelled ? TRAIN_JOB_ERROR_CANCELLED : TRAIN_JOB_ERROR_FIT, "%s: %s",
              model_get_label(model), is_cancelled ? "asked to stop" : call->message);
}

// Runs on one thread; the plugin may use the others.
static plugcast_status
fit_member(const TrainJob *job, Member *member, gsize *n_series, Call *call)
{
  const SeriesView **accepted =
      arena_take(member_get_arena(member, 0), job->n_series * sizeof *accepted);
  *n_series = 0;
  for (gsize i = 0; i < job->n_series; i++) {
    if (member_can_learn_from(member, job->views[i])) {
      accepted[(*n_series)++] = job->views[i];
    }
  }
  if (*n_series == 0) {
    return call_refuse(call, PLUGCAST_TOO_SHORT, "no series is long enough to learn from");
  }
  return member_fit(member, 0, accepted, *n_series, call);
}

GByteArray *
train_job_fit(
    const TrainJob *job, Pool *pool, const PoolCancel *cancel, gsize *n_series, GError **error)
{
  g_autoptr(Member) member = member_new(job->model, pool_get_n_threads(pool), 1);
  g_autoptr(Arena) arena = arena_new();
  Call call;
  call_init(&call, session_get_seed(job->session));
  call_set_cancel(&call, cancel);
  call.arena = arena;
  call.pool = pool;
  g_autoptr(GByteArray) state = g_byte_array_new();
  if (fit_member(job, member, n_series, &call) != PLUGCAST_OK ||
      member_forecaster_save(member, 0, &call, state) != PLUGCAST_OK) {
    set_fit_error(&call, cancel, job->model, error);
    return NULL;
  }
  return g_steal_pointer(&state);
}

gboolean
train_job_test(const TrainJob *job,
               const TrainedNetwork *trained,
               const PoolCancel *cancel,
               double *loss,
               GError **error)
{
  *loss = NAN;
  if (!job->settings->has_split || job->settings->split[2] == 0) {
    return TRUE;
  }
  return trained_network_evaluate(trained, job->series, job->tests, job->n_series,
                                  session_get_pool(job->session), cancel, loss, error);
}
