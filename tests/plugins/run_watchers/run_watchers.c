// SPDX-License-Identifier: MIT
// Forecasters that tell by their forecasts whether the host keeps what plugcast.h promises them.
#include <plugcast.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <xmmintrin.h>

enum {
  MOST_SERIES = 64
};

// Series as fit() got them, and a copy of what they were then.
typedef struct {
  const plugcast_series *series[MOST_SERIES];
  plugcast_series copies[MOST_SERIES];
  uint64_t n_series;
} Fitted;

static atomic_bool has_failed;

static plugcast_status
write_mean(const plugcast_forecast *out, double value)
{
  for (uint64_t h = 0; h < out->horizon; h++) {
    out->mean[h] = value;
  }
  return PLUGCAST_OK;
}

static plugcast_status
create(const plugcast_call *call, const plugcast_value *values, void **instance)
{
  *instance = calloc(1, sizeof(Fitted));
  return *instance != NULL ? PLUGCAST_OK : PLUGCAST_NO_MEMORY;
}

static void
destroy(void *instance)
{
  free(instance);
}

static void
destroy_flushing(void *instance)
{
  _mm_setcsr(_mm_getcsr() | 0x8040);
  free(instance);
}

static plugcast_status
keep_fitted(const plugcast_call *call,
            void *instance,
            const plugcast_series *const *series,
            uint64_t n_series,
            plugcast_status *status)
{
  Fitted *self = instance;
  if (n_series > MOST_SERIES) {
    return PLUGCAST_BAD_INPUT;
  }
  for (uint64_t i = 0; i < n_series; i++) {
    self->series[i] = series[i];
    self->copies[i] = *series[i];
  }
  self->n_series = n_series;
  return PLUGCAST_OK;
}

// How many of the fitted series are still as they were.
static plugcast_status
keep_series(const plugcast_call *call,
            void *instance,
            const plugcast_series *const *series,
            uint64_t n_series,
            const plugcast_forecast *out)
{
  const Fitted *self = instance;
  double n_kept = 0;
  for (uint64_t i = 0; i < self->n_series; i++) {
    n_kept += memcmp(self->series[i], &self->copies[i], sizeof self->copies[i]) == 0 ? 1 : 0;
  }
  return write_mean(out, n_kept);
}

static plugcast_status
count_regressors(const plugcast_call *call,
                 void *instance,
                 const plugcast_series *const *series,
                 uint64_t n_series,
                 const plugcast_forecast *out)
{
  const bool is_complete =
      series[0]->n_exogenous == 0
          ? series[0]->exogenous == NULL && series[0]->future_exogenous == NULL
          : series[0]->exogenous != NULL && series[0]->future_exogenous[0] == NULL;
  return write_mean(out, is_complete ? (double)series[0]->n_exogenous : -1);
}

// The first value of the first regressor beside the first value.
static plugcast_status
show_regressor(const plugcast_call *call,
               void *instance,
               const plugcast_series *const *series,
               uint64_t n_series,
               const plugcast_forecast *out)
{
  return write_mean(out, series[0]->exogenous[0][0]);
}

static plugcast_status
want_memory(const plugcast_call *call,
            void *instance,
            const plugcast_series *const *series,
            uint64_t n_series,
            const plugcast_forecast *out)
{
  const uint64_t sizes[] = { UINT64_C(1) << 50, UINT64_C(1) << 61, UINT64_MAX };
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    if (plugcast_scratch(call, sizes[i]) != NULL) {
      return PLUGCAST_FAILED;
    }
  }
  return plugcast_scratch(call, 100) != NULL ? PLUGCAST_NO_MEMORY : PLUGCAST_FAILED;
}

static plugcast_status
flush_at_end(const plugcast_call *call,
             void *instance,
             const plugcast_series *const *series,
             uint64_t n_series,
             const plugcast_forecast *out)
{
  return write_mean(out, 0);
}

static plugcast_status
want_five(const plugcast_call *call,
          void *instance,
          const plugcast_series *const *series,
          uint64_t n_series,
          const plugcast_forecast *out)
{
  return series[0]->n_values >= 5 ? write_mean(out, 5)
                                  : plugcast_fail(call, PLUGCAST_NUMERIC, "not five values");
}

static plugcast_status
fail_outside(const plugcast_call *call,
             void *instance,
             const plugcast_series *const *series,
             uint64_t n_series,
             const plugcast_forecast *out)
{
  out->mean[out->horizon] = 0;
  return plugcast_fail(call, PLUGCAST_NUMERIC, "no minimum");
}

static plugcast_status
fail_early(const plugcast_call *call,
           void *instance,
           const plugcast_series *const *series,
           uint64_t n_series,
           const plugcast_forecast *out)
{
  atomic_store(&has_failed, true);
  return plugcast_fail(call, PLUGCAST_FAILED, "early");
}

// Needs a second thread, on which fail_early() runs.
static plugcast_status
fail_late(const plugcast_call *call,
          void *instance,
          const plugcast_series *const *series,
          uint64_t n_series,
          const plugcast_forecast *out)
{
  while (!atomic_load(&has_failed)) {
  }
  return plugcast_fail(call, PLUGCAST_FAILED, "late");
}

#define FORECASTER(function, scope_, fit_, destroy_, can)                                          \
  static const plugcast_forecaster function##_methods = {                                          \
    .struct_size = sizeof function##_methods,                                                      \
    .scope = scope_,                                                                               \
    .least_length = 1,                                                                             \
    .create = create,                                                                              \
    .destroy = destroy_,                                                                           \
    .fit = fit_,                                                                                   \
    .forecast = function,                                                                          \
  };                                                                                               \
  static const plugcast_component function##_component = {                                         \
    .struct_size = sizeof function##_component,                                                    \
    .kind = PLUGCAST_KIND_FORECASTER,                                                              \
    .name = #function,                                                                             \
    .summary = "watches the host",                                                                 \
    .capabilities = can,                                                                           \
    .methods = &function##_methods,                                                                \
  }

FORECASTER(keep_series, PLUGCAST_SCOPE_GLOBAL, keep_fitted, destroy, 0);
FORECASTER(count_regressors, PLUGCAST_SCOPE_LOCAL, NULL, destroy, 0);
FORECASTER(show_regressor, PLUGCAST_SCOPE_LOCAL, NULL, destroy, PLUGCAST_CAN_EXOGENOUS);
FORECASTER(want_memory, PLUGCAST_SCOPE_LOCAL, NULL, destroy, 0);
FORECASTER(flush_at_end, PLUGCAST_SCOPE_LOCAL, NULL, destroy_flushing, 0);
FORECASTER(want_five, PLUGCAST_SCOPE_LOCAL, NULL, destroy, 0);
FORECASTER(fail_outside, PLUGCAST_SCOPE_LOCAL, NULL, destroy, 0);
FORECASTER(fail_early, PLUGCAST_SCOPE_LOCAL, NULL, destroy, 0);
FORECASTER(fail_late, PLUGCAST_SCOPE_LOCAL, NULL, destroy, 0);

static const plugcast_component *const components[] = {
  &keep_series_component,  &count_regressors_component, &show_regressor_component,
  &want_memory_component,  &flush_at_end_component,     &want_five_component,
  &fail_outside_component, &fail_early_component,       &fail_late_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof *components),
  .name = "run_watchers",
  .version = "1",
  .components = components,
};
