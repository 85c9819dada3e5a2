// SPDX-License-Identifier: MIT
#pragma once

#include "cli/data_settings.h"
#include "cli/option.h"
#include "cli/output_settings.h"
#include "cli/run_settings.h"
#include "run/fold.h"
#include "run/interval.h"
#include "run/score_source.h"

#include <glib.h>

G_BEGIN_DECLS

/** What the options of `plugcast backtest` ask for, checked as far as that goes without the data.
 */
typedef struct {
  DataSettings data;
  RunSettings run;
  OutputSettings output; // of the forecasts where they are wanted, else of the ranking
  gboolean writes_forecasts;
  char **models;         // (owned): as written, ends in NULL
  const char *fallback;  // (nullable): NULL for none
  const char *benchmark; // (nullable): NULL for none
  char **levels;         // (owned): as written, ends in NULL
  IntervalMethod interval;
  gsize n_samples;    // 0 for the default
  FoldSettings folds; // their horizon 0 for the one of the file or of its step
  gboolean standardise;
  const char *const *metrics; // as written, ends in NULL
  ScoreKeys keys;             // of the rows in @scores_path
  const char *scores_path;    // (nullable)
  TableFormat scores_format;
  const char *failures_path; // (nullable)
  gboolean fail_fast;
} BacktestSettings;

/** The options of `plugcast backtest`, ends in NULL. */
extern const Option *const backtest_tables[];

/**
 * Reads the settings from @values, which must outlive them; @settings stays where it is.
 *
 * @output_is_terminal: whether standard output shows to people.
 * Returns: TRUE and fills @settings, or FALSE with @error in OPTION_ERROR, STEP_ERROR,
 * SCORE_SOURCE_ERROR, TABLE_WRITER_ERROR, or G_IO_ERROR for a file that cannot be written.
 */
gboolean backtest_settings_read(BacktestSettings *settings,
                                const OptionValues *values,
                                gboolean output_is_terminal,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

void backtest_settings_clear(BacktestSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BacktestSettings, backtest_settings_clear)

G_END_DECLS
