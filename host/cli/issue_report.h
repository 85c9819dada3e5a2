// SPDX-License-Identifier: MIT
#pragma once

#include "cli/console.h"
#include "run/issue.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Says what went wrong in a run, a line for each model and outcome: how many series, and the first
 * of them with its reason.
 *
 * @failures_path: (nullable): the file that lists all; NULL makes the last line offer --failures.
 */
void issue_report_say(const IssueList *issues,
                      const Panel *panel,
                      const char *failures_path,
                      const Console *console);

G_END_DECLS
