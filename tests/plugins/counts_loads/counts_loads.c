// SPDX-License-Identifier: MIT
#include "../load_count.h"
#include "../sound.h"

__attribute__((constructor)) static void
count(void)
{
  load_count_add();
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
