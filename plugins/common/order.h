// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Sorts @values, [n_values], none of them NaN, from low to high, in place and without memory. */
void order_sort(double *values, uint64_t n_values);

/**
 * Returns: the quantile of @sorted, [n_values], at least one, at @probability within [0, 1], by
 * linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), Sample quantiles
 * in statistical packages, The American Statistician 50, 361-365.
 */
double order_quantile(const double *sorted, uint64_t n_values, double probability);

/** Returns: the mean of the one or two values in the middle of @sorted, [n_values]. */
double order_median(const double *sorted, uint64_t n_values);
