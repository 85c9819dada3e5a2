// SPDX-License-Identifier: MIT
// Transforms: some that keep their promises, and one that breaks the promise that its parameter
// names, but only for the series whose id says so ("bad…"). And a forecaster with all outputs.
#include <plugcast.h>

#include <float.h>
#include <math.h>
#include <string.h>

typedef enum {
  FAULT_NONE,
  FAULT_STATE_HUGE,
  FAULT_STATE_UNWRITTEN,
  FAULT_STATE_INFINITE,
  FAULT_STATE_OVERRUN,
  FAULT_FIT_FAILS,
  FAULT_FIT_FAILS_SILENTLY,
  FAULT_APPLY_UNWRITTEN,
  FAULT_APPLY_MISSING,
  FAULT_APPLY_OVERRUN,
  FAULT_INVERT_UNWRITTEN,
  FAULT_INVERT_INFINITE,
  FAULT_INVERT_LARGEST,
  FAULT_INVERT_OVERRUN,
  FAULT_INVERT_FAILS,
  N_FAULTS,
} Fault;

static const char *const faults[N_FAULTS] = {
  "none",           "state_huge",     "state_unwritten",    "state_infinite",
  "state_overrun",  "fit_fails",      "fit_fails_silently", "apply_unwritten",
  "apply_missing",  "apply_overrun",  "invert_unwritten",   "invert_infinite",
  "invert_largest", "invert_overrun", "invert_fails",
};

static Fault
fault_of(const plugcast_value *values, const plugcast_series *series)
{
  return strncmp(series->id, "bad", 3) == 0 ? (Fault)values[0].integer : FAULT_NONE;
}

static uint64_t
size_one(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  return 1;
}

static uint64_t
size_of_broken(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  return values[0].integer == FAULT_STATE_HUGE ? UINT64_MAX : 1;
}

/** Doubles by a factor that is its state. */
static plugcast_status
fit_double(const plugcast_call *call,
           const plugcast_value *values,
           const plugcast_series *series,
           double *state)
{
  *state = 2.0;
  return PLUGCAST_OK;
}

static plugcast_status
fit_negate(const plugcast_call *call,
           const plugcast_value *values,
           const plugcast_series *series,
           double *state)
{
  *state = -1.0;
  return PLUGCAST_OK;
}

/** A factor that tells how many regressors were shown. */
static plugcast_status
fit_count(const plugcast_call *call,
          const plugcast_value *values,
          const plugcast_series *series,
          double *state)
{
  *state = 1.0 + series->n_exogenous;
  return PLUGCAST_OK;
}

static plugcast_status
apply_factor(const plugcast_call *call,
             const plugcast_value *values,
             const double *state,
             const plugcast_series *series,
             double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = series->values[i] * *state;
  }
  return PLUGCAST_OK;
}

static plugcast_status
invert_factor(const plugcast_call *call,
              const plugcast_value *values,
              const double *state,
              const plugcast_series *series,
              uint64_t n_rows,
              uint64_t horizon,
              const double *in,
              double *out)
{
  for (uint64_t i = 0; i < n_rows * horizon; i++) {
    out[i] = in[i] / *state;
  }
  return PLUGCAST_OK;
}

/** Subtracts the mean of what it has learned from. */
static plugcast_status
fit_centre(const plugcast_call *call,
           const plugcast_value *values,
           const plugcast_series *series,
           double *state)
{
  double sum = 0.0;
  double n = 0.0;
  for (uint64_t i = 0; i < series->n_values; i++) {
    sum += isnan(series->values[i]) ? 0.0 : series->values[i];
    n += isnan(series->values[i]) ? 0.0 : 1.0;
  }
  *state = sum / n;
  return PLUGCAST_OK;
}

static plugcast_status
apply_centre(const plugcast_call *call,
             const plugcast_value *values,
             const double *state,
             const plugcast_series *series,
             double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = series->values[i] - *state;
  }
  return PLUGCAST_OK;
}

static plugcast_status
invert_centre(const plugcast_call *call,
              const plugcast_value *values,
              const double *state,
              const plugcast_series *series,
              uint64_t n_rows,
              uint64_t horizon,
              const double *in,
              double *out)
{
  for (uint64_t i = 0; i < n_rows * horizon; i++) {
    out[i] = in[i] + *state;
  }
  return PLUGCAST_OK;
}

/** Fills gaps with the last value that is there, wherever that is. */
static plugcast_status
apply_fill(const plugcast_call *call,
           const plugcast_value *values,
           const double *state,
           const plugcast_series *series,
           double *out)
{
  double last = 0.0;
  for (uint64_t i = 0; i < series->n_values; i++) {
    last = isnan(series->values[i]) ? last : series->values[i];
  }
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = isnan(series->values[i]) ? last : series->values[i];
  }
  return PLUGCAST_OK;
}

/** Loses the first three values, although it says one. */
static plugcast_status
apply_shorten(const plugcast_call *call,
              const plugcast_value *values,
              const double *state,
              const plugcast_series *series,
              double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = i < 3 ? (double)NAN : series->values[i];
  }
  return PLUGCAST_OK;
}

