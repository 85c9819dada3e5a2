// SPDX-License-Identifier: MIT
#include "../../sound.h"
#include "../load_count.h"

__attribute__((constructor)) static void
loop(void)
{
  load_count_add();
  volatile bool is_on = true;
  while (is_on) {
  }
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
