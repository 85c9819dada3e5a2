// SPDX-License-Identifier: MIT
#include "run/series_view.h"

#include "run/season.h"

#include <math.h>

static gsize
count_leading_missing(const double *values, gsize n_values)
{
  gsize n = 0;
  while (n < n_values && isnan(values[n])) {
    n++;
  }
  return n;
}

static gsize
count_present(const double *values, gsize n_values)
{
  gsize n = 0;
  for (gsize i = 0; i < n_values; i++) {
    n += isnan(values[i]) ? 0 : 1;
  }
  return n;
}

static void
set_exogenous(plugcast_series *series, const Panel *panel, gsize index, gsize first, Arena *arena)
{
  const gsize n = panel_get_n_exogenous(panel);
  if (n == 0) {
    return;
  }
  const double **past = arena_take(arena, n * sizeof *past);
  const double **future = arena_take(arena, n * sizeof *future);
  for (gsize i = 0; i < n; i++) {
    past[i] = panel_get_exogenous(panel, i, index) + first;
    future[i] = NULL;
  }
  series->n_exogenous = (uint32_t)n;
  series->exogenous = past;
  series->future_exogenous = future;
}

SeriesView *
series_view_new(const Panel *panel,
                gsize index,
                gsize begin,
                gsize end,
                const double *seasons,
                gsize n_seasons,
                gboolean has_exogenous,
                Arena *arena)
{
  g_assert(begin <= end && end <= panel_get_length(panel, index));

  const double *values = panel_get_values(panel, index);
  const gsize first = begin + count_leading_missing(values + begin, end - begin);
  if (first == end) {
    return NULL;
  }

  const Step *step = panel_get_step(panel, index);
  const gsize season_length = season_get_length(seasons, n_seasons);
  SeriesView *view = arena_take(arena, sizeof *view);
  *view = (SeriesView){
    .series = {
      .struct_size = sizeof view->series,
      .season_length = (uint32_t)season_length,
      .id = panel_get_id(panel, index),
      .values = values + first,
      .n_values = end - first,
      .periods = seasons,
      .n_periods = season_length > 1 ? (uint32_t)n_seasons : 0,
      .step_unit = (uint32_t)step->unit,
      .step_count = step->count,
      .start = step_add(step, panel_get_start(panel, index), (gint64)first),
      .anchor_day = (uint32_t)step->anchor_day,
    },
    .n_present = count_present(values + first, end - first),
  };
  if (has_exogenous) {
    set_exogenous(&view->series, panel, index, first, arena);
  }
  return view;
}

static void
skip_exogenous(plugcast_series *series, gsize skip, Arena *arena)
{
  const double **past = arena_take(arena, series->n_exogenous * sizeof *past);
  for (uint32_t i = 0; i < series->n_exogenous; i++) {
    past[i] = series->exogenous[i] + skip;
  }
  series->exogenous = past;
}

SeriesView *
series_view_replace(const SeriesView *view, const double *values, Arena *arena)
{
  const plugcast_series *old = &view->series;
  const gsize skip = count_leading_missing(values, old->n_values);
  if (skip == old->n_values) {
    return NULL;
  }
  const Step step = {
    .unit = (StepUnit)old->step_unit,
    .count = old->step_count,
    .anchor_day = (int)old->anchor_day,
  };
  SeriesView *replaced = arena_take(arena, sizeof *replaced);
  *replaced = *view;
  replaced->series.values = values + skip;
  replaced->series.n_values = old->n_values - skip;
  replaced->series.start = step_add(&step, old->start, (gint64)skip);
  replaced->n_present = count_present(values + skip, old->n_values - skip);
  if (skip > 0 && old->n_exogenous > 0) {
    skip_exogenous(&replaced->series, skip, arena);
  }
  return replaced;
}
