// SPDX-License-Identifier: MIT
#include "loess.h"

#include <math.h>

// Weights within these parts of the bandwidth are 1 and 0, as in the authors' program.
static const double near_part = 0.001;
static const double far_part = 0.999;

// The points must spread over this part of the range for a slope to be fitted.
static const double least_spread = 0.001;

enum {
  WEIGHTS_A_POLL = 1 << 20,
};

static double
tricube(double distance, double bandwidth)
{
  if (distance > far_part * bandwidth) {
    return 0.0;
  }
  if (distance <= near_part * bandwidth) {
    return 1.0;
  }
  const double ratio = distance / bandwidth;
  const double rest = 1.0 - ratio * ratio * ratio;
  return rest * rest * rest;
}

/** Tilts the weights so that they fit a straight line instead of a constant. */
static void
tilt_kernel(double *kernel, uint64_t n_kernel, double place, double range)
{
  double centre = 0.0;
  for (uint64_t i = 0; i < n_kernel; i++) {
    centre += kernel[i] * (double)i;
  }
  double spread = 0.0;
  for (uint64_t i = 0; i < n_kernel; i++) {
    const double offset = (double)i - centre;
    spread += kernel[i] * offset * offset;
  }
  if (!(sqrt(spread) > least_spread * range)) {
    return;
  }
  const double slope = (place - centre) / spread;
  for (uint64_t i = 0; i < n_kernel; i++) {
    kernel[i] *= slope * ((double)i - centre) + 1.0;
  }
}

bool
loess_fit(const Loess *loess,
          const LoessPoints *points,
          double place,
          uint64_t first,
          uint64_t last,
          double *kernel,
          double *fit)
{
  // A window wider than the data widens the bandwidth by the points that it lacks at either side.
  const uint64_t n_beyond =
      loess->window > points->n_values ? (loess->window - points->n_values) / 2 : 0;
  const double bandwidth = fmax(place - (double)first, (double)last - place) + (double)n_beyond;
  const uint64_t n_kernel = last - first + 1;
  double sum = 0.0;
  for (uint64_t i = 0; i < n_kernel; i++) {
    kernel[i] = tricube(fabs((double)(first + i) - place), bandwidth);
    kernel[i] *= points->weights != NULL ? points->weights[first + i] : 1.0;
    sum += kernel[i];
  }
  if (!(sum > 0.0)) {
    return false;
  }
  for (uint64_t i = 0; i < n_kernel; i++) {
    kernel[i] /= sum;
  }
  if (loess->degree > 0 && bandwidth > 0.0) {
    tilt_kernel(kernel, n_kernel, place - (double)first, (double)(points->n_values - 1));
  }
  double total = 0.0;
  for (uint64_t i = 0; i < n_kernel; i++) {
    total += kernel[i] * points->values[first + i];
  }
  *fit = total;
  return true;
}

/** Fits at point @index, from the window that lies around it or at the near end of the data. */
static void
smooth_point(
    const Loess *loess, const LoessPoints *points, uint64_t index, double *kernel, double *smooth)
{
  const uint64_t n_values = points->n_values;
  const uint64_t n_window = loess->window < n_values ? loess->window : n_values;
  const uint64_t half = loess->window / 2;
  const uint64_t centred = index > half ? index - half : 0;
  const uint64_t first = centred < n_values - n_window ? centred : n_values - n_window;
  if (!loess_fit(loess, points, (double)index, first, first + n_window - 1, kernel,
                 &smooth[index])) {
    smooth[index] = points->values[index];
  }
}

static void
join(double *smooth, uint64_t from, uint64_t to)
{
  const double slope = (smooth[to] - smooth[from]) / (double)(to - from);
  for (uint64_t i = from + 1; i < to; i++) {
    smooth[i] = smooth[from] + slope * (double)(i - from);
  }
}

plugcast_status
loess_smooth(const plugcast_call *call,
             const Loess *loess,
             const LoessPoints *points,
             double *kernel,
             double *smooth)
{
  const uint64_t last = points->n_values - 1;
  const uint64_t jump = loess->jump < last ? loess->jump : last;
  const uint64_t n_window = loess->window < points->n_values ? loess->window : points->n_values;
  uint64_t n_weights = 0;
  uint64_t before = 0;
  smooth_point(loess, points, 0, kernel, smooth);
  while (before < last) {
    const uint64_t index = last - before > jump ? before + jump : last;
    smooth_point(loess, points, index, kernel, smooth);
    join(smooth, before, index);
    before = index;
    n_weights += n_window;
    if (n_weights > WEIGHTS_A_POLL) {
      n_weights = 0;
      if (plugcast_should_stop(call)) {
        return PLUGCAST_CANCELLED;
      }
    }
  }
  return PLUGCAST_OK;
}
