// SPDX-License-Identifier: MIT
#include "../../sound.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

// What Ctrl-C does to the process that waits, at the one moment when it surely waits. The pipe
// stays open for as long as this process lives.
__attribute__((constructor)) static void
interrupt(void)
{
  const char *pipe = getenv("TEST_PIPE");
  if (pipe == NULL || open(pipe, O_WRONLY) < 0 || kill(getppid(), SIGINT) != 0) {
    _exit(1);
  }
  while (true) {
    pause();
  }
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
};
