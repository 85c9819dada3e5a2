// SPDX-License-Identifier: MIT
#pragma once

#include "run/train/objective.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The gradient of a batch of windows, by many threads, with the same bits for any number of them.
 *
 * A batch is cut into shards of a fixed number of windows. Shard k belongs to lane k modulo a fixed
 * number of lanes; a lane does its shards in order, adding into a sum of its own, and the lanes are
 * summed pairwise in a tree. The sum is divided by the targets that were there, so that a shard
 * counts by what is in it: a last shard of 5 windows beside one of 32 weighs 5 to 32.
 *
 * Nothing is allocated once the threads have been at work. One thread at a time.
 */
typedef struct Gradient Gradient;

enum {
  GRADIENT_N_LANES = 16 // the most threads that one batch keeps busy; part of the bits
};

/** What a batch came to. */
typedef struct {
  double loss; // mean of the targets that were there
  gsize count; // of them
  double norm; // Euclidean, of the mean gradient
} GradientSummary;

/**
 * @objective, @pool, @cancel: (nullable): borrowed.
 * @shard_size: windows of a pass, at least 1.
 */
Gradient *
gradient_new(const Objective *objective, gsize shard_size, Pool *pool, const PoolCancel *cancel);

void gradient_free(Gradient *gradient);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Gradient, gradient_free)

/**
 * Computes the mean gradient over the windows @indices, [@n_windows], at @weights.
 *
 * @seed: of what is random in the network, such as dropout: of this step alone.
 * Returns: TRUE and fills @summary, or FALSE with OBJECTIVE_ERROR: the failure of the first shard,
 * or what is not finite and in which block of weights.
 */
gboolean gradient_compute(Gradient *gradient,
                          const gsize *indices,
                          gsize n_windows,
                          const float *weights,
                          guint64 seed,
                          GradientSummary *summary,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): [n_weights] the gradient of the last gradient_compute(). */
const float *gradient_get_mean(const Gradient *gradient);

/**
 * Returns: what the gradient is multiplied by so that its norm is at most @limit: 1 when it is, or
 * when @limit is 0 (Pascanu, Mikolov and Bengio, ICML 2013, algorithm 1).
 */
float gradient_get_clip(const GradientSummary *summary, double limit);

G_END_DECLS
