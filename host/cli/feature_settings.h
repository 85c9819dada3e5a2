// SPDX-License-Identifier: MIT
#pragma once

#include "cli/data_settings.h"
#include "cli/option.h"
#include "cli/output_settings.h"
#include "cli/run_settings.h"

#include <glib.h>

G_BEGIN_DECLS

/** What the options of `plugcast features` ask for, checked as far as that goes without the data.
 */
typedef struct {
  DataSettings data; // of no file with @lists
  RunSettings run;
  OutputSettings output;
  char **components;         // (owned): as written, ends in NULL
  char **names;              // (owned) (nullable): features wanted, ends in NULL; NULL for all
  const char *failures_path; // (nullable)
  gboolean lists;            // tells the features instead of computing them
} FeatureSettings;

/** The options of `plugcast features`, ends in NULL. */
extern const Option *const feature_tables[];

/**
 * Reads the settings from @values, which must outlive them; @settings stays where it is.
 *
 * @output_is_terminal: whether standard output shows to people.
 * Returns: TRUE and fills @settings, or FALSE with @error in OPTION_ERROR, STEP_ERROR,
 * TABLE_WRITER_ERROR, or G_IO_ERROR for a file that cannot be written.
 */
gboolean feature_settings_read(FeatureSettings *settings,
                               const OptionValues *values,
                               gboolean output_is_terminal,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

void feature_settings_clear(FeatureSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FeatureSettings, feature_settings_clear)

G_END_DECLS
