// SPDX-License-Identifier: MIT
#include "clip.h"

#include "order.h"
#include "result.h"
#include "sample.h"

#include <math.h>

enum {
  PARAM_METHOD,
  PARAM_FACTOR,
  PARAM_LOW,
  PARAM_HIGH,
  N_PARAMS,
};

typedef enum {
  METHOD_IQR,
  METHOD_WINSOR,
  N_METHODS,
} Method;

static const char *const methods[N_METHODS] = { "iqr", "winsor" };

enum {
  STATE_LOW,
  STATE_HIGH,
  N_STATE,
};

/** The bounds, in units of the sample. */
typedef struct {
  double low;
  double high;
} Bounds;

static Bounds
find_bounds(const plugcast_value *values, const Sample *sample)
{
  if (values[PARAM_METHOD].integer == METHOD_WINSOR) {
    return (Bounds){
      .low = order_quantile(sample->values, sample->n_values, values[PARAM_LOW].real),
      .high = order_quantile(sample->values, sample->n_values, values[PARAM_HIGH].real),
    };
  }
  const double first = order_quantile(sample->values, sample->n_values, 0.25);
  const double third = order_quantile(sample->values, sample->n_values, 0.75);
  const double reach = values[PARAM_FACTOR].real * (third - first);
  // When half of the values are the same, distances from it say nothing about the others.
  if (!(third > first)) {
    return (Bounds){ .low = sample->values[0], .high = sample->values[sample->n_values - 1] };
  }
  return (Bounds){ .low = first - reach, .high = third + reach };
}

static uint64_t
state_size(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  return N_STATE;
}

static plugcast_status
fit(const plugcast_call *call,
    const plugcast_value *values,
    const plugcast_series *series,
    double *state)
{
  if (values[PARAM_METHOD].integer == METHOD_WINSOR &&
      values[PARAM_LOW].real > values[PARAM_HIGH].real) {
    return result_refuse(call, PLUGCAST_BAD_ARGUMENT, "low %g is above high %g",
                         values[PARAM_LOW].real, values[PARAM_HIGH].real);
  }
  Sample sample;
  const plugcast_status status = sample_read(call, series, &sample);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const Bounds bounds = find_bounds(values, &sample);
  state[STATE_LOW] = result_limit(ldexp(bounds.low, sample.exponent));
  state[STATE_HIGH] = result_limit(ldexp(bounds.high, sample.exponent));
  return PLUGCAST_OK;
}

static plugcast_status
apply(const plugcast_call *call,
      const plugcast_value *values,
      const double *state,
      const plugcast_series *series,
      double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    const double value = series->values[i];
    const double raised = value < state[STATE_LOW] ? state[STATE_LOW] : value;
    out[i] = raised > state[STATE_HIGH] ? state[STATE_HIGH] : raised;
  }
  return PLUGCAST_OK;
}

static const plugcast_transform clip_methods = {
  .struct_size = sizeof clip_methods,
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
      .summary = "bounds: iqr: the quartiles, factor times their distance wider; winsor: quantiles",
      .default_number = METHOD_IQR,
      .choices = methods,
      .n_choices = N_METHODS,
  },
  [PARAM_FACTOR] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "factor",
      .summary = "of iqr: distances between the quartiles that a value may lie beyond them",
      .minimum = 0.0,
      .maximum = 1000.0,
      .default_number = 1.5,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
  [PARAM_LOW] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "low",
      .summary = "of winsor: the probability of the quantile that values are raised to",
      .minimum = 0.0,
      .maximum = 1.0,
      .default_number = 0.05,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
  [PARAM_HIGH] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "high",
      .summary = "of winsor: the probability of the quantile that values are lowered to",
      .minimum = 0.0,
      .maximum = 1.0,
      .default_number = 0.95,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};

const plugcast_component clip_outliers = {
  .struct_size = sizeof clip_outliers,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "clip_outliers",
  .summary = "takes values that lie far out to the bounds of the others; is not undone",
  .reference = "Tukey (1977), Exploratory data analysis, section 2C",
  .params = params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &clip_methods,
};
