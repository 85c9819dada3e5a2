// SPDX-License-Identifier: MIT
#pragma once

#include "cli/console.h"
#include "cli/forecast_job.h"

#include <glib.h>

G_BEGIN_DECLS

/** What the program says beside the forecasts when a run has ended. */
typedef struct {
  const ForecastSettings *settings;
  const ForecastJob *job;
  const ForecastRun *run;
  gboolean interrupted;
  gint64 elapsed_us;
} ForecastReport;

/** Says what went wrong, a line for each model and outcome; a JSON summary where JSON is wanted. */
void forecast_report_say(const ForecastReport *report, const Console *console);

G_END_DECLS
