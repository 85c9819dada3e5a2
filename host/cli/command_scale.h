// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast scale COMMAND …` */
extern const Command command_scale;

G_END_DECLS
