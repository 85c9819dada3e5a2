// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** What is minimised; a NaN counts as infinity. */
typedef double (*BrentLoss)(const void *data, double x);

/**
 * Minimises @loss over [@low, @high] by golden sections and parabolas: Brent (1973), Algorithms for
 * minimization without derivatives, chapter 5. Of several local minima it finds one.
 *
 * @tolerance: absolute, of the place of the minimum.
 * Returns: false, with @minimum untouched, when the call should stop.
 */
bool brent_minimise(const plugcast_call *call,
                    BrentLoss loss,
                    const void *data,
                    double low,
                    double high,
                    double tolerance,
                    double *minimum);
