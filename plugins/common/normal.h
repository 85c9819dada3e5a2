// SPDX-License-Identifier: MIT
#pragma once

/**
 * Returns: the number that a standard normal variable stays below with @probability, within
 * (0, 1); accurate to about 16 digits.
 */
double normal_quantile(double probability);
