// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"
#include "run/residuals.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Quantiles for models that have none: split conformal prediction from the errors of rolling
 * origins (Vovk, Gammerman and Shafer 2005, section 4.2; Lei et al. 2018, section 2.2).
 *
 * The errors' sizes over their steps' scales are pooled into n scores. An interval of some coverage
 * is the forecast plus and minus the scale of the step times the score of rank ⌈(n + 1) ×
 * coverage⌉, or the largest score when the rank lies beyond it, so few scores give less coverage
 * than asked. A quantile is the bound of the interval that it bounds; the median is the forecast.
 *
 * Writes @offsets, [n_probabilities × horizon], from the forecast to its quantiles at
 * @probabilities.
 */
void conformal_run(const Residuals *residuals,
                   const double *probabilities,
                   gsize n_probabilities,
                   gsize horizon,
                   Arena *arena,
                   double *offsets);

G_END_DECLS
