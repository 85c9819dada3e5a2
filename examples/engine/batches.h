// SPDX-License-Identifier: MIT
#pragma once

#include "dense.h"
#include "pool/errors.h"
#include "pool/pool.h"

#include <glib.h>

G_BEGIN_DECLS

enum {
  BATCH_N_WINDOWS = 32
};

/** Windows of numbers, cut into batches. Never changes once made. */
typedef struct Batches Batches;

/** Makes @n_batches batches, uniform on -1 … 1, from @seed. Returns: (transfer full): them. */
Batches *batches_new(gsize n_batches, guint64 seed);

void batches_free(Batches *batches);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Batches, batches_free)

gsize batches_get_n(const Batches *batches);

/** Makes the first number of batch @index NaN, for a failure to show. */
void batches_spoil(Batches *batches, gsize index);

/**
 * Applies each of @models to each window, in one plan of models × batches.
 *
 * @outputs: [n_models][n_batches][BATCH_N_WINDOWS][DENSE_N_OUTPUTS], filled; NaN for a batch that
 * failed.
 * @errors: gets an error for each that failed, by its item model · n_batches + batch.
 */
void batches_predict(const Batches *batches,
                     const Dense *const *models,
                     gsize n_models,
                     Pool *pool,
                     double *outputs,
                     Errors *errors);

/** What many samples of one prediction say. */
typedef struct {
  double mean;
  double deviation; // standard, of the samples: divided by n - 1
  double lower;     // quantiles at 0.05 and 0.95
  double upper;
} Spread;

/**
 * Applies @model with dropout @n_samples times to each window of the first @n_batches batches.
 * Sample s of a window drops the same inputs whichever thread computes it, and when.
 *
 * @n_samples: at least 2.
 * @spreads: [n_batches][BATCH_N_WINDOWS][DENSE_N_OUTPUTS], filled.
 */
void batches_sample(const Batches *batches,
                    const Dense *model,
                    gsize n_batches,
                    gsize n_samples,
                    guint64 seed,
                    Pool *pool,
                    Spread *spreads);

G_END_DECLS
