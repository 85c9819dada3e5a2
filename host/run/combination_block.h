// SPDX-License-Identifier: MIT
#pragma once

#include "run/combination.h"
#include "run/order_network.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * One combination made ready for any number of stretches of points. Plain value that borrows; any
 * thread may use it once it is filled.
 */
typedef struct {
  const Combination *combination;
  const double *const *members; // [n_members]
  gsize n_members;
  gboolean propagates; // NaN of a member makes NaN
  gboolean is_wide;    // with instructions that only some processors have, see order_network.h
  double total;        // of the weights
  gsize first;         // ranks that count, of all members
  gsize last;
  OrderNetwork network; // for ranks of up to 64 members
} CombinationBlock;

void combination_block_init(CombinationBlock *block,
                            const Combination *combination,
                            const double *const *members,
                            gsize n_members,
                            CombinationMissing missing);

/** Combines points @begin … @end - 1 into the same places of @out. */
void combination_block_run(const CombinationBlock *block, gsize begin, gsize end, double *out);

G_END_DECLS
