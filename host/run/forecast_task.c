// SPDX-License-Identifier: MIT
#include "run/forecast-private.h"

#include "pool/stream.h"
#include "run/conformal.h"

#include <math.h>
#include <stdatomic.h>

// One series with one model, on one thread. Task-local but for the plan.
typedef struct {
  Plan *plan;
  PoolWorker *worker;
  gsize index; // in the plan
  gsize series;
  gsize model;  // n_models for the ensemble
  gsize called; // whose plugin is at work: the model, or n_models for the fallback
  Call call;
} Task;

// Where a forecast goes: one series' slots of one group of columns.
typedef struct {
  ForecastTable *table;
  gsize group;
  gsize series;
} Target;

static const char *
label_of(const Plan *plan, gsize model)
{
  const Member *member = model < plan->n_models ? plan->members[model] : plan->fallback;
  return model_get_label(member_get_model(member));
}

static void
report(const Task *task, IssueOutcome outcome, plugcast_status status, const char *message)
{
  const Plan *plan = task->plan;
  const Issue issue = {
    .series = task->series,
    .model = task->model,
    .outcome = outcome,
    .status = status,
    .model_label = task->model < plan->n_models ? label_of(plan, task->model) : "ensemble",
    .fallback_label = outcome == ISSUE_FELL_BACK ? label_of(plan, plan->n_models) : NULL,
    .message = (char *)(gsize)message,
  };
  issue_list_add(plan->issues, &issue);
  if (plan->options->fail_fast) {
    errors_take(plan->failures, task->index,
                g_error_new_literal(FORECAST_ERROR, FORECAST_ERROR_SERIES, message));
  }
}

static void
take_log(guint32 level, const char *message, gpointer data)
{
  const Task *task = data;
  const Plan *plan = task->plan;
  if (level >= PLUGCAST_LOG_NOTE) {
    const Issue issue = {
      .series = task->series,
      .model = task->called,
      .outcome = ISSUE_NOTE,
      .status = PLUGCAST_OK,
      .model_label = label_of(plan, task->called),
      .message = (char *)(gsize)message,
    };
    issue_list_add(plan->issues, &issue);
  }
}

static void
prepare_call(Task *task, gsize model)
{
  const Plan *plan = task->plan;
  task->called = model;
  const guint64 parts[] = {
    plan->options->seed,
    stream_part_from_text(panel_get_id(plan->options->panel, task->series)),
    plan->model_keys[model],
  };
  call_init(&task->call, stream_key(parts, G_N_ELEMENTS(parts)));
  call_set_cancel(&task->call, plan->options->cancel);
  task->call.arena = pool_worker_get_arena(task->worker);
  task->call.log = take_log;
  task->call.log_data = task;
  // A plugin may spread its work only where the plan itself leaves threads idle.
  if (plan->n_series * plan->n_models < pool_get_n_threads(plan->options->pool)) {
    task->call.pool = plan->options->pool;
  }
}

static void
fill_missing(double *values, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    values[i] = NAN;
  }
}

static void
clear_intervals(const Plan *plan, const Target *target)
{
  for (gsize i = 0; i < coverage_set_get_length(plan->coverages); i++) {
    const gsize horizon = plan->options->horizon;
    fill_missing(forecast_table_get_lower(target->table, target->group, i, target->series),
                 horizon);
    fill_missing(forecast_table_get_upper(target->table, target->group, i, target->series),
                 horizon);
  }
}

static void
clear_target(const Plan *plan, const Target *target)
{
  fill_missing(forecast_table_get_mean(target->table, target->group, target->series),
               plan->options->horizon);
  clear_intervals(plan, target);
}

static void
copy_quantiles(const Plan *plan, const double *quantiles, const Target *target)
{
  const gsize horizon = plan->options->horizon;
  for (gsize i = 0; i < coverage_set_get_length(plan->coverages); i++) {
    const double *lower = quantiles + coverage_set_get_lower(plan->coverages, i) * horizon;
    const double *upper = quantiles + coverage_set_get_upper(plan->coverages, i) * horizon;
    double *lo = forecast_table_get_lower(target->table, target->group, i, target->series);
    double *hi = forecast_table_get_upper(target->table, target->group, i, target->series);
    for (gsize h = 0; h < horizon; h++) {
      lo[h] = lower[h];
      hi[h] = upper[h];
    }
  }
}

