// SPDX-License-Identifier: MIT
#include "run/conformal.h"

#include "pool/stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Where the origins of one series lie.
typedef struct {
  gsize n_origins;
  gsize n_steps; // steps forecast from each origin
  gsize stride;  // between origins
} Layout;

// The errors found so far: absolute, NaN where the actual is missing.
typedef struct {
  double *errors; // [n_origins × n_steps]
  gsize n_origins;
  gsize n_steps;
} Residuals;

// A model must see two seasons where the series has them, or half of the series.
static gsize
least_training_length(const Conformal *conformal, gsize length)
{
  const double season = conformal->n_seasons > 0 ? conformal->seasons[0] : 1;
  const gsize wanted = MAX((gsize)ceil(2 * season), 3);
  return MAX(member_get_traits(conformal->member)->least_length, MIN(wanted, length / 2));
}

// From the first value on: a model is not shown what is missing before it.
static gsize
count_shown(const Panel *panel, const ConformalSeries *series)
{
  const double *values = panel_get_values(panel, series->index) + series->begin;
  gsize n_shown = series->end - series->begin;
  while (n_shown > 0 && isnan(*values)) {
    values++;
    n_shown--;
  }
  return n_shown;
}

static Layout
lay_out(const Conformal *conformal, const ConformalSeries *series)
{
  if (member_get_traits(conformal->member)->is_global) {
    return (Layout){ CONFORMAL_GLOBAL_ORIGINS, conformal->horizon, conformal->horizon };
  }
  const gsize length = count_shown(conformal->panel, series);
  const gsize least = least_training_length(conformal, length);
  if (length <= least) {
    return (Layout){ 0 };
  }
  const gsize n_steps = MIN(conformal->horizon, length - least);
  const gsize room = length - least - n_steps;
  const gsize stride = CLAMP(room / (CONFORMAL_MAX_ORIGINS - 1), 1, n_steps);
  return (Layout){ MIN(CONFORMAL_MAX_ORIGINS, room / stride + 1), n_steps, stride };
}

static plugcast_status
collect_origin(const Conformal *conformal,
               const ConformalSeries *series,
               gsize origin,
               const Layout *layout,
               guint worker_index,
               Call *call,
               Residuals *residuals)
{
  const gsize cut = layout->n_steps + origin * layout->stride;
  if (series->end - series->begin <= cut) {
    return PLUGCAST_TOO_SHORT;
  }
  double *forecast = arena_take(call->arena, layout->n_steps * sizeof *forecast);
  const SeriesView *view = series_view_new(
      conformal->panel, series->index, series->begin, series->end - cut, conformal->seasons,
      conformal->n_seasons, member_get_traits(conformal->member)->can_exogenous, call->arena);
  const MemberOutput output = { .horizon = layout->n_steps, .mean = forecast };
  const guint64 seed = call->context.seed;
  const guint64 parts[] = { seed, origin + 1 };
  call->context.seed = stream_key(parts, G_N_ELEMENTS(parts));
  const plugcast_status status = member_forecast(conformal->member, series->first_origin + origin,
                                                 view, worker_index, call, &output);
  call->context.seed = seed;
  if (status != PLUGCAST_OK) {
    return status;
  }
  const double *actuals = panel_get_values(conformal->panel, series->index) + (series->end - cut);
  double *errors = residuals->errors + residuals->n_origins++ * layout->n_steps;
  for (gsize h = 0; h < layout->n_steps; h++) {
    errors[h] = fabs(actuals[h] - forecast[h]);
  }
  return PLUGCAST_OK;
}

// Makes the errors parts of what is returned, so that their squares neither overflow nor vanish; a
// power of two, which costs no digit.
static double
scale_errors(const Residuals *residuals)
{
  const gsize n = residuals->n_origins * residuals->n_steps;
  double largest = 0;
  for (gsize i = 0; i < n; i++) {
    largest = fmax(largest, residuals->errors[i]);
  }
  if (!(largest > 0) || !isfinite(largest)) {
    return largest;
  }
  int exponent = 0;
  (void)frexp(largest, &exponent);
  const double unit = ldexp(1, exponent - 1);
  for (gsize i = 0; i < n; i++) {
    residuals->errors[i] /= unit;
  }
  return unit;
}

static void
root_mean_squares(const Residuals *residuals, double *scales, double *weights)
{
  for (gsize h = 0; h < residuals->n_steps; h++) {
    double sum = 0;
    gsize n = 0;
    for (gsize i = 0; i < residuals->n_origins; i++) {
      const double error = residuals->errors[i * residuals->n_steps + h];
      if (!isnan(error)) {
        sum += error * error;
        n++;
      }
    }
    scales[h] = n > 0 ? sqrt(sum / (double)n) : 0;
    weights[h] = (double)n;
  }
}

