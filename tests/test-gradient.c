// SPDX-License-Identifier: MIT
#include "run/train/gradient.h"

#include "train-fixture.h"

#include <math.h>
#include <string.h>

static const TrainRecipe plain = {
  .network = "line",
  .loss = "mse",
  .scaling = "none",
  .n_series = 2,
  .n_values = 40,
  .input_length = 6,
  .horizon = 3,
  .n_threads = 2,
};

enum {
  N_INPUTS = 6,
  N_OUTPUTS = 3,
  N_WEIGHTS = (N_INPUTS + 1) * N_OUTPUTS,
};

static void
make_weights(const TrainFixture *fixture, float *weights)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(network_init(fixture->network, 3, weights, &error));
  g_assert_no_error(error);
}

// The mean gradient of the linear map under the squared error, in doubles and by its formula.
static void
compute_plainly(const TrainFixture *fixture,
                const gsize *indices,
                gsize n_windows,
                const float *weights,
                double *gradients,
                double *loss)
{
  memset(gradients, 0, N_WEIGHTS * sizeof *gradients);
  double sum = 0.0;
  gsize count = 0;
  for (gsize k = 0; k < n_windows; k++) {
    const WindowPlace place = window_set_locate(fixture->windows, indices[k]);
    const double *values = fixture->series[place.series]->values;
    for (gsize j = 0; j < N_OUTPUTS; j++) {
      double output = weights[N_INPUTS * N_OUTPUTS + j];
      for (gsize i = 0; i < N_INPUTS; i++) {
        output += weights[j * N_INPUTS + i] * values[place.origin - N_INPUTS + i];
      }
      if (isnan(values[place.origin + j])) {
        continue;
      }
      const double distance = output - values[place.origin + j];
      sum += distance * distance;
      count++;
      gradients[N_INPUTS * N_OUTPUTS + j] += 2.0 * distance;
      for (gsize i = 0; i < N_INPUTS; i++) {
        gradients[j * N_INPUTS + i] += 2.0 * distance * values[place.origin - N_INPUTS + i];
      }
    }
  }
  for (gsize i = 0; i < N_WEIGHTS; i++) {
    gradients[i] /= (double)count;
  }
  *loss = sum / (double)count;
}

static void
fill_indices(gsize *indices, gsize n, gsize n_windows)
{
  for (gsize i = 0; i < n; i++) {
    indices[i] = (i * 7) % n_windows;
  }
}

// Shards of 32 and 5 windows count by windows: whatever the cut, the mean is that of all windows.
// parallel.md 4.8
static void
test_mean_counts_every_window(const void *data)
{
  const gsize shard_size = GPOINTER_TO_SIZE(data);
  g_auto(TrainFixture) fixture;
  train_fixture_init(&fixture, &plain);
  gsize indices[37];
  fill_indices(indices, G_N_ELEMENTS(indices), window_set_get_n_windows(fixture.windows));
  float weights[N_WEIGHTS];
  make_weights(&fixture, weights);
  double expected[N_WEIGHTS];
  double loss = 0.0;
  compute_plainly(&fixture, indices, G_N_ELEMENTS(indices), weights, expected, &loss);

  g_autoptr(GError) error = NULL;
  g_autoptr(Gradient) gradient = gradient_new(&fixture.objective, shard_size, fixture.pool, NULL);
  GradientSummary summary;
  g_assert_true(
      gradient_compute(gradient, indices, G_N_ELEMENTS(indices), weights, 1, &summary, &error));
  g_assert_no_error(error);
  g_assert_cmpfloat_with_epsilon(summary.loss, loss, 1e-6);
  g_assert_cmpuint(summary.count, ==, 37 * N_OUTPUTS);
  double squares = 0.0;
  for (gsize i = 0; i < N_WEIGHTS; i++) {
    g_assert_cmpfloat_with_epsilon(gradient_get_mean(gradient)[i], expected[i], 1e-5);
    squares += expected[i] * expected[i];
  }
  g_assert_cmpfloat_with_epsilon(summary.norm, sqrt(squares), 1e-5);
}

