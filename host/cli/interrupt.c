// SPDX-License-Identifier: MIT
#include "cli/interrupt.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

struct Interrupt {
  struct sigaction before;
  gboolean is_installed;
  PoolCancel *cancel; // borrowed
  atomic_bool came;
};

// A signal handler has no argument of its own, so what it acts on has to stand here.
static _Atomic(Interrupt *)
    interrupt_current; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

// Handlers at work on any thread, for which interrupt_free() waits.
static atomic_int
    interrupt_n_handlers; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

static void
interrupt_handle(int signal_number)
{
  (void)signal_number;
  atomic_fetch_add(&interrupt_n_handlers, 1);
  Interrupt *interrupt = atomic_load(&interrupt_current);
  if (interrupt != NULL) {
    atomic_store(&interrupt->came, TRUE);
    pool_cancel_trigger(interrupt->cancel);
  }
  atomic_fetch_sub(&interrupt_n_handlers, 1);
}

Interrupt *
interrupt_new(PoolCancel *cancel)
{
  g_assert(atomic_load(&interrupt_current) == NULL);

  Interrupt *interrupt = g_new0(Interrupt, 1);
  interrupt->cancel = cancel;
  atomic_init(&interrupt->came, FALSE);
  atomic_store(&interrupt_current, interrupt);

  // Started in the background by a shell without job control, the process is to ignore Ctrl-C.
  sigaction(SIGINT, NULL, &interrupt->before);
  if (interrupt->before.sa_handler == SIG_IGN) {
    return interrupt;
  }
  // SA_RESETHAND: the second signal meets the default action.
  struct sigaction action = { .sa_handler = interrupt_handle,
                              .sa_flags = (int)(SA_RESETHAND | SA_RESTART) };
  sigemptyset(&action.sa_mask);
  interrupt->is_installed = sigaction(SIGINT, &action, NULL) == 0;
  return interrupt;
}

void
interrupt_free(Interrupt *interrupt)
{
  if (interrupt == NULL) {
    return;
  }
  if (interrupt->is_installed) {
    sigaction(SIGINT, &interrupt->before, NULL);
  }
  atomic_store(&interrupt_current, NULL);
  while (atomic_load(&interrupt_n_handlers) > 0) {
    sched_yield();
  }
  g_free(interrupt);
}

gboolean
interrupt_came(const Interrupt *interrupt)
{
  return atomic_load(&interrupt->came);
}
