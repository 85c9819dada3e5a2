// SPDX-License-Identifier: MIT
#include "../sound.h"

const plugcast_plugin plugcast_plugin_v1 = {
  .header = {
    .magic = PLUGCAST_MAGIC,
    .byte_order = PLUGCAST_BYTE_ORDER,
    .pointer_size = 4,
    .major = PLUGCAST_MAJOR,
    .struct_size = sizeof(plugcast_plugin),
    .n_components = 1,
  },
  SOUND_PLUGIN,
};
