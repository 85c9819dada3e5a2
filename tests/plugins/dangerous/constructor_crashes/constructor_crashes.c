// SPDX-License-Identifier: MIT
#include "../../sound.h"

__attribute__((constructor, no_sanitize("undefined", "address"))) static void
crash(void)
{
  volatile int *volatile nowhere = NULL;
  *nowhere = 1;
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
