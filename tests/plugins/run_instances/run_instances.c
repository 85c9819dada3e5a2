// SPDX-License-Identifier: MIT
// Forecasters with instances that notice when the host breaks a promise about threads or phases.
#include <plugcast.h>

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct {
  double offset;     // the parameter
  double level;      // what fit() learned
  uint64_t n_fitted; // series of the last fit()
  atomic_int n_inside;
} Instance;

static atomic_int n_inside_plugin;

static plugcast_status
create(const plugcast_call *call, const plugcast_value *values, void **instance)
{
  Instance *self = calloc(1, sizeof *self);
  if (self == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  self->offset = values[0].real;
  *instance = self;
  return self->offset < 1000
             ? PLUGCAST_OK
             : (free(self), plugcast_fail(call, PLUGCAST_BAD_ARGUMENT, "offset too large"));
}

static void
destroy(void *instance)
{
  free(instance);
}

static plugcast_status
fit(const plugcast_call *call,
    void *instance,
    const plugcast_series *const *series,
    uint64_t n_series,
    plugcast_status *status)
{
  Instance *self = instance;
  double sum = 0;
  for (uint64_t i = 0; i < n_series; i++) {
    if (series[i]->values[0] < 0) {
      return plugcast_fail(call, PLUGCAST_BAD_INPUT, "starts below zero");
    }
    sum += series[i]->values[series[i]->n_values - 1];
  }
  self->level = sum / (double)n_series;
  self->n_fitted = n_series;
  return PLUGCAST_OK;
}

static plugcast_status
forecast_with(Instance *self,
              atomic_int *n_inside,
              const plugcast_call *call,
              const plugcast_forecast *out)
{
  if (atomic_fetch_add(n_inside, 1) != 0) {
    atomic_fetch_sub(n_inside, 1);
    return plugcast_fail(call, PLUGCAST_FAILED, "two calls at once");
  }
  for (uint64_t h = 0; h < out->horizon; h++) {
    double value = self->level;
    for (int i = 0; i < 200; i++) {
      value += sin((double)i) * 1e-9;
    }
    out->mean[h] = round(value) + self->offset;
  }
  atomic_fetch_sub(n_inside, 1);
  return PLUGCAST_OK;
}

static plugcast_status
forecast_guarded(const plugcast_call *call,
                 void *instance,
                 const plugcast_series *const *series,
                 uint64_t n_series,
                 const plugcast_forecast *out)
{
  Instance *self = instance;
  return forecast_with(self, &self->n_inside, call, out);
}

static plugcast_status
forecast_serial(const plugcast_call *call,
                void *instance,
                const plugcast_series *const *series,
                uint64_t n_series,
                const plugcast_forecast *out)
{
  return forecast_with(instance, &n_inside_plugin, call, out);
}

static const plugcast_param params[] = {
  {
      .struct_size = sizeof *params,
      .type = PLUGCAST_PARAM_REAL,
      .name = "offset",
      .summary = "added to each forecast; 0 by default",
      .minimum = -1e6,
      .maximum = 1e6,
  },
};

#define METHODS(name, scope_, forecast_)                                                           \
  static const plugcast_forecaster name##_methods = {                                              \
    .struct_size = sizeof name##_methods,                                                          \
    .scope = (scope_),                                                                             \
    .least_length = 2,                                                                             \
    .create = create,                                                                              \
    .destroy = destroy,                                                                            \
    .fit = fit,                                                                                    \
    .forecast = (forecast_),                                                                       \
  }

#define COMPONENT(name_, threading_)                                                               \
  static const plugcast_component name_##_component = {                                            \
    .struct_size = sizeof name_##_component,                                                       \
    .kind = PLUGCAST_KIND_FORECASTER,                                                              \
    .name = #name_,                                                                                \
    .summary = "last value of the fit, watched",                                                   \
    .params = params,                                                                              \
    .n_params = 1,                                                                                 \
    .threading = (threading_),                                                                     \
    .determinism = PLUGCAST_DETERMINISM_BITWISE,                                                   \
    .methods = &name_##_methods,                                                                   \
  }

METHODS(local_last, PLUGCAST_SCOPE_LOCAL, forecast_guarded);
METHODS(serial_last, PLUGCAST_SCOPE_LOCAL, forecast_serial);
METHODS(global_mean, PLUGCAST_SCOPE_GLOBAL, forecast_guarded);
METHODS(own_process, PLUGCAST_SCOPE_LOCAL, forecast_guarded);
COMPONENT(local_last, PLUGCAST_THREADING_INSTANCE);
COMPONENT(serial_last, PLUGCAST_THREADING_SERIAL);
COMPONENT(global_mean, PLUGCAST_THREADING_INSTANCE);
COMPONENT(own_process, PLUGCAST_THREADING_PROCESS);

static const plugcast_component *const components[] = {
  &local_last_component,
  &serial_last_component,
  &global_mean_component,
  &own_process_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof *components),
  .name = "run_instances",
  .version = "1",
  .components = components,
};
