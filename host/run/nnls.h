// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Least squares with weights that are not negative, from the normal equations: the w >= 0, of sum 1
 * where wanted, that makes w'Gw - 2b'w least. The active set method of Lawson and Hanson (1974,
 * "Solving Least Squares Problems", chapter 23), with the multiplier of the sum carried along.
 *
 * What the data do not tell apart, such as a member given twice, is weighted alike: a hair of
 * w'w is added to the objective. Any thread.
 */
typedef struct {
  gsize n;
  const double *gram;    // G, [n × n], symmetric, no eigenvalue below 0
  const double *moments; // b, [n]
  gboolean sum_to_one;
} Nnls;

/**
 * @arena: for scratch, given back.
 * @weights: [n].
 * Returns: TRUE, or FALSE with @weights untouched when G or b is not finite or rounding keeps the
 * method from its end.
 */
gboolean nnls_solve(const Nnls *problem, Arena *arena, double *weights) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Returns: how far @weights are from the conditions of Karush, Kuhn and Tucker: the greatest of
 * their violations, relative to the greatest number in G and b.
 */
double nnls_get_violation(const Nnls *problem, const double *weights);

G_END_DECLS
