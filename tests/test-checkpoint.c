// SPDX-License-Identifier: MIT
#include "run/train/checkpoint.h"

#include "data/byte_file.h"
#include "temporary-folder.h"
#include "training-run.h"

// Six epochs are three, a checkpoint, and three more, to the bit.
static void
test_resumes_with_the_same_bits(const void *data)
{
  const char *const *settings = data;
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "half.ckpt", NULL);
  g_auto(TrainingRun) whole;
  training_run_init(&whole, &training_run_plain);
  g_auto(TrainingRun) first;
  training_run_init(&first, &training_run_plain);
  g_auto(TrainingRun) second;
  training_run_init(&second, &training_run_plain);
  for (gsize i = 0; settings[i] != NULL; i += 2) {
    training_run_set(&whole, settings[i], settings[i + 1]);
    training_run_set(&first, settings[i], settings[i + 1]);
    training_run_set(&second, settings[i], settings[i + 1]);
  }
  training_run_set(&whole, "epochs", "6");
  g_auto(TrainingResult) expected;
  training_run_do(&whole, &expected);

  // Asked to stop in its fourth epoch: nothing of that one remains.
  training_run_set(&first, "epochs", "6");
  first.cancel_after = 3;
  first.options.checkpoint_path = path;
  g_auto(TrainingResult) half;
  training_run_do(&first, &half);
  g_assert_cmpuint(half.epochs->len, ==, 3);
  g_assert_cmpint(half.end, ==, TRAINING_ENDED_BY_CANCEL);

  training_run_set(&second, "epochs", "6");
  second.options.resume_path = path;
  g_auto(TrainingResult) resumed;
  training_run_do(&second, &resumed);
  g_assert_cmpuint(second.n_told, ==, 3);
  training_run_assert_same(&expected, &resumed);
}

typedef struct {
  const char *name;
  const char *network;
  const char *setting; // (nullable)
  const char *value;
  guint64 seed;
  double change; // of one value
  const char *message;
} Other;

static const Other others[] = {
  { "network", "line", NULL, NULL, 5, 0,
    "of train_networks:line(dropout=0.1), input 8, horizon 2, 1 channels, 1 outputs, season 1, not "
    "of train_networks:line, input 8, horizon 2, 1 channels, 1 outputs, season 1" },
  { "settings", "line(dropout=0.1)", "rate", "0.5", 5, 0,
    "of batch=32 shard=8 rate=0.001 schedule=constant optimizer=adam loss=mse scaling=last "
    "series_scaling=standard clip=1 delta=0.0001 validation=0.2, not of batch=32 shard=8 rate=0.5 "
    "schedule=constant optimizer=adam loss=mse scaling=last series_scaling=standard clip=1 "
    "delta=0.0001 validation=0.2" },
  { "seed", "line(dropout=0.1)", NULL, NULL, 6, 0, "of seed 5, not of 6" },
  { "data", "line(dropout=0.1)", NULL, NULL, 5, 1e-9, "of other data" },
};

static void
test_refuses_a_checkpoint_of_another(const void *data)
{
  const Other *other = data;
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "one.ckpt", NULL);
  g_auto(TrainingRun) run;
  training_run_init(&run, &training_run_plain);
  training_run_set(&run, "epochs", "1");
  run.options.checkpoint_path = path;
  g_auto(TrainingResult) result;
  training_run_do(&run, &result);

  TrainRecipe recipe = training_run_plain;
  recipe.network = other->network;
  g_auto(TrainingRun) second;
  training_run_init(&second, &recipe);
  if (other->setting != NULL) {
    training_run_set(&second, other->setting, other->value);
  }
  ((double *)(gsize)second.fixture.series[1]->values)[30] += other->change;
  second.options.seed = other->seed;
  second.options.resume_path = path;
  g_autoptr(GError) error = NULL;
  TrainingResult resumed;
  g_assert_false(trainer_run(&second.options, &resumed, &error));
  g_assert_error(error, TRAINER_ERROR, TRAINER_ERROR_RESUME);
  g_autofree char *message =
      g_strdup_printf("%s: is the checkpoint of another training: %s", path, other->message);
  g_assert_cmpstr(error->message, ==, message);
}

static void
test_refuses_a_damaged_checkpoint(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "one.ckpt", NULL);
  g_auto(TrainingRun) run;
  training_run_init(&run, &training_run_plain);
  training_run_set(&run, "epochs", "1");
  run.options.checkpoint_path = path;
  g_auto(TrainingResult) result;
  training_run_do(&run, &result);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
  run.options.resume_path = path;
  for (gsize part = 0; part < 16; part++) {
    g_assert_true(g_file_set_contents(path, bytes, (gssize)(part * length / 16), NULL));
    g_autoptr(GError) error = NULL;
    TrainingResult resumed;
    g_assert_false(trainer_run(&run.options, &resumed, &error));
    g_assert_true(error->domain == BYTE_FILE_ERROR);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  static const char *const adam[] = { "batch", "10", NULL };
  static const char *const plateau[] = { "schedule", "plateau:0.5,1", "delta", "1", NULL };
  static const char *const momentum[] = { "optimizer", "nesterov:0.9", "schedule", "cosine", NULL };
  g_test_add_data_func("/checkpoint/resumes-with-the-same-bits/adam", adam,
                       test_resumes_with_the_same_bits);
  g_test_add_data_func("/checkpoint/resumes-with-the-same-bits/plateau", plateau,
                       test_resumes_with_the_same_bits);
  g_test_add_data_func("/checkpoint/resumes-with-the-same-bits/momentum", momentum,
                       test_resumes_with_the_same_bits);
  for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
    g_autofree char *path = g_strdup_printf("/checkpoint/refuses/other-%s", others[i].name);
    g_test_add_data_func(path, &others[i], test_refuses_a_checkpoint_of_another);
  }
  g_test_add_func("/checkpoint/refuses/damaged", test_refuses_a_damaged_checkpoint);
  return g_test_run();
}
