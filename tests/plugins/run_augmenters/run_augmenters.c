// SPDX-License-Identifier: MIT
// Augmenters that keep their promises and some that do not, for the series that ends in 18.
#include <plugcast.h>

#include <math.h>

static bool
is_chosen(const plugcast_series *series)
{
  return series->values[series->n_values - 1] == 18.0;
}

static void
copy_values(const plugcast_series *series, double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = series->values[i];
  }
}

// The values plus what was set, so that a test knows them.
static plugcast_status
add(const plugcast_call *call,
    const plugcast_value *values,
    const plugcast_series *series,
    const plugcast_series *const *partners,
    double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = series->values[i] + values[0].real;
  }
  return PLUGCAST_OK;
}

// The seed's upper half in each value.
static plugcast_status
draw(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_series *series,
     const plugcast_series *const *partners,
     double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = (double)(call->seed >> 32);
  }
  return PLUGCAST_OK;
}

// The number of regressors in each value.
static plugcast_status
count(const plugcast_call *call,
      const plugcast_value *values,
      const plugcast_series *series,
      const plugcast_series *const *partners,
      double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = series->n_exogenous;
  }
  return PLUGCAST_OK;
}

// The last values of the two partners by turns.
static plugcast_status
pair(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_series *series,
     const plugcast_series *const *partners,
     double *out)
{
  for (uint64_t i = 0; i < series->n_values; i++) {
    out[i] = partners[i % 2]->values[partners[i % 2]->n_values - 1];
  }
  return PLUGCAST_OK;
}

static plugcast_status
leave_out(const plugcast_call *call,
          const plugcast_value *values,
          const plugcast_series *series,
          const plugcast_series *const *partners,
          double *out)
{
  for (uint64_t i = is_chosen(series) ? 3 : 0; i < series->n_values; i++) {
    out[i] = series->values[i];
  }
  return PLUGCAST_OK;
}

static plugcast_status
write_behind(const plugcast_call *call,
             const plugcast_value *values,
             const plugcast_series *series,
             const plugcast_series *const *partners,
             double *out)
{
  copy_values(series, out);
  if (is_chosen(series)) {
    out[series->n_values] = 0.0;
  }
  return PLUGCAST_OK;
}

static plugcast_status
divide(const plugcast_call *call,
       const plugcast_value *values,
       const plugcast_series *series,
       const plugcast_series *const *partners,
       double *out)
{
  copy_values(series, out);
  out[1] = is_chosen(series) ? (double)INFINITY : out[1];
  return PLUGCAST_OK;
}

static plugcast_status
lose(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_series *series,
     const plugcast_series *const *partners,
     double *out)
{
  copy_values(series, out);
  out[1] = is_chosen(series) ? (double)NAN : out[1];
  return PLUGCAST_OK;
}

static plugcast_status
fail(const plugcast_call *call,
     const plugcast_value *values,
     const plugcast_series *series,
     const plugcast_series *const *partners,
     double *out)
{
  copy_values(series, out);
  return is_chosen(series) ? plugcast_fail(call, PLUGCAST_NUMERIC, "no spread") : PLUGCAST_OK;
}

// Fails for half of all seeds.
static plugcast_status
fail_by_chance(const plugcast_call *call,
               const plugcast_value *values,
               const plugcast_series *series,
               const plugcast_series *const *partners,
               double *out)
{
  copy_values(series, out);
  return (call->seed >> 40) % 2 == 0 ? plugcast_fail(call, PLUGCAST_NUMERIC, "tails") : PLUGCAST_OK;
}

static const plugcast_param amount[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "amount",
      .summary = "what is added",
      .minimum = -1000,
      .maximum = 1000,
      .default_number = 100,
  },
};

#define AUGMENTER(name_, augment_, n_partners_, params_, n_params_, capabilities_)                 \
  static const plugcast_augmenter name_##_methods = {                                              \
    .struct_size = sizeof name_##_methods,                                                         \
    .n_partners = (n_partners_),                                                                   \
    .augment = (augment_),                                                                         \
  };                                                                                               \
  static const plugcast_component name_##_component = {                                            \
    .struct_size = sizeof name_##_component,                                                       \
    .kind = PLUGCAST_KIND_AUGMENTER,                                                               \
    .name = #name_,                                                                                \
    .summary = "augments",                                                                         \
    .params = (params_),                                                                           \
    .n_params = (n_params_),                                                                       \
    .threading = PLUGCAST_THREADING_PURE,                                                          \
    .determinism = PLUGCAST_DETERMINISM_SEEDED,                                                    \
    .capabilities = (capabilities_),                                                               \
    .methods = &name_##_methods,                                                                   \
  }

AUGMENTER(plus, add, 0, amount, 1, PLUGCAST_CAN_MISSING);
AUGMENTER(seed, draw, 0, NULL, 0, 0);
AUGMENTER(blind, count, 0, NULL, 0, 0);
AUGMENTER(seeing, count, 0, NULL, 0, PLUGCAST_CAN_EXOGENOUS);
AUGMENTER(two, pair, 2, NULL, 0, PLUGCAST_CAN_MISSING);
AUGMENTER(whole_two, pair, 2, NULL, 0, 0);
AUGMENTER(forgetful, leave_out, 0, NULL, 0, 0);
AUGMENTER(beyond_series, write_behind, 0, NULL, 0, 0);
AUGMENTER(endless, divide, 0, NULL, 0, 0);
AUGMENTER(loses, lose, 0, NULL, 0, 0);
AUGMENTER(refusing, fail, 0, NULL, 0, 0);
AUGMENTER(coin, fail_by_chance, 0, NULL, 0, 0);

static const plugcast_component *const components[] = {
  &blind_component,   &seeing_component,    &plus_component,      &seed_component,
  &two_component,     &whole_two_component, &forgetful_component, &beyond_series_component,
  &endless_component, &loses_component,     &refusing_component,  &coin_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(12),
  .name = "run_augmenters",
  .version = "1.0",
  .components = components,
};
