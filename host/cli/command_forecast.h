// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast forecast DATA` */
extern const Command command_forecast;

G_END_DECLS
