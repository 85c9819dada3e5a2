// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** The observed values of a series, sorted, in units of a power of two as those of History. */
typedef struct {
  double *values;    // [n_values], in the call's scratch memory
  uint64_t n_values; // at least 1
  int exponent;      // the values are those of the series times 2^-exponent
} Sample;

/** Reads @series into @sample. Returns what history_read() does. */
plugcast_status
sample_read(const plugcast_call *call, const plugcast_series *series, Sample *sample);
