// SPDX-License-Identifier: MIT
#pragma once

#include "run/combination.h"
#include "run/member.h"

#include <glib.h>

G_BEGIN_DECLS

/** The body of a bagged model. */
typedef struct {
  Model *inner;                // (owned): local
  Setup *augmenter;            // (owned): without partners
  gsize n_copies;              // from BAGGED_LEAST_COPIES to COMBINATION_MOST_MEMBERS
  CombinationKind combination; // COMBINATION_MEAN or COMBINATION_MEDIAN
} Bagged;

enum {
  BAGGED_LEAST_COPIES = 2,
  BAGGED_DEFAULT_COPIES = 50,
};

/**
 * Returns: (transfer full): a member that lets the inner model forecast n copies of the series that
 * the augmenter makes of it, the series itself being the first of them, and combines what comes out
 * (Bergmeir, Hyndman and Benítez 2016, IJF 32, 303-312, section 3.2).
 *
 * Quantiles are combined like means. A copy that cannot be made or forecast is left out, which is
 * noted; when the series itself cannot be forecast, or more than half of the copies, the series
 * fails.
 */
Member *
member_bagged_new(const Model *model, const Bagged *bagged, guint n_workers, gsize n_origins);

G_END_DECLS
