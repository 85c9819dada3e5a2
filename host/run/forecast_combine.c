// SPDX-License-Identifier: MIT
#include "run/forecast-private.h"

#include "pool/stream.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

// One series on its way through the ensemble, on one thread.
typedef struct {
  const Plan *plan;
  Attempt *attempt;   // of the ensemble
  gboolean *is_there; // [n_models]: members that forecast this time
  gsize n_there;
  EnsembleLesson lesson;
} Combining;

static double *
get_mean(ForecastTable *table, gsize group, gsize level, gsize series)
{
  (void)level;
  return forecast_table_get_mean(table, group, series);
}

static void
note(const Plan *plan, gsize series, gsize model, const char *label, const char *message)
{
  const Issue issue = {
    .series = series,
    .model = model,
    .outcome = ISSUE_NOTE,
    .status = PLUGCAST_OK,
    .model_label = label,
    .message = (char *)(gsize)message,
  };
  issue_list_add(crew_get_issues(plan->crew), &issue);
}

static void
take_log(guint32 level, const char *message, gpointer data)
{
  const Attempt *attempt = data;
  if (level >= PLUGCAST_LOG_NOTE) {
    const Issue issue = {
      .series = attempt->series,
      .model = attempt->model,
      .outcome = ISSUE_NOTE,
      .status = PLUGCAST_OK,
      .model_label = "ensemble",
      .message = (char *)(gsize)message,
    };
    issue_list_add(crew_get_issues(attempt->crew), &issue);
  }
}

// A combiner's call is like that of a model, with a seed and a log of its own.
static void
prepare_call(const Plan *plan, Attempt *attempt)
{
  attempt_prepare(attempt, plan->n_models);
  const guint64 parts[] = {
    plan->options->seed,
    stream_part_from_text(panel_get_id(plan->options->panel, attempt->series)),
    stream_part_from_text("ensemble"),
  };
  attempt->call.context.seed = stream_key(parts, G_N_ELEMENTS(parts));
  attempt->call.log = take_log;
}

static void
find_members(Combining *combining, Arena *arena)
{
  const Plan *plan = combining->plan;
  combining->is_there = arena_take(arena, plan->n_models * sizeof *combining->is_there);
  combining->n_there = 0;
  for (gsize i = 0; i < plan->n_models; i++) {
    const double *mean =
        forecast_table_get_mean(plan->members_table, i, combining->attempt->series);
    combining->is_there[i] = !isnan(mean[0]);
    combining->n_there += combining->is_there[i] ? 1 : 0;
  }
}

// The members that are there, alike.
static void
use_all_there(Combining *combining, Arena *arena)
{
  gsize *used = arena_take(arena, combining->plan->n_models * sizeof *used);
  gsize n = 0;
  for (gsize i = 0; i < combining->plan->n_models; i++) {
    if (combining->is_there[i]) {
      used[n++] = i;
    }
  }
  combining->lesson = (EnsembleLesson){ .used = used, .n_used = n };
}

// Whether what was learnt from all series serves the members that are there.
static gboolean
serves(const EnsembleLesson *lesson, const gboolean *is_there)
{
  double weight = 0;
  gboolean are_all_there = TRUE;
  for (gsize i = 0; i < lesson->n_used; i++) {
    const gboolean is_used_there = is_there[lesson->used[i]];
    are_all_there = are_all_there && is_used_there;
    weight += is_used_there && lesson->weights != NULL ? lesson->weights[i] : 0;
  }
  return lesson->weights != NULL ? weight > 0 : are_all_there;
}

static plugcast_status
learn_from_series(Combining *combining, Arena *arena)
{
  const Plan *plan = combining->plan;
  Call *call = &combining->attempt->call;
  gsize *used = arena_take(arena, plan->n_models * sizeof *used);
  WeightPast past = { 0 };
  if (ensemble_past_gather(plan->past, combining->attempt->series, combining->is_there, arena, used,
                           &past)) {
    return ensemble_learn(plan->options->ensemble, &past, used, call, &combining->lesson);
  }
  use_all_there(combining, arena);
  note(plan, combining->attempt->series, plan->n_models, "ensemble",
       "the mean of its members: the series is too short to learn from, or they failed before");
  return PLUGCAST_OK;
}

