// SPDX-License-Identifier: MIT
#include "../sound.h"

#include <locale.h>

__attribute__((constructor)) static void
meddle(void)
{
  setlocale(LC_ALL, "C.UTF-8");
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
