// SPDX-License-Identifier: MIT
#pragma once

#include "run/gradient_trial.h"

#include <glib.h>

G_BEGIN_DECLS

/** Weights or inputs that are looked at together, with the gradients that backward() told. */
typedef struct {
  float *numbers; // [n_numbers], moved for each difference and put back
  const float *gradients;
  gsize n_numbers;
} GradientRange;

/** A slope told by backward() beside the one of differences. */
typedef struct {
  double told;
  double found;
  double error;           // relative to the larger; to what such directions have on average
  gboolean is_kink;       // @found is the end, of the two sides, that is nearer to @told
  gboolean is_unresolved; // nothing but rounding was found at any step; the error is 0
} GradientSlope;

/**
 * Compares the slopes along @direction, [n_numbers] of -1, 0 and 1.
 *
 * Returns: FALSE with @error where a pass failed.
 */
gboolean gradient_slope_measure(GradientTrial *trial,
                                const GradientRange *range,
                                const float *direction,
                                GradientSlope *slope,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
