// SPDX-License-Identifier: MIT
#include "run/train/trained_network.h"

#include "trained-fixture.h"

#include <math.h>
#include <string.h>

enum {
  INPUT = 8,
  HORIZON = 3,
  MOST_STEPS = 32,
};

static const TrainRecipe plain = {
  .network = "line",
  .loss = "mse",
  .scaling = "last",
  .n_series = 4,
  .n_values = 60,
  .input_length = INPUT,
  .horizon = HORIZON,
  .n_threads = 2,
};
static const char *const nothing[] = { NULL };

static void
test_tells_how_training_went(void)
{
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &plain, nothing);
  const TrainingSummary *summary = trained_network_get_summary(fixture.trained);
  g_assert_cmpuint(summary->n_series, ==, 4);
  // A fifth of 60 … 63 values is watched: 12, 13, 13 and 13; the rest holds windows of 11.
  g_assert_cmpuint(summary->n_training_windows, ==, 38 + 38 + 39 + 40);
  g_assert_cmpuint(summary->n_validation_windows, ==, 10 + 11 + 11 + 11);
  g_assert_cmpuint(summary->n_epochs, ==, 3);
  g_assert_true(isfinite(summary->validation_loss));
  g_assert_cmpuint(trained_network_get_shape(fixture.trained)->horizon, ==, HORIZON);
}

// One call for many series, as many calls, to the bit.
static void
test_forecasts_batches_of_any_size(void)
{
  TrainRecipe recipe = plain;
  recipe.n_series = TRAIN_FIXTURE_MOST_SERIES;
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &recipe, nothing);
  double alone[TRAIN_FIXTURE_MOST_SERIES][HORIZON];
  double together[TRAIN_FIXTURE_MOST_SERIES][HORIZON];
  MemberOutput outputs[TRAIN_FIXTURE_MOST_SERIES];
  for (gsize i = 0; i < TRAIN_FIXTURE_MOST_SERIES; i++) {
    outputs[i] = (MemberOutput){ .horizon = HORIZON, .mean = alone[i] };
    trained_fixture_forecast(&fixture, fixture.trained, i, 1, &outputs[i]);
    outputs[i].mean = together[i];
  }
  Call call;
  call_init(&call, 1);
  g_autoptr(Arena) arena = arena_new();
  call.arena = arena;
  g_assert_cmpint(trained_network_forecast(fixture.trained, fixture.fixture.series,
                                           TRAIN_FIXTURE_MOST_SERIES, &call, outputs),
                  ==, PLUGCAST_OK);
  for (gsize i = 0; i < TRAIN_FIXTURE_MOST_SERIES; i++) {
    g_assert_cmpint(memcmp(alone[i], together[i], sizeof alone[i]), ==, 0);
  }
}

// Beyond the trained horizon the network goes on from its own forecasts: what a series that ends in
// them gives.
static void
test_goes_on_from_its_forecasts(void)
{
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &plain, nothing);
  double far[2 * HORIZON + 1];
  double near[HORIZON];
  const MemberOutput long_output = { .horizon = 2 * HORIZON + 1, .mean = far };
  const MemberOutput short_output = { .horizon = HORIZON, .mean = near };
  trained_fixture_forecast(&fixture, fixture.trained, 1, 1, &long_output);
  trained_fixture_forecast(&fixture, fixture.trained, 1, 1, &short_output);
  g_assert_cmpint(memcmp(far, near, sizeof near), ==, 0);

  plugcast_series grown = *fixture.fixture.series[1];
  double values[80];
  memcpy(values, grown.values, grown.n_values * sizeof *values);
  memcpy(values + grown.n_values, near, sizeof near);
  grown.values = values;
  grown.n_values += HORIZON;
  fixture.fixture.series[1] = &grown;
  trained_fixture_forecast(&fixture, fixture.trained, 1, 1, &short_output);
  g_assert_cmpint(memcmp(far + HORIZON, near, sizeof near), ==, 0);
}

// Two values missing at the end: the forecast of the steps behind them, as from the series without.
static void
test_missing_values_at_the_end_have_passed(void)
{
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &plain, nothing);
  plugcast_series shorter = *fixture.fixture.series[1];
  shorter.n_values -= 2;
  plugcast_series gap = *fixture.fixture.series[1];
  double values[80];
  memcpy(values, gap.values, gap.n_values * sizeof *values);
  values[gap.n_values - 2] = NAN;
  values[gap.n_values - 1] = NAN;
  gap.values = values;
  double expected[HORIZON + 2];
  double mean[2][HORIZON];
  fixture.fixture.series[1] = &shorter;
  trained_fixture_forecast(&fixture, fixture.trained, 1, 1,
                           &(MemberOutput){ .horizon = HORIZON + 2, .mean = expected });
  // Beside a series without a gap, which must not notice.
  const plugcast_series *const series[] = { fixture.fixture.series[0], &gap };
  const MemberOutput outputs[] = {
    { .horizon = HORIZON, .mean = mean[0] },
    { .horizon = HORIZON, .mean = mean[1] },
  };
  Call call;
  call_init(&call, 1);
  g_autoptr(Arena) arena = arena_new();
  call.arena = arena;
  g_assert_cmpint(trained_network_forecast(fixture.trained, series, 2, &call, outputs), ==,
                  PLUGCAST_OK);
  g_assert_cmpint(memcmp(mean[1], expected + 2, sizeof mean[1]), ==, 0);
  double alone[HORIZON];
  trained_fixture_forecast(&fixture, fixture.trained, 0, 1,
                           &(MemberOutput){ .horizon = HORIZON, .mean = alone });
  g_assert_cmpint(memcmp(mean[0], alone, sizeof alone), ==, 0);
}

