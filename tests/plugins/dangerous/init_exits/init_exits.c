// SPDX-License-Identifier: MIT
#include "../../sound.h"

#include <unistd.h>

static plugcast_status
init(const plugcast_call *call, const plugcast_host *host)
{
  _exit(3);
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
  .init = init,
};
