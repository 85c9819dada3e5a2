// SPDX-License-Identifier: MIT
#include "run/residuals.h"

#include "pool/stream.h"

#include <math.h>

// Where the origins of one series lie.
typedef struct {
  gsize n_origins;
  gsize n_steps; // steps forecast from each origin
  gsize stride;  // between origins
} Layout;

// A model must see two seasons where the series has them, or half of the series.
static gsize
least_training_length(const ResidualSource *source, gsize length)
{
  const double season = source->n_seasons > 0 ? source->seasons[0] : 1;
  const gsize wanted = MAX((gsize)ceil(2 * season), 3);
  return MAX(member_get_traits(source->member)->least_length, MIN(wanted, length / 2));
}

// From the first value on: a model is not shown what is missing before it.
static gsize
count_shown(const Panel *panel, const ResidualSeries *series)
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
lay_out(const ResidualSource *source, const ResidualSeries *series)
{
  if (member_get_traits(source->member)->is_global) {
    return (Layout){ RESIDUALS_GLOBAL_ORIGINS, source->horizon, source->horizon };
  }
  const gsize length = count_shown(source->panel, series);
  const gsize least = least_training_length(source, length);
  if (length <= least) {
    return (Layout){ 0 };
  }
  const gsize n_steps = MIN(source->horizon, length - least);
  const gsize room = length - least - n_steps;
  const gsize stride = CLAMP(room / (RESIDUALS_MAX_ORIGINS - 1), 1, n_steps);
  return (Layout){ MIN(RESIDUALS_MAX_ORIGINS, room / stride + 1), n_steps, stride };
}

static plugcast_status
collect_origin(const ResidualSource *source,
               const ResidualSeries *series,
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
      source->panel, series->index, series->begin, series->end - cut, source->seasons,
      source->n_seasons, member_get_traits(source->member)->can_exogenous, call->arena);
  const MemberOutput output = { .horizon = layout->n_steps, .mean = forecast };
  const guint64 seed = call->context.seed;
  const guint64 parts[] = { seed, origin + 1 };
  call->context.seed = stream_key(parts, G_N_ELEMENTS(parts));
  const plugcast_status status = member_forecast(source->member, series->first_origin + origin,
                                                 view, worker_index, call, &output);
  call->context.seed = seed;
  if (status != PLUGCAST_OK) {
    return status;
  }
  const double *actuals = panel_get_values(source->panel, series->index) + (series->end - cut);
  double *errors = residuals->errors + residuals->n_origins++ * layout->n_steps;
  for (gsize h = 0; h < layout->n_steps; h++) {
    errors[h] = actuals[h] - forecast[h];
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
    largest = fmax(largest, fabs(residuals->errors[i]));
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

// Fills the scales. Returns: a status with a message where there are none.
static plugcast_status
find_scales(Residuals *residuals, Call *call)
{
  const gsize n_steps = residuals->n_steps;
  double *weights = arena_take(call->arena, n_steps * sizeof *weights);
  gsize *widths = arena_take(call->arena, n_steps * sizeof *widths);
  residuals->unit = scale_errors(residuals);
  if (!isfinite(residuals->unit)) {
    return plugcast_fail(&call->context, PLUGCAST_NUMERIC,
                         "no interval: the errors are beyond the range of numbers");
  }
  residuals->scales = arena_take(call->arena, n_steps * sizeof *residuals->scales);
  root_mean_squares(residuals, residuals->scales, weights);
  double n_errors = 0;
  for (gsize h = 0; h < n_steps; h++) {
    n_errors += weights[h];
  }
  if (!(n_errors > 0)) {
    return plugcast_fail(&call->context, PLUGCAST_TOO_SHORT,
                         "no interval: all values to measure errors on are missing");
  }
  make_rising(residuals->scales, weights, widths, n_steps);
  return PLUGCAST_OK;
}

static plugcast_status
collect_origins(const ResidualSource *source,
                const ResidualSeries *series,
                guint worker_index,
                Call *call,
                Residuals *residuals)
{
  const Layout layout = lay_out(source, series);
  *residuals = (Residuals){
    .errors = arena_take(call->arena,
                         MAX(layout.n_origins * layout.n_steps, 1) * sizeof *residuals->errors),
    .n_steps = layout.n_steps,
  };
  plugcast_status failure = PLUGCAST_TOO_SHORT;
  g_autofree char *reason = NULL;
  for (gsize origin = 0; origin < layout.n_origins; origin++) {
    const plugcast_status status =
        collect_origin(source, series, origin, &layout, worker_index, call, residuals);
    if (status == PLUGCAST_CANCELLED) {
      return status;
    }
    if (status != PLUGCAST_OK && status != PLUGCAST_TOO_SHORT && reason == NULL) {
      failure = status;
      reason = g_strdup_printf("no interval: from earlier origins: %s", call->message);
    }
  }
  if (residuals->n_origins == 0) {
    const char *too_short = "no interval: the series is too short to measure errors on";
    return plugcast_fail(&call->context, failure, reason != NULL ? reason : too_short);
  }
  return find_scales(residuals, call);
}

plugcast_status
residuals_collect(const ResidualSource *source,
                  const ResidualSeries *series,
                  guint worker_index,
                  Call *call,
                  Residuals *residuals)
{
  const CallLog log = call->log;
  call->log = NULL; // what a plugin says at earlier origins would be said again for each
  const plugcast_status status = collect_origins(source, series, worker_index, call, residuals);
  call->log = log;
  return status;
}

double
residuals_get_scale(const Residuals *residuals, gsize step)
{
  const gsize n_steps = residuals->n_steps;
  const double scale =
      step < n_steps ? residuals->scales[step]
                     : residuals->scales[n_steps - 1] * sqrt((double)(step + 1) / (double)n_steps);
  return scale * residuals->unit;
}

gsize
residuals_get_scores(const Residuals *residuals, double *scores)
{
  gsize n = 0;
  for (gsize i = 0; i < residuals->n_origins * residuals->n_steps; i++) {
    const double scale = residuals->scales[i % residuals->n_steps];
    if (!isnan(residuals->errors[i])) {
      scores[n++] = scale > 0 ? residuals->errors[i] / scale : 0;
    }
  }
  return n;
}
