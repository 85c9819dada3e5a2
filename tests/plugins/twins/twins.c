// SPDX-License-Identifier: MIT
#include "../sound.h"

// Two forecasters in one file.
static const plugcast_component first = SOUND_COMPONENT("first", &sound_methods);
static const plugcast_component second = SOUND_COMPONENT("second", &sound_methods);
static const plugcast_component *const components[] = { &first, &second };
const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(2),
  .name = "twins",
  .version = "1.0",
  .components = components,
};
