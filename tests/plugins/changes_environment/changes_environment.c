// SPDX-License-Identifier: MIT
#include "../sound.h"

#include <stdlib.h>

__attribute__((constructor)) static void
meddle(void)
{
  setenv("PLUGCAST_TEST_SET", "1", 1);
  setenv("PLUGCAST_TEST_CHANGED", "1", 1);
  unsetenv("PLUGCAST_TEST_REMOVED");
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
