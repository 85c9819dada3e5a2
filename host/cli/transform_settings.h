// SPDX-License-Identifier: MIT
#pragma once

#include "cli/data_settings.h"
#include "cli/option.h"
#include "cli/output_settings.h"
#include "cli/run_settings.h"
#include "data/panel.h"

#include <glib.h>

G_BEGIN_DECLS

/** What the options of `plugcast transform` ask for, checked as far as that goes without the data.
 */
typedef struct {
  DataSettings data;
  RunSettings run;
  OutputSettings output;
  const char *transforms;    // as written: "log|difference(12)"
  gsize n_held_out;          // last values of each series that are not learned from
  const char *fit_until;     // (nullable): the last time that is learned from, as written
  const char *inverted_path; // (nullable): of forecasts that are taken back
  const char *failures_path; // (nullable)
} TransformSettings;

/** The options of `plugcast transform`, ends in NULL. */
extern const Option *const transform_tables[];

/**
 * Reads the settings from @values, which must outlive them; @settings stays where it is.
 *
 * @output_is_terminal: whether standard output shows to people.
 * Returns: TRUE and fills @settings, or FALSE with @error in OPTION_ERROR, STEP_ERROR,
 * TABLE_WRITER_ERROR, or G_IO_ERROR for a file that cannot be written.
 */
gboolean transform_settings_read(TransformSettings *settings,
                                 const OptionValues *values,
                                 gboolean output_is_terminal,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

void transform_settings_clear(TransformSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TransformSettings, transform_settings_clear)

/**
 * Finds the last moment of what `--fit-until` names: a month ends with its last day, a day with its
 * last microsecond. G_MAXINT64 without that option.
 *
 * Returns: TRUE and sets @until, or FALSE with OPTION_ERROR when it is no time as @panel has them.
 */
gboolean transform_settings_find_until(const TransformSettings *settings,
                                       const Panel *panel,
                                       gint64 *until,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
