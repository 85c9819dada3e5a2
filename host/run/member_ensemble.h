// SPDX-License-Identifier: MIT
#pragma once

#include "run/ensemble.h"
#include "run/member.h"

#include <glib.h>

G_BEGIN_DECLS

/** The body of a model that is an ensemble: `ensemble(theta,drift,combine=median,folds=3)`. */
typedef struct {
  Registry *registry; // borrowed
  GPtrArray *models;  // of Model, owned
  char *combine;      // (owned): as written
  Ensemble *ensemble; // (owned)
  gsize n_folds;      // earlier origins that one which learns learns from
} EnsembleModel;

/**
 * Returns: (transfer full): a member that combines the forecasts of members of its own. One that
 * fails is left out, with a note. An ensemble that learns does so from forecasts at earlier origins
 * of the very series that it forecasts, as in ensemble_past.h; of a series that is too short for
 * them, and of members that failed at one, it makes the mean.
 *
 * Quantiles are combined like the mean, where all members have them; there are no samples.
 */
Member *member_ensemble_new(const Model *model,
                            const EnsembleModel *body,
                            guint n_workers,
                            gsize n_origins);

G_END_DECLS
