// SPDX-License-Identifier: MIT
#pragma once

#include "cli/option.h"

#include <glib.h>

G_BEGIN_DECLS

/** How a command runs: threads, random numbers, plugins, and how much it says. */
typedef struct {
  guint n_threads; // 0 for one a processor
  guint64 seed;
  const char *const *plugin_paths; // ends in NULL
} RunSettings;

/** The options of all commands that run models; ends with a name of NULL. */
extern const Option run_options[];

/** Returns: TRUE and fills @settings, borrowed from @values, or FALSE with OPTION_ERROR. */
gboolean run_settings_read(RunSettings *settings,
                           const OptionValues *values,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
