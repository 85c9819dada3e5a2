// SPDX-License-Identifier: MIT
#pragma once

#include "cli/console.h"
#include "cli/exit_status.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Runs the command line `plugcast` @arguments, which end in NULL.
 *
 * Returns: TRUE and fills @status, or FALSE with @error, which gives the status.
 */
gboolean program_run(const char *const *arguments,
                     Console *console,
                     ExitStatus *status,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
