// SPDX-License-Identifier: MIT
#include "power.h"

#include "box_cox.h"
#include "result.h"

#include <inttypes.h>
#include <math.h>

enum {
  PARAM_LAMBDA,
  N_PARAMS,
};

static plugcast_status
check_above(const plugcast_call *call,
            const plugcast_series *series,
            double limit,
            const char *what)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    if (series->values[i] <= limit) {
      return result_refuse(call, PLUGCAST_BAD_INPUT,
                           "value %" PRIu64 " is %g, and %s needs values above %g", i + 1,
                           series->values[i], what, limit);
    }
  }
  return PLUGCAST_OK;
}

static plugcast_status
fit_log(const plugcast_call *call,
        const plugcast_value *values,
        const plugcast_series *series,
        double *state)
{
  return check_above(call, series, 0.0, "a logarithm");
}

static plugcast_status
apply_log(const plugcast_call *call,
          const plugcast_value *values,
          const double *state,
          const plugcast_series *series,
          double *out)
{
  const plugcast_status status = check_above(call, series, 0.0, "a logarithm");
  for (uint64_t i = 0; i < series->n_values && status == PLUGCAST_OK; i++) {
    out[i] = log(series->values[i]);
  }
  return status == PLUGCAST_OK ? result_check(call, out, series->n_values) : status;
}

static plugcast_status
invert_log(const plugcast_call *call,
           const plugcast_value *values,
           const double *state,
           const plugcast_series *series,
           uint64_t n_rows,
           uint64_t horizon,
           const double *in,
           double *out)
{
  for (uint64_t i = 0; i < n_rows * horizon; i++) {
    out[i] = result_limit(exp(in[i]));
  }
  return PLUGCAST_OK;
}

static plugcast_status
fit_log1p(const plugcast_call *call,
          const plugcast_value *values,
          const plugcast_series *series,
          double *state)
{
  return check_above(call, series, -1.0, "the logarithm of 1 + y");
}

static plugcast_status
apply_log1p(const plugcast_call *call,
            const plugcast_value *values,
            const double *state,
            const plugcast_series *series,
            double *out)
{
  const plugcast_status status = check_above(call, series, -1.0, "the logarithm of 1 + y");
  for (uint64_t i = 0; i < series->n_values && status == PLUGCAST_OK; i++) {
    out[i] = log1p(series->values[i]);
  }
  return status == PLUGCAST_OK ? result_check(call, out, series->n_values) : status;
}

static plugcast_status
invert_log1p(const plugcast_call *call,
             const plugcast_value *values,
             const double *state,
             const plugcast_series *series,
             uint64_t n_rows,
             uint64_t horizon,
             const double *in,
             double *out)
{
  for (uint64_t i = 0; i < n_rows * horizon; i++) {
    out[i] = result_limit(expm1(in[i]));
  }
  return PLUGCAST_OK;
}

static uint64_t
size_of_lambda(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  return 1;
}

static plugcast_status
fit_box_cox(const plugcast_call *call,
            const plugcast_value *values,
            const plugcast_series *series,
            double *state)
{
  const plugcast_status finite = result_check(call, series->values, series->n_values);
  if (finite != PLUGCAST_OK) {
    return plugcast_fail(call, PLUGCAST_BAD_INPUT, "a value is infinite");
  }
  const double lambda = values[PARAM_LAMBDA].real;
  if (isnan(lambda)) {
    return box_cox_lambda(call, series->values, series->n_values, series->season_length, state);
  }
  *state = lambda;
  return PLUGCAST_OK;
}

static plugcast_status
apply_box_cox(const plugcast_call *call,
              const plugcast_value *values,
              const double *state,
              const plugcast_series *series,
              double *out)
{
  const double lambda = *state;
  if (lambda <= 0.0) {
    const plugcast_status status = check_above(call, series, 0.0, "a lambda of 0 or less");
    if (status != PLUGCAST_OK) {
      return status;
    }
  }
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = box_cox_apply(lambda, series->values[i]);
  }
  return result_check(call, out, series->n_values);
}

static plugcast_status
invert_box_cox(const plugcast_call *call,
               const plugcast_value *values,
               const double *state,
               const plugcast_series *series,
               uint64_t n_rows,
               uint64_t horizon,
               const double *in,
               double *out)
{
  for (uint64_t i = 0; i < n_rows * horizon; i++) {
    out[i] = result_limit(box_cox_invert(*state, in[i]));
  }
  return PLUGCAST_OK;
}

static const plugcast_transform log_methods = {
  .struct_size = sizeof log_methods,
  .state_size = result_no_state,
  .fit = fit_log,
  .apply = apply_log,
  .invert = invert_log,
};
static const plugcast_transform log1p_methods = {
  .struct_size = sizeof log1p_methods,
  .state_size = result_no_state,
  .fit = fit_log1p,
  .apply = apply_log1p,
  .invert = invert_log1p,
};
static const plugcast_transform box_cox_methods = {
  .struct_size = sizeof box_cox_methods,
  .state_size = size_of_lambda,
  .fit = fit_box_cox,
  .apply = apply_box_cox,
  .invert = invert_box_cox,
};

static const plugcast_param box_cox_params[N_PARAMS] = {
  [PARAM_LAMBDA] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "lambda",
      .summary = "power: 0 for logarithms, 1 for a shift by 1; auto: by Guerrero's method",
      .minimum = -5.0,
      .maximum = 5.0,
      .default_number = (double)NAN,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};

const plugcast_component power_log = {
  .struct_size = sizeof power_log,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "log",
  .summary = "takes natural logarithms; all values must be above 0",
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &log_methods,
};
const plugcast_component power_log1p = {
  .struct_size = sizeof power_log1p,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "log1p",
  .summary = "takes natural logarithms of 1 + y; all values must be above -1",
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &log1p_methods,
};
const plugcast_component power_box_cox = {
  .struct_size = sizeof power_box_cox,
  .kind = PLUGCAST_KIND_TRANSFORM,
  .name = "box_cox",
  .summary = "raises to a power that makes the variation even: (y^lambda - 1) / lambda",
  .reference = "Box and Cox (1964), An analysis of transformations, Journal of the Royal "
               "Statistical Society B 26, 211-252; lambda: Guerrero (1993), Time-series analysis "
               "supported by power transformations, Journal of Forecasting 12, 37-48",
  .params = box_cox_params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING | PLUGCAST_CAN_SEASON,
  .methods = &box_cox_methods,
};
