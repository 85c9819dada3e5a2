// SPDX-License-Identifier: MIT
// Combiners that keep their promises and some that do not.
#include <plugcast.h>

#include <math.h>

static plugcast_status
combine_midrange(const plugcast_call *call,
                 const plugcast_value *values,
                 const double *state,
                 uint64_t n_members,
                 uint64_t n_points,
                 const double *const *members,
                 double *out)
{
  for (uint64_t t = 0; t < n_points; t++) {
    double least = INFINITY;
    double greatest = -INFINITY;
    for (uint64_t m = 0; m < n_members; m++) {
      least = fmin(least, members[m][t]);
      greatest = fmax(greatest, members[m][t]);
    }
    out[t] = (least + greatest) / 2 + values[0].real;
  }
  return PLUGCAST_OK;
}

static uint64_t
state_size(const plugcast_value *values, uint64_t n_members)
{
  return n_members;
}

// The mean error of each member, which is taken off again.
static plugcast_status
fit_bias(const plugcast_call *call,
         const plugcast_value *values,
         uint64_t n_members,
         uint64_t n_points,
         const double *const *members,
         const double *actuals,
         double *state)
{
  for (uint64_t m = 0; m < n_members; m++) {
    state[m] = 0;
    for (uint64_t t = 0; t < n_points; t++) {
      state[m] += (members[m][t] - actuals[t]) / (double)n_points;
    }
  }
  return PLUGCAST_OK;
}

static plugcast_status
combine_unbiased(const plugcast_call *call,
                 const plugcast_value *values,
                 const double *state,
                 uint64_t n_members,
                 uint64_t n_points,
                 const double *const *members,
                 double *out)
{
  for (uint64_t t = 0; t < n_points; t++) {
    out[t] = 0;
    for (uint64_t m = 0; m < n_members; m++) {
      out[t] += (members[m][t] - state[m]) / (double)n_members;
    }
  }
  return PLUGCAST_OK;
}

static plugcast_status
fit_beyond(const plugcast_call *call,
           const plugcast_value *values,
           uint64_t n_members,
           uint64_t n_points,
           const double *const *members,
           const double *actuals,
           double *state)
{
  for (uint64_t m = 0; m <= n_members; m++) {
    state[m] = 0;
  }
  return PLUGCAST_OK;
}

static plugcast_status
fit_lazily(const plugcast_call *call,
           const plugcast_value *values,
           uint64_t n_members,
           uint64_t n_points,
           const double *const *members,
           const double *actuals,
           double *state)
{
  return PLUGCAST_OK;
}

static plugcast_status
fit_in_vain(const plugcast_call *call,
            const plugcast_value *values,
            uint64_t n_members,
            uint64_t n_points,
            const double *const *members,
            const double *actuals,
            double *state)
{
  return plugcast_fail(call, PLUGCAST_NUMERIC, "the members are all alike");
}

static plugcast_status
combine_beyond(const plugcast_call *call,
               const plugcast_value *values,
               const double *state,
               uint64_t n_members,
               uint64_t n_points,
               const double *const *members,
               double *out)
{
  for (uint64_t t = 0; t <= n_points; t++) {
    out[t] = 0;
  }
  return PLUGCAST_OK;
}

static plugcast_status
combine_to_nan(const plugcast_call *call,
               const plugcast_value *values,
               const double *state,
               uint64_t n_members,
               uint64_t n_points,
               const double *const *members,
               double *out)
{
  for (uint64_t t = 0; t < n_points; t++) {
    out[t] = NAN;
  }
  return PLUGCAST_OK;
}

static plugcast_status
combine_half(const plugcast_call *call,
             const plugcast_value *values,
             const double *state,
             uint64_t n_members,
             uint64_t n_points,
             const double *const *members,
             double *out)
{
  for (uint64_t t = 0; t < n_points / 2; t++) {
    out[t] = 0;
  }
  return PLUGCAST_OK;
}

static const plugcast_param shift[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "shift",
      .summary = "what is added",
      .minimum = -100,
      .maximum = 100,
  },
};

#define FIXED(name_, least_, combine_)                                                             \
  static const plugcast_combiner name_##_methods = {                                               \
    .struct_size = sizeof name_##_methods,                                                         \
    .least_members = (least_),                                                                     \
    .combine = (combine_),                                                                         \
  }
#define LEARNING(name_, fit_)                                                                      \
  static const plugcast_combiner name_##_methods = {                                               \
    .struct_size = sizeof name_##_methods,                                                         \
    .least_members = 1,                                                                            \
    .state_size = state_size,                                                                      \
    .fit = (fit_),                                                                                 \
    .combine = combine_unbiased,                                                                   \
  }
#define COMPONENT(name_, params_, n_params_)                                                       \
  static const plugcast_component name_ = {                                                        \
    .struct_size = sizeof name_,                                                                   \
    .kind = PLUGCAST_KIND_COMBINER,                                                                \
    .name = #name_,                                                                                \
    .summary = "combines",                                                                         \
    .params = (params_),                                                                           \
    .n_params = (n_params_),                                                                       \
    .threading = PLUGCAST_THREADING_PURE,                                                          \
    .methods = &name_##_methods,                                                                   \
  }

FIXED(midrange, 2, combine_midrange);
COMPONENT(midrange, shift, 1);
FIXED(beyond, 1, combine_beyond);
COMPONENT(beyond, NULL, 0);
FIXED(nonsense, 1, combine_to_nan);
COMPONENT(nonsense, NULL, 0);
FIXED(half, 1, combine_half);
COMPONENT(half, NULL, 0);
LEARNING(unbiased, fit_bias);
COMPONENT(unbiased, NULL, 0);
LEARNING(state_beyond, fit_beyond);
COMPONENT(state_beyond, NULL, 0);
LEARNING(lazy, fit_lazily);
COMPONENT(lazy, NULL, 0);
LEARNING(vain, fit_in_vain);
COMPONENT(vain, NULL, 0);

static const plugcast_component *const components[] = {
  &midrange, &beyond, &nonsense, &half, &unbiased, &state_beyond, &lazy, &vain,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(8),
  .name = "run_combiners",
  .version = "1.0",
  .components = components,
};
