// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The first load of a plugin file, in a child process: code that crashes, hangs or ends its process
 * while it is loaded costs that child and nothing else.
 *
 * The child is a program started anew with the arguments `--trial FILE`, in a process group of its
 * own and without descriptors of the parent's. It loads the file as the parent would, and reports
 * that it came through, whether the file was accepted or refused.
 */

enum {
  TRIAL_TIMEOUT_MS = 5000,
};

typedef enum {
  TRIAL_ERROR_FAULTY, // the file's code crashed, did not come to an end or ended the process
  TRIAL_ERROR_FAILED, // there was no trial, or it was ended from outside: nothing is known
} TrialError;

#define TRIAL_ERROR (trial_error_quark())
GQuark trial_error_quark(void);

/**
 * Has @program load the plugin at @path; whatever it started in its process group is killed in the
 * end.
 *
 * Any thread may call it, several at once too.
 *
 * Returns: TRUE when the child came through, or FALSE with @error set in TRIAL_ERROR; the message
 * says what became of it, without the path.
 */
gboolean trial_run(const char *program, const char *path, guint timeout_ms, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * Returns: (transfer none) (nullable): a name that starts the program of this process anew; NULL
 * where the system has none.
 */
const char *trial_get_own_program(void);

/**
 * In the child, before the load: sees to it that the child ends with the parent and leaves no core.
 *
 * Returns: FALSE when this process is no child of trial_run().
 */
gboolean trial_enter(void) G_GNUC_WARN_UNUSED_RESULT;

/** In the child, after the load: reports that it came through, and ends the process. */
G_NORETURN void trial_leave(void);

G_END_DECLS
