// SPDX-License-Identifier: MIT
#pragma once

#include "data/sheet.h"
#include "run/score.h"

#include <glib.h>

G_BEGIN_DECLS

/** What a ranking is about. */
typedef struct {
  const char *const *models; // [n_models], of the table, in its order
  gsize metric;              // that ranks
  gsize benchmark;           // model, or SCORE_ALL for none
} ScoreRanking;

/**
 * Ranks the models, the best first, by the mean score of the forecasts at which all models that
 * have any score have one: `model`, the metric, `spread` (the standard deviation between the folds'
 * means, of two and more), `skill` (1 less the score over the benchmark's, with one), the other
 * metrics, and `n`, the forecasts counted. Models without a score come last, equal ones in the
 * order of the table.
 *
 * Returns: (transfer full): the sheet, or NULL with @error in SHEET_ERROR.
 */
Sheet *score_ranking_new_sheet(const ScoreTable *table,
                               const ScoreRanking *ranking,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
