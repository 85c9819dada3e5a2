// SPDX-License-Identifier: MIT
#include "training-run.h"

#include <string.h>

const TrainRecipe training_run_plain = {
  .network = "line(dropout=0.1)",
  .loss = "mse",
  .scaling = "none",
  .n_series = 3,
  .n_values = 60,
  .input_length = 8,
  .horizon = 2,
  .n_threads = 2,
};

static void
count_epoch(const TrainingEpoch *epoch, gpointer data)
{
  TrainingRun *run = data;
  run->n_told++;
  g_assert_cmpuint(epoch->epoch, >, 0);
  if (run->cancel_after == run->n_told) {
    pool_cancel_trigger(run->cancel);
  }
}

void
training_run_set(TrainingRun *run, const char *name, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(training_settings_set(&run->settings, name, text, &error));
  g_assert_no_error(error);
}

void
training_run_init(TrainingRun *run, const TrainRecipe *recipe)
{
  *run = (TrainingRun){ 0 };
  train_fixture_init(&run->fixture, recipe);
  training_settings_init(&run->settings);
  run->cancel = pool_cancel_new();
  const WindowLayout layout = { recipe->input_length, recipe->horizon, 1 };
  for (gsize i = 0; i < recipe->n_series; i++) {
    const WindowSplit split =
        window_split_tail(run->fixture.series[i]->n_values, &layout, run->settings.validation);
    run->ranges[0][i] = split.training;
    run->ranges[1][i] = split.validation;
  }
  const plugcast_series *const *series = run->fixture.series;
  run->training = window_set_new(series, recipe->n_series, &layout, run->ranges[0]);
  run->validation = window_set_new(series, recipe->n_series, &layout, run->ranges[1]);
  run->options = (TrainerOptions){
    .objective = run->fixture.objective,
    .validation = run->validation,
    .settings = &run->settings,
    .seed = 5,
    .pool = run->fixture.pool,
    .cancel = run->cancel,
    .progress = count_epoch,
    .progress_data = run,
    .checkpoint_every = 1,
  };
  run->options.objective.windows = run->training;
}

void
training_run_clear(TrainingRun *run)
{
  g_clear_pointer(&run->training, window_set_free);
  g_clear_pointer(&run->validation, window_set_free);
  g_clear_pointer(&run->cancel, pool_cancel_free);
  training_settings_clear(&run->settings);
  train_fixture_clear(&run->fixture);
}

void
training_run_do(TrainingRun *run, TrainingResult *result)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(trainer_run(&run->options, result, &error));
  g_assert_no_error(error);
}

const TrainingEpoch *
training_run_get_epoch(const TrainingResult *result, guint index)
{
  g_assert_cmpuint(index, <, result->epochs->len);
  return &g_array_index(result->epochs, TrainingEpoch, index);
}

void
training_run_assert_same(const TrainingResult *left, const TrainingResult *right)
{
  g_assert_cmpuint(left->n_weights, ==, right->n_weights);
  g_assert_cmpint(memcmp(left->weights, right->weights, left->n_weights * sizeof(float)), ==, 0);
  g_assert_cmpuint(left->best_epoch, ==, right->best_epoch);
  g_assert_cmpuint(left->n_steps, ==, right->n_steps);
  g_assert_cmpuint(left->epochs->len, ==, right->epochs->len);
  for (guint i = 0; i < left->epochs->len; i++) {
    const TrainingEpoch *one = training_run_get_epoch(left, i);
    const TrainingEpoch *other = training_run_get_epoch(right, i);
    g_assert_cmpfloat(one->training_loss, ==, other->training_loss);
    g_assert_cmpfloat(one->validation_loss, ==, other->validation_loss);
    g_assert_cmpfloat(one->rate, ==, other->rate);
  }
}