// Pool adjacent violators, in place: the closest rising sequence by weighted least squares. Steps
// without an observation have no weight and take their neighbours' level.
static void
make_rising(double *scales, double *weights, gsize *widths, gsize n)
{
  gsize n_blocks = 0;
  for (gsize h = 0; h < n; h++) {
    scales[n_blocks] = scales[h];
    weights[n_blocks] = weights[h];
    widths[n_blocks] = 1;
    n_blocks++;
    while (n_blocks > 1 && (scales[n_blocks - 2] >= scales[n_blocks - 1] ||
                            !(weights[n_blocks - 2] > 0) || !(weights[n_blocks - 1] > 0))) {
      const gsize last = n_blocks - 1;
      const double weight = weights[last - 1] + weights[last];
      scales[last - 1] =
          weight > 0
              ? (weights[last - 1] * scales[last - 1] + weights[last] * scales[last]) / weight
              : 0;
      weights[last - 1] = weight;
      widths[last - 1] += widths[last];
      n_blocks--;
    }
  }
  gsize end = n;
  for (gsize block = n_blocks; block-- > 0;) {
    const double scale = scales[block];
    for (gsize i = 0; i < widths[block]; i++) {
      scales[--end] = scale;
    }
  }
}

static int
compare_doubles(const void *left, const void *right)
{
  const double a = *(const double *)left;
  const double b = *(const double *)right;
  return (a > b) - (a < b);
}

static gsize
pool_scores(const Residuals *residuals, const double *scales, double *scores)
{
  gsize n = 0;
  for (gsize i = 0; i < residuals->n_origins * residuals->n_steps; i++) {
    const double scale = scales[i % residuals->n_steps];
    if (!isnan(residuals->errors[i])) {
      scores[n++] = scale > 0 ? residuals->errors[i] / scale : 0;
    }
  }
  qsort(scores, n, sizeof *scores, compare_doubles);
  return n;
}

static double
score_for_coverage(const double *scores, gsize n, double coverage)
{
  const double rank = ceil((double)(n + 1) * coverage);
  return scores[rank >= (double)n ? n - 1 : (gsize)MAX(rank, 1) - 1];
}

static plugcast_status
write_half_widths(const Conformal *conformal,
                  const Residuals *residuals,
                  Call *call,
                  double *half_widths)
{
  const gsize n_steps = residuals->n_steps;
  const gsize n_errors = residuals->n_origins * n_steps;
  double *scales = arena_take(call->arena, n_steps * sizeof *scales);
  double *weights = arena_take(call->arena, n_steps * sizeof *weights);
  gsize *widths = arena_take(call->arena, n_steps * sizeof *widths);
  double *scores = arena_take(call->arena, n_errors * sizeof *scores);
  const double unit = scale_errors(residuals);
  if (!isfinite(unit)) {
    return plugcast_fail(&call->context, PLUGCAST_NUMERIC,
                         "no interval: the errors are beyond the range of numbers");
  }
  root_mean_squares(residuals, scales, weights);
  make_rising(scales, weights, widths, n_steps);
  const gsize n_scores = pool_scores(residuals, scales, scores);
  if (n_scores == 0) {
    return plugcast_fail(&call->context, PLUGCAST_TOO_SHORT,
                         "no interval: all values to measure errors on are missing");
  }
  for (gsize i = 0; i < conformal->n_coverages; i++) {
    const double score = score_for_coverage(scores, n_scores, conformal->coverages[i]);
    for (gsize h = 0; h < conformal->horizon; h++) {
      const double scale =
          h < n_steps ? scales[h] : scales[n_steps - 1] * sqrt((double)(h + 1) / (double)n_steps);
      half_widths[i * conformal->horizon + h] = score * scale * unit;
    }
  }
  return PLUGCAST_OK;
}

static plugcast_status
collect_and_write(const Conformal *conformal,
                  const ConformalSeries *series,
                  guint worker_index,
                  Call *call,
                  double *half_widths)
{
  const Layout layout = lay_out(conformal, series);
  Residuals residuals = {
    .errors = arena_take(call->arena,
                         MAX(layout.n_origins * layout.n_steps, 1) * sizeof *residuals.errors),
    .n_steps = layout.n_steps,
  };
  plugcast_status failure = PLUGCAST_TOO_SHORT;
  g_autofree char *reason = NULL;
  for (gsize origin = 0; origin < layout.n_origins; origin++) {
    const plugcast_status status =
        collect_origin(conformal, series, origin, &layout, worker_index, call, &residuals);
    if (status == PLUGCAST_CANCELLED) {
      return status;
    }
    if (status != PLUGCAST_OK && status != PLUGCAST_TOO_SHORT && reason == NULL) {
      failure = status;
      reason = g_strdup_printf("no interval: from earlier origins: %s", call->message);
    }
  }
  if (residuals.n_origins == 0) {
    const char *too_short = "no interval: the series is too short to measure errors on";
    return plugcast_fail(&call->context, failure, reason != NULL ? reason : too_short);
  }
  return write_half_widths(conformal, &residuals, call, half_widths);
}

plugcast_status
conformal_run(const Conformal *conformal,
              const ConformalSeries *series,
              guint worker_index,
              Call *call,
              double *half_widths)
{
  const ArenaMark mark = arena_mark(call->arena);
  const CallLog log = call->log;
  call->log = NULL; // what a plugin says at earlier origins would be said again for each
  const plugcast_status status =
      collect_and_write(conformal, series, worker_index, call, half_widths);
  call->log = log;
  arena_rewind(call->arena, mark);
  return status;
}
