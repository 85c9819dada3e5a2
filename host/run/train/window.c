// SPDX-License-Identifier: MIT
#include "run/train/window.h"

#include <math.h>

// Windows of one series whose origins follow each other.
typedef struct {
  gsize first; // number of its first window
  gsize series;
  gsize origin; // of its first window
} WindowRun;

struct WindowSet {
  WindowLayout layout;
  const plugcast_series *const *series; // [n_series], borrowed
  gsize n_series;
  GArray *runs; // of WindowRun, by @first; owned
  gsize n_windows;
  gsize n_used;
  gsize n_left_out;
};

static gboolean
is_input_missing(const plugcast_series *series, gsize at, gsize n_channels)
{
  gboolean is_missing = isnan(series->values[at]);
  for (gsize channel = 1; channel < n_channels; channel++) {
    is_missing = is_missing || isnan(series->exogenous[channel - 1][at]);
  }
  return is_missing;
}

static void
add_window(WindowSet *set, gsize index, gsize origin, gboolean follows)
{
  if (!follows) {
    const WindowRun run = { .first = set->n_windows, .series = index, .origin = origin };
    g_array_append_val(set->runs, run);
  }
  set->n_windows++;
}

// Walks along the series once: what is missing is counted as it enters and leaves the window.
static void
add_series(WindowSet *set, gsize index, WindowRange range)
{
  const WindowLayout *layout = &set->layout;
  const plugcast_series *series = set->series[index];
  const gsize begin = MAX(range.begin, layout->input_length);
  if (range.end < layout->horizon || begin > range.end - layout->horizon) {
    return;
  }
  gsize n_missing = 0;
  for (gsize t = begin - layout->input_length; t < begin; t++) {
    n_missing += (gsize)is_input_missing(series, t, layout->n_channels);
  }
  gsize n_targets = 0;
  for (gsize t = begin; t < begin + layout->horizon; t++) {
    n_targets += (gsize)!isnan(series->values[t]);
  }
  const gsize n_before = set->n_windows;
  gboolean follows = FALSE;
  for (gsize origin = begin;; origin++) {
    const gboolean is_whole = n_missing == 0 && n_targets > 0;
    if (is_whole) {
      add_window(set, index, origin, follows);
    }
    follows = is_whole;
    set->n_left_out += (gsize)!is_whole;
    if (origin + layout->horizon >= range.end) {
      break;
    }
    const gsize leaving = origin - layout->input_length;
    n_missing += (gsize)is_input_missing(series, origin, layout->n_channels);
    n_missing -= (gsize)is_input_missing(series, leaving, layout->n_channels);
    n_targets += (gsize)!isnan(series->values[origin + layout->horizon]);
    n_targets -= (gsize)!isnan(series->values[origin]);
  }
  set->n_used += (gsize)(set->n_windows > n_before);
}

WindowSet *
window_set_new(const plugcast_series *const *series,
               gsize n_series,
               const WindowLayout *layout,
               const WindowRange *ranges)
{
  g_assert(layout->input_length > 0 && layout->horizon > 0 && layout->n_channels > 0);

  WindowSet *set = g_new0(WindowSet, 1);
  set->layout = *layout;
  set->series = series;
  set->n_series = n_series;
  set->runs = g_array_new(FALSE, FALSE, sizeof(WindowRun));
  for (gsize i = 0; i < n_series; i++) {
    g_assert(ranges[i].begin <= ranges[i].end && ranges[i].end <= series[i]->n_values);
    g_assert(series[i]->n_exogenous + 1 >= layout->n_channels);
    add_series(set, i, ranges[i]);
  }
  return set;
}

void
window_set_free(WindowSet *set)
{
  if (set == NULL) {
    return;
  }
  g_clear_pointer(&set->runs, g_array_unref);
  g_free(set);
}

const WindowLayout *
window_set_get_layout(const WindowSet *set)
{
  return &set->layout;
}

gsize
window_set_get_n_series(const WindowSet *set)
{
  return set->n_series;
}

const plugcast_series *
window_set_get_series(const WindowSet *set, gsize index)
{
  g_assert(index < set->n_series);

  return set->series[index];
}

gsize
window_set_get_n_windows(const WindowSet *set)
{
  return set->n_windows;
}

gsize
window_set_get_n_used(const WindowSet *set)
{
  return set->n_used;
}

gsize
window_set_get_n_left_out(const WindowSet *set)
{
  return set->n_left_out;
}

WindowPlace
window_set_locate(const WindowSet *set, gsize index)
{
  g_assert(index < set->n_windows);

  gsize low = 0;
  gsize high = set->runs->len;
  while (high - low > 1) {
    const gsize middle = low + (high - low) / 2;
    if (g_array_index(set->runs, WindowRun, middle).first <= index) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const WindowRun *run = &g_array_index(set->runs, WindowRun, low);
  return (WindowPlace){ .series = run->series, .origin = run->origin + (index - run->first) };
}

WindowSplit
window_split_tail(gsize n_values, const WindowLayout *layout, double fraction)
{
  g_assert(fraction >= 0.0 && fraction < 1.0);

  const gsize wanted = (gsize)ceil(fraction * (double)n_values);
  const gsize n_validation = wanted > 0 ? MAX(wanted, layout->horizon) : 0;
  const gsize n_least = layout->input_length + layout->horizon;
  const gboolean is_short = n_values < n_least || n_values - n_least < n_validation;
  const gsize n_training = is_short ? n_values : n_values - n_validation;
  return (WindowSplit){
    .training = { 0, n_training },
    .validation = { n_training, n_values },
  };
}

WindowSplit
window_split_at(gsize n_values, gsize n_training, gsize n_validation)
{
  const gsize end = MIN(n_training, n_values);
  return (WindowSplit){
    .training = { 0, end },
    .validation = { end, end + MIN(n_validation, n_values - end) },
  };
}
