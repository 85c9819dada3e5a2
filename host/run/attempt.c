// SPDX-License-Identifier: MIT
#include "run/attempt.h"

#include "pool/stream.h"
#include "run/forecast.h"
#include "run/spread.h"

#include <math.h>
#include <string.h>

void
attempt_report(const Attempt *attempt,
               IssueOutcome outcome,
               plugcast_status status,
               const char *message)
{
  const Crew *crew = attempt->crew;
  const gsize n_models = crew_get_n_models(crew);
  const Issue issue = {
    .series = attempt->series,
    .model = attempt->model,
    .fold = attempt->fold,
    .outcome = outcome,
    .status = status,
    .model_label = attempt->model < n_models ? crew_get_label(crew, attempt->model) : "ensemble",
    .fallback_label = outcome == ISSUE_FELL_BACK ? crew_get_label(crew, n_models) : NULL,
    .message = (char *)(gsize)message,
  };
  issue_list_add(crew_get_issues(crew), &issue);
  if (crew_get_options(crew)->fail_fast) {
    errors_take(crew_get_failures(crew), attempt->index,
                g_error_new_literal(FORECAST_ERROR, FORECAST_ERROR_SERIES, message));
  }
}

static void
take_log(guint32 level, const char *message, gpointer data)
{
  const Attempt *attempt = data;
  if (level < PLUGCAST_LOG_NOTE) {
    return;
  }
  const Issue issue = {
    .series = attempt->series,
    .model = attempt->called,
    .fold = attempt->fold,
    .outcome = ISSUE_NOTE,
    .status = PLUGCAST_OK,
    .model_label = crew_get_label(attempt->crew, attempt->called),
    .message = (char *)(gsize)message,
  };
  issue_list_add(crew_get_issues(attempt->crew), &issue);
}

void
attempt_prepare(Attempt *attempt, gsize model)
{
  const CrewOptions *options = crew_get_options(attempt->crew);
  attempt->called = model;
  const guint64 parts[] = {
    options->seed,
    stream_part_from_text(panel_get_id(options->panel, attempt->series)),
    crew_get_key(attempt->crew, model),
    attempt->fold,
  };
  // Outside of a backtest there is no fold to tell apart.
  const gsize n_parts = attempt->fold > 0 ? G_N_ELEMENTS(parts) : G_N_ELEMENTS(parts) - 1;
  call_init(&attempt->call, stream_key(parts, n_parts));
  call_set_cancel(&attempt->call, options->cancel);
  attempt->call.arena = pool_worker_get_arena(attempt->worker);
  attempt->call.log = take_log;
  attempt->call.log_data = attempt;
  attempt->call.pool = options->spreads ? options->pool : NULL;
}

static void
fill_missing(double *values, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    values[i] = NAN;
  }
}

// A target of NULL is not wanted.
static void
fill_missing_target(double *values, gsize n)
{
  if (values != NULL) {
    fill_missing(values, n);
  }
}

void
attempt_clear_intervals(const Attempt *attempt, const AttemptTarget *target)
{
  const CrewOptions *options = crew_get_options(attempt->crew);
  for (gsize i = 0; i < coverage_set_get_length(options->coverages); i++) {
    fill_missing(target->lower[i], options->horizon);
    fill_missing(target->upper[i], options->horizon);
  }
  for (gsize i = 0; i < coverage_set_get_n_quantiles(options->coverages); i++) {
    fill_missing(target->quantiles[i], options->horizon);
  }
  fill_missing_target(target->deviation, options->horizon);
  fill_missing_target(target->samples, options->n_samples * options->horizon);
}

void
attempt_clear(const Attempt *attempt, const AttemptTarget *target)
{
  fill_missing(target->mean, crew_get_options(attempt->crew)->horizon);
  attempt_clear_intervals(attempt, target);
}

