// SPDX-License-Identifier: MIT
#include "cli/chart_axis.h"

#include "cli/figure.h"

#include <math.h>

enum {
  AXIS_LEAST_TICKS = 3
};

/** Returns: the smallest of 1, 2, 5, 10 times a power of ten that is at least @least. */
static double
axis_step(double least)
{
  double power = pow(10, floor(log10(least)));
  const double factors[] = { 1, 2, 5 };
  for (gsize i = 0; i < G_N_ELEMENTS(factors); i++) {
    if (factors[i] * power >= least * (1 - 1e-9)) {
      return factors[i] * power;
    }
  }
  return 10 * power;
}

static ChartAxis
axis_with_step(double low, double high, double step)
{
  double first = ceil(low / step - 1e-9);
  double last = floor(high / step + 1e-9);
  return (ChartAxis){
    .low = low,
    .high = high,
    .step = step,
    .first = first,
    .n_ticks = last >= first ? (gsize)(last - first) + 1 : 0,
  };
}

ChartAxis
chart_axis_new(double low, double high, gsize n_wanted)
{
  // Halved before the subtraction, so that the distance of two huge numbers stays finite.
  double half = high / 2 - low / 2;
  double size = MAX(fabs(low), fabs(high));
  if (half <= size * 1e-12) {
    half = size > 0 ? size / 20 : 1;
    low -= half;
    high += half;
  }
  double step = axis_step(half / (double)MAX(n_wanted, AXIS_LEAST_TICKS) * 2);
  ChartAxis axis = axis_with_step(low, high, step);
  while (axis.n_ticks < AXIS_LEAST_TICKS) {
    // The next smaller one: of 1 it is 0.5, of 2 it is 1, of 5 it is 2.
    step = axis_step(step * 0.39);
    axis = axis_with_step(low, high, step);
  }
  return axis;
}

double
chart_axis_get_tick(const ChartAxis *axis, gsize index)
{
  return (axis->first + (double)index) * axis->step;
}

void
chart_axis_format_tick(const ChartAxis *axis, gsize index, char *buffer)
{
  double value = chart_axis_get_tick(axis, index);
  if (fabs(value) < axis->step / 2) {
    value = 0;
  }
  int decimals = (int)MAX(0, ceil(-log10(axis->step) - 1e-9));
  gboolean is_plain = decimals <= 6 && MAX(fabs(axis->low), fabs(axis->high)) < 1e10;
  figure_format(value, is_plain ? decimals : -1, buffer);
}

double
chart_axis_get_depth(const ChartAxis *axis, double value)
{
  return (axis->high / 2 - value / 2) / (axis->high / 2 - axis->low / 2);
}

gsize
chart_axis_get_row(const ChartAxis *axis, double value, gsize n_rows)
{
  double depth = chart_axis_get_depth(axis, value);
  return (gsize)lround(CLAMP(depth, 0, 1) * (double)(n_rows - 1));
}
