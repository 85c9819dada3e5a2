// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast transform`. */
extern const Command command_transform;

G_END_DECLS
