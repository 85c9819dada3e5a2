// SPDX-License-Identifier: MIT
#pragma once

#include "pool/pool.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Ctrl-C while work runs: the first one asks @cancel to stop, so that what is done can be written;
 * the second one ends the process as if nobody had listened. One at a time in a process, because
 * signals are the process's.
 */
typedef struct Interrupt Interrupt;

/** @cancel: borrowed, and freed only after the interrupt. Leaves an ignored signal ignored. */
Interrupt *interrupt_new(PoolCancel *cancel);

/** Puts back what the signal did before. */
void interrupt_free(Interrupt *interrupt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Interrupt, interrupt_free)

/** Whether Ctrl-C came. */
gboolean interrupt_came(const Interrupt *interrupt);

G_END_DECLS
