// SPDX-License-Identifier: MIT
#include "families.h"

#include <math.h>
#include <string.h>

/** Groups of features that are computed together, in the order of the catalogue. */
typedef enum {
  FAMILY_DISTRIBUTION,
  FAMILY_AUTOCORRELATION,
  FAMILY_SPECTRUM,
  FAMILY_DECOMPOSITION,
  FAMILY_STATIONARITY,
  FAMILY_WINDOWS,
  FAMILY_NONLINEARITY,
  FAMILY_SMOOTHING,
  FAMILY_RECENT,
  FAMILY_INTERMITTENCY,
  FAMILY_CALENDAR,
  FAMILY_CATCH22,
  N_FAMILIES,
} Family;

typedef struct {
  uint32_t begin; // of its features in the catalogue
  uint32_t end;
  FamilyCompute compute;
} FamilyRow;

static const FamilyRow families[N_FAMILIES] = {
  [FAMILY_DISTRIBUTION] = { FEATURE_LENGTH, FEATURE_X_ACF1, distribution_compute },
  [FAMILY_AUTOCORRELATION] = { FEATURE_X_ACF1, FEATURE_ENTROPY, autocorrelation_compute },
  [FAMILY_SPECTRUM] = { FEATURE_ENTROPY, FEATURE_SEASONAL_PERIOD, spectrum_compute },
  [FAMILY_DECOMPOSITION] = { FEATURE_SEASONAL_PERIOD, FEATURE_UNITROOT_KPSS,
                             decomposition_compute },
  [FAMILY_STATIONARITY] = { FEATURE_UNITROOT_KPSS, FEATURE_LUMPINESS, stationarity_compute },
  [FAMILY_WINDOWS] = { FEATURE_LUMPINESS, FEATURE_NONLINEARITY, windows_compute },
  [FAMILY_NONLINEARITY] = { FEATURE_NONLINEARITY, FEATURE_SES_ALPHA, nonlinearity_compute },
  [FAMILY_SMOOTHING] = { FEATURE_SES_ALPHA, FEATURE_LAST_VALUE, smoothing_compute },
  [FAMILY_RECENT] = { FEATURE_LAST_VALUE, FEATURE_ZERO_SHARE, recent_compute },
  [FAMILY_INTERMITTENCY] = { FEATURE_ZERO_SHARE, FEATURE_START_YEAR, intermittency_compute },
  [FAMILY_CALENDAR] = { FEATURE_START_YEAR, FEATURE_MODE_5, calendar_compute },
  [FAMILY_CATCH22] = { FEATURE_MODE_5, N_FEATURES, catch22_compute },
};

/** Computes families @first … @last and writes their features, one after another. */
static plugcast_status
compute_families(const plugcast_call *call,
                 const plugcast_series *series,
                 Family first,
                 Family last,
                 double *out)
{
  Sample sample;
  plugcast_status status = sample_read(call, series, &sample);
  double values[N_FEATURES];
  for (uint32_t i = 0; i < N_FEATURES; i++) {
    values[i] = (double)NAN;
  }
  for (int family = (int)first; family <= (int)last && status == PLUGCAST_OK; family++) {
    status = plugcast_should_stop(call) ? PLUGCAST_CANCELLED
                                        : families[family].compute(call, &sample, values);
  }
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint32_t begin = families[first].begin;
  for (uint32_t i = begin; i < families[last].end; i++) {
    // What overflowed or was divided by nothing is not defined.
    out[i - begin] = isfinite(values[i]) ? values[i] : (double)NAN;
  }
  return PLUGCAST_OK;
}

static plugcast_status
compute_all(const plugcast_call *call,
            const plugcast_value *values,
            const plugcast_series *series,
            double *out)
{
  return compute_families(call, series, FAMILY_DISTRIBUTION, FAMILY_CATCH22, out);
}

static plugcast_status
compute_distribution(const plugcast_call *call,
                     const plugcast_value *values,
                     const plugcast_series *series,
                     double *out)
{
  return compute_families(call, series, FAMILY_DISTRIBUTION, FAMILY_DISTRIBUTION, out);
}

