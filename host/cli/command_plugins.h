// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast plugins [NAME]` */
extern const Command command_plugins;

G_END_DECLS
