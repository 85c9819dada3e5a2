// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast tune`. */
extern const Command command_tune;

G_END_DECLS
