// SPDX-License-Identifier: MIT
#pragma once

#include "cli/data_settings.h"
#include "cli/option.h"
#include "cli/output_settings.h"
#include "cli/run_settings.h"

#include <glib.h>

G_BEGIN_DECLS

/** What `plugcast augment` is to do, as far as the options tell. */
typedef struct {
  DataSettings data;
  RunSettings run;
  OutputSettings output;
  const char *const *augmenters; // ends in NULL
  gsize n_copies;
  gboolean keeps_original;
  const char *failures_path; // (nullable)
} AugmentSettings;

/** The tables of options, ends in NULL. */
extern const Option *const augment_tables[];

/**
 * Reads the settings from @values, which must outlive them; @settings stays where it is.
 *
 * Returns: TRUE and fills @settings, or FALSE with @error in OPTION_ERROR or that of a part.
 */
gboolean augment_settings_read(AugmentSettings *settings,
                               const OptionValues *values,
                               gboolean output_is_terminal,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

void augment_settings_clear(AugmentSettings *settings);

G_END_DECLS
