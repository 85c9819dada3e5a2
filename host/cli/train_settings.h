// SPDX-License-Identifier: MIT
#pragma once

#include "cli/data_settings.h"
#include "cli/option.h"
#include "cli/run_settings.h"
#include "run/train/training_settings.h"

#include <glib.h>

G_BEGIN_DECLS

/** What the options of `plugcast train` ask for, checked as far as that goes without the data. */
typedef struct {
  DataSettings data;
  RunSettings run;
  const char *model;                         // as written
  const char *training[TRAINING_N_SETTINGS]; // (nullable): by training_settings_describe()
  gboolean has_split;
  gsize split[3];              // with @has_split: values to train on, to watch, to test on
  const char *output_path;     // of the model file
  const char *checkpoint_path; // (nullable)
  gsize checkpoint_every;      // epochs
  const char *resume_path;     // (nullable)
} TrainSettings;

/** The options of `plugcast train`, ends in NULL. */
extern const Option *const train_tables[];

/** Returns: (transfer full): the option of setting @name: with '-' where that has '_'. */
char *train_option_from_setting(const char *name);

/**
 * Reads the settings from @values, which must outlive them; @settings stays where it is.
 *
 * Returns: TRUE and fills @settings, or FALSE with @error in OPTION_ERROR, STEP_ERROR, or
 * G_IO_ERROR for a file that cannot be written.
 */
gboolean train_settings_read(TrainSettings *settings,
                             const OptionValues *values,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

void train_settings_clear(TrainSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TrainSettings, train_settings_clear)

G_END_DECLS
