// SPDX-License-Identifier: MIT
#include "band.h"
#include "drift.h"
#include "window.h"

#include <plugcast.h>
#include <stdlib.h>

/** The parameter of the window averages, as a component keeps it. */
typedef struct {
  uint64_t length; // values or seasons; 0: chosen from the series
} Instance;

enum {
  DEFAULT_LENGTH = 3,
};

static plugcast_status
create(const plugcast_call *call, const plugcast_value *values, void **instance)
{
  Instance *const made = malloc(sizeof *made);
  if (made == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for an instance");
  }
  made->length = (uint64_t)values[0].integer;
  *instance = made;
  return PLUGCAST_OK;
}

static void
destroy(void *instance)
{
  free(instance);
}

/** Forecasts by @window, or by the drift method when it is NULL. */
static plugcast_status
forecast_series(const plugcast_call *call,
                const Window *window,
                const plugcast_series *series,
                const plugcast_forecast *out)
{
  History history;
  const plugcast_status status = history_read(call, series, &history);
  if (status != PLUGCAST_OK) {
    return status;
  }
  double *const means = plugcast_scratch(call, 2 * out->horizon * sizeof *means);
  if (means == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the forecasts");
  }
  double *const deviations = means + out->horizon;
  if (window == NULL) {
    drift_forecast(&history, means, deviations, out->horizon);
  } else {
    const plugcast_status answer =
        window_forecast(call, window, &history, means, deviations, out->horizon);
    if (answer != PLUGCAST_OK) {
      return answer;
    }
  }
  band_write(&history, means, deviations, out);
  return PLUGCAST_OK;
}

static uint64_t
season_of(const plugcast_series *series)
{
  return series->season_length > 1 ? series->season_length : 1;
}

static plugcast_status
forecast_naive(const plugcast_call *call,
               void *instance,
               const plugcast_series *const *series,
               uint64_t n_series,
               const plugcast_forecast *out)
{
  const Window window = { .period = 1, .length = 1, .growth = WINDOW_GROWTH_WALK };
  return forecast_series(call, &window, series[0], out);
}

static plugcast_status
forecast_seasonal_naive(const plugcast_call *call,
                        void *instance,
                        const plugcast_series *const *series,
                        uint64_t n_series,
                        const plugcast_forecast *out)
{
  const Window window = {
    .period = season_of(series[0]),
    .length = 1,
    .growth = WINDOW_GROWTH_WALK,
  };
  return forecast_series(call, &window, series[0], out);
}

static plugcast_status
forecast_drift(const plugcast_call *call,
               void *instance,
               const plugcast_series *const *series,
               uint64_t n_series,
               const plugcast_forecast *out)
{
  return forecast_series(call, NULL, series[0], out);
}

static plugcast_status
forecast_mean(const plugcast_call *call,
              void *instance,
              const plugcast_series *const *series,
              uint64_t n_series,
              const plugcast_forecast *out)
{
  const Window window = { .period = 1, .length = UINT64_MAX, .growth = WINDOW_GROWTH_LEVEL };
  return forecast_series(call, &window, series[0], out);
}

static plugcast_status
forecast_window_average(const plugcast_call *call,
                        void *instance,
                        const plugcast_series *const *series,
                        uint64_t n_series,
                        const plugcast_forecast *out)
{
  const Instance *const self = instance;
  const uint64_t season = season_of(series[0]);
  const uint64_t chosen = season > 1 ? season : DEFAULT_LENGTH;
  const Window window = {
    .period = 1,
    .length = self->length > 0 ? self->length : chosen,
    .growth = WINDOW_GROWTH_MEASURED,
  };
  return forecast_series(call, &window, series[0], out);
}

