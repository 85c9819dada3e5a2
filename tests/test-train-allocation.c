// SPDX-License-Identifier: MIT
#include "run/train/trainer.h"

#include "allocation-counter.h"
#include "train-fixture.h"

enum {
  N_EPOCHS = 6,
  N_WARM = 3, // epochs until every thread has its memory
};

typedef struct {
  gsize counts[N_EPOCHS]; // of allocations, at the end of each epoch
} Counts;

static void
keep_count(const TrainingEpoch *epoch, gpointer data)
{
  Counts *counts = data;
  counts->counts[epoch->epoch - 1] = allocation_counter_get();
}

// An epoch and its evaluation allocate a few times, and a thread that is waked may; the hundreds of
// steps do not. parallel.md 4.12
static void
test_nothing_for_a_step(const void *data)
{
  const TrainRecipe recipe = {
    .network = "line",
    .loss = "mse",
    .scaling = "robust",
    .n_series = 16,
    .n_values = 400,
    .input_length = 8,
    .horizon = 2,
    .n_threads = GPOINTER_TO_UINT(data),
  };
  g_auto(TrainFixture) fixture;
  train_fixture_init(&fixture, &recipe);
  g_auto(TrainingSettings) settings;
  training_settings_init(&settings);
  g_autoptr(GError) error = NULL;
  g_assert_true(training_settings_set(&settings, "epochs", "6", &error));
  g_assert_true(training_settings_set(&settings, "batch", "16", &error));
  g_assert_true(training_settings_set(&settings, "shard", "2", &error));
  Counts counts = { 0 };
  const TrainerOptions options = {
    .objective = fixture.objective,
    .validation = fixture.windows,
    .settings = &settings,
    .pool = fixture.pool,
    .progress = keep_count,
    .progress_data = &counts,
  };
  g_auto(TrainingResult) result;
  g_assert_true(trainer_run(&options, &result, &error));
  g_assert_no_error(error);
  const gsize n_steps = result.n_steps / N_EPOCHS;
  g_assert_cmpuint(n_steps, >, 300);
  const gsize n_allocations = counts.counts[N_EPOCHS - 1] - counts.counts[N_WARM - 1];
  g_assert_cmpuint(n_allocations, <, (N_EPOCHS - N_WARM) * n_steps / 5);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  static const unsigned n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path =
        g_strdup_printf("/trainer/allocates-nothing-for-a-step/%u-threads", n_threads[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(n_threads[i]), test_nothing_for_a_step);
  }
  return g_test_run();
}
