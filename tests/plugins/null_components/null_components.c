// SPDX-License-Identifier: MIT
#include "../sound.h"

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  .name = "faulty",
  .version = "1.0",
};
