// SPDX-License-Identifier: MIT
#include "../sound.h"

int this_function_is_nowhere(void);

static plugcast_status
init(const plugcast_call *call, const plugcast_host *host)
{
  return this_function_is_nowhere();
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
  .init = init,
};