// The derivative of the loss as objective_run() tells it, for every scaling and loss.
static void
test_is_the_derivative_of_the_loss(const void *data)
{
  TrainRecipe recipe = plain;
  recipe.scaling = data;
  recipe.loss = "huber:0.7";
  g_auto(TrainFixture) fixture;
  train_fixture_init(&fixture, &recipe);
  gsize indices[20];
  fill_indices(indices, G_N_ELEMENTS(indices), window_set_get_n_windows(fixture.windows));
  float weights[N_WEIGHTS];
  make_weights(&fixture, weights);
  g_autoptr(GError) error = NULL;
  g_autoptr(Gradient) gradient = gradient_new(&fixture.objective, 8, fixture.pool, NULL);
  GradientSummary summary;
  g_assert_true(gradient_compute(gradient, indices, 20, weights, 1, &summary, &error));
  float means[N_WEIGHTS];
  memcpy(means, gradient_get_mean(gradient), sizeof means);
  for (gsize i = 0; i < N_WEIGHTS; i++) {
    const float step = 0x1p-10F;
    const float kept = weights[i];
    weights[i] = kept + step;
    g_assert_true(gradient_compute(gradient, indices, 20, weights, 1, &summary, &error));
    const double above = summary.loss;
    weights[i] = kept - step;
    g_assert_true(gradient_compute(gradient, indices, 20, weights, 1, &summary, &error));
    weights[i] = kept;
    g_assert_cmpfloat_with_epsilon(means[i], (above - summary.loss) / (2.0 * (double)step), 2e-3);
  }
}

static void
test_missing_targets_do_not_count(void)
{
  g_auto(TrainFixture) fixture;
  train_fixture_init(&fixture, &plain);
  double *values = (double *)(gsize)fixture.series[0]->values;
  values[39] = NAN;
  // The last windows of the first series reach into the missing value.
  const gsize indices[] = { 31, 30 };
  g_assert_cmpuint(window_set_locate(fixture.windows, 31).origin, ==, 37);
  float weights[N_WEIGHTS];
  make_weights(&fixture, weights);
  g_autoptr(GError) error = NULL;
  g_autoptr(Gradient) gradient = gradient_new(&fixture.objective, 1, fixture.pool, NULL);
  GradientSummary summary;
  g_assert_true(gradient_compute(gradient, indices, 2, weights, 1, &summary, &error));
  g_assert_cmpuint(summary.count, ==, 2 * N_OUTPUTS - 1);
  double expected[N_WEIGHTS];
  double loss = 0.0;
  compute_plainly(&fixture, indices, 2, weights, expected, &loss);
  g_assert_cmpfloat_with_epsilon(summary.loss, loss, 1e-6);
  for (gsize i = 0; i < N_WEIGHTS; i++) {
    g_assert_cmpfloat_with_epsilon(gradient_get_mean(gradient)[i], expected[i], 1e-5);
  }
}

// Dropout included, whose seed is the shard's.
static void
test_same_bits_for_any_number_of_threads(const void *data)
{
  const unsigned n_threads = GPOINTER_TO_UINT(data);
  TrainRecipe recipe = plain;
  recipe.network = "line(dropout=0.3)";
  recipe.n_series = 16;
  recipe.input_length = 20;
  recipe.horizon = 30;
  recipe.n_values = 120;
  recipe.n_threads = 1;
  g_auto(TrainFixture) alone;
  train_fixture_init(&alone, &recipe);
  recipe.n_threads = n_threads;
  g_auto(TrainFixture) fixture;
  train_fixture_init(&fixture, &recipe);
  const gsize n_weights = network_get_n_weights(fixture.network);
  g_autofree float *weights = g_new0(float, n_weights);
  make_weights(&fixture, weights);
  gsize indices[500];
  fill_indices(indices, G_N_ELEMENTS(indices), window_set_get_n_windows(fixture.windows));
  g_autoptr(GError) error = NULL;
  g_autoptr(Gradient) one = gradient_new(&alone.objective, 8, alone.pool, NULL);
  g_autoptr(Gradient) many = gradient_new(&fixture.objective, 8, fixture.pool, NULL);
  static const gsize sizes[] = { 500, 1, 7, 32, 129, 300, 500 };
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    GradientSummary expected;
    GradientSummary summary;
    g_assert_true(gradient_compute(one, indices, sizes[i], weights, i, &expected, &error));
    g_assert_true(gradient_compute(many, indices, sizes[i], weights, i, &summary, &error));
    g_assert_cmpint(memcmp(&expected, &summary, sizeof summary), ==, 0);
    g_assert_cmpint(
        memcmp(gradient_get_mean(one), gradient_get_mean(many), n_weights * sizeof(float)), ==, 0);
  }
}

