// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Puts the @n_probabilities quantiles of each step in rising order, in place: @quantiles is
 * [n_probabilities × horizon]. Sorting crossed quantiles never makes one worse (Chernozhukov,
 * Fernández-Val and Galichon 2010, "Quantile and probability curves without crossing"). Pure, any
 * thread.
 */
void quantile_order_sort(double *quantiles, gsize n_probabilities, gsize horizon);

G_END_DECLS
