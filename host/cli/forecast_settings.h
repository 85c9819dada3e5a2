// SPDX-License-Identifier: MIT
#pragma once

#include "cli/data_settings.h"
#include "cli/option.h"
#include "cli/run_settings.h"
#include "data/table_writer.h"
#include "run/interval.h"

#include <glib.h>

G_BEGIN_DECLS

/** Where the forecasts go and how they look. */
typedef enum {
  FORECAST_OUTPUT_CHART, // for people: charts and tables, or a summary
  FORECAST_OUTPUT_ROWS,  // all rows in a format
} ForecastOutput;

/** What the options of `plugcast forecast` ask for, checked as far as that goes without the data.
 */
typedef struct {
  DataSettings data;
  RunSettings run;
  char **models;               // (owned): as written, ends in NULL
  gboolean models_are_default; // none were given
  const char *combination;     // (nullable)
  gsize n_past_folds;          // that it learns from; 0 for the default
  gboolean learns_over_all;
  const char *weights_path; // (nullable)
  TableFormat weights_format;
  gboolean keep_members;
  const char *fallback; // (nullable): NULL for none
  gsize horizon;        // 0 for the one of the file or of its step
  char **levels;        // (owned): as written, ends in NULL
  char **quantiles;     // (owned): likewise
  IntervalMethod interval;
  gsize n_samples; // 0 for the default
  gboolean deviations;
  ForecastOutput output;
  TableFormat format;       // of FORECAST_OUTPUT_ROWS
  const char *output_path;  // (nullable): NULL for standard output
  const char *samples_path; // (nullable)
  TableFormat samples_format;
  const char *failures_path; // (nullable)
  gboolean fail_fast;
} ForecastSettings;

/** The options of `plugcast forecast`, ends in NULL. */
extern const Option *const forecast_tables[];

/**
 * Reads the settings from @values, which must outlive them; @settings stays where it is.
 *
 * @output_is_terminal: whether standard output shows to people.
 * Returns: TRUE and fills @settings, or FALSE with @error in OPTION_ERROR, STEP_ERROR,
 * TABLE_WRITER_ERROR, or G_IO_ERROR for a file that cannot be written.
 */
gboolean forecast_settings_read(ForecastSettings *settings,
                                const OptionValues *values,
                                gboolean output_is_terminal,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

void forecast_settings_clear(ForecastSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ForecastSettings, forecast_settings_clear)

G_END_DECLS
