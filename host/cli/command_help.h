// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast help [COMMAND]` */
extern const Command command_help;

G_END_DECLS
