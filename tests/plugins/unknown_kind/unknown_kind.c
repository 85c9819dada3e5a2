// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_component future = {
  .struct_size = sizeof future,
  .kind = 99,
  .name = "what will be",
};
static const plugcast_component *const components[] = { &future, &sound_component };
const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(2),
  .name = "future",
  .version = "1.0",
  .components = components,
};
