// SPDX-License-Identifier: MIT
#include "noise.h"

#include "copy.h"
#include "random.h"

// Missing values take a draw too: a gap changes nothing at the places behind it.
static plugcast_status
jitter(const plugcast_call *call,
       const plugcast_value *values,
       const plugcast_series *series,
       const plugcast_series *const *partners,
       double *out)
{
  Copy copy;
  const plugcast_status status = copy_read(call, series, &copy);
  if (status != PLUGCAST_OK) {
    return status;
  }
  Random random;
  random_init(&random, call->seed, NULL, 0);
  const double deviation = values[0].real * copy.deviation;
  for (uint64_t i = 0; i < copy.history.n_values; i++) {
    copy.history.values[i] += deviation * random_normal(&random);
  }
  copy_write(&copy, copy.history.values, out);
  return PLUGCAST_OK;
}

static plugcast_status
scaling(const plugcast_call *call,
        const plugcast_value *values,
        const plugcast_series *series,
        const plugcast_series *const *partners,
        double *out)
{
  Copy copy;
  const plugcast_status status = copy_read(call, series, &copy);
  if (status != PLUGCAST_OK) {
    return status;
  }
  Random random;
  random_init(&random, call->seed, NULL, 0);
  const double factor = 1.0 + values[0].real * random_normal(&random);
  for (uint64_t i = 0; i < copy.history.n_values; i++) {
    copy.history.values[i] *= factor;
  }
  copy_write(&copy, copy.history.values, out);
  return PLUGCAST_OK;
}

static const plugcast_augmenter jitter_methods = {
  .struct_size = sizeof jitter_methods,
  .augment = jitter,
};
static const plugcast_augmenter scaling_methods = {
  .struct_size = sizeof scaling_methods,
  .augment = scaling,
};

static const plugcast_param jitter_params[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "sigma",
      .summary = "standard deviation of the noise, in standard deviations of the series",
      .minimum = 0.0,
      .maximum = 10.0,
      .default_number = 0.05,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};
static const plugcast_param scaling_params[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "sigma",
      .summary = "standard deviation of the factor, whose mean is 1",
      .minimum = 0.0,
      .maximum = 10.0,
      .default_number = 0.1,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};

static const char reference[] =
    "Um et al. (2017), Data augmentation of wearable sensor data for Parkinson's disease "
    "monitoring using convolutional neural networks, ICMI 2017, 216-220, section 3.1";

const plugcast_component jitter_component = {
  .struct_size = sizeof jitter_component,
  .kind = PLUGCAST_KIND_AUGMENTER,
  .name = "jitter",
  .summary = "adds normal noise to each value; missing values stay missing",
  .reference = reference,
  .params = jitter_params,
  .n_params = sizeof jitter_params / sizeof jitter_params[0],
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &jitter_methods,
};
const plugcast_component scaling_component = {
  .struct_size = sizeof scaling_component,
  .kind = PLUGCAST_KIND_AUGMENTER,
  .name = "scaling",
  .summary = "multiplies all values by one normal factor; missing values stay missing",
  .reference = reference,
  .params = scaling_params,
  .n_params = sizeof scaling_params / sizeof scaling_params[0],
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &scaling_methods,
};
