// SPDX-License-Identifier: MIT
#include "../sound.h"

#include <fenv.h>

static plugcast_status
init(const plugcast_call *call, const plugcast_host *host)
{
  fesetround(FE_DOWNWARD);
  return PLUGCAST_OK;
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
  .init = init,
};
