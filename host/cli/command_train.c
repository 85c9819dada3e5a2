// SPDX-License-Identifier: MIT
#include "cli/command_train.h"

#include "cli/interrupt.h"
#include "cli/train_job.h"
#include "cli/train_report.h"
#include "cli/train_settings.h"
#include "run/model_file.h"

#include <math.h>

static const char *const train_paragraphs[] = {
  "Trains a network on windows of all series of DATA and keeps it in a model file, with which "
  "'plugcast forecast DATA -m FILE.pcm' forecasts. The last part of each series is watched: "
  "training stops when its loss no longer falls, and the best weights are kept.",
  "A forecaster that learns from all series at once and can be saved is fitted and kept likewise.",
  "The options are settings of training and can also stand in the model's brackets, "
  "'mlp(hidden=64,epochs=10)'; there the network's own parameters win. Ctrl-C keeps the best "
  "weights so far.",
  NULL,
};

static const char *const train_examples[] = {
  "plugcast train DATA.csv -m nlinear -o demand.pcm",
  "horizon by the step of the data, windows of twice as many steps",
  "plugcast forecast DATA.csv -m demand.pcm",
  "forecasts with what was trained",
  "plugcast train DATA.csv -m 'mlp(hidden=128)' --horizon 24 --input 96 --rate 0.001 -o mlp.pcm",
  "a network with its own parameters, and settings of training",
  "plugcast train ETTh1.csv -m dlinear --horizon 96 --input 336 --split 8640,2880,2880 -o d.pcm",
  "the first 8640 values to train on, 2880 to watch, 2880 to test on",
  NULL,
};

static gboolean
finish(const TrainJob *job,
       const TrainSettings *settings,
       const TrainedNetwork *trained,
       const PoolCancel *cancel,
       gint64 begin_us,
       const Console *console,
       GError **error)
{
  if (!model_file_write_network(trained, settings->output_path, error)) {
    return FALSE;
  }
  // What was asked to stop is not tested any more.
  double test_loss = 0.0;
  const gboolean is_stopped = trained_network_get_summary(trained)->end == TRAINING_ENDED_BY_CANCEL;
  if (!train_job_test(job, trained, is_stopped ? NULL : cancel, &test_loss, error)) {
    return FALSE;
  }
  session_say_warnings(train_job_get_session(job), console);
  train_report_say_end(job, trained, test_loss, settings->output_path,
                       g_get_monotonic_time() - begin_us, console);
  return TRUE;
}

static gboolean
fit_forecaster(const TrainJob *job,
               const TrainSettings *settings,
               const Console *console,
               GError **error)
{
  const gint64 begin_us = g_get_monotonic_time();
  const Session *session = train_job_get_session(job);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  Interrupt *interrupt = interrupt_new(cancel);
  gsize n_series = 0;
  g_autoptr(GByteArray) state =
      train_job_fit(job, session_get_pool(session), cancel, &n_series, error);
  interrupt_free(interrupt);
  session_say_warnings(session, console);
  const Setup *setup = model_get_setup(train_job_get_model(job));
  if (state == NULL ||
      !model_file_write_forecaster(setup, n_series, state, settings->output_path, error)) {
    return FALSE;
  }
  train_report_say_fitted(job, n_series, settings->output_path, g_get_monotonic_time() - begin_us,
                          console);
  return TRUE;
}

static gboolean
run_job(const TrainJob *job,
        const TrainSettings *settings,
        Console *console,
        ExitStatus *status,
        GError **error)
{
  const gint64 begin_us = g_get_monotonic_time();
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt = interrupt_new(cancel);
  g_autoptr(TrainedNetwork) trained =
      train_job_run(job, session_get_pool(train_job_get_session(job)), cancel,
                    train_report_say_epoch, console, error);
  if (trained == NULL || !finish(job, settings, trained, cancel, begin_us, console, error)) {
    return FALSE;
  }
  if (interrupt_came(interrupt)) {
    console_say(console, CONSOLE_WARNING, "interrupted: the best weights so far are kept");
    *status = EXIT_STATUS_INTERRUPTED;
  }
  return TRUE;
}

static gboolean
train_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  *status = EXIT_STATUS_DONE;
  console_set_quiet(console, option_values_has(values, "quiet"));
  g_auto(TrainSettings) settings = { 0 };
  if (!train_settings_read(&settings, values, error)) {
    return FALSE;
  }
  g_autoptr(TrainJob) job = train_job_new(&settings, error);
  if (job == NULL) {
    return FALSE;
  }
  return train_job_is_forecaster(job) ? fit_forecaster(job, &settings, console, error)
                                      : run_job(job, &settings, console, status, error);
}

// What is timed: the job with the settings that it borrows.
typedef struct {
  TrainSettings settings;
  TrainJob *job;
} TrainWork;

static void
train_work_free(gpointer prepared)
{
  TrainWork *work = prepared;
  train_job_free(work->job);
  train_settings_clear(&work->settings);
  g_free(work);
}

static gpointer
train_work_prepare(const OptionValues *values, GError **error)
{
  TrainWork *work = g_new0(TrainWork, 1);
  if (train_settings_read(&work->settings, values, error)) {
    work->job = train_job_new(&work->settings, error);
  }
  if (work->job == NULL) {
    train_work_free(work);
    return NULL;
  }
  return work;
}

static gboolean
train_work_run(gpointer prepared, Pool *pool, const PoolCancel *cancel, GError **error)
{
  const TrainWork *work = prepared;
  if (train_job_is_forecaster(work->job)) {
    gsize n_series = 0;
    g_autoptr(GByteArray) state = train_job_fit(work->job, pool, cancel, &n_series, error);
    return state != NULL;
  }
  g_autoptr(TrainedNetwork) trained = train_job_run(work->job, pool, cancel, NULL, NULL, error);
  return trained != NULL;
}

static const CommandWork train_work = {
  .prepare = train_work_prepare,
  .run = train_work_run,
  .free = train_work_free,
};

const Command command_train = {
  .name = "train",
  .summary = "train a network and keep it in a model file",
  .operands = "DATA",
  .paragraphs = train_paragraphs,
  .examples = train_examples,
  .options = train_tables,
  .least_operands = 1,
  .most_operands = 1,
  .work = &train_work,
  .run = train_main,
};