static plugcast_status
find_lesson(Combining *combining, Arena *arena)
{
  const Plan *plan = combining->plan;
  if (!ensemble_learns(plan->options->ensemble)) {
    use_all_there(combining, arena);
    return PLUGCAST_OK;
  }
  if (!plan->options->learns_over_all) {
    return learn_from_series(combining, arena);
  }
  if (plan->lesson_status != PLUGCAST_OK) {
    return call_refuse(&combining->attempt->call, plan->lesson_status, "%s", plan->lesson_message);
  }
  if (plan->lesson.n_used > 0 && serves(&plan->lesson, combining->is_there)) {
    combining->lesson = plan->lesson;
    return PLUGCAST_OK;
  }
  use_all_there(combining, arena);
  note(plan, combining->attempt->series, plan->n_models, "ensemble",
       "the mean of its members: nothing was learnt of those that are there");
  return PLUGCAST_OK;
}

// Gathers one column of each member and combines it into @out.
static plugcast_status
combine_column(const Combining *combining,
               double *(*get)(ForecastTable *, gsize group, gsize level, gsize series),
               gsize level,
               double *out)
{
  const Plan *plan = combining->plan;
  Call *call = &combining->attempt->call;
  const double **members = arena_take(call->arena, plan->n_models * sizeof *members);
  for (gsize i = 0; i < plan->n_models; i++) {
    members[i] = get(plan->members_table, i, level, combining->attempt->series);
  }
  return ensemble_combine(plan->options->ensemble, &combining->lesson, members,
                          plan->options->horizon, call, out);
}

static gboolean
counts(const Combining *combining, gsize place)
{
  const EnsembleLesson *lesson = &combining->lesson;
  const gsize member = lesson->used[place];
  return combining->is_there[member] && ensemble_uses(combining->plan->options->ensemble, member) &&
         (lesson->weights == NULL || lesson->weights[place] > 0);
}

// Whether all members that made the ensemble's mean have an interval, or a quantile: of fewer, it
// might not even hold the mean.
static gboolean
have_all(const Combining *combining,
         double *(*get)(ForecastTable *, gsize group, gsize column, gsize series),
         gsize column)
{
  const Plan *plan = combining->plan;
  for (gsize i = 0; i < combining->lesson.n_used; i++) {
    if (counts(combining, i) && isnan(get(plan->members_table, combining->lesson.used[i], column,
                                          combining->attempt->series)[0])) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
fill_missing(double *values, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    values[i] = NAN;
  }
}

// A combiner that is not monotone could put the bounds the wrong way round.
static void
order_bounds(double *lower, double *upper, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    if (lower[i] > upper[i]) {
      const double greater = lower[i];
      lower[i] = upper[i];
      upper[i] = greater;
    }
  }
}

// Combines one column of bounds or quantiles: quantiles are averaged, not probabilities (Ratcliff
// 1979; Lichtendahl, Grushka-Cockayne and Winkler 2013, "Is it better to average probabilities or
// quantiles?").
static plugcast_status
combine_quantile(const Combining *combining,
                 double *(*get)(ForecastTable *, gsize group, gsize column, gsize series),
                 gsize column,
                 double *out)
{
  if (have_all(combining, get, column)) {
    return combine_column(combining, get, column, out);
  }
  fill_missing(out, combining->plan->options->horizon);
  return PLUGCAST_OK;
}

static plugcast_status
combine_quantiles(const Combining *combining, const AttemptTarget *target)
{
  const Plan *plan = combining->plan;
  plugcast_status status = PLUGCAST_OK;
  for (gsize i = 0; status == PLUGCAST_OK && i < coverage_set_get_length(plan->coverages); i++) {
    status = combine_quantile(combining, forecast_table_get_lower, i, target->lower[i]);
    if (status == PLUGCAST_OK) {
      status = combine_quantile(combining, forecast_table_get_upper, i, target->upper[i]);
    }
    order_bounds(target->lower[i], target->upper[i], plan->options->horizon);
  }
  const gsize n_quantiles = coverage_set_get_n_quantiles(plan->coverages);
  for (gsize i = 0; status == PLUGCAST_OK && i < n_quantiles; i++) {
    status = combine_quantile(combining, forecast_table_get_extra, i, target->quantiles[i]);
  }
  return status;
}

