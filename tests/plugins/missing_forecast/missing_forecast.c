// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_forecaster methods = {
  .struct_size = sizeof methods,
  .least_length = 1,
};
static const plugcast_component component = SOUND_COMPONENT("silent", &methods);
SOUND_PLUGIN_WITH(component);
