// SPDX-License-Identifier: MIT
#include "../../sound.h"
#include "../load_count.h"

__attribute__((constructor)) static void
count(void)
{
  load_count_add();
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
