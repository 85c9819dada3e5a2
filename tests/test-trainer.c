// SPDX-License-Identifier: MIT
#include "run/train/trainer.h"

#include "data/reader.h"
#include "run/series_view.h"
#include "training-run.h"

#include <math.h>
#include <string.h>

// A wave of one frequency follows a recurrence of two terms, so a linear map forecasts it exactly.
static void
test_learns_what_can_be_learned(void)
{
  TrainRecipe recipe = training_run_plain;
  recipe.network = "line";
  g_auto(TrainingRun) run;
  training_run_init(&run, &recipe);
  for (gsize i = 0; i < recipe.n_series; i++) {
    double *values = (double *)(gsize)run.fixture.series[i]->values;
    for (gsize t = 0; t < run.fixture.series[i]->n_values; t++) {
      values[t] = sin((double)(t + i) * 0.7);
    }
  }
  training_run_set(&run, "rate", "0.02");
  training_run_set(&run, "epochs", "200");
  training_run_set(&run, "delta", "0");
  training_run_set(&run, "schedule", "cosine");
  g_auto(TrainingResult) result;
  training_run_do(&run, &result);
  g_assert_cmpfloat(training_run_get_epoch(&result, 0)->validation_loss, >, 0.01);
  g_assert_cmpfloat(training_run_get_epoch(&result, (guint)result.best_epoch - 1)->validation_loss,
                    <, 1e-6);
}

static void
test_tells_each_epoch(void)
{
  g_auto(TrainingRun) run;
  training_run_init(&run, &training_run_plain);
  training_run_set(&run, "epochs", "4");
  training_run_set(&run, "schedule", "exponential:0.5");
  g_auto(TrainingResult) result;
  training_run_do(&run, &result);
  g_assert_cmpuint(run.n_told, ==, 4);
  g_assert_cmpuint(result.epochs->len, ==, 4);
  g_assert_cmpint(result.end, ==, TRAINING_ENDED_BY_EPOCHS);
  const gsize n_windows = window_set_get_n_windows(run.training);
  g_assert_cmpuint(result.n_steps, ==, 4 * ((n_windows - 1) / 32 + 1));
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpuint(training_run_get_epoch(&result, i)->epoch, ==, i + 1);
    g_assert_cmpfloat_with_epsilon(training_run_get_epoch(&result, i)->rate, 0.001 * pow(0.5, i),
                                   1e-12);
  }
}

static void
test_ends_after_its_steps(void)
{
  g_auto(TrainingRun) run;
  training_run_init(&run, &training_run_plain);
  training_run_set(&run, "batch", "10");
  training_run_set(&run, "steps", "17");
  g_auto(TrainingResult) result;
  training_run_do(&run, &result);
  g_assert_cmpuint(result.n_steps, ==, 17);
}

// Series so short of signal that a high rate overfits: the best weights are those of the best
// epoch, as training of just so many epochs shows.
static void
test_stops_early_with_the_best_weights(void)
{
  TrainRecipe recipe = training_run_plain;
  recipe.input_length = 20;
  g_auto(TrainingRun) run;
  training_run_init(&run, &recipe);
  training_run_set(&run, "rate", "0.05");
  training_run_set(&run, "patience", "3");
  training_run_set(&run, "delta", "0");
  g_auto(TrainingResult) result;
  training_run_do(&run, &result);
  g_assert_cmpint(result.end, ==, TRAINING_ENDED_BY_PATIENCE);
  g_assert_cmpuint(result.epochs->len, ==, result.best_epoch + 3);
  const double best =
      training_run_get_epoch(&result, (guint)result.best_epoch - 1)->validation_loss;
  for (guint i = 0; i < result.epochs->len; i++) {
    g_assert_cmpfloat(training_run_get_epoch(&result, i)->validation_loss, >=, best);
  }

  g_auto(TrainingRun) shorter;
  training_run_init(&shorter, &recipe);
  training_run_set(&shorter, "rate", "0.05");
  training_run_set(&shorter, "delta", "0");
  g_autofree char *n_epochs = g_strdup_printf("%" G_GSIZE_FORMAT, result.best_epoch);
  training_run_set(&shorter, "epochs", n_epochs);
  g_auto(TrainingResult) expected;
  training_run_do(&shorter, &expected);
  g_assert_cmpint(memcmp(result.weights, expected.weights, result.n_weights * sizeof(float)), ==,
                  0);
}

static void
test_without_validation_keeps_the_last(void)
{
  g_auto(TrainingRun) run;
  training_run_init(&run, &training_run_plain);
  run.options.validation = NULL;
  training_run_set(&run, "epochs", "3");
  training_run_set(&run, "patience", "1");
  g_auto(TrainingResult) result;
  training_run_do(&run, &result);
  g_assert_cmpuint(result.best_epoch, ==, 3);
  g_assert_true(isnan(training_run_get_epoch(&result, 2)->validation_loss));
}

static void
test_cancel_keeps_the_best_so_far(void)
{
  g_auto(TrainingRun) run;
  training_run_init(&run, &training_run_plain);
  run.cancel_after = 2;
  g_auto(TrainingResult) result;
  training_run_do(&run, &result);
  g_assert_cmpint(result.end, ==, TRAINING_ENDED_BY_CANCEL);
  g_assert_cmpuint(result.epochs->len, ==, 2);

  g_auto(TrainingRun) shorter;
  training_run_init(&shorter, &training_run_plain);
  training_run_set(&shorter, "epochs", "2");
  g_auto(TrainingResult) expected;
  training_run_do(&shorter, &expected);
  training_run_assert_same(&expected, &result);
}

