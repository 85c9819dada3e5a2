// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_param params[] = {
  { .struct_size = sizeof params[0],
    .type = PLUGCAST_PARAM_INTEGER,
    .name = "window",
    .summary = "steps that are averaged",
    .minimum = 1,
    .maximum = 100,
    .default_number = 7 },
};
static const plugcast_component component = {
  .struct_size = sizeof component,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "deaf",
  .summary = "declares a parameter that nobody can give it",
  .params = params,
  .n_params = 1,
  .methods = &sound_methods,
};
SOUND_PLUGIN_WITH(component);
