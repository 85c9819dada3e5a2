// SPDX-License-Identifier: MIT
#pragma once

#include "cli/data_settings.h"
#include "cli/option.h"
#include "cli/run_settings.h"
#include "data/table_writer.h"
#include "run/fold.h"
#include "run/tune.h"

#include <glib.h>

G_BEGIN_DECLS

/** What the options of `plugcast tune` ask for, checked as far as that goes without the data. */
typedef struct {
  DataSettings data;
  RunSettings run;
  const char *model;       // as written
  const char *const *grid; // as written, ends in NULL; empty only with @n_random
  gsize n_random;          // points drawn; 0 for all combinations
  gsize eta;               // 0 for no halving
  TuneBudget budget;
  gboolean per_series;
  const char *metric;        // as written
  char **levels;             // (owned): as written, ends in NULL
  FoldSettings folds;        // their horizon 0 for the one of the file or of its step
  const char *model_path;    // (nullable): of the model file
  const char *scores_path;   // (nullable): NULL for standard output
  const char *failures_path; // (nullable)
  TableFormat format;        // of the scores
  gboolean shows;            // the scores to people
} TuneSettings;

/** The options of `plugcast tune`, ends in NULL. */
extern const Option *const tune_tables[];

/**
 * Reads the settings from @values, which must outlive them; @settings stays where it is.
 *
 * @output_is_terminal: whether standard output shows to people.
 * Returns: TRUE and fills @settings, or FALSE with @error in OPTION_ERROR, STEP_ERROR,
 * TABLE_WRITER_ERROR, or G_IO_ERROR for a file that cannot be written.
 */
gboolean tune_settings_read(TuneSettings *settings,
                            const OptionValues *values,
                            gboolean output_is_terminal,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

void tune_settings_clear(TuneSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TuneSettings, tune_settings_clear)

G_END_DECLS
