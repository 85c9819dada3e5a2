// SPDX-License-Identifier: MIT
// Forecasters that draw sample paths: from the call's seed, always the same, or not as promised.
#include <plugcast.h>

#include <math.h>

// A number within [0, 1) for each seed and place (the finaliser of MurmurHash3).
static double
uniform(uint64_t seed, uint64_t place)
{
  uint64_t bits = seed + place * UINT64_C(0x9e3779b97f4a7c15);
  bits = (bits ^ (bits >> 33)) * UINT64_C(0xff51afd7ed558ccd);
  bits = (bits ^ (bits >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
  return (double)((bits ^ (bits >> 33)) >> 11) / 9007199254740992.0;
}

typedef double (*Draw)(uint64_t seed, uint64_t place, uint64_t step);

static plugcast_status
forecast_with(const plugcast_call *call,
              const plugcast_series *const *series,
              uint64_t n_series,
              const plugcast_forecast *out,
              Draw draw)
{
  for (uint64_t i = 0; i < n_series; i++) {
    const double last = series[i]->values[series[i]->n_values - 1];
    for (uint64_t h = 0; h < out->horizon; h++) {
      out->mean[i * out->horizon + h] = last;
    }
    for (uint64_t j = 0; j < out->n_samples * out->horizon; j++) {
      const uint64_t at = i * out->n_samples * out->horizon + j;
      out->samples[at] = last + draw(call->seed, j, j % out->horizon);
    }
  }
  return PLUGCAST_OK;
}

static double
draw_uniform(uint64_t seed, uint64_t place, uint64_t step)
{
  return uniform(seed, place) * (double)(step + 1);
}

static double
draw_nothing(uint64_t seed, uint64_t place, uint64_t step)
{
  return 0;
}

static double
draw_infinity(uint64_t seed, uint64_t place, uint64_t step)
{
  return step == 1 ? INFINITY : 0;
}

static plugcast_status
forecast_uniform(const plugcast_call *call,
                 void *instance,
                 const plugcast_series *const *series,
                 uint64_t n_series,
                 const plugcast_forecast *out)
{
  return forecast_with(call, series, n_series, out, draw_uniform);
}

static plugcast_status
forecast_pure(const plugcast_call *call,
              void *instance,
              const plugcast_series *const *series,
              uint64_t n_series,
              const plugcast_forecast *out)
{
  return forecast_with(call, series, n_series, out, draw_nothing);
}

static plugcast_status
forecast_infinite(const plugcast_call *call,
                  void *instance,
                  const plugcast_series *const *series,
                  uint64_t n_series,
                  const plugcast_forecast *out)
{
  return forecast_with(call, series, n_series, out, draw_infinity);
}

// Leaves the last number of the paths unwritten, or writes one behind them.
static plugcast_status
forecast_short(const plugcast_call *call,
               void *instance,
               const plugcast_series *const *series,
               uint64_t n_series,
               const plugcast_forecast *out)
{
  plugcast_forecast less = *out;
  less.n_samples -= out->n_samples > 0 ? 1 : 0;
  return forecast_with(call, series, n_series, &less, draw_nothing);
}

static plugcast_status
forecast_long(const plugcast_call *call,
              void *instance,
              const plugcast_series *const *series,
              uint64_t n_series,
              const plugcast_forecast *out)
{
  if (out->n_samples > 0) {
    out->samples[out->n_samples * out->horizon] = 1;
  }
  return forecast_with(call, series, n_series, out, draw_nothing);
}

#define METHODS(its_name, its_scope)                                                               \
  static const plugcast_forecaster its_name##_methods = {                                          \
    .struct_size = sizeof its_name##_methods,                                                      \
    .scope = its_scope,                                                                            \
    .least_length = 1,                                                                             \
    .forecast = forecast_##its_name,                                                               \
  }

METHODS(uniform, PLUGCAST_SCOPE_LOCAL);
METHODS(pure, PLUGCAST_SCOPE_LOCAL);
METHODS(infinite, PLUGCAST_SCOPE_LOCAL);
METHODS(short, PLUGCAST_SCOPE_LOCAL);
METHODS(long, PLUGCAST_SCOPE_LOCAL);

static const plugcast_forecaster global_methods = {
  .struct_size = sizeof global_methods,
  .scope = PLUGCAST_SCOPE_GLOBAL,
  .least_length = 1,
  .forecast = forecast_uniform,
};

// Forecasts the number of series of the call; fails for series whose last value is negative.
static plugcast_status
forecast_count(const plugcast_call *call,
               void *instance,
               const plugcast_series *const *series,
               uint64_t n_series,
               const plugcast_forecast *out)
{
  for (uint64_t i = 0; i < n_series; i++) {
    for (uint64_t h = 0; h < out->horizon; h++) {
      out->mean[i * out->horizon + h] = (double)n_series;
    }
    if (series[i]->values[series[i]->n_values - 1] < 0) {
      out->status[i] = plugcast_fail(call, PLUGCAST_BAD_INPUT, "ends below zero");
    }
  }
  return PLUGCAST_OK;
}

static const plugcast_forecaster count_methods = {
  .struct_size = sizeof count_methods,
  .scope = PLUGCAST_SCOPE_GLOBAL,
  .least_length = 2,
  .forecast = forecast_count,
};

static const plugcast_component count_component = {
  .struct_size = sizeof count_component,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "count_batch",
  .summary = "forecasts the number of series of a call",
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .methods = &count_methods,
};

#define COMPONENT(its_variable, its_name, its_methods)                                             \
  static const plugcast_component its_variable = {                                                 \
    .struct_size = sizeof its_variable,                                                            \
    .kind = PLUGCAST_KIND_FORECASTER,                                                              \
    .name = its_name,                                                                              \
    .summary = "draws paths",                                                                      \
    .threading = PLUGCAST_THREADING_PURE,                                                          \
    .determinism = PLUGCAST_DETERMINISM_SEEDED,                                                    \
    .capabilities = PLUGCAST_CAN_SAMPLES,                                                          \
    .methods = &its_methods,                                                                       \
  }

COMPONENT(uniform_component, "draw_uniform", uniform_methods);
COMPONENT(global_component, "draw_global", global_methods);
COMPONENT(pure_component, "draw_pure", pure_methods);
COMPONENT(infinite_component, "draw_infinite", infinite_methods);
COMPONENT(short_component, "draw_short", short_methods);
COMPONENT(long_component, "draw_long", long_methods);

static const plugcast_component *const components[] = {
  &uniform_component, &global_component, &pure_component,  &infinite_component,
  &short_component,   &long_component,   &count_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(7),
  .name = "run_samples",
  .version = "1.0",
  .components = components,
};
