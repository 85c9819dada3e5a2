// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/** `plugcast run JOB` */
extern const Command command_run_jobs;

G_END_DECLS
