// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast train DATA -m MODEL -o FILE.pcm` */
extern const Command command_train;

G_END_DECLS
