// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/**
 * Local regression over equally spaced points with tricube weights: Cleveland, Cleveland, McRae and
 * Terpenning (1990), STL: a seasonal-trend decomposition procedure based on loess, Journal of
 * Official Statistics 6, 3-73, sections 2.1 and 4.1.
 */
typedef struct {
  uint64_t window; // points that take part in one fit: odd, at least 3; may exceed the data
  uint64_t jump;   // the fit is made at every jump-th point and is straight between; at least 1
  uint32_t degree; // of the polynomial: 0 or 1
} Loess;

/** The points that are smoothed, at places 0, 1, 2 …; none of them missing. */
typedef struct {
  const double *values;  // [n_values]
  const double *weights; // [n_values] of robustness; NULL when all are 1
  uint64_t n_values;     // at least 1
} LoessPoints;

/**
 * Fits at one @place, which may lie beyond the ends, from the points @first … @last.
 *
 * @kernel: room for @last - @first + 1 numbers.
 * Returns: false, with @fit untouched, when no point there has any weight.
 */
bool loess_fit(const Loess *loess,
               const LoessPoints *points,
               double place,
               uint64_t first,
               uint64_t last,
               double *kernel,
               double *fit);

/**
 * Smooths all points into @smooth, [n_values]. A point whose neighbours have no weight keeps its
 * value.
 *
 * @kernel: room for n_values numbers.
 * Returns: PLUGCAST_OK or PLUGCAST_CANCELLED.
 */
plugcast_status loess_smooth(const plugcast_call *call,
                             const Loess *loess,
                             const LoessPoints *points,
                             double *kernel,
                             double *smooth);
