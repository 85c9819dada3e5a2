// SPDX-License-Identifier: MIT
#pragma once

#include "season.h"

/** The parameters of a Theta model. */
typedef struct {
  SeasonMode season;
  double theta; // at least 1; NaN: to be estimated
  double alpha; // smoothing parameter; NaN: to be estimated
} Settings;
