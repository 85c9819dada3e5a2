// SPDX-License-Identifier: MIT
#include "plugcast.h"

static plugcast_status
forecast(const plugcast_call *call,
         void *instance,
         const plugcast_series *const *series,
         uint64_t n_series,
         const plugcast_forecast *out)
{
  for (uint64_t i = 0; i < n_series; i++) {
    for (uint64_t h = 0; h < out->horizon; h++) {
      out->mean[i * out->horizon + h] = series[i]->values[series[i]->n_values - 1];
    }
  }
  return PLUGCAST_OK;
}

static const plugcast_forecaster methods = {
  .struct_size = sizeof methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .forecast = forecast,
};
static const plugcast_component last = {
  .struct_size = sizeof last,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "last",
  .summary = "repeats the last value",
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .methods = &methods,
};
static const plugcast_component *const components[] = { &last };
const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  .name = "last",
  .version = "1.0",
  .components = components,
};
