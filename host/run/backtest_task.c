// SPDX-License-Identifier: MIT
#include "run/backtest-private.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

// Where one forecast goes first: gap and horizon, so that a fold is cut from behind the gap.
typedef struct {
  AttemptTarget target;
  double **tested; // [2 × n_levels] bounds behind the gap, the lower ones first
} Buffers;

static Buffers
take_buffers(const Backtest *backtest, Arena *arena)
{
  const gsize n_steps = backtest->gap + backtest->horizon;
  const gsize n_bounds = 2 * backtest->n_levels;
  double *values = arena_take(arena, (1 + n_bounds) * n_steps * sizeof *values);
  double **bounds = arena_take(arena, MAX(n_bounds, 1) * sizeof *bounds);
  double **tested = arena_take(arena, MAX(n_bounds, 1) * sizeof *tested);
  for (gsize i = 0; i < n_bounds; i++) {
    bounds[i] = values + (i + 1) * n_steps;
    tested[i] = bounds[i] + backtest->gap;
  }
  return (Buffers){
    .target = { .mean = values, .lower = bounds, .upper = bounds + backtest->n_levels },
    .tested = tested,
  };
}

static const double *
scale(const BacktestUnits *units, const double *values, gsize n, Arena *arena)
{
  double *scaled = arena_take(arena, n * sizeof *scaled);
  for (gsize i = 0; i < n; i++) {
    scaled[i] = (values[i] - units->mean) / units->deviation;
  }
  return scaled;
}

static const double *const *
scale_bounds(
    const BacktestUnits *units, const double *const *bounds, gsize n_bounds, gsize n, Arena *arena)
{
  const double **scaled = arena_take(arena, MAX(n_bounds, 1) * sizeof *scaled);
  for (gsize i = 0; i < n_bounds; i++) {
    scaled[i] = scale(units, bounds[i], n, arena);
  }
  return scaled;
}

// Puts the whole outcome into standard deviations of the training part.
static void
scale_outcome(const Backtest *backtest,
              const BacktestUnits *units,
              MetricOutcome *outcome,
              Arena *arena)
{
  const gsize n = outcome->horizon;
  const gsize n_levels = backtest->n_levels;
  outcome->actuals = scale(units, outcome->actuals, n, arena);
  outcome->mean = scale(units, outcome->mean, n, arena);
  outcome->lower = scale_bounds(units, outcome->lower, n_levels, n, arena);
  outcome->upper = scale_bounds(units, outcome->upper, n_levels, n, arena);
  outcome->scale.absolute /= units->deviation;
  outcome->scale.square /= units->deviation * units->deviation;
}

// Returns: (nullable): the training part as plugins see it, in the units of the outcome.
static const plugcast_series *
show_training(const Backtest *backtest,
              gsize series,
              const Fold *fold,
              const BacktestUnits *units,
              Arena *arena)
{
  const BacktestOptions *options = backtest->options;
  const SeriesView *view = series_view_new(options->panel, series, fold->past.begin, fold->past.end,
                                           options->seasons, options->n_seasons, TRUE, arena);
  if (view != NULL && units != NULL) {
    view = series_view_replace(
        view, scale(units, view->series.values, view->series.n_values, arena), arena);
  }
  return view != NULL ? &view->series : NULL;
}

static void
put_score(const Backtest *backtest,
          Attempt *attempt,
          const Fold *fold,
          const Buffers *buffers,
          ScoreState state)
{
  const gsize series = attempt->series;
  const gsize fold_index = attempt->fold - 1;
  const gsize past = backtest->n_pasts > 1 ? fold_index : 0;
  const BacktestUnits *units = backtest->scaling != NULL ? &backtest->scaling[series] : NULL;
  Arena *arena = pool_worker_get_arena(attempt->worker);
  MetricOutcome outcome = {
    .horizon = backtest->horizon,
    .actuals = panel_get_values(backtest->options->panel, series) + fold->test,
    .mean = buffers->target.mean + backtest->gap,
    .lower = (const double *const *)buffers->tested,
    .upper = (const double *const *)buffers->tested + backtest->n_levels,
    .scale = backtest->scales[series * backtest->n_pasts + past],
  };
  if (units != NULL) {
    scale_outcome(backtest, units, &outcome, arena);
  }
  if (backtest->has_plugin_metrics) {
    outcome.training = show_training(backtest, series, fold, units, arena);
  }
  score_table_put(backtest->scores, attempt->model, series, fold_index, state, &outcome,
                  &attempt->call);
}

static void
keep_forecast(const Backtest *backtest, const Attempt *attempt, const Buffers *buffers)
{
  const gsize model = attempt->model;
  const gsize series = attempt->series;
  const gsize fold = attempt->fold - 1;
  const gsize n_bytes = backtest->horizon * sizeof(double);
  FoldTable *table = backtest->forecasts;
  memcpy(fold_table_get_mean(table, model, series, fold), buffers->target.mean + backtest->gap,
         n_bytes);
  for (gsize i = 0; i < backtest->n_levels; i++) {
    memcpy(fold_table_get_lower(table, model, i, series, fold), buffers->tested[i], n_bytes);
    memcpy(fold_table_get_upper(table, model, i, series, fold),
           buffers->tested[backtest->n_levels + i], n_bytes);
  }
}

