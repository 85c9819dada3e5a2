// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * What training makes small: a sum over all targets that are there, and its derivative by each
 * output. Never changes once made; any thread may use it.
 *
 * With d = output - target:
 * - `mse`: d², derivative 2 d;
 * - `mae`: |d|, derivative sign(d), and 0 at d = 0;
 * - `huber:DELTA`: d² / 2 up to |d| = DELTA, then DELTA (|d| - DELTA / 2) (Huber 1964);
 * - `quantile:Q`: (1 - Q) d above the target, -Q d below it, and at d = 0 the subgradient 0
 *   (Koenker and Bassett 1978);
 * - `quantiles:Q,Q,…`: the same for each of several rising probabilities, one output each, and each
 *   of them counted.
 */
typedef struct Loss Loss;

/** Returns: (transfer full): the loss written as above, or NULL with TERM_ERROR. */
Loss *loss_new(const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void loss_free(Loss *loss);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loss, loss_free)

/** Returns: (transfer none): as loss_new() takes it. */
const char *loss_to_string(const Loss *loss);

/** Returns: numbers that a network says for each step: 1, or one for each probability. */
gsize loss_get_n_outputs(const Loss *loss);

/** Returns: (transfer none): [n_outputs] probabilities; NULL for a loss without quantiles. */
const double *loss_get_probabilities(const Loss *loss);

/** A sum of losses and how many there are in it. */
typedef struct {
  double sum;
  gsize count; // outputs that had a target
} LossSum;

/**
 * Compares one row.
 *
 * @outputs: [n_outputs × horizon]; @targets: [horizon], NaN where missing.
 * @gradients: (nullable): [n_outputs × horizon]: the derivative of the sum, 0 where the target is
 * missing.
 */
LossSum loss_compare(
    const Loss *loss, gsize horizon, const float *outputs, const float *targets, float *gradients);

G_END_DECLS
