// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_param params[] = {
  { .struct_size = sizeof params[0],
    .type = PLUGCAST_PARAM_REAL,
    .name = "alpha",
    .summary = "weight of the newest value",
    .minimum = 0,
    .maximum = 1,
    .default_number = 2 },
};
static const plugcast_component component = {
  .struct_size = sizeof component,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "outside",
  .summary = "has a default that is out of bounds",
  .params = params,
  .n_params = 1,
  .methods = &sound_methods,
};
SOUND_PLUGIN_WITH(component);
