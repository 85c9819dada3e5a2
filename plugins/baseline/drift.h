// SPDX-License-Identifier: MIT
#pragma once

#include "history.h"

/**
 * Continues the straight line from the first value to the last one. Writes means and standard
 * deviations of @horizon steps after the series, both in the units of the history.
 */
void drift_forecast(const History *history, double *means, double *deviations, uint64_t horizon);
