// SPDX-License-Identifier: MIT
#include "difference.h"

#include "result.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
  PARAM_LAG,
  PARAM_ORDER,
  N_PARAMS,
};

// The state: for each level, the series differenced that many times, the last observed value at
// each of the lag places of its end: [order × lag].

static uint64_t
lag_of(const plugcast_value *values)
{
  return (uint64_t)values[PARAM_LAG].integer;
}

static uint64_t
order_of(const plugcast_value *values)
{
  return (uint64_t)values[PARAM_ORDER].integer;
}

/** Differences all of @numbers, [n], in place; the first @lag become missing. */
static void
difference(double *numbers, uint64_t n, uint64_t lag)
{
  for (uint64_t i = n; i > lag; i--) {
    numbers[i - 1] -= numbers[i - 1 - lag];
  }
  for (uint64_t i = 0; i < lag && i < n; i++) {
    numbers[i] = (double)NAN;
  }
}

static uint64_t
state_size(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  const uint64_t n_state = lag_of(values) * order_of(values);
  return n_values > n_state ? n_state : 0;
}

/** Finds the last observed number at each place of the end. Returns: false when one has none. */
static bool
find_ends(const double *numbers, uint64_t n, uint64_t lag, double *ends)
{
  for (uint64_t place = 0; place < lag; place++) {
    uint64_t index = n - lag + place;
    while (isnan(numbers[index]) && index >= lag) {
      index -= lag;
    }
    if (isnan(numbers[index])) {
      return false;
    }
    ends[place] = numbers[index];
  }
  return true;
}

static plugcast_status
fit(const plugcast_call *call,
    const plugcast_value *values,
    const plugcast_series *series,
    double *state)
{
  const uint64_t n_values = series->n_values;
  const uint64_t lag = lag_of(values);
  if (n_values <= lag * order_of(values)) {
    return result_refuse(call, PLUGCAST_TOO_SHORT, "%" PRIu64 " values, needs %" PRIu64, n_values,
                         lag * order_of(values) + 1);
  }
  double *const numbers = plugcast_scratch(call, n_values * sizeof *numbers);
  if (numbers == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the differences");
  }
  memcpy(numbers, series->values, n_values * sizeof *numbers);
  for (uint64_t level = 0; level < order_of(values); level++) {
    if (!find_ends(numbers, n_values, lag, state + level * lag)) {
      return result_refuse(call, PLUGCAST_BAD_INPUT,
                           "all values at one of the %" PRIu64
                           " places are missing: no forecast can start from there",
                           lag);
    }
    difference(numbers, n_values, lag);
  }
  return result_check(call, numbers, n_values);
}

static plugcast_status
apply(const plugcast_call *call,
      const plugcast_value *values,
      const double *state,
      const plugcast_series *series,
      double *out)
{
  memcpy(out, series->values, series->n_values * sizeof *out);
  for (uint64_t level = 0; level < order_of(values); level++) {
    difference(out, series->n_values, lag_of(values));
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
  const uint64_t lag = lag_of(values);
  memmove(out, in, n_rows * horizon * sizeof *out);
  for (uint64_t row = 0; row < n_rows; row++) {
    double *const numbers = out + row * horizon;
    for (uint64_t level = order_of(values); level > 0; level--) {
      const double *const ends = state + (level - 1) * lag;
      for (uint64_t h = 0; h < horizon; h++) {
        numbers[h] = result_limit(numbers[h] + (h < lag ? ends[h] : numbers[h - lag]));
      }
    }
  }
  return PLUGCAST_OK;
}

static const plugcast_transform methods = {
  .struct_size = sizeof methods,
  .n_lost = 1,
  .state_size = state_size,
  .fit = fit,
  .apply = apply,
  .invert = invert,
};

static const plugcast_param params[N_PARAMS] = {
  [PARAM_LAG] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "lag",
      .summary = "steps between the values: 1, or the length of a season",
      .minimum = 1.0,
      .maximum = 1000000.0,
      .default_number = 1.0,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
  [PARAM_ORDER] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "order",
      .summary = "how many times differences are taken",
      .minimum = 1.0,
      .maximum = 8.0,
      .default_number = 1.0,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};

const plugcast_component difference_component = {
  .struct_size = sizeof difference_component,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "difference",
  .summary = "takes differences; forecasts are added up from the last observed values",
  .reference = "Box and Jenkins (1970), Time series analysis: forecasting and control, section 4.1",
  .params = params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &methods,
};
