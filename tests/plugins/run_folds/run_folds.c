// SPDX-License-Identifier: MIT
// Forecasters that tell by their forecasts all that they were shown, and metrics.
#include <plugcast.h>

#include <math.h>
#include <stdlib.h>

static plugcast_status
create(const plugcast_call *call, const plugcast_value *values, void **instance)
{
  *instance = calloc(1, sizeof(double));
  return *instance != NULL ? PLUGCAST_OK : PLUGCAST_NO_MEMORY;
}

static double
add_values(const plugcast_series *series)
{
  double sum = 0;
  for (uint64_t t = 0; t < series->n_values; t++) {
    sum += series->values[t];
  }
  return sum;
}

static plugcast_status
fit(const plugcast_call *call,
    void *instance,
    const plugcast_series *const *series,
    uint64_t n_series,
    plugcast_status *status)
{
  double *sum = instance;
  *sum = 0;
  for (uint64_t i = 0; i < n_series; i++) {
    *sum += add_values(series[i]);
  }
  return PLUGCAST_OK;
}

// The sum of all values of the series; step h adds h.
static plugcast_status
sum_seen(const plugcast_call *call,
         void *instance,
         const plugcast_series *const *series,
         uint64_t n_series,
         const plugcast_forecast *out)
{
  for (uint64_t i = 0; i < n_series; i++) {
    for (uint64_t h = 0; h < out->horizon; h++) {
      out->mean[i * out->horizon + h] = add_values(series[i]) + (double)h;
    }
  }
  return PLUGCAST_OK;
}

// The sum of all values of all series that were learnt from.
static plugcast_status
sum_learnt(const plugcast_call *call,
           void *instance,
           const plugcast_series *const *series,
           uint64_t n_series,
           const plugcast_forecast *out)
{
  const double *sum = instance;
  for (uint64_t i = 0; i < n_series * out->horizon; i++) {
    out->mean[i] = *sum;
  }
  return PLUGCAST_OK;
}

static plugcast_status
largest_error(const plugcast_call *call,
              const plugcast_value *values,
              const plugcast_outcome *outcome,
              double *out)
{
  double largest = 0;
  for (uint64_t h = 0; h < outcome->horizon; h++) {
    largest = fmax(largest, fabs(outcome->actuals[h] - outcome->mean[h]));
  }
  *out = largest;
  return outcome->training != NULL ? PLUGCAST_OK : PLUGCAST_BAD_INPUT;
}

// How many actuals lie below the highest quantile: more is better.
static plugcast_status
count_below(const plugcast_call *call,
            const plugcast_value *values,
            const plugcast_outcome *outcome,
            double *out)
{
  const double *highest = outcome->quantiles + (outcome->n_levels - 1) * outcome->horizon;
  *out = 0;
  for (uint64_t h = 0; h < outcome->horizon; h++) {
    *out += outcome->actuals[h] < highest[h] ? 1 : 0;
  }
  return PLUGCAST_OK;
}

static const plugcast_forecaster seen_methods = {
  .struct_size = sizeof seen_methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 2,
  .forecast = sum_seen,
};

static const plugcast_component seen_component = {
  .struct_size = sizeof seen_component,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "sum_seen",
  .summary = "adds up what it is shown",
  .threading = PLUGCAST_THREADING_PURE,
  .methods = &seen_methods,
};

static const plugcast_forecaster learnt_methods = {
  .struct_size = sizeof learnt_methods,
  .scope = PLUGCAST_SCOPE_GLOBAL,
  .least_length = 1,
  .create = create,
  .destroy = free,
  .fit = fit,
  .forecast = sum_learnt,
};

static const plugcast_component learnt_component = {
  .struct_size = sizeof learnt_component,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "sum_learnt",
  .summary = "adds up what it learns",
  .threading = PLUGCAST_THREADING_PURE,
  .methods = &learnt_methods,
};

static const plugcast_metric largest_methods = {
  .struct_size = sizeof largest_methods,
  .evaluate = largest_error,
};

static const plugcast_component largest_component = {
  .struct_size = sizeof largest_component,
  .kind = PLUGCAST_KIND_METRIC,
  .name = "largest_error",
  .summary = "the largest error",
  .threading = PLUGCAST_THREADING_PURE,
  .methods = &largest_methods,
};

static const plugcast_metric below_methods = {
  .struct_size = sizeof below_methods,
  .flags = PLUGCAST_METRIC_HIGHER_IS_BETTER | PLUGCAST_METRIC_NEEDS_QUANTILES,
  .evaluate = count_below,
};

static const plugcast_component below_component = {
  .struct_size = sizeof below_component,
  .kind = PLUGCAST_KIND_METRIC,
  .name = "count_below",
  .summary = "actuals below the highest quantile",
  .threading = PLUGCAST_THREADING_PURE,
  .methods = &below_methods,
};

static const plugcast_component *const components[] = {
  &seen_component,
  &learnt_component,
  &largest_component,
  &below_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof *components),
  .name = "run_folds",
  .version = "1",
  .components = components,
};