static void
test_cancel_within_the_first_epoch_is_an_error(void)
{
  g_auto(TrainingRun) run;
  training_run_init(&run, &training_run_plain);
  pool_cancel_trigger(run.cancel);
  g_autoptr(GError) error = NULL;
  TrainingResult result;
  g_assert_false(trainer_run(&run.options, &result, &error));
  g_assert_error(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_CANCELLED);
}

static void
test_needs_windows(void)
{
  TrainRecipe recipe = training_run_plain;
  recipe.n_values = 9;
  recipe.n_series = 1;
  g_auto(TrainingRun) run;
  training_run_init(&run, &recipe);
  g_autoptr(GError) error = NULL;
  TrainingResult result;
  g_assert_false(trainer_run(&run.options, &result, &error));
  g_assert_error(error, TRAINER_ERROR, TRAINER_ERROR_WINDOWS);
  g_assert_cmpstr(error->message, ==,
                  "no series has a window to train on: 8 steps of input and 2 of horizon without a "
                  "missing value");
}

static void
test_says_where_a_loss_is_not_finite(void)
{
  TrainRecipe recipe = training_run_plain;
  recipe.network = "faulty_line(fault=6)";
  g_auto(TrainingRun) run;
  training_run_init(&run, &recipe);
  g_autoptr(GError) error = NULL;
  TrainingResult result;
  g_assert_false(trainer_run(&run.options, &result, &error));
  g_assert_error(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_FINITE);
  g_assert_cmpstr(error->message, ==,
                  "epoch 1, batch 1: the gradient of block 2 of 2 (weights 16 … 17) is not finite "
                  "(a lower rate may help)");
}

typedef struct {
  Panel *panel;
  Arena *arena;
  const plugcast_series **series;
  WindowRange *ranges[2];
  SeriesScale *scales;
} RealData;

static void
real_data_clear(RealData *data)
{
  g_clear_pointer(&data->arena, arena_free);
  g_clear_pointer(&data->panel, panel_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RealData, real_data_clear)

static void
real_data_init(RealData *data, const WindowLayout *layout, Pool *pool)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path =
      g_test_build_filename(G_TEST_DIST, "..", "examples", "data", "classic-monthly.csv", NULL);
  *data = (RealData){ .panel = reader_read_panel(path, NULL, pool, &error) };
  g_assert_no_error(error);
  data->arena = arena_new();
  const gsize n = panel_get_n_series(data->panel);
  data->series = arena_take(data->arena, n * sizeof *data->series);
  data->ranges[0] = arena_take(data->arena, n * sizeof *data->ranges[0]);
  data->ranges[1] = arena_take(data->arena, n * sizeof *data->ranges[1]);
  data->scales = arena_take(data->arena, n * sizeof *data->scales);
  for (gsize i = 0; i < n; i++) {
    const gsize length = panel_get_length(data->panel, i);
    const SeriesView *view =
        series_view_new(data->panel, i, 0, length, NULL, 0, FALSE, data->arena);
    const WindowSplit split = window_split_tail(view->series.n_values, layout, 0.2);
    data->series[i] = &view->series;
    data->ranges[0][i] = split.training;
    data->ranges[1][i] = split.validation;
    series_scale_fit(SERIES_SCALING_STANDARD, &view->series, split.training.end, 1,
                     &data->scales[i]);
  }
}

static void
train_on_real_data(unsigned n_threads, TrainingResult *result)
{
  TrainRecipe recipe = training_run_plain;
  recipe.input_length = 24;
  recipe.horizon = 12;
  recipe.scaling = "last";
  recipe.n_threads = n_threads;
  g_auto(TrainingRun) run;
  training_run_init(&run, &recipe);
  const WindowLayout layout = { 24, 12, 1 };
  g_auto(RealData) data;
  real_data_init(&data, &layout, run.fixture.pool);
  const gsize n = panel_get_n_series(data.panel);
  g_autoptr(WindowSet) training = window_set_new(data.series, n, &layout, data.ranges[0]);
  g_autoptr(WindowSet) validation = window_set_new(data.series, n, &layout, data.ranges[1]);
  training_run_set(&run, "epochs", "3");
  run.options.objective.windows = training;
  run.options.objective.series_scales = data.scales;
  run.options.validation = validation;
  training_run_do(&run, result);
}

// On the monthly series of examples/data, dropout included. parallel.md 4.5
static void
test_same_bits_for_any_number_of_threads(const void *data)
{
  g_auto(TrainingResult) alone;
  train_on_real_data(1, &alone);
  g_auto(TrainingResult) many;
  train_on_real_data(GPOINTER_TO_UINT(data), &many);
  training_run_assert_same(&alone, &many);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/trainer/learns-what-can-be-learned", test_learns_what_can_be_learned);
  g_test_add_func("/trainer/tells-each-epoch", test_tells_each_epoch);
  g_test_add_func("/trainer/ends-after-its-steps", test_ends_after_its_steps);
  g_test_add_func("/trainer/stops-early-with-the-best-weights",
                  test_stops_early_with_the_best_weights);
  g_test_add_func("/trainer/without-validation-keeps-the-last",
                  test_without_validation_keeps_the_last);
  g_test_add_func("/trainer/cancel-keeps-the-best-so-far", test_cancel_keeps_the_best_so_far);
  g_test_add_func("/trainer/cancel-within-the-first-epoch-is-an-error",
                  test_cancel_within_the_first_epoch_is_an_error);
  g_test_add_func("/trainer/needs-windows", test_needs_windows);
  g_test_add_func("/trainer/says-where-a-loss-is-not-finite", test_says_where_a_loss_is_not_finite);
  static const unsigned n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path = g_strdup_printf("/trainer/same-bits/%u-threads", n_threads[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(n_threads[i]),
                         test_same_bits_for_any_number_of_threads);
  }
  return g_test_run();
}
