// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

// Adds a byte to the file that the test has named.
static inline void
load_count_add(void)
{
  const char *path = getenv("TEST_LOAD_COUNT");
  const int file = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file >= 0 && write(file, "x", 1) != 1) {
    _exit(1);
  }
  close(file);
}
