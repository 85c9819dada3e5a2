// SPDX-License-Identifier: MIT
#pragma once

#include "cli/option.h"
#include "data/reader.h"

#include <glib.h>

G_BEGIN_DECLS

/** Which data a command reads, and how; checked as far as that goes without the data. */
typedef struct {
  const char *path;     // (transfer none)
  ReaderOptions reader; // its step is @step
  Step step;
  double *seasons; // (owned) (nullable): NULL for the one of the step
  gsize n_seasons; // 0 with @has_seasons: no season at all
  gboolean has_seasons;
} DataSettings;

/** The options of all commands that read DATA; ends with a name of NULL. */
extern const Option data_options[];

/**
 * Reads the settings from @values, which must outlive them; @settings stays where it is.
 *
 * @path: of the data, the operand.
 * Returns: TRUE and fills @settings, or FALSE with @error in OPTION_ERROR or STEP_ERROR.
 */
gboolean data_settings_read(DataSettings *settings,
                            const OptionValues *values,
                            const char *path,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

void data_settings_clear(DataSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DataSettings, data_settings_clear)

G_END_DECLS
