// SPDX-License-Identifier: MIT
#include "pool/processor.h"

#include <time.h>

// Threads of the kernel hand the processor back sooner, programs later.
#define TURN_NS 100000

int64_t
processor_get_ns(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

gboolean
processor_yield(void)
{
  int64_t before_ns = processor_get_ns();
  g_thread_yield();
  return processor_get_ns() - before_ns < TURN_NS;
}
