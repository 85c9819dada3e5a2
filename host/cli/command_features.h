// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast features DATA` */
extern const Command command_features;

G_END_DECLS
