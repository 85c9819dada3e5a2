// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Mean, standard deviation and quantiles of sample paths, step by step. Sums are taken in the order
 * of the samples, so the bits depend on them alone.
 */
typedef struct {
  double *mean;                // [horizon], or NULL when not wanted
  double *deviation;           // [horizon], with n - 1 in the denominator, or NULL
  double *quantiles;           // [n_probabilities × horizon]; NULL when there are none
  const double *probabilities; // [n_probabilities], rising
  gsize n_probabilities;
} SampleSummary;

/**
 * Fills @summary from @samples, [n_samples × horizon], finite. Moments take one pass over them, by
 * Welford's recurrence (Welford 1962, Technometrics 4:3); a deviation beyond the range of numbers
 * is infinite. Quantiles interpolate linearly between order statistics (Hyndman and Fan 1996,
 * definition 7).
 *
 * @n_samples: at least 1; of one sample the deviation is 0.
 */
void sample_summary_run(const double *samples,
                        gsize n_samples,
                        gsize horizon,
                        const SampleSummary *summary,
                        Arena *arena);

G_END_DECLS
