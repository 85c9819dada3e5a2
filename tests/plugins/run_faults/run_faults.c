// SPDX-License-Identifier: MIT
// Forecasters that each break one promise, but only for the series whose id says so ("bad…").
#include <plugcast.h>

#include <math.h>
#include <string.h>
#include <xmmintrin.h>

typedef plugcast_status (*Forecast)(const plugcast_call *call,
                                    void *instance,
                                    const plugcast_series *const *series,
                                    uint64_t n_series,
                                    const plugcast_forecast *out);

static bool
is_bad(const plugcast_series *series)
{
  return strncmp(series->id, "bad", 3) == 0;
}

static plugcast_status
repeat_last(const plugcast_call *call,
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

static plugcast_status
leave_unwritten(const plugcast_call *call,
                void *instance,
                const plugcast_series *const *series,
                uint64_t n_series,
                const plugcast_forecast *out)
{
  if (is_bad(series[0])) {
    out->mean[0] = 1;
    return PLUGCAST_OK;
  }
  return repeat_last(call, instance, series, n_series, out);
}

static plugcast_status
write_infinity(const plugcast_call *call,
               void *instance,
               const plugcast_series *const *series,
               uint64_t n_series,
               const plugcast_forecast *out)
{
  repeat_last(call, instance, series, n_series, out);
  if (is_bad(series[0])) {
    out->mean[1] = HUGE_VAL;
  }
  return PLUGCAST_OK;
}

static plugcast_status
write_behind(const plugcast_call *call,
             void *instance,
             const plugcast_series *const *series,
             uint64_t n_series,
             const plugcast_forecast *out)
{
  repeat_last(call, instance, series, n_series, out);
  if (is_bad(series[0])) {
    out->mean[out->horizon] = 0;
  }
  return PLUGCAST_OK;
}

static plugcast_status
write_status_behind(const plugcast_call *call,
                    void *instance,
                    const plugcast_series *const *series,
                    uint64_t n_series,
                    const plugcast_forecast *out)
{
  repeat_last(call, instance, series, n_series, out);
  if (is_bad(series[0])) {
    out->status[1] = PLUGCAST_OK;
  }
  return PLUGCAST_OK;
}

static plugcast_status
fail_with_message(const plugcast_call *call,
                  void *instance,
                  const plugcast_series *const *series,
                  uint64_t n_series,
                  const plugcast_forecast *out)
{
  if (is_bad(series[0])) {
    return plugcast_fail(call, PLUGCAST_NUMERIC, "no minimum\nfound");
  }
  return repeat_last(call, instance, series, n_series, out);
}

static plugcast_status
fail_silently(const plugcast_call *call,
              void *instance,
              const plugcast_series *const *series,
              uint64_t n_series,
              const plugcast_forecast *out)
{
  repeat_last(call, instance, series, n_series, out);
  out->status[0] = is_bad(series[0]) ? PLUGCAST_BAD_INPUT : PLUGCAST_OK;
  return PLUGCAST_OK;
}

static plugcast_status
answer_nonsense(const plugcast_call *call,
                void *instance,
                const plugcast_series *const *series,
                uint64_t n_series,
                const plugcast_forecast *out)
{
  repeat_last(call, instance, series, n_series, out);
  return is_bad(series[0]) ? -7 : PLUGCAST_OK;
}

static plugcast_status
give_up(const plugcast_call *call,
        void *instance,
        const plugcast_series *const *series,
        uint64_t n_series,
        const plugcast_forecast *out)
{
  repeat_last(call, instance, series, n_series, out);
  return is_bad(series[0]) ? PLUGCAST_CANCELLED : PLUGCAST_OK;
}

static plugcast_status
flush_subnormals(const plugcast_call *call,
                 void *instance,
                 const plugcast_series *const *series,
                 uint64_t n_series,
                 const plugcast_forecast *out)
{
  if (is_bad(series[0])) {
    _mm_setcsr(_mm_getcsr() | 0x8040);
  }
  return repeat_last(call, instance, series, n_series, out);
}

static plugcast_status
talk(const plugcast_call *call,
     void *instance,
     const plugcast_series *const *series,
     uint64_t n_series,
     const plugcast_forecast *out)
{
  if (is_bad(series[0])) {
    call->host->log(call, PLUGCAST_LOG_DEBUG, "nobody hears this");
    call->host->log(call, PLUGCAST_LOG_NOTE, "one bad value");
  }
  return repeat_last(call, instance, series, n_series, out);
}

static plugcast_status
cross_quantiles(const plugcast_call *call,
                void *instance,
                const plugcast_series *const *series,
                uint64_t n_series,
                const plugcast_forecast *out)
{
  repeat_last(call, instance, series, n_series, out);
  for (uint64_t i = 0; i < out->n_levels; i++) {
    for (uint64_t h = 0; h < out->horizon; h++) {
      out->quantiles[i * out->horizon + h] = out->mean[h] - out->levels[i];
    }
  }
  return PLUGCAST_OK;
}

// Waits for the host to ask for an end: for tests of cancelling.
static plugcast_status
wait_for_stop(const plugcast_call *call,
              void *instance,
              const plugcast_series *const *series,
              uint64_t n_series,
              const plugcast_forecast *out)
{
  if (!is_bad(series[0])) {
    return repeat_last(call, instance, series, n_series, out);
  }
  while (!plugcast_should_stop(call)) {
  }
  return PLUGCAST_CANCELLED;
}

// The seed as a forecast, cut to what a double holds.
static plugcast_status
show_seed(const plugcast_call *call,
          void *instance,
          const plugcast_series *const *series,
          uint64_t n_series,
          const plugcast_forecast *out)
{
  for (uint64_t h = 0; h < out->horizon; h++) {
    out->mean[h] = (double)(call->seed >> 11);
  }
  return PLUGCAST_OK;
}

#define FORECASTER(function, can, least)                                                           \
  static const plugcast_forecaster function##_methods = {                                          \
    .struct_size = sizeof function##_methods,                                                      \
    .scope = PLUGCAST_SCOPE_LOCAL,                                                                 \
    .least_length = (least),                                                                       \
    .longest_horizon = 24,                                                                         \
    .forecast = (function),                                                                        \
  };                                                                                               \
  static const plugcast_component function##_component = {                                         \
    .struct_size = sizeof function##_component,                                                    \
    .kind = PLUGCAST_KIND_FORECASTER,                                                              \
    .name = #function,                                                                             \
    .summary = "breaks one promise",                                                               \
    .threading = PLUGCAST_THREADING_PURE,                                                          \
    .determinism = PLUGCAST_DETERMINISM_BITWISE,                                                   \
    .capabilities = (can),                                                                         \
    .methods = &function##_methods,                                                                \
  }

