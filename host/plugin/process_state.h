// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * What belongs to the process and not to a plugin: the floating-point mode and signal mask of the
 * calling thread; the locale, signal handlers, working directory, environment variables and
 * standard streams of all. No other thread may change any of them between save and restore.
 */
typedef struct ProcessState ProcessState;

/** Returns: (transfer full): how things stand. */
ProcessState *process_state_save(void);

/**
 * Puts back what is different from @state, on the thread that saved it.
 *
 * Returns: (transfer full): one line a change, ends in NULL: "changed the locale to 'de_DE.UTF-8'".
 */
char **process_state_restore(const ProcessState *state);

void process_state_free(ProcessState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProcessState, process_state_free)

G_END_DECLS