static void
keep_weights(const Combining *combining, Arena *arena)
{
  const Plan *plan = combining->plan;
  double *weights = arena_take(arena, plan->n_models * sizeof *weights);
  ensemble_get_weights(plan->options->ensemble, &combining->lesson, combining->is_there, weights);
  for (gsize i = 0; i < plan->n_models; i++) {
    sheet_get_numbers(plan->weights, 1 + i)[combining->attempt->series] = weights[i];
  }
}

static plugcast_status
combine(Combining *combining, const AttemptTarget *target, Arena *arena)
{
  const Plan *plan = combining->plan;
  Call *call = &combining->attempt->call;
  find_members(combining, arena);
  if (combining->n_there == 0) {
    return plugcast_fail(&call->context, PLUGCAST_FAILED, "all members failed");
  }
  plugcast_status status = find_lesson(combining, arena);
  if (status == PLUGCAST_OK) {
    status = combine_column(combining, get_mean, 0, target->mean);
  }
  if (status == PLUGCAST_OK && isnan(target->mean[0])) {
    return plugcast_fail(&call->context, PLUGCAST_FAILED, "all members that have a weight failed");
  }
  if (status == PLUGCAST_OK && plan->weights != NULL) {
    keep_weights(combining, arena);
  }
  return status == PLUGCAST_OK ? combine_quantiles(combining, target) : status;
}

static void
combine_series(Plan *plan, gsize k, PoolWorker *worker)
{
  Arena *arena = pool_worker_get_arena(worker);
  const gsize series = plan->order[k];
  const gsize group = plan->options->keep_members ? plan->n_models : 0;
  const AttemptTarget *target = plan_take_target(plan, plan->table, group, series, arena);
  Attempt attempt = plan_make_attempt(plan, series, plan->n_models, worker);
  attempt.index = (k + 1) * plan->n_models - 1;
  prepare_call(plan, &attempt);
  Combining combining = { .plan = plan, .attempt = &attempt };
  const plugcast_status status = combine(&combining, target, arena);
  if (status != PLUGCAST_OK && (status == PLUGCAST_CANCELLED ||
                                attempt_fall_back(&attempt, status, target) != PLUGCAST_OK)) {
    atomic_store_explicit(&plan->n_left[series], 1, memory_order_relaxed);
  }
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

// Members that failed before are not weighted there, and say so once a series.
static void
note_earlier_failures(const Plan *plan)
{
  const IssueList *issues = ensemble_past_get_issues(plan->past);
  const Issue *last = NULL;
  for (gsize i = 0; i < issue_list_get_length(issues); i++) {
    const Issue *issue = issue_list_get(issues, i);
    if (issue->outcome != ISSUE_FAILED ||
        (last != NULL && last->series == issue->series && last->model == issue->model)) {
      continue;
    }
    last = issue;
    g_autofree char *message =
        g_strdup_printf("has no weight: it failed at an earlier origin: %s", issue->message);
    note(plan, issue->series, issue->model, crew_get_label(plan->crew, issue->model), message);
  }
}

void
plan_learn_from_all(Plan *plan)
{
  const ForecastOptions *options = plan->options;
  note_earlier_failures(plan);
  if (!options->learns_over_all) {
    return;
  }
  plan->lesson_arena = arena_new();
  gsize *used = arena_take(plan->lesson_arena, plan->n_models * sizeof *used);
  for (gsize i = 0; i < plan->n_models; i++) {
    used[i] = i;
  }
  WeightPast past = { 0 };
  if (!ensemble_past_gather_all(plan->past, plan->lesson_arena, &past)) {
    return;
  }
  const guint64 parts[] = { options->seed, stream_part_from_text("ensemble of all") };
  Call call;
  call_init(&call, stream_key(parts, G_N_ELEMENTS(parts)));
  call_set_cancel(&call, options->cancel);
  call.arena = plan->lesson_arena;
  call.pool = options->pool;
  plan->lesson_status = ensemble_learn(options->ensemble, &past, used, &call, &plan->lesson);
  if (plan->lesson_status != PLUGCAST_OK) {
    plan->lesson_message = g_strdup(call.message);
  }
}
