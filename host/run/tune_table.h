// SPDX-License-Identifier: MIT
#pragma once

#include "data/sheet.h"
#include "run/tune.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Makes a table of scores: `unique_id` (of series), `rung`, `folds` or `series` (the budget given),
 * `point`, a column for each parameter, the metric, `scored`, `failed`, `rank`; rungs, points and
 * ranks from 1. A parameter of one of these names gets the column `parameter_NAME`.
 *
 * @scores: of TuneScore, of @options' run.
 * @is_by_rank: in the order of rungs, the last first, and ranks; otherwise as they are.
 * Returns: (transfer full): the table, which borrows the grid and the panel; or NULL with @error in
 * SHEET_ERROR.
 */
Sheet *tune_table_new(const TuneOptions *options,
                      const GArray *scores,
                      gboolean is_by_rank,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
