// SPDX-License-Identifier: MIT
#pragma once

#include "cli/console.h"
#include "cli/tune_job.h"
#include "data/sheet.h"

#include <glib.h>

G_BEGIN_DECLS

/** What `plugcast tune` has done. */
typedef struct {
  const TuneSettings *settings;
  const TuneJob *job;
  const TuneOptions *options;
  const TuneRun *run;
  gboolean interrupted; // by the user
  gint64 elapsed_us;
} TuneReport;

/** Says which point is the best, and what went wrong; as JSON where the console is for that. */
void tune_report_say(const TuneReport *report, const Console *console);

/** Returns: (transfer full): the best points for people, in at most @width columns. */
char *tune_report_render(const TuneReport *report, Sheet *scores, gsize width);

G_END_DECLS
