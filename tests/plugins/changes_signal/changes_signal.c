// SPDX-License-Identifier: MIT
#include "../sound.h"

#include <signal.h>

__attribute__((constructor)) static void
meddle(void)
{
  signal(SIGUSR1, SIG_IGN);
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
