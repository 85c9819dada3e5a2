// SPDX-License-Identifier: MIT
#pragma once

#include "run/fold.h"

#include <glib.h>

G_BEGIN_DECLS

/** What a scheme goes by: one series of @length values. */
typedef struct {
  const FoldSettings *settings; // with a step and a refit above 0
  gsize length;
  gsize part;      // of FOLD_KFOLD: the part that the series was dealt to
  gsize per_block; // of FOLD_BLOCKED: the folds between one block's first and the next one's
} FoldSeries;

/** One way to cut series; see FoldScheme. Pure functions, any thread. */
typedef struct {
  /** Returns: FALSE with FOLD_ERROR_SETTINGS for numbers that do not go together. */
  gboolean (*check)(const FoldSettings *settings, GError **error);

  /** Returns: values that a series must have, G_MAXSIZE for more than can be counted. */
  gsize (*get_least_length)(const FoldSettings *settings);

  /** Returns: a number above that of the last fold of the series. */
  gsize (*get_n_folds)(const FoldSeries *series);

  gsize (*get_n_fits)(const FoldSettings *settings);

  /** Returns: FALSE when the series has no fold @fold, which is below get_n_folds(). */
  gboolean (*get)(const FoldSeries *series, gsize fold, Fold *out);

  /** Returns: the number of @ranges. */
  gsize (*get_training)(const FoldSeries *series, gsize fit, CrewRange ranges[CREW_MAX_RANGES]);
} FoldSchemeClass;

const FoldSchemeClass *fold_scheme_get_class(FoldScheme scheme);

G_END_DECLS
