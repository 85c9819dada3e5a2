// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

#include <glib.h>

G_BEGIN_DECLS

/** The help, made from the tables of commands and options. */

/** Returns: (transfer full): what the program is, its commands, and how to begin. */
char *help_render_overview(gsize width);

/** Returns: (transfer full): how to use @command, and all its options. */
char *help_render_command(const Command *command, gsize width);

G_END_DECLS
