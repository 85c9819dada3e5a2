// SPDX-License-Identifier: MIT
#pragma once

#include "adjusted.h"
#include "settings.h"

/**
 * The standard Theta method of Assimakopoulos and Nikolopoulos (2000), as simple exponential
 * smoothing with a drift (Hyndman and Billah 2003). Writes means and standard deviations of
 * @horizon steps after the adjusted series.
 */
plugcast_status standard_forecast(const plugcast_call *call,
                                  const Settings *settings,
                                  const Adjusted *adjusted,
                                  double *means,
                                  double *deviations,
                                  uint64_t horizon);
