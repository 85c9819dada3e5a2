// SPDX-License-Identifier: MIT
#include "dense.h"
#include "maps.h"

#include <inttypes.h>
#include <stdio.h>

enum {
  PARAM_KERNEL,
  N_DLINEAR_PARAMS,
  MESSAGE_CAPACITY = 96,
};

static plugcast_status
init(const plugcast_call *call, const plugcast_host *host)
{
  return dense_start(call);
}

/** Which form a network has, and what it learns of the shape and the parameters. */
static plugcast_status
measure(const plugcast_call *call,
        const Form *form,
        const plugcast_value *values,
        const plugcast_shape *shape,
        Window *window)
{
  const int64_t kernel = form == &form_dlinear ? values[PARAM_KERNEL].integer : 1;
  if (kernel % 2 == 0) {
    char message[MESSAGE_CAPACITY];
    (void)snprintf(message, sizeof message,
                   "kernel=%" PRId64 ": an odd number is needed, as the average is centred",
                   kernel);
    return plugcast_fail(call, PLUGCAST_BAD_ARGUMENT, message);
  }
  return maps_measure(call, form, shape, (uint64_t)kernel, window);
}

static plugcast_status
sizes_of(const plugcast_call *call,
         const Form *form,
         const plugcast_value *values,
         const plugcast_shape *shape,
         plugcast_sizes *sizes)
{
  Window window;
  const plugcast_status status = measure(call, form, values, shape, &window);
  return status == PLUGCAST_OK ? maps_sizes(call, form, &window, sizes) : status;
}

static plugcast_status
init_of(const plugcast_call *call,
        const Form *form,
        const plugcast_value *values,
        const plugcast_shape *shape,
        float *weights)
{
  Window window;
  const plugcast_status status = measure(call, form, values, shape, &window);
  if (status == PLUGCAST_OK) {
    maps_init(form, &window, weights);
  }
  return status;
}

static plugcast_status
forward_of(const plugcast_call *call,
           const Form *form,
           const plugcast_value *values,
           const plugcast_shape *shape,
           const plugcast_pass *pass)
{
  Window window;
  const plugcast_status status = measure(call, form, values, shape, &window);
  return status == PLUGCAST_OK ? maps_forward(call, form, &window, pass) : status;
}

static plugcast_status
backward_of(const plugcast_call *call,
            const Form *form,
            const plugcast_value *values,
            const plugcast_shape *shape,
            const plugcast_pass *pass)
{
  Window window;
  const plugcast_status status = measure(call, form, values, shape, &window);
  return status == PLUGCAST_OK ? maps_backward(call, form, &window, pass) : status;
}

// The ABI's functions of one form each.
#define DEFINE_METHODS(form)                                                                       \
  static plugcast_status form##_sizes(const plugcast_call *call, const plugcast_value *values,     \
                                      const plugcast_shape *shape, plugcast_sizes *sizes)          \
  {                                                                                                \
    return sizes_of(call, &form_##form, values, shape, sizes);                                     \
  }                                                                                                \
  static plugcast_status form##_init(const plugcast_call *call, const plugcast_value *values,      \
                                     const plugcast_shape *shape, float *weights)                  \
  {                                                                                                \
    return init_of(call, &form_##form, values, shape, weights);                                    \
  }                                                                                                \
  static plugcast_status form##_forward(const plugcast_call *call, const plugcast_value *values,   \
                                        const plugcast_shape *shape, const plugcast_pass *pass)    \
  {                                                                                                \
    return forward_of(call, &form_##form, values, shape, pass);                                    \
  }                                                                                                \
  static plugcast_status form##_backward(const plugcast_call *call, const plugcast_value *values,  \
                                         const plugcast_shape *shape, const plugcast_pass *pass)   \
  {                                                                                                \
    return backward_of(call, &form_##form, values, shape, pass);                                   \
  }                                                                                                \
  static const plugcast_network form##_methods = {                                                 \
    .struct_size = sizeof form##_methods,                                                          \
    .n_threads = 1,                                                                                \
    .sizes = form##_sizes,                                                                         \
    .init = form##_init,                                                                           \
    .forward = form##_forward,                                                                     \
    .backward = form##_backward,                                                                   \
  }

DEFINE_METHODS(linear);
DEFINE_METHODS(nlinear);
DEFINE_METHODS(dlinear);

#define ZENG                                                                                       \
  "Zeng, Chen, Zhang and Xu (2023), Are transformers effective for time series forecasting?, "     \
  "Proceedings of the AAAI Conference on Artificial Intelligence 37, 11121-11128"

static const plugcast_param dlinear_params[N_DLINEAR_PARAMS] = {
  [PARAM_KERNEL] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "kernel",
      .summary = "steps of the moving average that is the trend; an odd number",
      .minimum = 1.0,
      .maximum = 9999.0,
      .default_number = 25.0,
  },
};

static const plugcast_component linear = {
  .struct_size = sizeof linear,
  .kind = PLUGCAST_KIND_NETWORK,
  .name = "linear",
  .summary = "one linear map from a window to the steps after it",
  .reference = ZENG,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_EXOGENOUS | PLUGCAST_CAN_QUANTILES,
  .methods = &linear_methods,
};
static const plugcast_component nlinear = {
  .struct_size = sizeof nlinear,
  .kind = PLUGCAST_KIND_NETWORK,
  .name = "nlinear",
  .summary = "one linear map of a window relative to its last value",
  .reference = ZENG,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_EXOGENOUS | PLUGCAST_CAN_QUANTILES,
  .methods = &nlinear_methods,
};
static const plugcast_component dlinear = {
  .struct_size = sizeof dlinear,
  .kind = PLUGCAST_KIND_NETWORK,
  .name = "dlinear",
  .summary = "two linear maps: of a window's moving average and of what that leaves",
  .reference = ZENG,
  .params = dlinear_params,
  .n_params = N_DLINEAR_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_BITWISE,
  .capabilities = PLUGCAST_CAN_EXOGENOUS | PLUGCAST_CAN_QUANTILES,
  .methods = &dlinear_methods,
};

static const plugcast_component *const components[] = { &linear, &nlinear, &dlinear };

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof components[0]),
  .name = "linear",
  .version = "1.0",
  .summary = "linear networks on windows",
  .license = "MIT",
  .components = components,
  .init = init,
};