static plugcast_status
fit_broken(const plugcast_call *call,
           const plugcast_value *values,
           const plugcast_series *series,
           double *state)
{
  switch (fault_of(values, series)) {
  case FAULT_STATE_UNWRITTEN:
    return PLUGCAST_OK;
  case FAULT_STATE_INFINITE:
    *state = HUGE_VAL;
    return PLUGCAST_OK;
  case FAULT_STATE_OVERRUN:
    state[0] = state[1] = 1.0;
    return PLUGCAST_OK;
  case FAULT_FIT_FAILS:
    return plugcast_fail(call, PLUGCAST_BAD_INPUT, "not these values");
  case FAULT_FIT_FAILS_SILENTLY:
    return PLUGCAST_NUMERIC;
  default:
    *state = 1.0;
    return PLUGCAST_OK;
  }
}

static plugcast_status
apply_broken(const plugcast_call *call,
             const plugcast_value *values,
             const double *state,
             const plugcast_series *series,
             double *out)
{
  const Fault fault = fault_of(values, series);
  const uint64_t n_values = series->n_values;
  memcpy(out, series->values, (n_values - (fault == FAULT_APPLY_UNWRITTEN)) * sizeof *out);
  out[1] = fault == FAULT_APPLY_MISSING ? (double)NAN : out[1];
  if (fault == FAULT_APPLY_OVERRUN) {
    out[n_values] = 1.0;
  }
  return PLUGCAST_OK;
}

static plugcast_status
invert_broken(const plugcast_call *call,
              const plugcast_value *values,
              const double *state,
              const plugcast_series *series,
              uint64_t n_rows,
              uint64_t horizon,
              const double *in,
              double *out)
{
  const Fault fault = fault_of(values, series);
  const uint64_t n = n_rows * horizon;
  memcpy(out, in, (n - (fault == FAULT_INVERT_UNWRITTEN)) * sizeof *out);
  out[0] = fault == FAULT_INVERT_INFINITE ? -HUGE_VAL : out[0];
  out[0] = fault == FAULT_INVERT_LARGEST ? DBL_MAX : out[0];
  if (fault == FAULT_INVERT_OVERRUN) {
    out[n] = 1.0;
  }
  return fault == FAULT_INVERT_FAILS ? plugcast_fail(call, PLUGCAST_NUMERIC, "no way back")
                                     : PLUGCAST_OK;
}

static const plugcast_param params[] = {
  {
      .struct_size = sizeof *params,
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "fault",
      .summary = "which promise is broken",
      .choices = faults,
      .n_choices = N_FAULTS,
  },
};

#define TRANSFORM(name_, n_lost_, size_, fit_, apply_, invert_, n_params_, can)                    \
  static const plugcast_transform name_##_methods = {                                              \
    .struct_size = sizeof name_##_methods,                                                         \
    .n_lost = (n_lost_),                                                                           \
    .state_size = (size_),                                                                         \
    .fit = (fit_),                                                                                 \
    .apply = (apply_),                                                                             \
    .invert = (invert_),                                                                           \
  };                                                                                               \
  static const plugcast_component name_##_component = {                                            \
    .struct_size = sizeof name_##_component,                                                       \
    .kind = PLUGCAST_KIND_TRANSFORM,                                                               \
    .name = #name_,                                                                                \
    .summary = "a transform",                                                                      \
    .params = params,                                                                              \
    .n_params = (n_params_),                                                                       \
    .threading = PLUGCAST_THREADING_PURE,                                                          \
    .capabilities = (can),                                                                         \
    .methods = &name_##_methods,                                                                   \
  }

TRANSFORM(twice, 0, size_one, fit_double, apply_factor, invert_factor, 0, 0);
TRANSFORM(negate, 0, size_one, fit_negate, apply_factor, invert_factor, 0, PLUGCAST_CAN_MISSING);
TRANSFORM(centre, 0, size_one, fit_centre, apply_centre, invert_centre, 0, PLUGCAST_CAN_MISSING);
TRANSFORM(fill, 0, size_one, fit_count, apply_fill, invert_factor, 0, PLUGCAST_CAN_MISSING);
TRANSFORM(count, 0, size_one, fit_count, apply_factor, invert_factor, 0, 0);
TRANSFORM(shorten, 1, size_one, fit_count, apply_shorten, invert_factor, 0, PLUGCAST_CAN_MISSING);
TRANSFORM(broken, 0, size_of_broken, fit_broken, apply_broken, invert_broken, 1, 0);

/** The last value, quantiles at the distance of their level, and paths at that of their number. */
static plugcast_status
spread(const plugcast_call *call,
       void *instance,
       const plugcast_series *const *series,
       uint64_t n_series,
       const plugcast_forecast *out)
{
  const double last = series[0]->values[series[0]->n_values - 1];
  for (uint64_t h = 0; h < out->horizon; h++) {
    out->mean[h] = last;
    for (uint32_t i = 0; i < out->n_levels; i++) {
      out->quantiles[i * out->horizon + h] = last + out->levels[i];
    }
    for (uint64_t i = 0; i < out->n_samples; i++) {
      out->samples[i * out->horizon + h] = last + (double)i;
    }
  }
  return PLUGCAST_OK;
}

static const plugcast_forecaster spread_methods = {
  .struct_size = sizeof spread_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 2,
  .forecast = spread,
};
static const plugcast_component spread_component = {
  .struct_size = sizeof spread_component,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "spread",
  .summary = "the last value, and more around it",
  .threading = PLUGCAST_THREADING_PURE,
  .capabilities = PLUGCAST_CAN_QUANTILES | PLUGCAST_CAN_SAMPLES,
  .methods = &spread_methods,
};

static const plugcast_component *const components[] = {
  &centre_component, &fill_component,    &twice_component,  &negate_component,
  &count_component,  &shorten_component, &broken_component, &spread_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof *components),
  .name = "run_transforms",
  .version = "1",
  .components = components,
};
