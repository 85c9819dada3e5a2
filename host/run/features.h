// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "data/sheet.h"
#include "pool/pool.h"
#include "run/feature_columns.h"
#include "run/issue.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Computes features of every series of a panel: one flat plan of tasks, one for each series and
 * component, longest series first, run in one sweep. The result is the same bits for any number of
 * threads.
 */
typedef struct {
  const Panel *panel;
  const GPtrArray *setups;  // of Setup of PLUGCAST_KIND_FEATURES, at least one
  const GPtrArray *columns; // of feature_columns_new(), of the same setups
  const double *seasons;    // [n_seasons] in steps, main one first
  gsize n_seasons;
  guint64 seed;
  Pool *pool;
  const PoolCancel *cancel;                                     // (nullable)
  void (*progress)(gsize n_done, gsize n_tasks, gpointer data); // (nullable): any thread
  gpointer progress_data;
} FeaturesOptions;

/** What a run made. */
typedef struct {
  Sheet *table; // (owned): the series' identifiers, which are the panel's, then @columns; a row a
                // series, without those that were not done. Missing where a feature is not defined
                // or its component failed.
  IssueList *issues;  // (owned): in order; an issue's model is the index of its setup
  gboolean cancelled; // some series were not done
} FeaturesRun;

/**
 * Runs the plan. What goes wrong for a series is an issue and no error: the component's features of
 * that series are missing, the others stand. A component that leaves a number unwritten, writes an
 * infinite one or writes beside its buffer has failed.
 *
 * Returns: TRUE and fills @run, or FALSE with @error in SHEET_ERROR and @run untouched.
 */
gboolean features_run(const FeaturesOptions *options,
                      FeaturesRun *run,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void features_run_clear(FeaturesRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FeaturesRun, features_run_clear)

G_END_DECLS
