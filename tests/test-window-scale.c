// SPDX-License-Identifier: MIT
#include "run/train/window_batch.h"

#include <math.h>
#include <string.h>

static const char *const names[] = { "none", "standard", "robust", "last", "revin" };

static const WindowScaling *
find(const char *name)
{
  g_autoptr(GError) error = NULL;
  const WindowScaling *scaling = window_scaling_find(name, &error);
  g_assert_no_error(error);
  return scaling;
}

typedef struct {
  const char *name;
  double values[8];
  gsize n;
  double shift;
  double scale;
} Row;

// R 4.3: mean(x), sqrt(mean((x - mean(x))^2)), median(x), IQR(x), with type 7 quantiles.
static const Row rows[] = {
  { "none", { 3, 5, 8 }, 3, 0, 1 },
  { "standard", { 2, 4, 4, 4, 5, 5, 7, 9 }, 8, 5, 2 },
  { "standard", { 7, 7, 7 }, 3, 7, 1 },
  { "standard", { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, 6, 0.1, 1 },
  { "standard", { 1e308, -1e308 }, 2, 0, 1e308 },
  { "standard", { 2e-300, 4e-300 }, 2, 3e-300, 1e-300 },
  { "robust", { 9, 1, 4, 7 }, 4, 5.5, 4.25 },
  { "robust", { 5, 1, 3, 2, 4 }, 5, 3, 2 },
  { "robust", { 5 }, 1, 5, 1 },
  { "robust", { 2, 2, 2, 9 }, 4, 2, 1.75 },
  { "robust", { 2, 2, 2, 2, 2, 2, 9 }, 7, 2, 1 },
  { "last", { 3, 5, 8 }, 3, 8, 1 },
  { "revin", { 2, 4, 4, 4, 5, 5, 7, 9 }, 8, 5, 2.0000024999984375 },
  { "revin", { 7, 7, 7 }, 3, 7, 0.0031622776601683794 },
};

static void
test_measures(const void *data)
{
  const Row *row = data;
  g_autoptr(Arena) arena = arena_new();
  const SeriesScale scale = find(row->name)->measure(row->values, row->n, arena);
  g_assert_cmpfloat_with_epsilon(scale.shift, row->shift, 1e-14 * fabs(row->shift) + 1e-316);
  g_assert_cmpfloat_with_epsilon(scale.scale, row->scale, 1e-14 * row->scale);
}

static void
test_unknown_names_are_refused(void)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(window_scaling_find("standart", &error));
  g_assert_error(error, TERM_ERROR, TERM_ERROR_UNKNOWN);
  g_assert_cmpstr(error->message, ==,
                  "'standart' is no scaling of windows (none, standard, robust, last, revin); did "
                  "you mean 'standard'?");
  g_autoptr(GError) other = NULL;
  SeriesScaling scaling = SERIES_SCALING_STANDARD;
  g_assert_false(series_scaling_parse("minmax", &scaling, &other));
  g_assert_error(other, TERM_ERROR, TERM_ERROR_UNKNOWN);
  g_assert_cmpint(scaling, ==, SERIES_SCALING_STANDARD);
}

enum {
  INPUT = 6,
  HORIZON = 2,
  N_VALUES = 8,
};

typedef struct {
  double values[N_VALUES];
  double regressor[N_VALUES];
  const double *regressors[1];
  plugcast_series series;
  WindowLayout layout;
  Arena *arena;
} Fixture;

static void
fixture_init(Fixture *fixture)
{
  static const double values[N_VALUES] = { 3, 1, 4, 1, 5, 9, 2, 6 };
  static const double regressor[N_VALUES] = { 20, 10, 30, 50, 40, 60, 0, 0 };
  memcpy(fixture->values, values, sizeof values);
  memcpy(fixture->regressor, regressor, sizeof regressor);
  fixture->regressors[0] = fixture->regressor;
  fixture->series = (plugcast_series){
    .struct_size = sizeof fixture->series,
    .id = "a",
    .values = fixture->values,
    .n_values = N_VALUES,
    .n_exogenous = 1,
    .exogenous = fixture->regressors,
  };
  fixture->layout = (WindowLayout){ INPUT, HORIZON, 2 };
  fixture->arena = arena_new();
}

static void
fixture_clear(Fixture *fixture)
{
  g_clear_pointer(&fixture->arena, arena_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static const SeriesScale series_scales[] = { { 2.0, 0.5 }, { 10.0, 10.0 } };

// Outputs equal to the targets are restored to the values that the targets were made from.
static void
test_is_undone_on_outputs(const void *data)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  const WindowScaling *scaling = find(data);
  const WindowBatch batch = window_batch_take(&fixture.layout, scaling, 2, TRUE, fixture.arena);
  g_assert_true(
      window_batch_gather(&batch, 1, &fixture.series, INPUT, series_scales, fixture.arena));
  for (gsize i = 0; i < HORIZON; i++) {
    double output = batch.targets[HORIZON + i];
    if (scaling->compares_turned_back) {
      output = (output - batch.scales[1].shift) / batch.scales[1].scale;
    }
    const double restored = window_batch_restore(&batch, 1, &series_scales[0], output);
    g_assert_cmpfloat_with_epsilon(restored, fixture.values[INPUT + i], 1e-5);
  }
  // Inputs likewise; a channel has a scale of its own, so only those of the value are told.
  for (gsize i = 0; i < INPUT; i++) {
    const double restored =
        window_batch_restore(&batch, 1, &series_scales[0], batch.inputs[2 * INPUT + i]);
    g_assert_cmpfloat_with_epsilon(restored, fixture.values[i], 1e-5);
  }
}

static void
test_each_channel_has_its_own_scale(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  const WindowBatch batch =
      window_batch_take(&fixture.layout, find("last"), 1, FALSE, fixture.arena);
  g_assert_true(
      window_batch_gather(&batch, 0, &fixture.series, INPUT, series_scales, fixture.arena));
  static const float expected[] = { -12, -16, -10, -16, -8, 0, -4, -5, -3, -1, -2, 0 };
  for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_assert_cmpfloat(batch.inputs[i], ==, expected[i]);
  }
  g_assert_null(batch.targets);
}

