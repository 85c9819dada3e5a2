// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "data/table_source.h"
#include "pool/pool.h"
#include "run/issue.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Takes rows of the new table, in order, a part each time; the first part comes also when it has no
 * rows. @rows are gone when it returns. Called on the caller's thread.
 */
typedef gboolean (*AugmentSink)(const TableSource *rows, gpointer data, GError **error);

/**
 * Makes new series from every series of a panel: copies × augmenters × series as one flat plan in
 * the order of the output, run in parts of a bounded number of values, so that the new panel is
 * never in memory as a whole. The result is the same bits for any number of threads.
 *
 * The random numbers of a copy depend on the seed, the series' identifier, the augmenter's label
 * and the number of the copy. Other series that an augmenter mixes in are drawn from the panel by
 * the same numbers, never the series itself unless there is no other.
 */
typedef struct {
  const Panel *panel;
  const GPtrArray *augmenters; // of Setup of PLUGCAST_KIND_AUGMENTER, at least one
  gsize n_copies;              // that each augmenter makes of each series, at least 1
  gboolean keeps_original;     // each series stands in front of its copies
  const double *seasons;       // [n_seasons] in steps, main one first
  gsize n_seasons;
  guint64 seed;
  Pool *pool;
  const PoolCancel *cancel;                                     // (nullable)
  void (*progress)(gsize n_done, gsize n_tasks, gpointer data); // (nullable): any thread
  gpointer progress_data;
  AugmentSink sink;
  gpointer sink_data;
} AugmentOptions;

/** What a run made. */
typedef struct {
  gsize n_made;       // new series that the sink got
  IssueList *issues;  // (owned): in order; an issue's model is the index of its augmenter
  gboolean cancelled; // some series were not made
} AugmentRun;

typedef enum {
  AUGMENT_ERROR_COPIES,     // none, or more than AUGMENT_MOST_COPIES
  AUGMENT_ERROR_IDENTIFIER, // a series of the panel has the name of a new one
} AugmentError;

#define AUGMENT_ERROR (augment_error_quark())
GQuark augment_error_quark(void);

enum {
  AUGMENT_MOST_COPIES = 1000000
};

/**
 * Runs the plan. The rows have the panel's columns; copy k of series ID by the augmenter labelled
 * NAME is called `ID#NAME-k`, has the series' times, and its regressors unchanged. What goes wrong
 * for a series is an issue and no error: that copy is left out.
 *
 * Returns: TRUE and fills @run, or FALSE with @error in AUGMENT_ERROR or that of the sink, and @run
 * untouched.
 */
gboolean augment_run(const AugmentOptions *options,
                     AugmentRun *run,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void augment_run_clear(AugmentRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AugmentRun, augment_run_clear)

G_END_DECLS
