// SPDX-License-Identifier: MIT
#include "../../sound.h"

#include <stdlib.h>

__attribute__((constructor)) static void
leave(void)
{
  exit(0);
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
