// SPDX-License-Identifier: MIT
#include "adjusted.h"
#include "dynamic.h"
#include "settings.h"
#include "standard.h"

#include <math.h>
#include <plugcast.h>
#include <stdlib.h>

enum {
  PARAM_SEASON,
  PARAM_THETA,
  PARAM_ALPHA,
  N_PARAMS,
};

typedef plugcast_status (*Model)(const plugcast_call *call,
                                 const Settings *settings,
                                 const Adjusted *adjusted,
                                 double *means,
                                 double *deviations,
                                 uint64_t horizon);

static plugcast_status
create(const plugcast_call *call, const plugcast_value *values, void **instance)
{
  Settings *const settings = malloc(sizeof *settings);
  if (settings == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for an instance");
  }
  *settings = (Settings){
    .season = (SeasonMode)values[PARAM_SEASON].integer,
    .theta = values[PARAM_THETA].real,
    .alpha = values[PARAM_ALPHA].real,
  };
  *instance = settings;
  return PLUGCAST_OK;
}

static void
destroy(void *instance)
{
  free(instance);
}

static plugcast_status
forecast_series(const plugcast_call *call,
                Model model,
                const Settings *settings,
                const plugcast_series *series,
                const plugcast_forecast *out)
{
  Adjusted adjusted;
  plugcast_status status = adjusted_read(call, series, settings->season, &adjusted);
  if (status != PLUGCAST_OK) {
    return status;
  }
  double *const means = plugcast_scratch(call, 2 * out->horizon * sizeof *means);
  if (means == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the forecasts");
  }
  double *const deviations = means + out->horizon;
  status = model(call, settings, &adjusted, means, deviations, out->horizon);
  if (status != PLUGCAST_OK) {
    return status;
  }
  adjusted_write(&adjusted, means, deviations, out);
  return PLUGCAST_OK;
}

static plugcast_status
forecast_theta(const plugcast_call *call,
               void *instance,
               const plugcast_series *const *series,
               uint64_t n_series,
               const plugcast_forecast *out)
{
  return forecast_series(call, standard_forecast, instance, series[0], out);
}

static plugcast_status
forecast_dotm(const plugcast_call *call,
              void *instance,
              const plugcast_series *const *series,
              uint64_t n_series,
              const plugcast_forecast *out)
{
  return forecast_series(call, dynamic_forecast, instance, series[0], out);
}

static const plugcast_forecaster theta_methods = {
  .struct_size = sizeof theta_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .create = create,
  .destroy = destroy,
  .forecast = forecast_theta,
};
static const plugcast_forecaster dotm_methods = {
  .struct_size = sizeof dotm_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .create = create,
  .destroy = destroy,
  .forecast = forecast_dotm,
};

static const plugcast_param theta_params[N_PARAMS] = {
  [PARAM_SEASON] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "season",
      .summary = "seasonal adjustment; auto: where the seasonality test finds a season",
      .default_number = SEASON_MODE_AUTO,
      .choices = season_modes,
      .n_choices = N_SEASON_MODES,
  },
  [PARAM_THETA] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "theta",
      .summary = "curvature of the short-term line; 1 - 1/theta of the trend's slope is kept",
      .minimum = 1.0,
      .maximum = 1000.0,
      .default_number = 2.0,
      .scale = PLUGCAST_SCALE_LOGARITHMIC,
  },
  [PARAM_ALPHA] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "alpha",
      .summary = "smoothing parameter of the level; by default the one of least squared errors",
      .minimum = 0.0001,
      .maximum = 1.0,
      .default_number = (double)NAN,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};
static const plugcast_param dotm_params[N_PARAMS] = {
  [PARAM_SEASON] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "season",
      .summary = "seasonal adjustment; auto: where the seasonality test finds a season",
      .default_number = SEASON_MODE_AUTO,
      .choices = season_modes,
      .n_choices = N_SEASON_MODES,
  },
  [PARAM_THETA] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "theta",
      .summary = "curvature of the short-term line; by default the one of least squared errors",
      .minimum = 1.0,
      .maximum = 1000.0,
      .default_number = (double)NAN,
      .scale = PLUGCAST_SCALE_LOGARITHMIC,
  },
  [PARAM_ALPHA] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "alpha",
      .summary = "smoothing parameter of the level; by default the one of least squared errors",
      .minimum = 0.0001,
      .maximum = 1.0,
      .default_number = (double)NAN,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};

static const plugcast_component theta = {
  .struct_size = sizeof theta,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "theta",
  .summary = "standard Theta method: exponential smoothing with half the trend's slope",
  .reference = "Assimakopoulos and Nikolopoulos (2000), The theta model: a decomposition approach "
               "to forecasting, International Journal of Forecasting 16, 521-530",
  .params = theta_params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_SEASON | PLUGCAST_CAN_MISSING | PLUGCAST_CAN_QUANTILES,
  .methods = &theta_methods,
};
static const plugcast_component dotm = {
  .struct_size = sizeof dotm,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "dotm",
  .summary = "dynamic optimised Theta model: theta estimated, the trend updated step by step",
  .reference = "Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016), Models for "
               "optimising the theta method and their relationship to state space models, "
               "International Journal of Forecasting 32, 1151-1161",
  .params = dotm_params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_SEASON | PLUGCAST_CAN_MISSING | PLUGCAST_CAN_QUANTILES,
  .methods = &dotm_methods,
};

static const plugcast_component *const components[] = { &theta, &dotm };

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof components[0]),
  .name = "theta",
  .version = "1.0",
  .summary = "Theta models",
  .license = "MIT",
  .components = components,
};
