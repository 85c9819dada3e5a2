// SPDX-License-Identifier: MIT
#include "../sound.h"

// Another plugin with a component of the same name.
const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  .name = "rival",
  .version = "1.0",
  .components = sound_components,
};
