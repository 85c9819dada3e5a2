// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** What a thread that waits without sleeping asks of the processor it is on. */

/** Returns: a time that only goes forward, for differences. */
int64_t processor_get_ns(void);

/** Lets other programs have the processor. Returns: FALSE when one took it for its turn. */
gboolean processor_yield(void);

/** Tells the processor that the thread looks at the same place again and again. */
static inline void
processor_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

G_END_DECLS
