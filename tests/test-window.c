// SPDX-License-Identifier: MIT
#include "run/train/window.h"

#include <math.h>

enum {
  MOST_VALUES = 40,
  INPUT = 4,
  HORIZON = 3,
};

// A series of which values and regressors can be made missing.
typedef struct {
  double values[MOST_VALUES];
  double regressor[MOST_VALUES];
  const double *regressors[1];
  plugcast_series series;
} Fixture;

static const plugcast_series *
fixture_init(Fixture *fixture, gsize n_values)
{
  for (gsize i = 0; i < MOST_VALUES; i++) {
    fixture->values[i] = (double)i;
    fixture->regressor[i] = 100.0 + (double)i;
  }
  fixture->regressors[0] = fixture->regressor;
  fixture->series = (plugcast_series){
    .struct_size = sizeof fixture->series,
    .id = "a",
    .values = fixture->values,
    .n_values = n_values,
    .n_exogenous = 1,
    .exogenous = fixture->regressors,
  };
  return &fixture->series;
}

static const WindowLayout plain = { INPUT, HORIZON, 1 };
static const WindowLayout with_regressor = { INPUT, HORIZON, 2 };

// The plainest way: every origin judged by itself.
static gboolean
is_whole(const Fixture *fixture, const WindowLayout *layout, gsize origin)
{
  gsize n_targets = 0;
  for (gsize t = origin; t < origin + layout->horizon; t++) {
    n_targets += (gsize)!isnan(fixture->values[t]);
  }
  for (gsize t = origin - layout->input_length; t < origin; t++) {
    if (isnan(fixture->values[t]) || (layout->n_channels > 1 && isnan(fixture->regressor[t]))) {
      return FALSE;
    }
  }
  return n_targets > 0;
}

static void
assert_windows(const Fixture *fixture, const WindowLayout *layout, WindowRange range)
{
  const plugcast_series *const series[] = { &fixture->series };
  g_autoptr(WindowSet) set = window_set_new(series, 1, layout, &range);
  gsize n = 0;
  gsize n_left_out = 0;
  for (gsize origin = MAX(range.begin, layout->input_length); origin + layout->horizon <= range.end;
       origin++) {
    if (!is_whole(fixture, layout, origin)) {
      n_left_out++;
      continue;
    }
    g_assert_cmpuint(n, <, window_set_get_n_windows(set));
    g_assert_cmpuint(window_set_locate(set, n).origin, ==, origin);
    g_assert_cmpuint(window_set_locate(set, n).series, ==, 0);
    n++;
  }
  g_assert_cmpuint(window_set_get_n_windows(set), ==, n);
  g_assert_cmpuint(window_set_get_n_left_out(set), ==, n_left_out);
  g_assert_cmpuint(window_set_get_n_used(set), ==, n > 0);
}

static void
test_every_window_of_a_range(void)
{
  Fixture fixture;
  fixture_init(&fixture, 30);
  const WindowRange ranges[] = { { 0, 30 }, { 0, 7 },   { 0, 6 },   { 0, 0 },
                                 { 5, 12 }, { 27, 30 }, { 28, 30 }, { 30, 30 } };
  for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++) {
    assert_windows(&fixture, &plain, ranges[i]);
    assert_windows(&fixture, &with_regressor, ranges[i]);
  }
}

static void
test_missing_inputs_leave_a_window_out(void)
{
  for (gsize gap = 0; gap < 30; gap++) {
    Fixture fixture;
    fixture_init(&fixture, 30);
    fixture.values[gap] = NAN;
    fixture.values[(gap + 9) % 30] = NAN;
    fixture.regressor[(gap + 17) % 30] = NAN;
    assert_windows(&fixture, &plain, (WindowRange){ 0, 30 });
    assert_windows(&fixture, &with_regressor, (WindowRange){ 0, 30 });
    assert_windows(&fixture, &with_regressor, (WindowRange){ 10, 25 });
  }
}