// What a network says for a series times 1000 plus 500 that it has not seen is 1000 times plus 500.
static void
test_scales_a_new_series_by_its_own_values(void)
{
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &plain, nothing);
  double values[2][60];
  plugcast_series fresh[2];
  for (gsize k = 0; k < 2; k++) {
    fresh[k] = *fixture.fixture.series[0];
    fresh[k].id = "new";
    fresh[k].values = values[k];
    for (gsize t = 0; t < 60; t++) {
      values[k][t] =
          fixture.fixture.series[0]->values[t] * (k == 0 ? 1.0 : 1000.0) + (k == 0 ? 0.0 : 500.0);
    }
  }
  double means[2][HORIZON];
  for (gsize k = 0; k < 2; k++) {
    const MemberOutput output = { .horizon = HORIZON, .mean = means[k] };
    fixture.fixture.series[0] = &fresh[k];
    trained_fixture_forecast(&fixture, fixture.trained, 0, 1, &output);
  }
  for (gsize h = 0; h < HORIZON; h++) {
    g_assert_cmpfloat_with_epsilon(means[1][h], means[0][h] * 1000.0 + 500.0, 0.01);
  }
}

// Dropout of half the outputs: paths differ, the same seed gives the same, and their mean is near
// the forecast without dropout.
static void
test_samples_draw_with_dropout(void)
{
  enum {
    N_SAMPLES = 2000
  };
  TrainRecipe recipe = plain;
  recipe.network = "line(dropout=0.5)";
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &recipe, nothing);
  g_assert_true(trained_network_get_traits(fixture.trained).can_samples);
  double mean[HORIZON];
  g_autofree double *samples = g_new0(double, N_SAMPLES *HORIZON);
  g_autofree double *again = g_new0(double, N_SAMPLES *HORIZON);
  MemberOutput output = {
    .horizon = HORIZON, .mean = mean, .samples = samples, .n_samples = N_SAMPLES
  };
  trained_fixture_forecast(&fixture, fixture.trained, 0, 7, &output);
  output.samples = again;
  trained_fixture_forecast(&fixture, fixture.trained, 0, 7, &output);
  g_assert_cmpint(memcmp(samples, again, N_SAMPLES * HORIZON * sizeof *samples), ==, 0);
  trained_fixture_forecast(&fixture, fixture.trained, 0, 8, &output);
  g_assert_cmpint(memcmp(samples, again, N_SAMPLES * HORIZON * sizeof *samples), !=, 0);
  const double last = fixture.fixture.series[0]->values[59];
  for (gsize h = 0; h < HORIZON; h++) {
    double sum = 0.0;
    for (gsize i = 0; i < N_SAMPLES; i++) {
      sum += samples[i * HORIZON + h];
    }
    // Each is 0 or twice the output, relative to the last value: deviation |output| / sqrt(n).
    const double size = fabs(mean[h] - last);
    g_assert_cmpfloat(size, >, 0.0);
    g_assert_cmpfloat_with_epsilon(sum / N_SAMPLES, mean[h], 5.0 * size / sqrt(N_SAMPLES));
  }
}

static void
test_quantiles_are_those_trained(void)
{
  TrainRecipe recipe = plain;
  recipe.loss = "quantiles:0.1,0.5,0.9";
  static const char *const pairs[] = { "epochs", "20", "rate", "0.01", NULL };
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &recipe, pairs);
  const MemberTraits traits = trained_network_get_traits(fixture.trained);
  g_assert_true(traits.can_quantiles);
  g_assert_cmpuint(traits.longest_horizon, ==, HORIZON);
  const double probabilities[] = { 0.1, 0.3, 0.5, 0.9 };
  double mean[HORIZON];
  double quantiles[4 * HORIZON];
  const MemberOutput output = {
    .horizon = HORIZON,
    .probabilities = probabilities,
    .n_probabilities = 4,
    .mean = mean,
    .quantiles = quantiles,
  };
  trained_fixture_forecast(&fixture, fixture.trained, 2, 1, &output);
  for (gsize h = 0; h < HORIZON; h++) {
    g_assert_cmpfloat(quantiles[h], <, quantiles[2 * HORIZON + h]);
    g_assert_cmpfloat(quantiles[2 * HORIZON + h], <, quantiles[3 * HORIZON + h]);
    g_assert_cmpfloat_with_epsilon(quantiles[HORIZON + h],
                                   (quantiles[h] + quantiles[2 * HORIZON + h]) / 2.0, 1e-9);
    g_assert_cmpfloat(mean[h], ==, quantiles[2 * HORIZON + h]);
  }
}

