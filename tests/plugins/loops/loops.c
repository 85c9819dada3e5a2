// SPDX-License-Identifier: MIT
#include "../sound.h"

#include <unistd.h>

__attribute__((constructor)) static void
meddle(void)
{
  for (;;) {
    pause();
  }
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
