// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * Turns gradients into new weights, and remembers what that takes: moments of float32 beside the
 * weights, and the number of steps.
 *
 * - `sgd[:MOMENTUM]`, `nesterov:MOMENTUM`: velocity = momentum × velocity + gradient; the step
 *   follows the velocity, with Nesterov's look ahead gradient + momentum × velocity (Sutskever,
 *   Martens, Dahl and Hinton, ICML 2013, in the form that applies the rate last). Momentum within
 *   [0, 1), 0 unless given.
 * - `adam[:BETA1,BETA2]`: Kingma and Ba, ICLR 2015, algorithm 1, with both bias corrections; 0.9,
 *   0.999, epsilon 1e-8.
 * - `adamw[:DECAY[,LEAST]]`: Loshchilov and Hutter, ICLR 2019, algorithm 2: weights shrink by
 *   rate × decay, apart from the gradient; 0.01. Blocks of fewer than LEAST weights, such as
 *   biases, do not; 0.
 *
 * One thread at a time, except optimizer_update().
 */
typedef struct Optimizer Optimizer;

/** Returns: whether @text is an optimiser, or FALSE with TERM_ERROR. */
gboolean optimizer_check(const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @block_ends: [n_blocks], rising, the last one the number of weights; copied.
 * Returns: (transfer full): the optimiser written as above, without steps; or NULL
 * with TERM_ERROR.
 */
Optimizer *optimizer_new(const char *text,
                         const guint64 *block_ends,
                         gsize n_blocks,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

void optimizer_free(Optimizer *optimizer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Optimizer, optimizer_free)

/** Begins a step of @rate, which is finite and not negative. */
void optimizer_begin_step(Optimizer *optimizer, double rate);

/**
 * Does weights @begin … @end - 1 of the step. Different threads may do different weights; each
 * weight once a step.
 *
 * @gradients: [n_weights], multiplied by @factor.
 */
void optimizer_update(Optimizer *optimizer,
                      gsize begin,
                      gsize end,
                      const float *gradients,
                      float factor,
                      float *weights);

guint64 optimizer_get_n_steps(const Optimizer *optimizer);
void optimizer_set_n_steps(Optimizer *optimizer, guint64 n_steps);

/** Returns: (transfer none): the @n_floats numbers that it remembers, to be saved or restored. */
float *optimizer_get_moments(Optimizer *optimizer, gsize *n_floats);

G_END_DECLS
