// SPDX-License-Identifier: MIT
#pragma once

#include "adjusted.h"
#include "settings.h"

/**
 * The dynamic optimised Theta model of Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler
 * (2016), "Models for optimising the theta method and their relationship to state space models",
 * International Journal of Forecasting 32. Writes means and standard deviations of @horizon steps
 * after the adjusted series.
 */
plugcast_status dynamic_forecast(const plugcast_call *call,
                                 const Settings *settings,
                                 const Adjusted *adjusted,
                                 double *means,
                                 double *deviations,
                                 uint64_t horizon);