static void
test_clips_to_a_norm(void)
{
  const GradientSummary summary = { .norm = 4.0 };
  g_assert_cmpfloat(gradient_get_clip(&summary, 1.0), ==, 0.25F);
  g_assert_cmpfloat(gradient_get_clip(&summary, 4.0), ==, 1.0F);
  g_assert_cmpfloat(gradient_get_clip(&summary, 8.0), ==, 1.0F);
  g_assert_cmpfloat(gradient_get_clip(&summary, 0.0), ==, 1.0F);
}

typedef struct {
  const char *network;
  ObjectiveError code;
  const char *message;
} Fault;

static const Fault faults[] = {
  { "faulty_line(fault=2)", OBJECTIVE_ERROR_PASS, "forward() left step 1 of row 1 unwritten" },
  { "faulty_line(fault=3)", OBJECTIVE_ERROR_PASS, "forward() wrote outside of its buffers" },
  { "faulty_line(fault=4)", OBJECTIVE_ERROR_PASS, "no luck today" },
  { "faulty_line(fault=5)", OBJECTIVE_ERROR_PASS, "the network's output for step 3 is inf" },
  { "faulty_line(fault=6)", OBJECTIVE_ERROR_FINITE,
    "the gradient of block 2 of 2 (weights 18 … 20) is not finite (a lower rate may help)" },
  { "faulty_line(fault=7)", OBJECTIVE_ERROR_PASS, "backward() wrote outside of its gradients" },
};

static void
test_fault(const void *data)
{
  const Fault *fault = data;
  TrainRecipe recipe = plain;
  recipe.network = fault->network;
  g_auto(TrainFixture) fixture;
  train_fixture_init(&fixture, &recipe);
  gsize indices[40];
  fill_indices(indices, G_N_ELEMENTS(indices), window_set_get_n_windows(fixture.windows));
  float weights[N_WEIGHTS];
  make_weights(&fixture, weights);
  g_autoptr(GError) error = NULL;
  g_autoptr(Gradient) gradient = gradient_new(&fixture.objective, 4, fixture.pool, NULL);
  GradientSummary summary;
  g_assert_false(gradient_compute(gradient, indices, 40, weights, 1, &summary, &error));
  g_assert_error(error, OBJECTIVE_ERROR, (int)fault->code);
  g_assert_cmpstr(error->message, ==, fault->message);
}

// The first shard that fails is told of, whichever thread comes upon one first. parallel.md 4.4
static void
test_first_failure_wins(void)
{
  TrainRecipe recipe = plain;
  recipe.n_series = 8;
  recipe.n_threads = 4;
  g_auto(TrainFixture) fixture;
  train_fixture_init(&fixture, &recipe);
  ((double *)(gsize)fixture.series[2]->values)[7] = 1e300;
  ((double *)(gsize)fixture.series[6]->values)[7] = 1e300;
  gsize indices[200];
  for (gsize i = 0; i < G_N_ELEMENTS(indices); i++) {
    indices[i] = i;
  }
  float weights[N_WEIGHTS];
  make_weights(&fixture, weights);
  g_autoptr(Gradient) gradient = gradient_new(&fixture.objective, 8, fixture.pool, NULL);
  for (int repeat = 0; repeat < 50; repeat++) {
    g_autoptr(GError) error = NULL;
    GradientSummary summary;
    g_assert_false(gradient_compute(gradient, indices, 200, weights, 1, &summary, &error));
    g_assert_cmpstr(error->message, ==,
                    "series 'c': a value near observation 7 does not fit into float32 with scaling "
                    "'none'");
  }
}

