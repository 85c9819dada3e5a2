// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_component component = {
  .struct_size = sizeof component,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "latin",
  .summary = "written by H\xf6lder",
  .methods = &sound_methods,
};
SOUND_PLUGIN_WITH(component);
