// SPDX-License-Identifier: MIT
#include "run/ensemble_past.h"

#include "run/backtest.h"
#include "run/season.h"

#include <math.h>

struct EnsemblePast {
  EnsemblePastOptions options;
  CoverageSet *coverages; // owned: none
  MetricSet *metrics;     // owned
  BacktestRun run;        // owned; empty when all series are too short
  gsize n_members;
  gsize n_folds;
};

// Points of one or more series on their way into rows.
typedef struct {
  const double **rows; // [n_members]
  double **fill;       // the same rows
  double *actuals;
  gsize n_points;
} Points;

void
ensemble_past_free(EnsemblePast *past)
{
  if (past == NULL) {
    return;
  }
  backtest_run_clear(&past->run);
  g_clear_pointer(&past->metrics, metric_set_free);
  g_clear_pointer(&past->coverages, coverage_set_free);
  g_free(past);
}

static gboolean
run(EnsemblePast *past, GError **error)
{
  const EnsemblePastOptions *options = &past->options;
  const BacktestOptions backtest = {
    .panel = options->panel,
    .models = options->models,
    .folds = {
        .scheme = FOLD_ROLLING,
        .horizon = options->horizon,
        .n_folds = options->n_folds,
        .step = (options->horizon + options->n_folds - 1) / options->n_folds,
        .refit = 1,
    },
    .seasons = options->seasons,
    .n_seasons = options->n_seasons,
    .metrics = past->metrics,
    .n_kept = past->n_members,
    .seed = options->seed,
    .pool = options->pool,
    .cancel = options->cancel,
    .progress = options->progress,
    .progress_data = options->progress_data,
  };
  g_autoptr(GError) local = NULL;
  if (backtest_run(&backtest, &past->run, &local)) {
    past->n_folds = fold_plan_get_n_folds(past->run.folds);
    return TRUE;
  }
  if (g_error_matches(local, FOLD_ERROR, FOLD_ERROR_SHORT)) {
    past->run.issues = issue_list_new();
    return TRUE;
  }
  g_propagate_error(error, g_steal_pointer(&local));
  return FALSE;
}

EnsemblePast *
ensemble_past_new(const EnsemblePastOptions *options, GError **error)
{
  g_return_val_if_fail(options != NULL && options->n_folds > 0, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(EnsemblePast) past = g_new0(EnsemblePast, 1);
  past->options = *options;
  past->n_members = options->models->len;
  past->coverages = coverage_set_new(NULL, error);
  const char *const names[] = { "mae", NULL };
  past->metrics =
      past->coverages != NULL ? metric_set_new(names, past->coverages, NULL, error) : NULL;
  return past->metrics != NULL && run(past, error) ? g_steal_pointer(&past) : NULL;
}

gboolean
ensemble_past_is_cancelled(const EnsemblePast *past)
{
  return past->run.cancelled;
}

const IssueList *
ensemble_past_get_issues(const EnsemblePast *past)
{
  return past->run.issues;
}

static gboolean
has_past(const EnsemblePast *past, gsize series)
{
  return past->run.forecasts != NULL && !past->run.cancelled &&
         !fold_plan_is_short(past->run.folds, series);
}

static gboolean
is_complete(const EnsemblePast *past, gsize member, gsize series)
{
  for (gsize fold = 0; fold < past->n_folds; fold++) {
    if (score_table_get_state(past->run.scores, member, series, fold) != SCORE_OWN) {
      return FALSE;
    }
  }
  return TRUE;
}

static Points
take_points(gsize n_members, gsize n_points, Arena *arena)
{
  Points points = {
    .rows = arena_take(arena, n_members * sizeof *points.rows),
    .fill = arena_take(arena, n_members * sizeof *points.fill),
    .actuals = arena_take(arena, n_points * sizeof(double)),
  };
  for (gsize i = 0; i < n_members; i++) {
    points.fill[i] = arena_take(arena, n_points * sizeof(double));
    points.rows[i] = points.fill[i];
  }
  return points;
}

// Appends the points of one series, divided by @scale.
static void
add_points(const EnsemblePast *past,
           gsize series,
           const gsize *used,
           gsize n_used,
           double scale,
           Points *points)
{
  const double *values = panel_get_values(past->options.panel, series);
  for (gsize fold = 0; fold < past->n_folds; fold++) {
    Fold where = { 0 };
    if (!fold_plan_get(past->run.folds, fold, series, &where)) {
      continue;
    }
    for (gsize h = 0; h < past->options.horizon; h++) {
      if (isnan(values[where.test + h])) {
        continue;
      }
      for (gsize i = 0; i < n_used; i++) {
        const double *mean = fold_table_get_mean(past->run.forecasts, used[i], series, fold);
        points->fill[i][points->n_points] = mean[h] / scale;
      }
      points->actuals[points->n_points++] = values[where.test + h] / scale;
    }
  }
}

static gboolean
hand_out(const Points *points, gsize n_members, WeightPast *out)
{
  if (points->n_points == 0) {
    return FALSE;
  }
  *out = (WeightPast){
    .n_members = n_members,
    .n_points = points->n_points,
    .members = points->rows,
    .actuals = points->actuals,
  };
  return TRUE;
}

gboolean
ensemble_past_gather(const EnsemblePast *past,
                     gsize series,
                     const gboolean *is_wanted,
                     Arena *arena,
                     gsize *used,
                     WeightPast *out)
{
  if (!has_past(past, series)) {
    return FALSE;
  }
  gsize n_used = 0;
  for (gsize i = 0; i < past->n_members; i++) {
    if (is_wanted[i] && is_complete(past, i, series)) {
      used[n_used++] = i;
    }
  }
  if (n_used == 0) {
    return FALSE;
  }
  Points points = take_points(n_used, past->n_folds * past->options.horizon, arena);
  add_points(past, series, used, n_used, 1, &points);
  return hand_out(&points, n_used, out);
}

// NaN when there is nothing to scale by.
static double
get_scale(const EnsemblePast *past, gsize series)
{
  Fold first = { 0 };
  for (gsize i = 0; i < past->n_members; i++) {
    if (!is_complete(past, i, series)) {
      return NAN;
    }
  }
  if (!fold_plan_get(past->run.folds, 0, series, &first)) {
    return NAN;
  }
  const gsize season = season_get_length(past->options.seasons, past->options.n_seasons);
  const MetricScale scale =
      metric_scale_new(panel_get_values(past->options.panel, series) + first.begin,
                       first.origin - first.begin, season);
  return scale.absolute > 0 ? scale.absolute : NAN;
}

gboolean
ensemble_past_gather_all(const EnsemblePast *past, Arena *arena, WeightPast *out)
{
  if (past->run.forecasts == NULL || past->run.cancelled) {
    return FALSE;
  }
  const gsize n_series = panel_get_n_series(past->options.panel);
  gsize *used = arena_take(arena, past->n_members * sizeof *used);
  for (gsize i = 0; i < past->n_members; i++) {
    used[i] = i;
  }
  Points points =
      take_points(past->n_members, n_series * past->n_folds * past->options.horizon, arena);
  for (gsize series = 0; series < n_series; series++) {
    const double scale = has_past(past, series) ? get_scale(past, series) : NAN;
    if (!isnan(scale)) {
      add_points(past, series, used, past->n_members, scale, &points);
    }
  }
  return hand_out(&points, past->n_members, out);
}
