// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** What the program tells its caller; the numbers are fixed. */
typedef enum {
  EXIT_STATUS_DONE = 0,
  EXIT_STATUS_PARTLY = 1, // done, but some series fell back, failed, or lack a member
  EXIT_STATUS_USAGE = 2,  // options or parameters that are not accepted
  EXIT_STATUS_FILES = 3,  // input or output that cannot be read, understood or written
  EXIT_STATUS_PLUGIN = 4, // a model that is not there, is refused, or cannot be used
  EXIT_STATUS_INTERRUPTED = 130,
} ExitStatus;

/** Returns: the status for a command that failed with @error. */
ExitStatus exit_status_from_error(const GError *error);

G_END_DECLS
