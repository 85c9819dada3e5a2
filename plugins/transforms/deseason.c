// SPDX-License-Identifier: MIT
#include "deseason.h"

#include "pattern.h"
#include "result.h"

enum {
  PARAM_METHOD,
  PARAM_FORM,
  PARAM_WINDOW,
  PARAM_ROBUST,
  N_PARAMS,
};

typedef enum {
  METHOD_STL,
  METHOD_CLASSICAL,
  N_METHODS,
} Method;

static const char *const methods[N_METHODS] = { "stl", "classical" };

static PatternSettings
settings_of(const plugcast_value *values)
{
  return (PatternSettings){
    .mode = (SeasonMode)values[PARAM_FORM].integer,
    .uses_stl = values[PARAM_METHOD].integer == METHOD_STL,
    .is_robust = values[PARAM_ROBUST].integer != 0,
    .window = (uint64_t)values[PARAM_WINDOW].integer,
  };
}

static uint64_t
state_size(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  const PatternSettings settings = settings_of(values);
  return pattern_state_size(&settings, n_values, season_length);
}

static plugcast_status
fit(const plugcast_call *call,
    const plugcast_value *values,
    const plugcast_series *series,
    double *state)
{
  const PatternSettings settings = settings_of(values);
  return pattern_fit(call, &settings, series, state);
}

static plugcast_status
apply(const plugcast_call *call,
      const plugcast_value *values,
      const double *state,
      const plugcast_series *series,
      double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = pattern_remove(state, i, series->values[i]);
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
  for (uint64_t row = 0; row < n_rows; row++) {
    for (uint64_t h = 0; h < horizon; h++) {
      const uint64_t i = row * horizon + h;
      out[i] = result_limit(pattern_restore(state, series->n_values + h, in[i]));
    }
  }
  return PLUGCAST_OK;
}

static const plugcast_transform deseason_methods = {
  .struct_size = sizeof deseason_methods,
  .state_size = state_size,
  .fit = fit,
  .apply = apply,
  .invert = invert,
};

static const plugcast_param params[N_PARAMS] = {
  [PARAM_METHOD] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "method",
      .summary = "decomposition: stl, or classical by moving averages",
      .default_number = METHOD_STL,
      .choices = methods,
      .n_choices = N_METHODS,
  },
  [PARAM_FORM] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "form",
      .summary = "season; auto: multiplicative where the seasonality test finds one",
      .default_number = SEASON_MODE_AUTO,
      .choices = season_modes,
      .n_choices = N_SEASON_MODES,
  },
  [PARAM_WINDOW] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "window",
      .summary = "of stl, in periods: over how many a season is smoothed; 0: all are the same",
      .minimum = 0.0,
      .maximum = 100000.0,
      .default_number = 0.0,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
  [PARAM_ROBUST] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_BOOLEAN,
      .name = "robust",
      .summary = "of stl: outliers get less weight",
      .default_number = 0.0,
  },
};

const plugcast_component deseason_component = {
  .struct_size = sizeof deseason_component,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "deseason",
  .summary = "takes the season out, which goes on as it was last in the forecast",
  .reference = "Cleveland, Cleveland, McRae and Terpenning (1990), STL: a seasonal-trend "
               "decomposition procedure based on loess, Journal of Official Statistics 6, 3-73",
  .params = params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING | PLUGCAST_CAN_SEASON,
  .methods = &deseason_methods,
};
