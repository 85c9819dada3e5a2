// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/**
 * The values of a series made ready for arithmetic: a copy in the call's scratch memory, in units
 * of a power of two so that sums of squares neither overflow nor vanish, without the missing values
 * at its ends. Scaling by a power of two loses no digit.
 */
typedef struct {
  double *values;      // [n_values], NaN where missing; the first and the last one are not missing
  uint64_t n_values;   // from the first value to the last one
  uint64_t n_observed; // values that are not missing
  uint64_t n_trailing; // missing values cut off at the end: steps already passed before the horizon
  int exponent;        // the values are those of the series times 2^-exponent
} History;

/**
 * Reads @series into @history. Returns PLUGCAST_BAD_INPUT when every value is missing or one is
 * infinite, and PLUGCAST_NO_MEMORY; both with a message.
 */
plugcast_status
history_read(const plugcast_call *call, const plugcast_series *series, History *history);

/** Replaces each missing one of the values by the straight line between its neighbours. */
void history_interpolate(double *values, uint64_t n_values);

/** Returns: @value in the units of the series, held within the finite numbers. */
double history_restore(const History *history, double value);
