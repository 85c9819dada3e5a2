// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_forecaster methods = {
  .struct_size = 32,
  .forecast = sound_forecast,
};
static const plugcast_component component = SOUND_COMPONENT("short", &methods);
SOUND_PLUGIN_WITH(component);