FORECASTER(repeat_last, 0, 4);
FORECASTER(leave_unwritten, 0, 1);
FORECASTER(write_infinity, 0, 1);
FORECASTER(write_behind, 0, 1);
FORECASTER(write_status_behind, 0, 1);
FORECASTER(fail_with_message, 0, 1);
FORECASTER(fail_silently, 0, 1);
FORECASTER(answer_nonsense, 0, 1);
FORECASTER(give_up, 0, 1);
FORECASTER(flush_subnormals, 0, 1);
FORECASTER(talk, 0, 1);
FORECASTER(cross_quantiles, PLUGCAST_CAN_QUANTILES, 1);
FORECASTER(wait_for_stop, 0, 1);
FORECASTER(show_seed, PLUGCAST_CAN_MISSING, 1);

static const plugcast_component *const components[] = {
  &repeat_last_component,
  &leave_unwritten_component,
  &write_infinity_component,
  &write_behind_component,
  &write_status_behind_component,
  &fail_with_message_component,
  &fail_silently_component,
  &answer_nonsense_component,
  &give_up_component,
  &flush_subnormals_component,
  &talk_component,
  &cross_quantiles_component,
  &wait_for_stop_component,
  &show_seed_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof *components),
  .name = "run_faults",
  .version = "1",
  .components = components,
};
