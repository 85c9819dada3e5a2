// SPDX-License-Identifier: MIT
#include "affine.h"
#include "clip.h"
#include "deseason.h"
#include "difference.h"
#include "impute.h"
#include "power.h"
#include "trend.h"

#include <plugcast.h>

static const plugcast_component *const components[] = {
  &affine_standard, &affine_minmax,      &affine_robust,    &power_log,
  &power_log1p,     &power_box_cox,      &trend_detrend,    &difference_component,
  &clip_outliers,   &deseason_component, &impute_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof components[0]),
  .name = "transforms",
  .version = "1.0",
  .summary = "Transforms of series that forecasts undo",
  .license = "MIT",
  .components = components,
};
