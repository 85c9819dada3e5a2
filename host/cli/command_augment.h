// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast augment`: new series from every series of a file. */
extern const Command command_augment;

G_END_DECLS