// Hands the rows of all probabilities out to intervals and quantiles.
static void
copy_quantiles(const CrewOptions *options, const double *rows, const AttemptTarget *target)
{
  const gsize horizon = options->horizon;
  const CoverageSet *coverages = options->coverages;
  const gsize n_bytes = horizon * sizeof *rows;
  for (gsize i = 0; i < coverage_set_get_length(coverages); i++) {
    memcpy(target->lower[i], rows + coverage_set_get_lower(coverages, i) * horizon, n_bytes);
    memcpy(target->upper[i], rows + coverage_set_get_upper(coverages, i) * horizon, n_bytes);
  }
  for (gsize i = 0; i < coverage_set_get_n_quantiles(coverages); i++) {
    memcpy(target->quantiles[i], rows + coverage_set_get_quantile(coverages, i) * horizon, n_bytes);
  }
}

// Adds what lies around the forecast of @member in @target; what cannot be had is an issue.
static plugcast_status
add_spread(Attempt *attempt,
           Member *member,
           IntervalMethod method,
           const SeriesView *view,
           double *rows,
           const AttemptTarget *target)
{
  const CrewOptions *options = crew_get_options(attempt->crew);
  const gsize origin = crew_get_origin(attempt->fit);
  const Spread spread = {
    .method = method,
    .source = {
      .member = member,
      .panel = options->panel,
      .seasons = options->seasons,
      .n_seasons = options->n_seasons,
      .horizon = options->horizon,
    },
    .series = {
      .index = attempt->series,
      .begin = attempt->begin,
      .end = attempt->end,
      .first_origin = origin + 1,
    },
    .origin = origin,
    .view = view,
    .n_samples = options->n_samples,
    .probabilities = coverage_set_get_probabilities(options->coverages),
    .n_probabilities = coverage_set_get_n_probabilities(options->coverages),
    .pool = options->pool,
  };
  const SpreadOutput output = {
    .mean = target->mean,
    .quantiles = rows,
    .deviation = target->deviation,
    .samples = target->samples,
  };
  attempt_clear_intervals(attempt, target);
  const plugcast_status status =
      spread_run(&spread, pool_worker_get_index(attempt->worker), &attempt->call, &output);
  if (status == PLUGCAST_OK) {
    copy_quantiles(options, rows, target);
  } else if (status != PLUGCAST_CANCELLED) {
    attempt_clear_intervals(attempt, target);
    attempt_report(attempt, ISSUE_NO_INTERVAL, status, attempt->call.message);
  }
  return status == PLUGCAST_CANCELLED ? status : PLUGCAST_OK;
}

// How one attempt calls its member.
typedef struct {
  Member *member;
  IntervalMethod method;
  gboolean has_own; // quantiles come with the forecast
  double *rows;     // [n_probabilities × horizon]
  const SeriesView *view;
  MemberOutput output;
} Shot;

// Makes the attempt's call and @shot ready, in memory of the call's arena.
static Shot
take_aim(Attempt *attempt, gsize model, const AttemptTarget *target)
{
  const CrewOptions *options = crew_get_options(attempt->crew);
  Member *member = crew_get_member(attempt->crew, model);
  const MemberTraits *traits = member_get_traits(member);
  attempt_prepare(attempt, model);
  Arena *arena = attempt->call.arena;
  const gsize n_probabilities = coverage_set_get_n_probabilities(options->coverages);
  Shot shot = {
    .member = member,
    .method = interval_method_choose(options->interval, traits),
    .rows = arena_take(arena, MAX(n_probabilities * options->horizon, 1) * sizeof(double)),
    .view = series_view_new(options->panel, attempt->series, attempt->begin, attempt->end,
                            options->seasons, options->n_seasons, traits->can_exogenous, arena),
  };
  shot.has_own = shot.method == INTERVAL_ANALYTIC && traits->can_quantiles;
  shot.output = (MemberOutput){
    .horizon = options->horizon,
    .probabilities = coverage_set_get_probabilities(options->coverages),
    .n_probabilities = shot.has_own ? n_probabilities : 0,
    .mean = target->mean,
    .quantiles = shot.rows,
  };
  return shot;
}

