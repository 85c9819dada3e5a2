// SPDX-License-Identifier: MIT
#pragma once

#include "random.h"

#include <plugcast.h>

/**
 * A smooth random curve over the steps of a series: a natural cubic spline through equally spaced
 * knots, the first at the first step and the last at the last one, each drawn from a normal
 * distribution around 1 (GenerateRandomCurves of Um et al. 2017).
 *
 * @n_knots: between the two at the ends, at least 1. @sigma: standard deviation of a knot.
 * Writes @curve, [n_values]. Returns PLUGCAST_OK, or PLUGCAST_NO_MEMORY with a message.
 */
plugcast_status curve_draw(const plugcast_call *call,
                           Random *random,
                           uint64_t n_knots,
                           double sigma,
                           double *curve,
                           uint64_t n_values);

/**
 * Finds the second derivatives of the natural cubic spline through @heights, [n_knots] at places 0,
 * 1, 2 …; @n_knots is at least 2. @factors: room for n_knots numbers.
 */
void curve_find_bends(const double *heights, uint64_t n_knots, double *factors, double *bends);

/** Returns: the spline at @place, within 0 … @n_knots - 1. */
double curve_at(const double *heights, const double *bends, uint64_t n_knots, double place);
