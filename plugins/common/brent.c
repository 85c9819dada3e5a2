// SPDX-License-Identifier: MIT
#include "brent.h"

#include <float.h>
#include <math.h>

/** A place and the loss there. */
typedef struct {
  double x;
  double loss;
} Point;

/** The bracket and the three best points; Brent's a, b, x, w, v, d, e. */
typedef struct {
  double low;
  double high;
  Point best;
  Point second;
  Point third;
  double step;        // the last one
  double step_before; // the one before
} Bracket;

static double
golden_share(void)
{
  return (3.0 - sqrt(5.0)) / 2.0;
}

static Point
point_at(BrentLoss loss, const void *data, double x)
{
  const double value = loss(data, x);
  return (Point){ .x = x, .loss = isnan(value) ? INFINITY : value };
}

/** The step to the lowest point of the parabola through the three points; false without one. */
static bool
step_by_parabola(const Bracket *bracket, double tolerance, double *step)
{
  if (!(fabs(bracket->step_before) > tolerance)) {
    return false;
  }
  const double x = bracket->best.x;
  const double r = (x - bracket->second.x) * (bracket->best.loss - bracket->third.loss);
  const double q = (x - bracket->third.x) * (bracket->best.loss - bracket->second.loss);
  double above = (x - bracket->third.x) * q - (x - bracket->second.x) * r;
  double below = 2.0 * (q - r);
  above = below > 0.0 ? -above : above;
  below = fabs(below);
  const bool shrinks = fabs(above) < fabs(0.5 * below * bracket->step_before);
  if (!shrinks || !(above > below * (bracket->low - x)) || !(above < below * (bracket->high - x))) {
    return false;
  }
  *step = above / below;
  return true;
}

static void
choose_step(Bracket *bracket, double tolerance)
{
  const double x = bracket->best.x;
  const double middle = (bracket->low + bracket->high) / 2.0;
  double step = 0.0;
  if (!step_by_parabola(bracket, tolerance, &step)) {
    bracket->step_before = x < middle ? bracket->high - x : bracket->low - x;
    bracket->step = golden_share() * bracket->step_before;
    return;
  }
  const double next = x + step;
  if (next - bracket->low < 2.0 * tolerance || bracket->high - next < 2.0 * tolerance) {
    step = x < middle ? tolerance : -tolerance;
  }
  bracket->step_before = bracket->step;
  bracket->step = step;
}

static void
take_point(Bracket *bracket, Point fresh)
{
  if (fresh.loss <= bracket->best.loss) {
    *(fresh.x < bracket->best.x ? &bracket->high : &bracket->low) = bracket->best.x;
    bracket->third = bracket->second;
    bracket->second = bracket->best;
    bracket->best = fresh;
    return;
  }
  *(fresh.x < bracket->best.x ? &bracket->low : &bracket->high) = fresh.x;
  // Points that are one and the same leave room for a worse one.
  if (fresh.loss <= bracket->second.loss || bracket->second.x == bracket->best.x) {
    bracket->third = bracket->second;
    bracket->second = fresh;
  } else if (fresh.loss <= bracket->third.loss || bracket->third.x == bracket->best.x ||
             bracket->third.x == bracket->second.x) {
    bracket->third = fresh;
  }
}

bool
brent_minimise(const plugcast_call *call,
               BrentLoss loss,
               const void *data,
               double low,
               double high,
               double tolerance,
               double *minimum)
{
  const Point first = point_at(loss, data, low + golden_share() * (high - low));
  Bracket bracket = {
    .low = low,
    .high = high,
    .best = first,
    .second = first,
    .third = first,
  };
  for (;;) {
    const double x = bracket.best.x;
    const double width = bracket.high - bracket.low;
    const double nearest = sqrt(DBL_EPSILON) * fabs(x) + tolerance / 3.0;
    if (fabs(x - (bracket.low + bracket.high) / 2.0) <= 2.0 * nearest - width / 2.0) {
      *minimum = x;
      return true;
    }
    if (plugcast_should_stop(call)) {
      return false;
    }
    choose_step(&bracket, nearest);
    const double step =
        fabs(bracket.step) >= nearest ? bracket.step : copysign(nearest, bracket.step);
    take_point(&bracket, point_at(loss, data, x + step));
  }
}