static void
test_a_window_without_targets_is_left_out(void)
{
  Fixture fixture;
  fixture_init(&fixture, 30);
  for (gsize t = 10; t < 20; t++) {
    fixture.values[t] = NAN;
  }
  assert_windows(&fixture, &plain, (WindowRange){ 0, 30 });
}

static void
test_counts_by_series_then_origin(void)
{
  Fixture fixtures[3];
  const plugcast_series *const series[] = {
    fixture_init(&fixtures[0], 9),
    fixture_init(&fixtures[1], 5), // too short for any
    fixture_init(&fixtures[2], 8),
  };
  const WindowRange ranges[] = { { 0, 9 }, { 0, 5 }, { 0, 8 } };
  g_autoptr(WindowSet) set = window_set_new(series, 3, &plain, ranges);
  const WindowPlace expected[] = { { 0, 4 }, { 0, 5 }, { 0, 6 }, { 2, 4 }, { 2, 5 } };
  g_assert_cmpuint(window_set_get_n_windows(set), ==, G_N_ELEMENTS(expected));
  for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_assert_cmpuint(window_set_locate(set, i).series, ==, expected[i].series);
    g_assert_cmpuint(window_set_locate(set, i).origin, ==, expected[i].origin);
  }
  g_assert_cmpuint(window_set_get_n_used(set), ==, 2);
  g_assert_true(window_set_get_series(set, 2) == series[2]);
}

// No target of a window to train on is one of a window to watch.
static void
test_validation_is_the_tail_of_time(void)
{
  for (gsize n_values = 0; n_values < 60; n_values++) {
    for (int percent = 0; percent < 100; percent += 7) {
      const WindowSplit split = window_split_tail(n_values, &plain, percent / 100.0);
      g_assert_cmpuint(split.training.begin, ==, 0);
      g_assert_cmpuint(split.training.end, ==, split.validation.begin);
      g_assert_cmpuint(split.validation.end, ==, n_values);
      const gsize n_watched = split.validation.end - split.validation.begin;
      if (n_watched > 0) {
        g_assert_cmpuint(n_watched, >=, HORIZON);
        g_assert_cmpuint(split.training.end, >=, INPUT + HORIZON);
        g_assert_cmpfloat((double)n_watched, >=, percent / 100.0 * (double)n_values);
      }
    }
  }
  g_assert_cmpuint(window_split_tail(50, &plain, 0.2).training.end, ==, 40);
  g_assert_cmpuint(window_split_tail(12, &plain, 0.2).training.end, ==, 9);
  g_assert_cmpuint(window_split_tail(9, &plain, 0.2).training.end, ==, 9);
}

static void
test_split_by_lengths(void)
{
  const WindowSplit whole = window_split_at(100, 60, 20);
  g_assert_cmpuint(whole.training.end, ==, 60);
  g_assert_cmpuint(whole.validation.begin, ==, 60);
  g_assert_cmpuint(whole.validation.end, ==, 80);
  g_assert_cmpuint(window_split_at(70, 60, 20).validation.end, ==, 70);
  const WindowSplit shorter = window_split_at(50, 60, 20);
  g_assert_cmpuint(shorter.training.end, ==, 50);
  g_assert_cmpuint(shorter.validation.end, ==, 50);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/window/every-window-of-a-range", test_every_window_of_a_range);
  g_test_add_func("/window/missing-inputs-leave-it-out", test_missing_inputs_leave_a_window_out);
  g_test_add_func("/window/without-targets-it-is-left-out",
                  test_a_window_without_targets_is_left_out);
  g_test_add_func("/window/counted-by-series-then-origin", test_counts_by_series_then_origin);
  g_test_add_func("/window/validation-is-the-tail-of-time", test_validation_is_the_tail_of_time);
  g_test_add_func("/window/split-by-lengths", test_split_by_lengths);
  return g_test_run();
}