// Returns: FALSE when a bound is not finite.
static gboolean
put_half_widths(const Plan *plan, const double *half_widths, const Target *target)
{
  const gsize horizon = plan->options->horizon;
  const double *mean = forecast_table_get_mean(target->table, target->group, target->series);
  gboolean is_finite = TRUE;
  for (gsize i = 0; i < coverage_set_get_length(plan->coverages); i++) {
    double *lo = forecast_table_get_lower(target->table, target->group, i, target->series);
    double *hi = forecast_table_get_upper(target->table, target->group, i, target->series);
    for (gsize h = 0; h < horizon; h++) {
      lo[h] = mean[h] - half_widths[i * horizon + h];
      hi[h] = mean[h] + half_widths[i * horizon + h];
      is_finite = is_finite && isfinite(lo[h]) && isfinite(hi[h]);
    }
  }
  return is_finite;
}

static plugcast_status
add_conformal_intervals(Task *task, Member *member, const Target *target)
{
  const Plan *plan = task->plan;
  const ForecastOptions *options = plan->options;
  const gsize n = coverage_set_get_length(plan->coverages);
  const Conformal conformal = {
    .member = member,
    .panel = options->panel,
    .seasons = options->seasons,
    .n_seasons = options->n_seasons,
    .horizon = options->horizon,
    .coverages = coverage_set_get_fractions(plan->coverages),
    .n_coverages = n,
  };
  double *half_widths = arena_take(task->call.arena, n * options->horizon * sizeof *half_widths);
  const plugcast_status status = conformal_run(
      &conformal, task->series, pool_worker_get_index(task->worker), &task->call, half_widths);
  if (status == PLUGCAST_CANCELLED) {
    return status;
  }
  if (status == PLUGCAST_OK && put_half_widths(plan, half_widths, target)) {
    return PLUGCAST_OK;
  }
  clear_intervals(plan, target);
  if (status == PLUGCAST_OK) {
    report(task, ISSUE_NO_INTERVAL, PLUGCAST_NUMERIC,
           "no interval: its bounds are beyond the range of numbers");
  } else {
    report(task, ISSUE_NO_INTERVAL, status, task->call.message);
  }
  return PLUGCAST_OK;
}

// Forecasts the task's series with @member into @target; untouched unless PLUGCAST_OK is returned.
static plugcast_status
attempt(Task *task, Member *member, const Target *target)
{
  const Plan *plan = task->plan;
  const ForecastOptions *options = plan->options;
  const gsize n_levels = coverage_set_get_length(plan->coverages);
  const gboolean has_quantiles = n_levels > 0 && member_get_traits(member)->can_quantiles;
  const gsize n_probabilities = has_quantiles ? 2 * n_levels : 0;
  const MemberOutput output = {
    .horizon = options->horizon,
    .probabilities = coverage_set_get_probabilities(plan->coverages),
    .n_probabilities = n_probabilities,
    .mean = forecast_table_get_mean(target->table, target->group, target->series),
    .quantiles =
        arena_take(task->call.arena, MAX(n_probabilities * options->horizon, 1) * sizeof(double)),
  };
  const SeriesView *view = series_view_new(
      options->panel, task->series, 0, panel_get_length(options->panel, task->series),
      options->seasons, options->n_seasons, member_get_traits(member)->can_exogenous,
      task->call.arena);
  const plugcast_status status =
      member_forecast(member, 0, view, pool_worker_get_index(task->worker), &task->call, &output);
  if (status != PLUGCAST_OK || n_levels == 0) {
    return status;
  }
  if (has_quantiles) {
    copy_quantiles(plan, output.quantiles, target);
    return PLUGCAST_OK;
  }
  return add_conformal_intervals(task, member, target);
}

