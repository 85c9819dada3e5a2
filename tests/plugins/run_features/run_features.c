// SPDX-License-Identifier: MIT
// Features components: two that keep their promises and share a name, and others that each break
// one, but only for the series whose id says so ("bad…").
#include <plugcast.h>

#include <math.h>
#include <string.h>

enum {
  N_FEATURES = 2,
};

static bool
is_bad(const plugcast_series *series)
{
  return strncmp(series->id, "bad", 3) == 0;
}

/** Writes the number of values and the last one; NaN for the latter when it is missing. */
static plugcast_status
count(const plugcast_call *call,
      const plugcast_value *values,
      const plugcast_series *series,
      double *out)
{
  out[0] = (double)series->n_values;
  out[1] = series->values[series->n_values - 1];
  return PLUGCAST_OK;
}

/** Writes a number of the seed and the season. */
static plugcast_status
draw(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_series *series,
     double *out)
{
  out[0] = (double)(call->seed >> 11);
  out[1] = series->season_length;
  return PLUGCAST_OK;
}

/** Multiplies the last value by the parameter. */
static plugcast_status
multiply(const plugcast_call *call,
         const plugcast_value *values,
         const plugcast_series *series,
         double *out)
{
  out[0] = values[0].real * series->values[series->n_values - 1];
  out[1] = (double)NAN;
  return PLUGCAST_OK;
}

static plugcast_status
leave_unwritten(const plugcast_call *call,
                const plugcast_value *values,
                const plugcast_series *series,
                double *out)
{
  if (is_bad(series)) {
    out[0] = 1.0;
    return PLUGCAST_OK;
  }
  return count(call, values, series, out);
}

static plugcast_status
write_infinity(const plugcast_call *call,
               const plugcast_value *values,
               const plugcast_series *series,
               double *out)
{
  const plugcast_status status = count(call, values, series, out);
  out[1] = is_bad(series) ? -HUGE_VAL : out[1];
  return status;
}

static plugcast_status
write_behind(const plugcast_call *call,
             const plugcast_value *values,
             const plugcast_series *series,
             double *out)
{
  if (is_bad(series)) {
    out[N_FEATURES] = 0.0;
  }
  return count(call, values, series, out);
}

static plugcast_status
fail(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_series *series,
     double *out)
{
  return is_bad(series) ? plugcast_fail(call, PLUGCAST_NUMERIC, "a singular matrix")
                        : count(call, values, series, out);
}

static plugcast_status
talk(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_series *series,
     double *out)
{
  call->host->log(call, PLUGCAST_LOG_NOTE, "took the logarithm");
  return count(call, values, series, out);
}

static const plugcast_feature count_features[N_FEATURES] = {
  { .struct_size = sizeof(plugcast_feature), .name = "n_values", .summary = "number of values" },
  { .struct_size = sizeof(plugcast_feature),
    .flags = PLUGCAST_FEATURE_SCALE_FREE,
    .name = "end_value",
    .summary = "last value, in the units of the series",
    .reference = "nowhere" },
};
static const plugcast_feature draw_features[N_FEATURES] = {
  { .struct_size = sizeof(plugcast_feature), .name = "drawn", .summary = "a number of the seed" },
  { .struct_size = sizeof(plugcast_feature), .name = "n_values", .summary = "steps of the season" },
};
static const plugcast_feature multiply_features[N_FEATURES] = {
  { .struct_size = sizeof(plugcast_feature), .name = "product", .summary = "factor × last value" },
  { .struct_size = sizeof(plugcast_feature), .name = "nothing", .summary = "never defined" },
};
static const plugcast_param factor[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "factor",
      .summary = "of the last value",
      .minimum = -100.0,
      .maximum = 100.0,
      .default_number = 2.0,
  },
};

#define METHODS(table, function)                                                                   \
  {                                                                                                \
    .struct_size = sizeof(plugcast_features), .n_features = N_FEATURES, .features = (table),       \
    .compute = (function),                                                                         \
  }

#define COMPONENT(title, abilities, table)                                                         \
  {                                                                                                \
    .struct_size = sizeof(plugcast_component), .kind = PLUGCAST_KIND_FEATURES, .name = (title),    \
    .summary = "for tests", .threading = PLUGCAST_THREADING_PURE, .capabilities = (abilities),     \
    .methods = (table),                                                                            \
  }

static const plugcast_features count_methods = METHODS(count_features, count);
static const plugcast_features draw_methods = METHODS(draw_features, draw);
static const plugcast_features multiply_methods = METHODS(multiply_features, multiply);
static const plugcast_features unwritten_methods = METHODS(count_features, leave_unwritten);
static const plugcast_features infinity_methods = METHODS(count_features, write_infinity);
static const plugcast_features behind_methods = METHODS(count_features, write_behind);
static const plugcast_features fail_methods = METHODS(count_features, fail);
static const plugcast_features talk_methods = METHODS(count_features, talk);

static const plugcast_component count_component =
    COMPONENT("count", PLUGCAST_CAN_MISSING, &count_methods);
static const plugcast_component draw_component =
    COMPONENT("draw", PLUGCAST_CAN_MISSING | PLUGCAST_CAN_SEASON, &draw_methods);
static const plugcast_component multiply_component = {
  .struct_size = sizeof multiply_component,
  .kind = PLUGCAST_KIND_FEATURES,
  .name = "multiply",
  .summary = "for tests",
  .params = factor,
  .n_params = sizeof factor / sizeof factor[0],
  .threading = PLUGCAST_THREADING_SERIAL,
  .methods = &multiply_methods,
};
static const plugcast_component unwritten_component = COMPONENT("unwritten", 0, &unwritten_methods);
static const plugcast_component infinity_component = COMPONENT("infinity", 0, &infinity_methods);
static const plugcast_component behind_component = COMPONENT("behind", 0, &behind_methods);
static const plugcast_component fail_component = COMPONENT("fails", 0, &fail_methods);
static const plugcast_component talk_component = COMPONENT("talks", 0, &talk_methods);

static const plugcast_component *const components[] = {
  &count_component,    &draw_component,   &multiply_component, &unwritten_component,
  &infinity_component, &behind_component, &fail_component,     &talk_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof components[0]),
  .name = "run_features",
  .version = "1.0",
  .components = components,
};
