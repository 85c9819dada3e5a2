// SPDX-License-Identifier: MIT
#pragma once

#include "history.h"
#include "season.h"

/**
 * A series as the Theta models see it: seasonally adjusted, missing values interpolated, shifted to
 * start at 0. The models do not change when a number is added to a series, and sums of squares of
 * the shifted values keep the digits that a high level would cost.
 */
typedef struct {
  History history;
  Season season;
  double *values;        // [n_values]
  const double *weights; // [n_values], 1 where a value was observed, 0 where it was interpolated
  uint64_t n_values;
  double origin; // what was subtracted
} Adjusted;

plugcast_status adjusted_read(const plugcast_call *call,
                              const plugcast_series *series,
                              SeasonMode mode,
                              Adjusted *adjusted);

/** Writes the forecast of the series from that of the adjusted one, which it changes on the way. */
void adjusted_write(const Adjusted *adjusted,
                    double *means,
                    double *deviations,
                    const plugcast_forecast *out);
