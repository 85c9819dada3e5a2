// SPDX-License-Identifier: MIT
#include "run/forecast-private.h"

#include "run/attempt.h"

#include <math.h>
#include <stdatomic.h>

typedef struct {
  AttemptTarget target;
  double *columns[]; // n_levels lower ones, as many upper ones, then the quantiles
} Slots;

const AttemptTarget *
plan_take_target(const Plan *plan, ForecastTable *table, gsize group, gsize series, Arena *arena)
{
  const gsize n_levels = coverage_set_get_length(plan->coverages);
  const gsize n_quantiles = coverage_set_get_n_quantiles(plan->coverages);
  const gsize n_columns = 2 * n_levels + n_quantiles;
  Slots *slots = arena_take(arena, sizeof *slots + n_columns * sizeof slots->columns[0]);
  for (gsize i = 0; i < n_levels; i++) {
    slots->columns[i] = forecast_table_get_lower(table, group, i, series);
    slots->columns[n_levels + i] = forecast_table_get_upper(table, group, i, series);
  }
  for (gsize i = 0; i < n_quantiles; i++) {
    slots->columns[2 * n_levels + i] = forecast_table_get_extra(table, group, i, series);
  }
  slots->target = (AttemptTarget){
    .mean = forecast_table_get_mean(table, group, series),
    .lower = slots->columns,
    .upper = slots->columns + n_levels,
    .quantiles = slots->columns + 2 * n_levels,
  };
  return &slots->target;
}

// The slots of a member, which has more than an ensemble.
static const AttemptTarget *
take_member_target(const Plan *plan, gsize model, gsize series, Arena *arena)
{
  AttemptTarget *target = arena_take(arena, sizeof *target);
  *target = *plan_take_target(plan, plan->members_table, model, series, arena);
  if (plan->options->deviations) {
    target->deviation = forecast_table_get_extra(
        plan->members_table, model, coverage_set_get_n_quantiles(plan->coverages), series);
  }
  if (plan->samples != NULL) {
    target->samples = sample_table_get(plan->samples, model, series);
  }
  return target;
}

// What follows from the status of attempt_run().
static plugcast_status
settle(const Plan *plan, Attempt *attempt, const AttemptTarget *target, plugcast_status status)
{
  if (status == PLUGCAST_OK || status == PLUGCAST_CANCELLED) {
    return status;
  }
  if (plan->options->ensemble == NULL) {
    return attempt_fall_back(attempt, status, target);
  }
  attempt_clear(attempt, target);
  attempt_report(attempt, ISSUE_LEFT_OUT, status, attempt->call.message);
  return PLUGCAST_OK;
}

Attempt
plan_make_attempt(const Plan *plan, gsize series, gsize model, PoolWorker *worker)
{
  return (Attempt){
    .crew = plan->crew,
    .worker = worker,
    .series = series,
    .model = model,
    .end = panel_get_length(plan->options->panel, series),
  };
}

// Returns: how many series were done.
static gsize
count_done(Plan *plan, const Attempt *attempt, plugcast_status status)
{
  if (status != PLUGCAST_OK) {
    return 0;
  }
  atomic_fetch_sub_explicit(&plan->n_left[attempt->series], 1, memory_order_relaxed);
  return 1;
}

static gsize
do_batch(Plan *plan, const PlanBatch *batch, PoolWorker *worker)
{
  Arena *arena = pool_worker_get_arena(worker);
  const gsize n = batch->end - batch->begin;
  Attempt *attempts = arena_take(arena, n * sizeof *attempts);
  const AttemptTarget **targets = arena_take(arena, n * sizeof *targets);
  plugcast_status *statuses = arena_take(arena, n * sizeof *statuses);
  for (gsize i = 0; i < n; i++) {
    const gsize series = plan->order[batch->begin + i];
    attempts[i] = plan_make_attempt(plan, series, batch->model, worker);
    targets[i] = take_member_target(plan, batch->model, series, arena);
  }
  attempt_run_batch(attempts, n, targets, statuses);
  gsize n_done = 0;
  for (gsize i = 0; i < n; i++) {
    n_done += count_done(plan, &attempts[i], settle(plan, &attempts[i], targets[i], statuses[i]));
  }
  return n_done;
}

static gsize
do_single(Plan *plan, gsize k, PoolWorker *worker)
{
  const gsize series = plan->order[k / plan->n_single_models];
  const gsize model = plan->single_models[k % plan->n_single_models];
  Attempt attempt = plan_make_attempt(plan, series, model, worker);
  attempt.index = k;
  const AttemptTarget *target =
      take_member_target(plan, model, series, pool_worker_get_arena(worker));
  const plugcast_status status = attempt_run(&attempt, target);
  return count_done(plan, &attempt, settle(plan, &attempt, target, status));
}

gsize
plan_count_tasks(const Plan *plan)
{
  return plan->n_batches + plan->n_series * plan->n_single_models;
}

void
plan_do_tasks(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  Plan *plan = data;
  const ForecastOptions *options = plan->options;
  Arena *arena = pool_worker_get_arena(worker);
  gsize n_done = 0;
  for (gsize k = begin; k < end; k++) {
    // Failures are kept under fail_fast alone, and then there are no batches in front.
    if (errors_precede(crew_get_failures(plan->crew), k) ||
        (options->cancel != NULL && pool_cancel_is_set(options->cancel))) {
      break;
    }
    const ArenaMark mark = arena_mark(arena);
    n_done += k < plan->n_batches ? do_batch(plan, &plan->batches[k], worker)
                                  : do_single(plan, k - plan->n_batches, worker);
    arena_rewind(arena, mark);
  }
  if (options->progress != NULL && n_done > 0) {
    const gsize before = atomic_load(&plan->n_past_tasks) + atomic_fetch_add(&plan->n_done, n_done);
    options->progress(before + n_done,
                      atomic_load(&plan->n_past_tasks) + plan->n_series * plan->n_models,
                      options->progress_data);
  }
}

gboolean
plan_is_done(const Plan *plan, gsize k)
{
  const gsize last_task = (k + 1) * plan->n_models - 1;
  return atomic_load_explicit(&plan->n_left[plan->order[k]], memory_order_relaxed) == 0 &&
         !errors_precede(crew_get_failures(plan->crew), last_task);
}
