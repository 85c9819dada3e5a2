// SPDX-License-Identifier: MIT
#pragma once

#include "cli/option.h"
#include "data/reader.h"
#include "data/table_writer.h"

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
  const char *data_path;       // (transfer none)
  char **models;               // (owned): as written, ends in NULL
  gboolean models_are_default; // none were given
  const char *combination;     // (nullable)
  gboolean keep_members;
  const char *fallback; // (nullable): NULL for none
  gsize horizon;        // 0 for the one of the file or of its step
  double *seasons;      // (owned) (nullable): NULL for the one of the step
  gsize n_seasons;      // 0 with @has_seasons: no season at all
  gboolean has_seasons;
  char **levels;        // (owned): as written, ends in NULL
  ReaderOptions reader; // its step is @step
  Step step;
  ForecastOutput output;
  TableFormat format;        // of FORECAST_OUTPUT_ROWS
  const char *output_path;   // (nullable): NULL for standard output
  const char *failures_path; // (nullable)
  guint n_threads;           // 0 for one a processor
  guint64 seed;
  gboolean fail_fast;
  const char *const *plugin_paths; // ends in NULL
} ForecastSettings;

/** The options of `plugcast forecast`; ends with a name of NULL. */
extern const Option forecast_options[];

/**
 * Reads the settings from @values, which must outlive them.
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