static plugcast_status
forecast_seasonal_window_average(const plugcast_call *call,
                                 void *instance,
                                 const plugcast_series *const *series,
                                 uint64_t n_series,
                                 const plugcast_forecast *out)
{
  const Instance *const self = instance;
  const Window window = {
    .period = season_of(series[0]),
    .length = self->length,
    .growth = WINDOW_GROWTH_MEASURED,
  };
  return forecast_series(call, &window, series[0], out);
}

static const plugcast_forecaster naive_methods = {
  .struct_size = sizeof naive_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .forecast = forecast_naive,
};
static const plugcast_forecaster seasonal_naive_methods = {
  .struct_size = sizeof seasonal_naive_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .forecast = forecast_seasonal_naive,
};
static const plugcast_forecaster drift_methods = {
  .struct_size = sizeof drift_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .forecast = forecast_drift,
};
static const plugcast_forecaster mean_methods = {
  .struct_size = sizeof mean_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .forecast = forecast_mean,
};
static const plugcast_forecaster window_average_methods = {
  .struct_size = sizeof window_average_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .create = create,
  .destroy = destroy,
  .forecast = forecast_window_average,
};
static const plugcast_forecaster seasonal_window_average_methods = {
  .struct_size = sizeof seasonal_window_average_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .create = create,
  .destroy = destroy,
  .forecast = forecast_seasonal_window_average,
};

static const plugcast_param window_average_params[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "window",
      .summary = "number of last values averaged; 0: one season, or 3 without a season",
      .minimum = 0.0,
      .maximum = 1000000.0,
      .default_number = 0.0,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};
static const plugcast_param seasonal_window_average_params[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "window",
      .summary = "number of last seasons averaged",
      .minimum = 1.0,
      .maximum = 1000000.0,
      .default_number = DEFAULT_LENGTH,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};

static const char book[] = "Hyndman and Athanasopoulos (2021), Forecasting: Principles and "
                           "Practice, 3rd edition, sections 5.2 and 5.5";

static const plugcast_component naive = {
  .struct_size = sizeof naive,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "naive",
  .summary = "the last value",
  .reference = book,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING | PLUGCAST_CAN_QUANTILES,
  .methods = &naive_methods,
};
static const plugcast_component seasonal_naive = {
  .struct_size = sizeof seasonal_naive,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "seasonal_naive",
  .summary = "the last value at the same place of the season",
  .reference = book,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_SEASON | PLUGCAST_CAN_MISSING | PLUGCAST_CAN_QUANTILES,
  .methods = &seasonal_naive_methods,
};
static const plugcast_component drift = {
  .struct_size = sizeof drift,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "drift",
  .summary = "the line from the first value to the last, continued",
  .reference = book,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING | PLUGCAST_CAN_QUANTILES,
  .methods = &drift_methods,
};
static const plugcast_component mean = {
  .struct_size = sizeof mean,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "mean",
  .summary = "the mean of all values",
  .reference = book,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_MISSING | PLUGCAST_CAN_QUANTILES,
  .methods = &mean_methods,
};
static const plugcast_component window_average = {
  .struct_size = sizeof window_average,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "window_average",
  .summary = "the mean of the last values",
  .params = window_average_params,
  .n_params = 1,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_SEASON | PLUGCAST_CAN_MISSING | PLUGCAST_CAN_QUANTILES,
  .methods = &window_average_methods,
};
static const plugcast_component seasonal_window_average = {
  .struct_size = sizeof seasonal_window_average,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "seasonal_window_average",
  .summary = "the mean of the last values at the same place of the season",
  .params = seasonal_window_average_params,
  .n_params = 1,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_SEASON | PLUGCAST_CAN_MISSING | PLUGCAST_CAN_QUANTILES,
  .methods = &seasonal_window_average_methods,
};

static const plugcast_component *const components[] = {
  &naive, &seasonal_naive, &drift, &mean, &window_average, &seasonal_window_average,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof components[0]),
  .name = "baseline",
  .version = "1.0",
  .summary = "simple forecasts that every other model has to beat",
  .license = "MIT",
  .components = components,
};