static plugcast_status
compute_autocorrelation(const plugcast_call *call,
                        const plugcast_value *values,
                        const plugcast_series *series,
                        double *out)
{
  return compute_families(call, series, FAMILY_AUTOCORRELATION, FAMILY_AUTOCORRELATION, out);
}

static plugcast_status
compute_spectrum(const plugcast_call *call,
                 const plugcast_value *values,
                 const plugcast_series *series,
                 double *out)
{
  return compute_families(call, series, FAMILY_SPECTRUM, FAMILY_SPECTRUM, out);
}

static plugcast_status
compute_decomposition(const plugcast_call *call,
                      const plugcast_value *values,
                      const plugcast_series *series,
                      double *out)
{
  return compute_families(call, series, FAMILY_DECOMPOSITION, FAMILY_DECOMPOSITION, out);
}

static plugcast_status
compute_stationarity(const plugcast_call *call,
                     const plugcast_value *values,
                     const plugcast_series *series,
                     double *out)
{
  return compute_families(call, series, FAMILY_STATIONARITY, FAMILY_STATIONARITY, out);
}

static plugcast_status
compute_windows(const plugcast_call *call,
                const plugcast_value *values,
                const plugcast_series *series,
                double *out)
{
  return compute_families(call, series, FAMILY_WINDOWS, FAMILY_WINDOWS, out);
}

static plugcast_status
compute_nonlinearity(const plugcast_call *call,
                     const plugcast_value *values,
                     const plugcast_series *series,
                     double *out)
{
  return compute_families(call, series, FAMILY_NONLINEARITY, FAMILY_NONLINEARITY, out);
}

static plugcast_status
compute_smoothing(const plugcast_call *call,
                  const plugcast_value *values,
                  const plugcast_series *series,
                  double *out)
{
  return compute_families(call, series, FAMILY_SMOOTHING, FAMILY_SMOOTHING, out);
}

static plugcast_status
compute_recent(const plugcast_call *call,
               const plugcast_value *values,
               const plugcast_series *series,
               double *out)
{
  return compute_families(call, series, FAMILY_RECENT, FAMILY_RECENT, out);
}

static plugcast_status
compute_intermittency(const plugcast_call *call,
                      const plugcast_value *values,
                      const plugcast_series *series,
                      double *out)
{
  return compute_families(call, series, FAMILY_INTERMITTENCY, FAMILY_INTERMITTENCY, out);
}

static plugcast_status
compute_calendar(const plugcast_call *call,
                 const plugcast_value *values,
                 const plugcast_series *series,
                 double *out)
{
  return compute_families(call, series, FAMILY_CALENDAR, FAMILY_CALENDAR, out);
}

static plugcast_status
compute_catch22(const plugcast_call *call,
                const plugcast_value *values,
                const plugcast_series *series,
                double *out)
{
  return compute_families(call, series, FAMILY_CATCH22, FAMILY_CATCH22, out);
}

#define METHODS(first, end, function)                                                              \
  {                                                                                                \
    .struct_size = sizeof(plugcast_features), .n_features = (end) - (first),                       \
    .features = catalogue + (first), .compute = (function),                                        \
  }

#define COMPONENT(title, text, table)                                                              \
  {                                                                                                \
    .struct_size = sizeof(plugcast_component), .kind = PLUGCAST_KIND_FEATURES, .name = (title),    \
    .summary = (text), .threading = PLUGCAST_THREADING_PURE,                                       \
    .determinism = PLUGCAST_DETERMINISM_BITWISE,                                                   \
    .capabilities = PLUGCAST_CAN_SEASON | PLUGCAST_CAN_MISSING, .methods = (table),                \
  }

static const plugcast_features all_methods = METHODS(FEATURE_LENGTH, N_FEATURES, compute_all);
static const plugcast_features distribution_methods =
    METHODS(FEATURE_LENGTH, FEATURE_X_ACF1, compute_distribution);
