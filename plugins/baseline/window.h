// SPDX-License-Identifier: MIT
#pragma once

#include "history.h"

/** How the error of an average grows with the distance to its values. */
typedef enum {
  WINDOW_GROWTH_WALK,     // the series is a random walk: by the step
  WINDOW_GROWTH_LEVEL,    // the series scatters about a fixed level: not at all
  WINDOW_GROWTH_MEASURED, // in between, as the autocovariance of its differences says
} WindowGrowth;

/** Forecasts each step by the average of the last values at its place in the season. */
typedef struct {
  uint64_t period; // steps of a season; 1 when all values share one place
  uint64_t length; // values averaged, at least 1; fewer where a place has fewer
  WindowGrowth growth;
} Window;

/**
 * Writes means and standard deviations of @horizon steps after the series, both in the units of the
 * history. A place of the season that was never observed is forecast as without a season.
 */
plugcast_status window_forecast(const plugcast_call *call,
                                const Window *window,
                                const History *history,
                                double *means,
                                double *deviations,
                                uint64_t horizon);
