// SPDX-License-Identifier: MIT
#include "../sound.h"

// Linked with a library that a test leaves behind.
int absent_number(void);

static plugcast_status
init(const plugcast_call *call, const plugcast_host *host)
{
  return absent_number();
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
  .init = init,
};