static void
test_gradients_turn_with_the_outputs(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  const WindowBatch batch =
      window_batch_take(&fixture.layout, find("revin"), 1, TRUE, fixture.arena);
  g_assert_true(
      window_batch_gather(&batch, 0, &fixture.series, INPUT, series_scales, fixture.arena));
  float low[HORIZON] = { 0.5F, -1.0F };
  float high[HORIZON] = { 1.5F, 0.0F };
  window_batch_turn_back(&batch, 0, 1, low);
  window_batch_turn_back(&batch, 0, 1, high);
  float gradients[HORIZON] = { 1.0F, 1.0F };
  window_batch_turn_gradient(&batch, 0, 1, gradients);
  for (gsize i = 0; i < HORIZON; i++) {
    g_assert_cmpfloat_with_epsilon(high[i] - low[i], gradients[i], 1e-5F);
  }
}

static void
test_missing_targets_stay_missing(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  fixture.values[INPUT] = NAN;
  const WindowBatch batch =
      window_batch_take(&fixture.layout, find("standard"), 1, TRUE, fixture.arena);
  g_assert_true(
      window_batch_gather(&batch, 0, &fixture.series, INPUT, series_scales, fixture.arena));
  g_assert_true(isnan(batch.targets[0]));
  g_assert_false(isnan(batch.targets[1]));
}

static void
test_numbers_beyond_float32_are_told(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  fixture.values[3] = 1e300;
  WindowBatch batch = window_batch_take(&fixture.layout, find("none"), 1, TRUE, fixture.arena);
  g_assert_false(
      window_batch_gather(&batch, 0, &fixture.series, INPUT, series_scales, fixture.arena));
  batch.scaling = find("standard");
  g_assert_true(
      window_batch_gather(&batch, 0, &fixture.series, INPUT, series_scales, fixture.arena));
}

static void
test_series_scales_see_the_training_part_alone(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  SeriesScale scales[2];
  fixture.values[2] = NAN;
  fixture.values[4] = 1e9;
  series_scale_fit(SERIES_SCALING_STANDARD, &fixture.series, 4, 2, scales);
  // 3, 1 and 1: mean 5/3, population variance 8/9.
  g_assert_cmpfloat_with_epsilon(scales[0].shift, 5.0 / 3.0, 1e-15);
  g_assert_cmpfloat_with_epsilon(scales[0].scale, sqrt(8.0 / 9.0), 1e-15);
  g_assert_cmpfloat_with_epsilon(scales[1].shift, 27.5, 1e-13);
  for (gsize i = 0; i < 4; i++) {
    fixture.values[i] = -2e-9;
    fixture.regressor[i] = 0.0;
  }
  series_scale_fit(SERIES_SCALING_STANDARD, &fixture.series, 4, 2, scales);
  g_assert_cmpfloat_with_epsilon(scales[0].scale, 2e-9, 1e-20);
  g_assert_cmpfloat(scales[1].scale, ==, 1.0);
  series_scale_fit(SERIES_SCALING_NONE, &fixture.series, 4, 2, scales);
  g_assert_cmpfloat(scales[0].shift, ==, 0.0);
  g_assert_cmpfloat(scales[1].scale, ==, 1.0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strdup_printf("/window-scale/measures/%s/%zu", rows[i].name, i);
    g_test_add_data_func(path, &rows[i], test_measures);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_strdup_printf("/window-scale/is-undone-on-outputs/%s", names[i]);
    g_test_add_data_func(path, names[i], test_is_undone_on_outputs);
  }
  g_test_add_func("/window-scale/refuses/unknown-name", test_unknown_names_are_refused);
  g_test_add_func("/window-scale/each-channel-has-its-own", test_each_channel_has_its_own_scale);
  g_test_add_func("/window-scale/gradients-turn-with-the-outputs",
                  test_gradients_turn_with_the_outputs);
  g_test_add_func("/window-scale/missing-targets-stay-missing", test_missing_targets_stay_missing);
  g_test_add_func("/window-scale/numbers-beyond-float32-are-told",
                  test_numbers_beyond_float32_are_told);
  g_test_add_func("/series-scale/sees-the-training-part-alone",
                  test_series_scales_see_the_training_part_alone);
  return g_test_run();
}
