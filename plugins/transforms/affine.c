// SPDX-License-Identifier: MIT
#include "affine.h"

#include "order.h"
#include "result.h"
#include "sample.h"

#include <float.h>
#include <math.h>

/** The state: y becomes (y × 2^-exponent - centre) / spread + offset. */
enum {
  STATE_EXPONENT,
  STATE_CENTRE,
  STATE_SPREAD,
  STATE_OFFSET,
  N_STATE,
};

// A spread below this part of the largest magnitude is rounding: the series is constant.
static const double least_spread = 4.0 * DBL_EPSILON;

static double
mean_of(const Sample *sample)
{
  double sum = 0.0;
  for (uint64_t i = 0; i < sample->n_values; i++) {
    sum += sample->values[i];
  }
  return sum / (double)sample->n_values;
}

static double
deviation_of(const Sample *sample, double mean)
{
  double squares = 0.0;
  for (uint64_t i = 0; i < sample->n_values; i++) {
    const double offset = sample->values[i] - mean;
    squares += offset * offset;
  }
  return sqrt(squares / (double)sample->n_values);
}

static double
magnitude_of(const Sample *sample)
{
  return fmax(fabs(sample->values[0]), fabs(sample->values[sample->n_values - 1]));
}

/** Keeps @spread, or 1 in the units of the series for a series that does not vary. */
static bool
set_state(const Sample *sample, double centre, double spread, double *state)
{
  const bool varies = spread > least_spread * magnitude_of(sample);
  state[STATE_EXPONENT] = sample->exponent;
  state[STATE_CENTRE] = centre;
  state[STATE_SPREAD] = varies ? spread : ldexp(1.0, -sample->exponent);
  state[STATE_OFFSET] = 0.0;
  return varies;
}

static plugcast_status
fit_standard(const plugcast_call *call,
             const plugcast_value *values,
             const plugcast_series *series,
             double *state)
{
  Sample sample;
  const plugcast_status status = sample_read(call, series, &sample);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const double mean = mean_of(&sample);
  set_state(&sample, mean, deviation_of(&sample, mean), state);
  return PLUGCAST_OK;
}

static plugcast_status
fit_minmax(const plugcast_call *call,
           const plugcast_value *values,
           const plugcast_series *series,
           double *state)
{
  Sample sample;
  const plugcast_status status = sample_read(call, series, &sample);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const double least = sample.values[0];
  const double largest = sample.values[sample.n_values - 1];
  const bool varies = set_state(&sample, least, largest - least, state);
  state[STATE_OFFSET] = varies ? 0.0 : 0.5;
  return PLUGCAST_OK;
}

static plugcast_status
fit_robust(const plugcast_call *call,
           const plugcast_value *values,
           const plugcast_series *series,
           double *state)
{
  Sample sample;
  const plugcast_status status = sample_read(call, series, &sample);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const double range = order_quantile(sample.values, sample.n_values, 0.75) -
                       order_quantile(sample.values, sample.n_values, 0.25);
  set_state(&sample, order_median(sample.values, sample.n_values), range, state);
  return PLUGCAST_OK;
}

static uint64_t
state_size(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  return N_STATE;
}

static plugcast_status
apply(const plugcast_call *call,
      const plugcast_value *values,
      const double *state,
      const plugcast_series *series,
      double *out)
{
  const double scale = ldexp(1.0, -(int)state[STATE_EXPONENT]);
  for (uint64_t i = 0; i < series->n_values; i++) {
    const double offset = series->values[i] * scale - state[STATE_CENTRE];
    out[i] = offset / state[STATE_SPREAD] + state[STATE_OFFSET];
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
  for (uint64_t i = 0; i < n_rows * horizon; i++) {
    const double scaled = (in[i] - state[STATE_OFFSET]) * state[STATE_SPREAD] + state[STATE_CENTRE];
    out[i] = result_limit(ldexp(scaled, (int)state[STATE_EXPONENT]));
  }
  return PLUGCAST_OK;
}

static const plugcast_transform standard_methods = {
  .struct_size = sizeof standard_methods,
  .state_size = state_size,
  .fit = fit_standard,
  .apply = apply,
  .invert = invert,
};
static const plugcast_transform minmax_methods = {
  .struct_size = sizeof minmax_methods,
  .state_size = state_size,
  .fit = fit_minmax,
  .apply = apply,
  .invert = invert,
};
static const plugcast_transform robust_methods = {
  .struct_size = sizeof robust_methods,
  .state_size = state_size,
  .fit = fit_robust,
  .apply = apply,
  .invert = invert,
};

const plugcast_component affine_standard = {
  .struct_size = sizeof affine_standard,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "standard",
  .summary = "subtracts the mean and divides by the standard deviation",
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &standard_methods,
};
const plugcast_component affine_minmax = {
  .struct_size = sizeof affine_minmax,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "minmax",
  .summary = "takes the least value to 0 and the largest to 1",
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &minmax_methods,
};
const plugcast_component affine_robust = {
  .struct_size = sizeof affine_robust,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "robust",
  .summary = "subtracts the median and divides by the distance between the quartiles",
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &robust_methods,
};