typedef struct {
  const char *name;
  const char *loss;
  gsize n_values; // of the series, 0 for all
  gsize missing;  // which value is, 0 for none
  gsize horizon;
  double probability; // 0 for none
  plugcast_status status;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "too-short", "mse", 7, 0, HORIZON, 0, PLUGCAST_TOO_SHORT,
    "7 values, and the network was trained on windows of 8" },
  { "missing", "mse", 0, 55, HORIZON, 0, PLUGCAST_BAD_INPUT,
    "1 of the last 8 values are missing, and the network takes none" },
  { "beyond-horizon", "quantiles:0.1,0.9", 0, 0, 4, 0, PLUGCAST_UNSUPPORTED,
    "horizon 4 is beyond the 3 steps that the network was trained for, and with several quantiles "
    "it cannot go on from its forecasts" },
  { "untrained-quantile", "quantiles:0.1,0.9", 0, 0, HORIZON, 0.95, PLUGCAST_UNSUPPORTED,
    "the quantile of probability 0.95 lies outside of those trained, 0.1 … 0.9" },
};

static void
test_refuses(const void *data)
{
  const Refusal *refusal = data;
  TrainRecipe recipe = plain;
  recipe.loss = refusal->loss;
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &recipe, nothing);
  plugcast_series series = *fixture.fixture.series[0];
  double values[60];
  memcpy(values, series.values, sizeof values);
  series.values = values;
  series.n_values = refusal->n_values > 0 ? refusal->n_values : series.n_values;
  if (refusal->missing > 0) {
    values[refusal->missing] = NAN;
  }
  double mean[MOST_STEPS];
  double quantiles[MOST_STEPS];
  const MemberOutput output = {
    .horizon = refusal->horizon,
    .probabilities = &refusal->probability,
    .n_probabilities = refusal->probability > 0.0,
    .mean = mean,
    .quantiles = quantiles,
  };
  const plugcast_series *const one[] = { &series };
  Call call;
  call_init(&call, 1);
  g_autoptr(Arena) arena = arena_new();
  call.arena = arena;
  g_assert_cmpint(trained_network_forecast(fixture.trained, one, 1, &call, &output), ==,
                  refusal->status);
  g_assert_cmpstr(call.message, ==, refusal->message);
}

// The loss over windows of a range is the mean of the squared errors of the forecasts from there.
static void
test_evaluates_by_its_forecasts(void)
{
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &plain, nothing);
  const WindowRange ranges[] = { { 50, 60 }, { 61, 61 }, { 62, 62 }, { 63, 63 } };
  g_autoptr(GError) error = NULL;
  double loss = 0.0;
  g_assert_true(trained_network_evaluate(fixture.trained, fixture.fixture.series, ranges, 4,
                                         fixture.fixture.pool, NULL, &loss, &error));
  const plugcast_series whole = *fixture.fixture.series[0];
  // In units of the training part, the first 48 values: those of series_scale_standard().
  const double scale = series_scale_standard(whole.values, 48).scale;
  double sum = 0.0;
  for (gsize origin = 50; origin <= 57; origin++) {
    plugcast_series part = whole;
    part.n_values = origin;
    fixture.fixture.series[0] = &part;
    double mean[HORIZON];
    const MemberOutput output = { .horizon = HORIZON, .mean = mean };
    trained_fixture_forecast(&fixture, fixture.trained, 0, 1, &output);
    for (gsize h = 0; h < HORIZON; h++) {
      sum += pow((mean[h] - whole.values[origin + h]) / scale, 2);
    }
  }
  g_assert_cmpfloat_with_epsilon(loss, sum / (8.0 * HORIZON), 1e-5);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/trained-network/tells-how-training-went", test_tells_how_training_went);
  g_test_add_func("/trained-network/forecasts-batches-of-any-size",
                  test_forecasts_batches_of_any_size);
  g_test_add_func("/trained-network/goes-on-from-its-forecasts", test_goes_on_from_its_forecasts);
  g_test_add_func("/trained-network/missing-values-at-the-end-have-passed",
                  test_missing_values_at_the_end_have_passed);
  g_test_add_func("/trained-network/scales-a-new-series-by-its-own-values",
                  test_scales_a_new_series_by_its_own_values);
  g_test_add_func("/trained-network/samples-draw-with-dropout", test_samples_draw_with_dropout);
  g_test_add_func("/trained-network/quantiles-are-those-trained", test_quantiles_are_those_trained);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path = g_strdup_printf("/trained-network/refuses/%s", refusals[i].name);
    g_test_add_data_func(path, &refusals[i], test_refuses);
  }
  g_test_add_func("/trained-network/evaluates-by-its-forecasts", test_evaluates_by_its_forecasts);
  return g_test_run();
}
