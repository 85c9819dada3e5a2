// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast backtest`: which model to trust. */
extern const Command command_backtest;

G_END_DECLS
