// SPDX-License-Identifier: MIT
#pragma once

#include "loess.h"

#include <plugcast.h>

/**
 * Seasonal-trend decomposition by loess: Cleveland, Cleveland, McRae and Terpenning (1990), STL: a
 * seasonal-trend decomposition procedure based on loess, Journal of Official Statistics 6, 3-73.
 * With the settings of stl_settings() the result is that of R's stl(), but for robust
 * decompositions of an even number of values: here the median of the residuals is that of the
 * paper.
 */
typedef struct {
  uint64_t period;  // steps of a season, at least 2
  bool is_periodic; // each place in the season keeps one value: the mean of its smoothed ones
  Loess seasonal;   // over the values of one place in the season; window in periods
  Loess trend;      // window in steps
  Loess low_pass;   // takes what is left of the level out of the season; window in steps
  uint64_t n_inner; // passes that renew season and trend, at least 1
  uint64_t n_outer; // times that robustness weights are renewed; 0: all weights are 1
} StlSettings;

/** What stl_decompose() finds, [n_values] each: values = seasonal + trend + remainder. */
typedef struct {
  double *seasonal;
  double *trend;
  double *remainder;
  double *weights; // of robustness, within [0, 1]
} Stl;

/**
 * Returns: the settings that R's stl() chooses by itself for @n_values: `s.window` is
 * @seasonal_window made odd, or periodic when that is 0; the other windows, degrees and jumps
 * follow; with @is_robust one inner and 15 outer passes, else 2 and none.
 */
StlSettings
stl_settings(uint64_t n_values, uint64_t period, uint64_t seasonal_window, bool is_robust);

/** Returns: whether @n_values are enough for @period: more than two of at least 2 steps. */
bool stl_is_possible(uint64_t n_values, uint64_t period);

/**
 * Decomposes @values, [n_values], none of them missing or so large that sums of them overflow;
 * stl_is_possible() holds. Value i stands at place i % period.
 *
 * Returns: PLUGCAST_OK with @stl in the call's scratch memory, PLUGCAST_CANCELLED, or
 * PLUGCAST_NO_MEMORY with a message.
 */
plugcast_status stl_decompose(const plugcast_call *call,
                              const StlSettings *settings,
                              const double *values,
                              uint64_t n_values,
                              Stl *stl);
