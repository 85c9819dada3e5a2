// SPDX-License-Identifier: MIT
#pragma once

#include "copy.h"

/**
 * A series as Bergmeir, Hyndman and Benítez (2016), section 3.1, take it apart: Box-Cox
 * transformed, then season and trend by robust periodic STL, or without a season a trend by loess
 * over six points. All in the call's scratch memory.
 */
typedef struct {
  double *smooth;    // [n_values]: trend and season
  double *remainder; // [n_values]
  double lambda;     // of the transform
  bool is_seasonal;
} Decomposition;

/**
 * Decomposes @copy, whose missing values are filled by straight lines first.
 *
 * @lambda: NaN: chosen by Guerrero's method within 0 … 1, or 1 where a value is not positive.
 * @period: steps of a season; used where there are more than two of them.
 * Returns: PLUGCAST_OK; PLUGCAST_BAD_INPUT when @lambda is 0 and a value is not positive;
 * PLUGCAST_NO_MEMORY or PLUGCAST_CANCELLED.
 */
plugcast_status decomposition_find(const plugcast_call *call,
                                   Copy *copy,
                                   double lambda,
                                   uint64_t period,
                                   Decomposition *decomposition);
