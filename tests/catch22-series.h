// SPDX-License-Identifier: MIT
#pragma once

enum {
  N_CATCH22 = 270,
  N_CATCH22_SHORT = 12,
};

/**
 * The smooth series that the authors of catch22 test with (testData/test.txt); its first 12 values
 * are their short one (testShort.txt).
 */
extern const double catch22_series[N_CATCH22];
