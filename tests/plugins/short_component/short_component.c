// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_component component = {
  .struct_size = 16,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "short",
  .summary = "has a struct that ends early",
  .methods = &sound_methods,
};
SOUND_PLUGIN_WITH(component);
