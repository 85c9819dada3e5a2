// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_component *const components[] = { &sound_component, NULL };
const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(2),
  .name = "faulty",
  .version = "1.0",
  .components = components,
};
