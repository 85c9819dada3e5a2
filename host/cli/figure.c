// SPDX-License-Identifier: MIT
#include "cli/figure.h"

#include <math.h>

enum {
  FIGURE_DIGITS = 4,        // of the distance
  FIGURE_MOST_DECIMALS = 6, // beyond that, an exponent
  FIGURE_LARGEST_POWER = 12,
};

int
figure_get_decimals(double greatest, double distance)
{
  if (!(greatest > 0)) {
    return 0;
  }
  if (!isfinite(greatest) || !isfinite(distance)) {
    return -1;
  }
  int power = (int)floor(log10(greatest));
  int distance_power = distance > 0 ? (int)floor(log10(distance)) : power;
  int decimals = FIGURE_DIGITS - 1 - distance_power;
  if (power > FIGURE_LARGEST_POWER || decimals > FIGURE_MOST_DECIMALS) {
    return -1;
  }
  return MAX(decimals, 0);
}

void
figure_format(double value, int decimals, char *buffer)
{
  if (!isfinite(value)) {
    g_strlcpy(buffer, "-", FIGURE_MAX_LENGTH);
    return;
  }
  char format[8] = "%.4g";
  if (decimals >= 0) {
    g_snprintf(format, sizeof format, "%%.%df", MIN(decimals, FIGURE_MOST_DECIMALS));
  }
  g_ascii_formatd(buffer, FIGURE_MAX_LENGTH, format, value);
}
