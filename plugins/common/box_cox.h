// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/**
 * The power transform of Box and Cox (1964), An analysis of transformations, Journal of the Royal
 * Statistical Society B 26, 211-252, for values of any sign where the power is positive, after
 * Bickel and Doksum (1981), An analysis of transformations revisited, Journal of the American
 * Statistical Association 76, 296-311. All functions are pure.
 */

/** Bounds of lambda where it is searched, as in R's BoxCox.lambda(). */
#define BOX_COX_LEAST_LAMBDA (-1.0)
#define BOX_COX_LARGEST_LAMBDA 2.0

/**
 * Returns: (sign(y) |y|^lambda - 1) / lambda, or log y for a lambda of 0; NaN for a missing @value,
 * and for one that has no transform: not above 0 where lambda is 0 or less.
 */
double box_cox_apply(double lambda, double value);

/**
 * Undoes box_cox_apply(). Returns: the value; where no value has this transform, the end of the
 * range that lies next to it: for a negative lambda at -1/lambda or more, infinity; NaN for a
 * missing @value.
 */
double box_cox_invert(double lambda, double value);

/**
 * Chooses lambda by the method of Guerrero (1993), Time-series analysis supported by power
 * transformations, Journal of Forecasting 12, 37-48: the one for which standard deviation over
 * mean^(1 - lambda) varies least between the periods of the series, with the periods, bounds and
 * search of R's BoxCox.lambda().
 *
 * @values: [n_values], NaN where missing. When one is not positive, lambda is at least 0.
 * @period: steps of a season; below 2: none, pairs are taken.
 * Returns: PLUGCAST_OK with @lambda, which is 1 for at most two periods of values and where no
 * lambda can be preferred (constant series); PLUGCAST_NO_MEMORY or PLUGCAST_CANCELLED.
 */
plugcast_status box_cox_lambda(const plugcast_call *call,
                               const double *values,
                               uint64_t n_values,
                               uint64_t period,
                               double *lambda);
