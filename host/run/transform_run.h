// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "pool/pool.h"
#include "run/issue.h"
#include "run/transform_table.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Transforms every series of a panel by a chain of transforms, or takes forecasts of transformed
 * series back: one flat plan of a task a series, longest series first, run in one sweep. The result
 * is the same bits for any number of threads.
 *
 * The transforms may learn from a first part of each series only, the training part, and use on the
 * rest what they have learned; what the rest holds changes nothing of what the training part
 * becomes.
 */
typedef struct {
  const Panel *panel;
  const GPtrArray *setups; // of Setup of PLUGCAST_KIND_TRANSFORM, at least one
  const double *seasons;   // [n_seasons] in steps, main one first
  gsize n_seasons;
  const Panel *forecasts; // (nullable): to be taken back; each series begins right behind what is
                          // learned from the series of its name, and has no missing value
  gsize n_held_out;       // last values of each series that are not learned from
  gint64 learns_until;    // the last time that is learned from; G_MAXINT64 for all
  guint64 seed;
  Pool *pool;
  const PoolCancel *cancel;                                     // (nullable)
  void (*progress)(gsize n_done, gsize n_tasks, gpointer data); // (nullable): any thread
  gpointer progress_data;
} TransformOptions;

/** What a run made. */
typedef struct {
  TransformTable *table; // (owned): of the panel, or of all columns of the forecasts; series that
                         // failed have missing values; those that were not reached are absent
  IssueList *issues;     // (owned): in order, of that table's series; the whole chain is the model
  char *label;           // (owned): of the chain, which the issues borrow
  gboolean cancelled;    // some series were not done
} TransformRun;

typedef enum {
  TRANSFORM_RUN_ERROR_MEMORY, // the values do not fit
} TransformRunError;

#define TRANSFORM_RUN_ERROR (transform_run_error_quark())
GQuark transform_run_error_quark(void);

/**
 * Runs the plan. What goes wrong for a series is an issue and no error.
 *
 * Returns: TRUE and fills @run, or FALSE with @error in TRANSFORM_RUN_ERROR and @run untouched.
 */
gboolean transform_run(const TransformOptions *options,
                       TransformRun *run,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

void transform_run_clear(TransformRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TransformRun, transform_run_clear)

G_END_DECLS
