// SPDX-License-Identifier: MIT
#include "trend.h"

#include "history.h"
#include "result.h"

#include <math.h>

/** The state: a line through (centre, level), in units of 2^exponent. */
enum {
  STATE_EXPONENT,
  STATE_CENTRE,
  STATE_LEVEL,
  STATE_SLOPE,
  N_STATE,
};

static uint64_t
state_size(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  return N_STATE;
}

/** Least squares over the observed values; a level alone when there is but one. */
static void
fit_line(const History *history, double first, double *state)
{
  double centre = 0.0;
  double level = 0.0;
  for (uint64_t i = 0; i < history->n_values; i++) {
    const bool is_there = !isnan(history->values[i]);
    centre += is_there ? first + (double)i : 0.0;
    level += is_there ? history->values[i] : 0.0;
  }
  centre /= (double)history->n_observed;
  level /= (double)history->n_observed;
  double products = 0.0;
  double squares = 0.0;
  for (uint64_t i = 0; i < history->n_values; i++) {
    if (!isnan(history->values[i])) {
      const double offset = first + (double)i - centre;
      products += offset * (history->values[i] - level);
      squares += offset * offset;
    }
  }
  state[STATE_CENTRE] = centre;
  state[STATE_LEVEL] = level;
  state[STATE_SLOPE] = squares > 0.0 ? products / squares : 0.0;
}

static plugcast_status
fit(const plugcast_call *call,
    const plugcast_value *values,
    const plugcast_series *series,
    double *state)
{
  History history;
  const plugcast_status status = history_read(call, series, &history);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint64_t n_leading = series->n_values - history.n_trailing - history.n_values;
  state[STATE_EXPONENT] = history.exponent;
  fit_line(&history, (double)n_leading, state);
  return PLUGCAST_OK;
}

/** Returns: the line at @place, in units of 2^exponent. */
static double
line_at(const double *state, uint64_t place)
{
  return state[STATE_LEVEL] + state[STATE_SLOPE] * ((double)place - state[STATE_CENTRE]);
}

static plugcast_status
apply(const plugcast_call *call,
      const plugcast_value *values,
      const double *state,
      const plugcast_series *series,
      double *out)
{
  const int exponent = (int)state[STATE_EXPONENT];
  const double scale = ldexp(1.0, -exponent);
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = ldexp(series->values[i] * scale - line_at(state, i), exponent);
  }
  return result_check(call, out, series->n_values);
}

static plugcast_status
invert(const plugcast_call *call,
       const plugcast_value *values,
       const double *state,
       const plugcast_series *series,
       uint64_t n_rows,
       uint64_t horizon,
       const double *in,
       double *out)
{
  const int exponent = (int)state[STATE_EXPONENT];
  const double scale = ldexp(1.0, -exponent);
  for (uint64_t row = 0; row < n_rows; row++) {
    for (uint64_t h = 0; h < horizon; h++) {
      const double line = line_at(state, series->n_values + h);
      const uint64_t i = row * horizon + h;
      out[i] = result_limit(ldexp(in[i] * scale + line, exponent));
    }
  }
  return PLUGCAST_OK;
}

static const plugcast_transform methods = {
  .struct_size = sizeof methods,
  .state_size = state_size,
  .fit = fit,
  .apply = apply,
  .invert = invert,
};

const plugcast_component trend_detrend = {
  .struct_size = sizeof trend_detrend,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "detrend",
  .summary = "takes out the straight line of least squares, which goes on in the forecast",
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &methods,
};
