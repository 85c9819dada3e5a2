// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "pool/arena.h"
#include "pool/pool.h"
#include "run/issue.h"
#include "run/weight_rule.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What the members of an ensemble forecast from earlier origins of the same series, all behind one
 * another at the end of each: what weights are learnt from. One flat plan of series × members ×
 * origins; the same bits for any number of threads. Once made it never changes; any thread.
 */
typedef struct EnsemblePast EnsemblePast;

typedef struct {
  const Panel *panel;
  GPtrArray *models; // of Model
  gsize horizon;
  gsize n_folds; // origins, at least 1; a horizon / n_folds apart, rounded up
  const double *seasons;
  gsize n_seasons;
  guint64 seed;
  Pool *pool;
  const PoolCancel *cancel;                                     // (nullable)
  void (*progress)(gsize n_done, gsize n_tasks, gpointer data); // (nullable): any thread
  gpointer progress_data;
} EnsemblePastOptions;

/**
 * Runs the members. A series that is too short for all origins has no past.
 *
 * @options: what it points to is borrowed for the life of the past.
 * Returns: (transfer full): the past, or NULL with @error of backtest_run().
 */
EnsemblePast *ensemble_past_new(const EnsemblePastOptions *options,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

void ensemble_past_free(EnsemblePast *past);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EnsemblePast, ensemble_past_free)

/** Whether it was cancelled: then nothing can be learnt. */
gboolean ensemble_past_is_cancelled(const EnsemblePast *past);

/** Returns: (transfer none): what failed at earlier origins, in order. */
const IssueList *ensemble_past_get_issues(const EnsemblePast *past);

/**
 * Gathers the past of one series, in the order of origins and steps, without missing actuals.
 *
 * @is_wanted: [models]: members to gather; those that failed at some origin are left out.
 * @used: [models]: the members gathered go here, as many as @out has.
 * Returns: TRUE and fills @out, in @arena; or FALSE when the series has no past or no wanted member
 * has.
 */
gboolean ensemble_past_gather(const EnsemblePast *past,
                              gsize series,
                              const gboolean *is_wanted,
                              Arena *arena,
                              gsize *used,
                              WeightPast *out);

/**
 * Gathers the past of all series at which no member failed, in their order, each divided by its
 * mean absolute seasonal difference before the first origin; series without one are left out.
 *
 * Returns: as above, with all members.
 */
gboolean ensemble_past_gather_all(const EnsemblePast *past, Arena *arena, WeightPast *out);

G_END_DECLS