// What is left to do when the forecast has been written.
static plugcast_status
finish(Attempt *attempt, const Shot *shot, const AttemptTarget *target)
{
  if (!crew_wants_spread(attempt->crew)) {
    return PLUGCAST_OK;
  }
  if (shot->has_own) {
    attempt_clear_intervals(attempt, target);
    copy_quantiles(crew_get_options(attempt->crew), shot->rows, target);
    return PLUGCAST_OK;
  }
  return add_spread(attempt, shot->member, shot->method, shot->view, shot->rows, target);
}

// Forecasts with member @model; @target is untouched unless PLUGCAST_OK is returned.
static plugcast_status
run_member(Attempt *attempt, gsize model, const AttemptTarget *target)
{
  const Shot shot = take_aim(attempt, model, target);
  const plugcast_status status =
      member_forecast(shot.member, crew_get_origin(attempt->fit), shot.view,
                      pool_worker_get_index(attempt->worker), &attempt->call, &shot.output);
  return status == PLUGCAST_OK ? finish(attempt, &shot, target) : status;
}

void
attempt_run_batch(Attempt *attempts,
                  gsize n_attempts,
                  const AttemptTarget *const *targets,
                  plugcast_status *statuses)
{
  Arena *arena = pool_worker_get_arena(attempts->worker);
  Shot *shots = arena_take(arena, n_attempts * sizeof *shots);
  const SeriesView **views = arena_take(arena, n_attempts * sizeof *views);
  MemberOutput *outputs = arena_take(arena, n_attempts * sizeof *outputs);
  gsize n_views = 0; // of series that the model takes
  for (gsize i = 0; i < n_attempts; i++) {
    shots[i] = take_aim(&attempts[i], attempts[i].model, targets[i]);
    statuses[i] =
        member_check(shots[i].member, shots[i].view, shots[i].output.horizon, &attempts[i].call);
    if (statuses[i] == PLUGCAST_OK) {
      views[n_views] = shots[i].view;
      outputs[n_views++] = shots[i].output;
    }
  }
  const plugcast_status status =
      member_forecast_batch(shots->member, crew_get_origin(attempts->fit), views, n_views,
                            pool_worker_get_index(attempts->worker), &attempts->call, outputs);
  for (gsize i = 0; i < n_attempts; i++) {
    if (statuses[i] == PLUGCAST_OK) {
      statuses[i] = status == PLUGCAST_OK          ? finish(&attempts[i], &shots[i], targets[i])
                    : status == PLUGCAST_CANCELLED ? status
                                                   : attempt_run(&attempts[i], targets[i]);
    }
  }
}

plugcast_status
attempt_run(Attempt *attempt, const AttemptTarget *target)
{
  return run_member(attempt, attempt->model, target);
}

plugcast_status
attempt_fall_back(Attempt *attempt, plugcast_status failed, const AttemptTarget *target)
{
  const Crew *crew = attempt->crew;
  const gsize fallback = crew_get_n_models(crew);
  g_autofree char *reason = g_strdup(attempt->call.message);
  if (crew_get_member(crew, fallback) == NULL) {
    attempt_clear(attempt, target);
    attempt_report(attempt, ISSUE_FAILED, failed, reason);
    return PLUGCAST_OK;
  }
  const plugcast_status status = run_member(attempt, fallback, target);
  if (status == PLUGCAST_CANCELLED) {
    return status;
  }
  if (status == PLUGCAST_OK) {
    attempt_report(attempt, ISSUE_FELL_BACK, failed, reason);
    return PLUGCAST_OK;
  }
  g_autofree char *both = g_strdup_printf("%s; fallback %s: %s", reason,
                                          crew_get_label(crew, fallback), attempt->call.message);
  attempt_clear(attempt, target);
  attempt_report(attempt, ISSUE_FAILED, failed, both);
  return PLUGCAST_OK;
}
