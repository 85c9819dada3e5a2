// SPDX-License-Identifier: MIT
#pragma once

#include "history.h"

/**
 * Writes the mean forecast and the quantiles of a normal distribution around it.
 *
 * @means, @deviations: [out->horizon], of one series, in the units of @history.
 * Quantiles never cross: they are mean + z × deviation with deviation >= 0.
 */
void band_write(const History *history,
                const double *means,
                const double *deviations,
                const plugcast_forecast *out);
