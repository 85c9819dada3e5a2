// SPDX-License-Identifier: MIT
#include "run/series_view.h"

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
set_exogenous(plugcast_series *series, const Panel *panel, gsize index, gsize skip, Arena *arena)
{
  const gsize n = panel_get_n_exogenous(panel);
  if (n == 0) {
    return;
  }
  const double **past = arena_take(arena, n * sizeof *past);
  const double **future = arena_take(arena, n * sizeof *future);
  for (gsize i = 0; i < n; i++) {
    past[i] = panel_get_exogenous(panel, i, index) + skip;
    future[i] = NULL;
  }
  series->n_exogenous = (uint32_t)n;
  series->exogenous = past;
  series->future_exogenous = future;
}

SeriesView *
series_view_new(const Panel *panel,
                gsize index,
                gsize n_values,
                const double *seasons,
                gsize n_seasons,
                gboolean has_exogenous,
                Arena *arena)
{
  const double *values = panel_get_values(panel, index);
  const gsize skip = count_leading_missing(values, n_values);
  if (skip == n_values) {
    return NULL;
  }

  const Step *step = panel_get_step(panel, index);
  const gboolean has_season = n_seasons > 0 && seasons[0] >= 1.5;
  SeriesView *view = arena_take(arena, sizeof *view);
  *view = (SeriesView){
    .series = {
      .struct_size = sizeof view->series,
      .season_length = has_season ? (uint32_t)lround(seasons[0]) : 1,
      .id = panel_get_id(panel, index),
      .values = values + skip,
      .n_values = n_values - skip,
      .periods = seasons,
      .n_periods = has_season ? (uint32_t)n_seasons : 0,
      .step_unit = (uint32_t)step->unit,
      .step_count = step->count,
      .start = step_add(step, panel_get_start(panel, index), (gint64)skip),
      .anchor_day = (uint32_t)step->anchor_day,
    },
    .n_present = count_present(values + skip, n_values - skip),
  };
  if (has_exogenous) {
    set_exogenous(&view->series, panel, index, skip, arena);
  }
  return view;
}