static void
test_stops_when_asked(void)
{
  g_auto(TrainFixture) fixture;
  train_fixture_init(&fixture, &plain);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_trigger(cancel);
  const gsize indices[] = { 0, 1, 2, 3 };
  float weights[N_WEIGHTS];
  make_weights(&fixture, weights);
  g_autoptr(GError) error = NULL;
  g_autoptr(Gradient) gradient = gradient_new(&fixture.objective, 1, fixture.pool, cancel);
  GradientSummary summary;
  g_assert_false(gradient_compute(gradient, indices, 4, weights, 1, &summary, &error));
  g_assert_error(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_CANCELLED);
}

// Over all windows, the evaluation is the loss of the gradient.
static void
test_evaluation_is_the_mean_over_all(const void *data)
{
  TrainRecipe recipe = plain;
  recipe.network = "line(dropout=0.5)"; // which does not act without training
  recipe.n_series = 5;
  recipe.n_threads = GPOINTER_TO_UINT(data);
  g_auto(TrainFixture) fixture;
  train_fixture_init(&fixture, &recipe);
  const gsize n_windows = window_set_get_n_windows(fixture.windows);
  g_autofree gsize *indices = g_new0(gsize, n_windows);
  fill_indices(indices, n_windows, n_windows);
  for (gsize i = 0; i < n_windows; i++) {
    indices[i] = i;
  }
  float weights[N_WEIGHTS];
  make_weights(&fixture, weights);
  double gradients[N_WEIGHTS];
  double loss = 0.0;
  compute_plainly(&fixture, indices, n_windows, weights, gradients, &loss);
  g_autoptr(GError) error = NULL;
  LossSum sum;
  g_assert_true(objective_evaluate(&fixture.objective, weights, fixture.pool, NULL, &sum, &error));
  g_assert_no_error(error);
  g_assert_cmpuint(sum.count, ==, n_windows * N_OUTPUTS);
  g_assert_cmpfloat_with_epsilon(sum.sum / (double)sum.count, loss, 1e-6);
}

static void
add_threads(const char *format, GTestDataFunc function)
{
  static const unsigned n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path = g_strdup_printf("%s/%u-threads", format, n_threads[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(n_threads[i]), function);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  static const gsize shards[] = { 1, 2, 5, 32, 37, 100 };
  for (gsize i = 0; i < G_N_ELEMENTS(shards); i++) {
    g_autofree char *path =
        g_strdup_printf("/gradient/mean-counts-every-window/shards-of-%zu", shards[i]);
    g_test_add_data_func(path, GSIZE_TO_POINTER(shards[i]), test_mean_counts_every_window);
  }
  static const char *const scalings[] = { "none", "standard", "robust", "last", "revin" };
  for (gsize i = 0; i < G_N_ELEMENTS(scalings); i++) {
    g_autofree char *path =
        g_strdup_printf("/gradient/is-the-derivative-of-the-loss/%s", scalings[i]);
    g_test_add_data_func(path, scalings[i], test_is_the_derivative_of_the_loss);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
    g_autofree char *path = g_strdup_printf("/gradient/sees/%s", faults[i].network);
    g_test_add_data_func(path, &faults[i], test_fault);
  }
  g_test_add_func("/gradient/missing-targets-do-not-count", test_missing_targets_do_not_count);
  add_threads("/gradient/same-bits", test_same_bits_for_any_number_of_threads);
  g_test_add_func("/gradient/clips-to-a-norm", test_clips_to_a_norm);
  g_test_add_func("/gradient/first-failure-wins", test_first_failure_wins);
  g_test_add_func("/gradient/stops-when-asked", test_stops_when_asked);
  add_threads("/objective/evaluation-is-the-mean-over-all", test_evaluation_is_the_mean_over_all);
  return g_test_run();
}
