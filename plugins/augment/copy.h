// SPDX-License-Identifier: MIT
#pragma once

#include "history.h"

/**
 * A copy of a series on its way to becoming another one: its values in units of a power of two, as
 * History has them, so that no arithmetic of an augmenter overflows, and where they came from.
 */
typedef struct {
  History history;
  uint64_t n_leading; // missing values in front of the history
  double mean;        // of the values that are there
  double deviation;   // their standard deviation, by n; 0 for a constant series
} Copy;

/** Reads @series. Returns a status with a message as history_read() does. */
plugcast_status copy_read(const plugcast_call *call, const plugcast_series *series, Copy *copy);

/** Returns: room for as many numbers as the copy has values, or NULL with a message in @call. */
double *copy_take_room(const plugcast_call *call, const Copy *copy);

/**
 * Writes @values, [history.n_values] in the units of the copy, as the new series: @out is
 * [n_values] of the series. What was missing around them stays so.
 */
void copy_write(const Copy *copy, const double *values, double *out);

/**
 * Returns: the value of the copy at @place, a fraction within 0 … n_values - 1, on the straight
 * line between its neighbours; NaN when one that takes part is missing.
 */
double copy_at(const Copy *copy, double place);
