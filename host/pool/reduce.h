// SPDX-License-Identifier: MIT
#pragma once

#include "pool/pool.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Sums whose bits depend on the input alone: items are cut into blocks of a fixed size, each block
 * is folded in order, and the blocks are joined pairwise in a tree of fixed shape.
 */

/** Adds item @index into @accumulator. */
typedef void (*ReduceFold)(gsize index, void *accumulator, PoolWorker *worker, void *data);

/** Adds @right into @left. */
typedef void (*ReduceJoin)(void *left, const void *right, void *data);

/**
 * Folds 0 … @n_items - 1 into @result, of @size bytes, which holds the neutral element on entry.
 * Accumulators are copied as bytes and aligned to 64.
 *
 * @block: items a block, a constant of the caller's that must not depend on the number of threads;
 * each block has an accumulator in scratch memory while the loop runs.
 * Returns: TRUE, or FALSE with @result untouched when @cancel stopped it.
 */
gboolean reduce_run(Pool *pool,
                    gsize n_items,
                    gsize block,
                    gsize size,
                    ReduceFold fold,
                    ReduceJoin join,
                    void *data,
                    const PoolCancel *cancel,
                    void *result);

/** The sum of @n values in eight lanes and a tree: vectorises, same bits everywhere. */
double reduce_sum(const double *values, gsize n);

G_END_DECLS