// One fold of one series with one model, on its way.
typedef struct {
  gsize unit;
  Fold fold;
  Buffers buffers;
} Trial;

// What follows from the status of attempt_run(). Returns: how many forecasts were done.
static gsize
settle(Backtest *backtest, Attempt *attempt, const Trial *trial, plugcast_status status)
{
  const AttemptTarget *target = &trial->buffers.target;
  ScoreState state = SCORE_OWN;
  if (status != PLUGCAST_OK && status != PLUGCAST_CANCELLED) {
    status = attempt_fall_back(attempt, status, target);
    state = isnan(target->mean[0]) ? SCORE_FAILED : SCORE_FALLBACK;
  }
  if (status != PLUGCAST_OK) {
    return 0;
  }
  put_score(backtest, attempt, &trial->fold, &trial->buffers, state);
  if (attempt->model < backtest->options->n_kept) {
    keep_forecast(backtest, attempt, &trial->buffers);
  }
  atomic_fetch_sub_explicit(&backtest->n_left[trial->unit], 1, memory_order_relaxed);
  return 1;
}

static Attempt
begin_trial(
    const Backtest *backtest, gsize unit_index, gsize model, PoolWorker *worker, Trial *trial)
{
  const BacktestUnit *unit = &backtest->units[unit_index];
  trial->unit = unit_index;
  trial->buffers = take_buffers(backtest, pool_worker_get_arena(worker));
  const gboolean is_there = fold_plan_get(backtest->folds, unit->fold, unit->series, &trial->fold);
  g_assert(is_there);
  return (Attempt){
    .crew = backtest->crew,
    .worker = worker,
    .series = unit->series,
    .model = model,
    .fold = unit->fold + 1,
    .fit = trial->fold.fit,
    .begin = trial->fold.begin,
    .end = trial->fold.origin,
  };
}

static gsize
do_single(Backtest *backtest, gsize k, PoolWorker *worker)
{
  const gsize model = backtest->single_models[k % backtest->n_single_models];
  Trial trial = { 0 };
  Attempt attempt = begin_trial(backtest, k / backtest->n_single_models, model, worker, &trial);
  attempt.index = k;
  return settle(backtest, &attempt, &trial, attempt_run(&attempt, &trial.buffers.target));
}

static gsize
do_batch(Backtest *backtest, const BacktestBatch *batch, PoolWorker *worker)
{
  Arena *arena = pool_worker_get_arena(worker);
  const gsize n = batch->end - batch->begin;
  Trial *trials = arena_take(arena, n * sizeof *trials);
  Attempt *attempts = arena_take(arena, n * sizeof *attempts);
  const AttemptTarget **targets = arena_take(arena, n * sizeof *targets);
  plugcast_status *statuses = arena_take(arena, n * sizeof *statuses);
  for (gsize i = 0; i < n; i++) {
    const gsize unit = backtest->units_by_fit[batch->begin + i];
    attempts[i] = begin_trial(backtest, unit, batch->model, worker, &trials[i]);
    targets[i] = &trials[i].buffers.target;
  }
  attempt_run_batch(attempts, n, targets, statuses);
  gsize n_done = 0;
  for (gsize i = 0; i < n; i++) {
    n_done += settle(backtest, &attempts[i], &trials[i], statuses[i]);
  }
  return n_done;
}

gsize
backtest_count_tasks(const Backtest *backtest)
{
  return backtest->n_batches + backtest->n_units * backtest->n_single_models;
}

void
backtest_do_tasks(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  Backtest *backtest = data;
  const BacktestOptions *options = backtest->options;
  Arena *arena = pool_worker_get_arena(worker);
  gsize n_done = 0;
  for (gsize k = begin; k < end; k++) {
    // Failures are kept under fail_fast alone, and then there are no batches in front.
    if (errors_precede(crew_get_failures(backtest->crew), k) ||
        (options->cancel != NULL && pool_cancel_is_set(options->cancel))) {
      break;
    }
    const ArenaMark mark = arena_mark(arena);
    n_done += k < backtest->n_batches ? do_batch(backtest, &backtest->batches[k], worker)
                                      : do_single(backtest, k - backtest->n_batches, worker);
    arena_rewind(arena, mark);
  }
  if (options->progress != NULL && n_done > 0) {
    const gsize before = atomic_fetch_add(&backtest->n_done, n_done);
    options->progress(before + n_done, backtest->n_units * backtest->n_models,
                      options->progress_data);
  }
}

void
backtest_measure_scales(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  (void)worker;
  const Backtest *backtest = data;
  for (gsize i = begin; i < end; i++) {
    const double *values = panel_get_values(backtest->options->panel, i);
    for (gsize past = 0; past < backtest->n_pasts; past++) {
      Fold fold = { 0 };
      const CrewRange range =
          fold_plan_get(backtest->folds, past, i, &fold) ? fold.past : (CrewRange){ 0 };
      backtest->scales[i * backtest->n_pasts + past] =
          metric_scale_new(values + range.begin, range.end - range.begin, backtest->season);
    }
  }
}
