// SPDX-License-Identifier: MIT
#pragma once

#include "cli/backtest_job.h"
#include "cli/console.h"

#include <glib.h>

G_BEGIN_DECLS

/** What a backtest came to. */
typedef struct {
  const BacktestSettings *settings;
  const BacktestJob *job;
  const BacktestRun *run;
  gboolean interrupted;
  gint64 elapsed_us;
} BacktestReport;

/** Says on standard error what went wrong and, with --json, an object of type "summary". */
void backtest_report_say(const BacktestReport *report, const Console *console);

/** Returns: (transfer full): what was tested and how the ranking reads, a line or two. */
char *backtest_report_describe(const BacktestReport *report);

G_END_DECLS
