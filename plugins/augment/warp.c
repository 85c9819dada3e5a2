// SPDX-License-Identifier: MIT
#include "warp.h"

#include "copy.h"
#include "curve.h"

enum {
  PARAM_SIGMA,
  PARAM_KNOTS,
  N_PARAMS,
};

// Time runs forwards: a curve that falls lower would stand still or turn back.
#define LEAST_SPEED 0.1

// The series and a curve drawn for it, in scratch memory.
static plugcast_status
read_with_curve(const plugcast_call *call,
                const plugcast_value *values,
                const plugcast_series *series,
                Copy *copy,
                double **curve)
{
  const plugcast_status status = copy_read(call, series, copy);
  if (status != PLUGCAST_OK) {
    return status;
  }
  *curve = copy_take_room(call, copy);
  if (*curve == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  Random random;
  random_init(&random, call->seed, NULL, 0);
  return curve_draw(call, &random, (uint64_t)values[PARAM_KNOTS].integer, values[PARAM_SIGMA].real,
                    *curve, copy->history.n_values);
}

static plugcast_status
magnitude_warp(const plugcast_call *call,
               const plugcast_value *values,
               const plugcast_series *series,
               const plugcast_series *const *partners,
               double *out)
{
  Copy copy;
  double *curve = NULL;
  const plugcast_status status = read_with_curve(call, values, series, &copy, &curve);
  if (status != PLUGCAST_OK) {
    return status;
  }
  for (uint64_t i = 0; i < copy.history.n_values; i++) {
    curve[i] *= copy.history.values[i];
  }
  copy_write(&copy, curve, out);
  return PLUGCAST_OK;
}

// Turns speeds into the times at which the values now come: 0 for the first, n_values - 1 for the
// last, in between the integral of the speed by the trapezium rule.
static void
find_times(double *speeds, uint64_t n_values)
{
  double speed = speeds[0] > LEAST_SPEED ? speeds[0] : LEAST_SPEED;
  double time = 0.0;
  speeds[0] = 0.0;
  for (uint64_t i = 1; i < n_values; i++) {
    const double next = speeds[i] > LEAST_SPEED ? speeds[i] : LEAST_SPEED;
    time += 0.5 * (speed + next);
    speed = next;
    speeds[i] = time;
  }
  for (uint64_t i = 1; i + 1 < n_values; i++) {
    speeds[i] *= (double)(n_values - 1) / time;
  }
  speeds[n_values - 1] = (double)(n_values - 1);
}

static plugcast_status
time_warp(const plugcast_call *call,
          const plugcast_value *values,
          const plugcast_series *series,
          const plugcast_series *const *partners,
          double *out)
{
  Copy copy;
  double *times = NULL;
  const plugcast_status status = read_with_curve(call, values, series, &copy, &times);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint64_t n_values = copy.history.n_values;
  double *const warped = copy_take_room(call, &copy);
  if (warped == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  find_times(times, n_values);
  uint64_t left = 0;
  for (uint64_t i = 0; i < n_values; i++) {
    const double time = (double)i;
    while (left + 2 < n_values && times[left + 1] <= time) {
      left++;
    }
    const double length = left + 1 < n_values ? times[left + 1] - times[left] : 1.0;
    warped[i] = copy_at(&copy, (double)left + (time - times[left]) / length);
  }
  copy_write(&copy, warped, out);
  return PLUGCAST_OK;
}

static const plugcast_augmenter magnitude_warp_methods = {
  .struct_size = sizeof magnitude_warp_methods,
  .augment = magnitude_warp,
};
static const plugcast_augmenter time_warp_methods = {
  .struct_size = sizeof time_warp_methods,
  .augment = time_warp,
};

static const plugcast_param params[N_PARAMS] = {
  [PARAM_SIGMA] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "sigma",
      .summary = "standard deviation of the curve at a knot; its mean is 1",
      .minimum = 0.0,
      .maximum = 10.0,
      .default_number = 0.2,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
  [PARAM_KNOTS] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "knots",
      .summary = "knots of the curve between its two ends",
      .minimum = 1.0,
      .maximum = 1000.0,
      .default_number = 4.0,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};

static const char reference[] =
    "Um et al. (2017), Data augmentation of wearable sensor data for Parkinson's disease "
    "monitoring using convolutional neural networks, ICMI 2017, 216-220, section 3.1";

const plugcast_component magnitude_warp_component = {
  .struct_size = sizeof magnitude_warp_component,
  .kind = PLUGCAST_KIND_AUGMENTER,
  .name = "magnitude_warp",
  .summary = "multiplies the values by a smooth random curve; missing values stay missing",
  .reference = reference,
  .params = params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &magnitude_warp_methods,
};
const plugcast_component time_warp_component = {
  .struct_size = sizeof time_warp_component,
  .kind = PLUGCAST_KIND_AUGMENTER,
  .name = "time_warp",
  .summary = "lets time run at a smooth random speed, at least 0.1; missing values move along",
  .reference = reference,
  .params = params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &time_warp_methods,
};
