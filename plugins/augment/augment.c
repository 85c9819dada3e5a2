// SPDX-License-Identifier: MIT
#include "bootstrap.h"
#include "mixup.h"
#include "noise.h"
#include "segment.h"
#include "warp.h"

#include <plugcast.h>

static const plugcast_component *const components[] = {
  &jitter_component,    &scaling_component,         &magnitude_warp_component,
  &time_warp_component, &window_slice_component,    &permutation_component,
  &mixup_component,     &block_bootstrap_component,
};

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(sizeof components / sizeof components[0]),
  .name = "augment",
  .version = "0.1.0",
  .summary = "new series from a series: noise, warps, pieces, mixtures and block bootstrap",
  .license = "MIT",
  .components = components,
};