// Puts the fallback's forecast where @failed could not give one.
static plugcast_status
fall_back(Task *task, plugcast_status failed, const Target *target)
{
  const Plan *plan = task->plan;
  g_autofree char *reason = g_strdup(task->call.message);
  if (plan->fallback == NULL) {
    clear_target(plan, target);
    report(task, ISSUE_FAILED, failed, reason);
    return PLUGCAST_OK;
  }
  prepare_call(task, plan->n_models);
  const plugcast_status status = attempt(task, plan->fallback, target);
  if (status == PLUGCAST_CANCELLED) {
    return status;
  }
  if (status == PLUGCAST_OK) {
    report(task, ISSUE_FELL_BACK, failed, reason);
    return PLUGCAST_OK;
  }
  g_autofree char *both = g_strdup_printf("%s; fallback %s: %s", reason,
                                          label_of(plan, plan->n_models), task->call.message);
  clear_target(plan, target);
  report(task, ISSUE_FAILED, failed, both);
  return PLUGCAST_OK;
}

static plugcast_status
do_task(Task *task)
{
  const Plan *plan = task->plan;
  const Target target = {
    .table = plan->members_table,
    .group = task->model,
    .series = task->series,
  };
  prepare_call(task, task->model);
  const plugcast_status status = attempt(task, plan->members[task->model], &target);
  if (status == PLUGCAST_OK || status == PLUGCAST_CANCELLED) {
    return status;
  }
  if (plan->options->combination == NULL) {
    return fall_back(task, status, &target);
  }
  clear_target(plan, &target);
  report(task, ISSUE_LEFT_OUT, status, task->call.message);
  return PLUGCAST_OK;
}

void
plan_do_tasks(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  Plan *plan = data;
  const ForecastOptions *options = plan->options;
  gsize n_done = 0;
  for (gsize k = begin; k < end; k++) {
    if (errors_precede(plan->failures, k) ||
        (options->cancel != NULL && pool_cancel_is_set(options->cancel))) {
      break;
    }
    Arena *arena = pool_worker_get_arena(worker);
    const ArenaMark mark = arena_mark(arena);
    Task task = {
      .plan = plan,
      .worker = worker,
      .index = k,
      .series = plan->order[k / plan->n_models],
      .model = k % plan->n_models,
    };
    if (do_task(&task) == PLUGCAST_OK) {
      n_done++;
      atomic_fetch_sub_explicit(&plan->n_left[task.series], 1, memory_order_relaxed);
    }
    arena_rewind(arena, mark);
  }
  if (options->progress != NULL && n_done > 0) {
    const gsize before = atomic_fetch_add(&plan->n_done, n_done);
    options->progress(before + n_done, plan->n_series * plan->n_models, options->progress_data);
  }
}

// Gathers one column of each member and combines it into @out.
static void
combine_column(const Plan *plan,
               double *(*get)(ForecastTable *, gsize group, gsize level, gsize series),
               gsize level,
               gsize series,
               Arena *arena,
               double *out)
{
  const double **members = arena_take(arena, plan->n_models * sizeof *members);
  for (gsize i = 0; i < plan->n_models; i++) {
    members[i] = get(plan->members_table, i, level, series);
  }
  combination_apply(plan->options->combination, members, plan->n_models, plan->options->horizon,
                    out);
}

static double *
get_mean(ForecastTable *table, gsize group, gsize level, gsize series)
{
  (void)level;
  return forecast_table_get_mean(table, group, series);
}

