// SPDX-License-Identifier: MIT
#pragma once

// A plugin that keeps every promise; each folder here breaks one of them.

#include <plugcast.h>

static inline plugcast_status
sound_forecast(const plugcast_call *call,
               void *instance,
               const plugcast_series *const *series,
               uint64_t n_series,
               const plugcast_forecast *out)
{
  (void)call;
  (void)instance;
  for (uint64_t i = 0; i < n_series; i++) {
    for (uint64_t h = 0; h < out->horizon; h++) {
      out->mean[i * out->horizon + h] = series[i]->values[series[i]->n_values - 1];
    }
  }
  return PLUGCAST_OK;
}

static const plugcast_forecaster sound_methods = {
  .struct_size = sizeof sound_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .forecast = sound_forecast,
};

// A forecaster called name_, with methods_.
#define SOUND_COMPONENT(name_, methods_)                                                           \
  {                                                                                                \
    .struct_size = sizeof(plugcast_component), .kind = PLUGCAST_KIND_FORECASTER, .name = (name_),  \
    .summary = "repeats the last value", .threading = PLUGCAST_THREADING_PURE,                     \
    .methods = (methods_)                                                                          \
  }

static const plugcast_component sound_component = SOUND_COMPONENT("last", &sound_methods);
static const plugcast_component *const sound_components[] = { &sound_component };

// All of a plugin but its header.
#define SOUND_PLUGIN .name = "sound", .version = "1.0", .components = sound_components

// A plugin with the one component, a plugcast_component in a variable.
#define SOUND_PLUGIN_WITH(component)                                                               \
  static const plugcast_component *const components[] = { &(component) };                          \
  const plugcast_plugin plugcast_plugin_v1 = {                                                     \
    .header = PLUGCAST_HEADER(1), .name = "faulty", .version = "1.0", .components = components     \
  }
