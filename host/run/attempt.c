// SPDX-License-Identifier: MIT
#include "run/attempt.h"

#include "pool/stream.h"
#include "run/conformal.h"
#include "run/forecast.h"

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

void
attempt_clear_intervals(const Attempt *attempt, const AttemptTarget *target)
{
  const CrewOptions *options = crew_get_options(attempt->crew);
  for (gsize i = 0; i < coverage_set_get_length(options->coverages); i++) {
    fill_missing(target->lower[i], options->horizon);
    fill_missing(target->upper[i], options->horizon);
  }
}

void
attempt_clear(const Attempt *attempt, const AttemptTarget *target)
{
  fill_missing(target->mean, crew_get_options(attempt->crew)->horizon);
  attempt_clear_intervals(attempt, target);
}

static void
copy_quantiles(const CrewOptions *options, const double *quantiles, const AttemptTarget *target)
{
  const gsize horizon = options->horizon;
  for (gsize i = 0; i < coverage_set_get_length(options->coverages); i++) {
    const double *lower = quantiles + coverage_set_get_lower(options->coverages, i) * horizon;
    const double *upper = quantiles + coverage_set_get_upper(options->coverages, i) * horizon;
    memcpy(target->lower[i], lower, horizon * sizeof *lower);
    memcpy(target->upper[i], upper, horizon * sizeof *upper);
  }
}

// Returns: FALSE when a bound is not finite.
static gboolean
put_half_widths(const CrewOptions *options, const double *half_widths, const AttemptTarget *target)
{
  const gsize horizon = options->horizon;
  gboolean is_finite = TRUE;
  for (gsize i = 0; i < coverage_set_get_length(options->coverages); i++) {
    double *lo = target->lower[i];
    double *hi = target->upper[i];
    for (gsize h = 0; h < horizon; h++) {
      lo[h] = target->mean[h] - half_widths[i * horizon + h];
      hi[h] = target->mean[h] + half_widths[i * horizon + h];
      is_finite = is_finite && isfinite(lo[h]) && isfinite(hi[h]);
    }
  }
  return is_finite;
}

static plugcast_status
add_conformal_intervals(Attempt *attempt, Member *member, const AttemptTarget *target)
{
  const CrewOptions *options = crew_get_options(attempt->crew);
  const gsize n = coverage_set_get_length(options->coverages);
  const Conformal conformal = {
    .member = member,
    .panel = options->panel,
    .seasons = options->seasons,
    .n_seasons = options->n_seasons,
    .horizon = options->horizon,
    .coverages = coverage_set_get_fractions(options->coverages),
    .n_coverages = n,
  };
  const ConformalSeries series = {
    .index = attempt->series,
    .begin = attempt->begin,
    .end = attempt->end,
    .first_origin = crew_get_origin(attempt->fit) + 1,
  };
  double *half_widths = arena_take(attempt->call.arena, n * options->horizon * sizeof *half_widths);
  const plugcast_status status = conformal_run(
      &conformal, &series, pool_worker_get_index(attempt->worker), &attempt->call, half_widths);
  if (status == PLUGCAST_CANCELLED) {
    return status;
  }
  if (status == PLUGCAST_OK && put_half_widths(options, half_widths, target)) {
    return PLUGCAST_OK;
  }
  attempt_clear_intervals(attempt, target);
  if (status == PLUGCAST_OK) {
    attempt_report(attempt, ISSUE_NO_INTERVAL, PLUGCAST_NUMERIC,
                   "no interval: its bounds are beyond the range of numbers");
  } else {
    attempt_report(attempt, ISSUE_NO_INTERVAL, status, attempt->call.message);
  }
  return PLUGCAST_OK;
}

// Forecasts with member @model; @target is untouched unless PLUGCAST_OK is returned.
static plugcast_status
run_member(Attempt *attempt, gsize model, const AttemptTarget *target)
{
  const CrewOptions *options = crew_get_options(attempt->crew);
  Member *member = crew_get_member(attempt->crew, model);
  attempt_prepare(attempt, model);
  const gsize n_levels = coverage_set_get_length(options->coverages);
  const gboolean has_quantiles = n_levels > 0 && member_get_traits(member)->can_quantiles;
  const gsize n_probabilities = has_quantiles ? 2 * n_levels : 0;
  Arena *arena = attempt->call.arena;
  const MemberOutput output = {
    .horizon = options->horizon,
    .probabilities = coverage_set_get_probabilities(options->coverages),
    .n_probabilities = n_probabilities,
    .mean = target->mean,
    .quantiles = arena_take(arena, MAX(n_probabilities * options->horizon, 1) * sizeof(double)),
  };
  const SeriesView *view = series_view_new(options->panel, attempt->series, attempt->begin,
                                           attempt->end, options->seasons, options->n_seasons,
                                           member_get_traits(member)->can_exogenous, arena);
  const plugcast_status status =
      member_forecast(member, crew_get_origin(attempt->fit), view,
                      pool_worker_get_index(attempt->worker), &attempt->call, &output);
  if (status != PLUGCAST_OK || n_levels == 0) {
    return status;
  }
  if (has_quantiles) {
    copy_quantiles(options, output.quantiles, target);
    return PLUGCAST_OK;
  }
  return add_conformal_intervals(attempt, member, target);
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
