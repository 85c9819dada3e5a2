// SPDX-License-Identifier: MIT
#include "../sound.h"

#include <fenv.h>

__attribute__((constructor)) static void
meddle(void)
{
  fesetround(FE_UPWARD);
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