static const plugcast_features autocorrelation_methods =
    METHODS(FEATURE_X_ACF1, FEATURE_ENTROPY, compute_autocorrelation);
static const plugcast_features spectrum_methods =
    METHODS(FEATURE_ENTROPY, FEATURE_SEASONAL_PERIOD, compute_spectrum);
static const plugcast_features decomposition_methods =
    METHODS(FEATURE_SEASONAL_PERIOD, FEATURE_UNITROOT_KPSS, compute_decomposition);
static const plugcast_features stationarity_methods =
    METHODS(FEATURE_UNITROOT_KPSS, FEATURE_LUMPINESS, compute_stationarity);
static const plugcast_features windows_methods =
    METHODS(FEATURE_LUMPINESS, FEATURE_NONLINEARITY, compute_windows);
static const plugcast_features nonlinearity_methods =
    METHODS(FEATURE_NONLINEARITY, FEATURE_SES_ALPHA, compute_nonlinearity);
static const plugcast_features smoothing_methods =
    METHODS(FEATURE_SES_ALPHA, FEATURE_LAST_VALUE, compute_smoothing);
static const plugcast_features recent_methods =
    METHODS(FEATURE_LAST_VALUE, FEATURE_ZERO_SHARE, compute_recent);
static const plugcast_features intermittency_methods =
    METHODS(FEATURE_ZERO_SHARE, FEATURE_START_YEAR, compute_intermittency);
static const plugcast_features calendar_methods =
    METHODS(FEATURE_START_YEAR, FEATURE_MODE_5, compute_calendar);
static const plugcast_features catch22_methods =
    METHODS(FEATURE_MODE_5, N_FEATURES, compute_catch22);

static const plugcast_component all_component =
    COMPONENT("features", "every feature of this plugin", &all_methods);
static const plugcast_component distribution_component =
    COMPONENT("distribution", "moments, quantiles and shares of the values", &distribution_methods);
static const plugcast_component autocorrelation_component =
    COMPONENT("autocorrelation",
              "autocorrelations and partial autocorrelations of the series and its differences",
              &autocorrelation_methods);
static const plugcast_component spectrum_component = COMPONENT(
    "spectrum", "spectral entropy, periodogram and harmonics of the season", &spectrum_methods);
static const plugcast_component decomposition_component =
    COMPONENT("decomposition",
              "strength and shape of trend and season by STL, and what they leave",
              &decomposition_methods);
static const plugcast_component stationarity_component =
    COMPONENT("stationarity",
              "unit root and stationarity statistics, differences needed, long memory",
              &stationarity_methods);
static const plugcast_component windows_component =
    COMPONENT("windows",
              "lumpiness, stability, shifts between windows, crossings and flat spots",
              &windows_methods);
static const plugcast_component nonlinearity_component =
    COMPONENT("nonlinearity",
              "nonlinearity, conditional variance, asymmetry in time, words of symbols",
              &nonlinearity_methods);
static const plugcast_component smoothing_component =
    COMPONENT("smoothing",
              "parameters of exponential smoothing: simple, with a trend, with a season",
              &smoothing_methods);
static const plugcast_component recent_component =
    COMPONENT("recent", "last values, their lags and the last rolling window", &recent_methods);
static const plugcast_component intermittency_component = COMPONENT(
    "intermittency", "zeros: intervals and sizes of demand, runs", &intermittency_methods);
static const plugcast_component calendar_component = COMPONENT(
    "calendar", "where the series starts, and its weekdays, months and hours", &calendar_methods);
static const plugcast_component catch22_component =
    COMPONENT("catch22", "the 22 canonical characteristics of time series", &catch22_methods);

static const plugcast_component *const components[] = {
  &all_component,      &distribution_component,  &autocorrelation_component,
  &spectrum_component, &decomposition_component, &stationarity_component,
  &windows_component,  &nonlinearity_component,  &smoothing_component,
  &recent_component,   &intermittency_component, &calendar_component,
  &catch22_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof components[0]),
  .name = "features",
  .version = "1.0",
  .summary = "numbers that describe a series",
  .license = "MIT",
  .components = components,
};
