// SPDX-License-Identifier: MIT
#include "impute.h"

#include "history.h"
#include "pattern.h"
#include "result.h"

#include <math.h>

enum {
  PARAM_METHOD,
  N_PARAMS,
};

typedef enum {
  METHOD_LINEAR,
  METHOD_SEASONAL,
  METHOD_LAST,
  N_METHODS,
} Method;

static const char *const methods[N_METHODS] = { "linear", "seasonal", "last" };

static const PatternSettings pattern_settings = { .mode = SEASON_MODE_ADDITIVE };

static uint64_t
state_size(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  return values[PARAM_METHOD].integer == METHOD_SEASONAL
             ? pattern_state_size(&pattern_settings, n_values, season_length)
             : 0;
}

static plugcast_status
fit(const plugcast_call *call,
    const plugcast_value *values,
    const plugcast_series *series,
    double *state)
{
  if (values[PARAM_METHOD].integer == METHOD_SEASONAL) {
    return pattern_fit(call, &pattern_settings, series, state);
  }
  History history;
  return history_read(call, series, &history);
}

/** Writes the last observed value into the missing ones after it, from @first on. */
static void
carry_on(double *values, uint64_t n_values)
{
  for (uint64_t i = 1; i < n_values; i++) {
    values[i] = isnan(values[i]) ? values[i - 1] : values[i];
  }
}

/** A line between the neighbours of a gap as a weighted mean, so that nothing overflows. */
static void
interpolate(double *values, uint64_t n_values)
{
  uint64_t known = 0;
  for (uint64_t i = 1; i < n_values; i++) {
    if (isnan(values[i])) {
      continue;
    }
    for (uint64_t gap = known + 1; gap < i; gap++) {
      const double share = (double)(gap - known) / (double)(i - known);
      values[gap] = values[known] * (1.0 - share) + values[i] * share;
    }
    known = i;
  }
  carry_on(values, n_values);
}

static plugcast_status
apply(const plugcast_call *call,
      const plugcast_value *values,
      const double *state,
      const plugcast_series *series,
      double *out)
{
  const int64_t method = values[PARAM_METHOD].integer;
  const uint64_t n_values = series->n_values;
  for (uint64_t i = 0; i < n_values; i++) {
    out[i] =
        method == METHOD_SEASONAL ? pattern_remove(state, i, series->values[i]) : series->values[i];
  }
  if (method == METHOD_LAST) {
    carry_on(out, n_values);
  } else {
    interpolate(out, n_values);
  }
  for (uint64_t i = 0; i < n_values; i++) {
    const double filled = method == METHOD_SEASONAL ? pattern_restore(state, i, out[i]) : out[i];
    // What was observed stays as it is, to the last bit.
    out[i] = isnan(series->values[i]) ? filled : series->values[i];
  }
  return result_check(call, out, n_values);
}

static const plugcast_transform impute_methods = {
  .struct_size = sizeof impute_methods,
  .state_size = state_size,
  .fit = fit,
  .apply = apply,
  .invert = result_copy,
};

static const plugcast_param params[N_PARAMS] = {
  [PARAM_METHOD] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "method",
      .summary = "straight lines between neighbours, the same beside the season, or the last value",
      .default_number = METHOD_LINEAR,
      .choices = methods,
      .n_choices = N_METHODS,
  },
};

const plugcast_component impute_component = {
  .struct_size = sizeof impute_component,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "impute",
  .summary = "fills in missing values; behind the last one it goes on with that",
  .params = params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING | PLUGCAST_CAN_SEASON,
  .methods = &impute_methods,
};