// Whether all members that made the ensemble's mean have an interval: of fewer, it might not even
// hold the mean.
static gboolean
have_intervals(const Plan *plan, gsize level, gsize series)
{
  const Combination *combination = plan->options->combination;
  for (gsize i = 0; i < plan->n_models; i++) {
    const gboolean counts = combination->weights == NULL || combination->weights[i] > 0;
    if (counts && !isnan(forecast_table_get_mean(plan->members_table, i, series)[0]) &&
        isnan(forecast_table_get_lower(plan->members_table, i, level, series)[0])) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
combine_intervals(Plan *plan, const Target *target, Arena *arena)
{
  const gsize series = target->series;
  for (gsize i = 0; i < coverage_set_get_length(plan->coverages); i++) {
    double *lower = forecast_table_get_lower(target->table, target->group, i, series);
    double *upper = forecast_table_get_upper(target->table, target->group, i, series);
    if (have_intervals(plan, i, series)) {
      combine_column(plan, forecast_table_get_lower, i, series, arena, lower);
      combine_column(plan, forecast_table_get_upper, i, series, arena, upper);
    } else {
      fill_missing(lower, plan->options->horizon);
      fill_missing(upper, plan->options->horizon);
    }
  }
}

static void
combine_series(Plan *plan, gsize k, PoolWorker *worker)
{
  Arena *arena = pool_worker_get_arena(worker);
  const gsize series = plan->order[k];
  const Target target = {
    .table = plan->table,
    .group = plan->options->keep_members ? plan->n_models : 0,
    .series = series,
  };
  double *mean = forecast_table_get_mean(target.table, target.group, series);
  combine_column(plan, get_mean, 0, series, arena, mean);
  combine_intervals(plan, &target, arena);
  if (isnan(mean[0])) {
    Task task = {
      .plan = plan,
      .worker = worker,
      .index = (k + 1) * plan->n_models - 1,
      .series = series,
      .model = plan->n_models,
    };
    prepare_call(&task, plan->n_models);
    (void)plugcast_fail(&task.call.context, PLUGCAST_FAILED, "all members failed");
    if (fall_back(&task, PLUGCAST_FAILED, &target) != PLUGCAST_OK) {
      atomic_store_explicit(&plan->n_left[series], 1, memory_order_relaxed);
    }
  }
}

gboolean
plan_is_done(const Plan *plan, gsize k)
{
  const gsize last_task = (k + 1) * plan->n_models - 1;
  return atomic_load_explicit(&plan->n_left[plan->order[k]], memory_order_relaxed) == 0 &&
         !errors_precede(plan->failures, last_task);
}

void
plan_combine(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  Plan *plan = data;
  Arena *arena = pool_worker_get_arena(worker);
  for (gsize k = begin; k < end; k++) {
    if (!plan_is_done(plan, k)) {
      continue;
    }
    const ArenaMark mark = arena_mark(arena);
    combine_series(plan, k, worker);
    arena_rewind(arena, mark);
  }
}

gsize
plan_count_origins(const Plan *plan, const Member *member)
{
  const gboolean needs_residuals =
      coverage_set_get_length(plan->coverages) > 0 && !member_get_traits(member)->can_quantiles;
  return 1 + (needs_residuals ? CONFORMAL_GLOBAL_ORIGINS : 0);
}

static void
fit_member(Plan *plan, Member *member, gsize model, gsize origin, PoolWorker *worker)
{
  const ForecastOptions *options = plan->options;
  Arena *kept = member_get_arena(member, origin);
  const SeriesView **views = arena_take(kept, plan->n_series * sizeof *views);
  gsize n = 0;
  for (gsize i = 0; i < plan->n_series; i++) {
    const gsize length = conformal_global_length(options->panel, i, options->horizon, origin);
    const SeriesView *view =
        series_view_new(options->panel, i, 0, length, options->seasons, options->n_seasons,
                        member_get_traits(member)->can_exogenous, kept);
    if (member_can_learn_from(member, view)) {
      views[n++] = view;
    }
  }
  const guint64 parts[] = { options->seed, plan->model_keys[model], origin };
  Call call;
  call_init(&call, stream_key(parts, G_N_ELEMENTS(parts)));
  call_set_cancel(&call, options->cancel);
  call.arena = pool_worker_get_arena(worker);
  call.pool = options->pool;
  (void)member_fit(member, origin, views, n, &call);
}

void
plan_fit_global(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  Plan *plan = data;
  Arena *arena = pool_worker_get_arena(worker);
  for (gsize k = begin; k < end; k++) {
    const gsize model = k % (plan->n_models + 1);
    const gsize origin = k / (plan->n_models + 1);
    Member *member = model < plan->n_models ? plan->members[model] : plan->fallback;
    if (member == NULL || !member_get_traits(member)->is_global ||
        origin >= plan_count_origins(plan, member)) {
      continue;
    }
    const ArenaMark mark = arena_mark(arena);
    fit_member(plan, member, model, origin, worker);
    arena_rewind(arena, mark);
  }
}
