// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "data/table_source.h"
#include "run/score.h"

#include <glib.h>

G_BEGIN_DECLS

/** What a row of scores is for, one bit each. */
typedef enum {
  SCORE_BY_MODEL = 1 << 0, // always there
  SCORE_BY_SERIES = 1 << 1,
  SCORE_BY_FOLD = 1 << 2,
  SCORE_BY_STEP = 1 << 3, // needs a table that keeps steps
} ScoreKeys;

typedef enum {
  SCORE_SOURCE_ERROR_KEY, // no such key; the message lists them
} ScoreSourceError;

#define SCORE_SOURCE_ERROR (score_source_error_quark())
GQuark score_source_error_quark(void);

/** Reads `model,series,fold,step` or some of them; model need not be named. */
gboolean
score_keys_parse(const char *text, ScoreKeys *keys, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Scores as rows, a row for each group of the keys and metric: `model`, the panel's name for
 * series, `fold` and `step` from 1, `metric`, then `mean`, `median` and `pooled` scores, `n` and
 * `n_undefined`. Groups without a forecast have no row. They are summarised when they are read.
 */
typedef struct {
  const ScoreTable *table;
  const char *const *models; // [n_models], of the table, in its order
  const Panel *panel;
  ScoreKeys keys;
} ScoreSource;

/** @source: borrowed for as long as the rows are used, with all that it points to. */
TableSource score_source_of(const ScoreSource *source);

G_END_DECLS
