// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_component component = {
  .struct_size = sizeof component,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "boaster",
  .summary = "declares what it has not",
  .capabilities = PLUGCAST_CAN_SAVE,
  .methods = &sound_methods,
};
SOUND_PLUGIN_WITH(component);
