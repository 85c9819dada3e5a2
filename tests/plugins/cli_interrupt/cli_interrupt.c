// SPDX-License-Identifier: MIT
// Forecasters that press Ctrl-C themselves, so that a test knows when it comes: series whose id
// begins with "stop" are at work when it does, all others repeat their last value.
#include <plugcast.h>

#include <signal.h>
#include <string.h>

static plugcast_status
forecast(const plugcast_call *call,
         int n_signals,
         const plugcast_series *series,
         const plugcast_forecast *out)
{
  if (strncmp(series->id, "stop", 4) == 0) {
    for (int i = 0; i < n_signals; i++) {
      raise(SIGINT);
    }
    while (!plugcast_should_stop(call)) {
    }
    return PLUGCAST_CANCELLED;
  }
  for (uint64_t h = 0; h < out->horizon; h++) {
    out->mean[h] = series->values[series->n_values - 1];
  }
  return PLUGCAST_OK;
}

static plugcast_status
interrupt_once(const plugcast_call *call,
               void *instance,
               const plugcast_series *const *series,
               uint64_t n_series,
               const plugcast_forecast *out)
{
  return forecast(call, 1, series[0], out);
}

static plugcast_status
interrupt_twice(const plugcast_call *call,
                void *instance,
                const plugcast_series *const *series,
                uint64_t n_series,
                const plugcast_forecast *out)
{
  return forecast(call, 2, series[0], out);
}

static const plugcast_forecaster once_methods = {
  .struct_size = sizeof once_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .forecast = interrupt_once,
};
static const plugcast_component once = {
  .struct_size = sizeof once,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "interrupt_once",
  .summary = "sends one SIGINT",
  .threading = PLUGCAST_THREADING_PURE,
  .methods = &once_methods,
};
static const plugcast_forecaster twice_methods = {
  .struct_size = sizeof twice_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .forecast = interrupt_twice,
};
static const plugcast_component twice = {
  .struct_size = sizeof twice,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "interrupt_twice",
  .summary = "sends two SIGINT",
  .threading = PLUGCAST_THREADING_PURE,
  .methods = &twice_methods,
};
static const plugcast_component *const components[] = { &once, &twice };
const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(2),
  .name = "cli_interrupt",
  .version = "1.0",
  .components = components,
};
