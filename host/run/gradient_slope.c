// SPDX-License-Identifier: MIT
#include "run/gradient_slope.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum {
  N_STEPS = 4,
};

// Of the root mean square of the range. Long ones drown out rounding, short ones bend less.
static const double steps[N_STEPS] = { 0x1p-3, 0x1p-5, 0x1p-7, 0x1p-9 };

// Roundings that an output may have gone through.
static const double N_ROUNDINGS = 8.0;

/** What one step to both sides shows. */
typedef struct {
  double told;     // difference by the gradients
  double left;     // difference of the left half, by the outputs
  double right;    // of the right half
  double distance; // of the two ends
  double usual;    // difference that such a direction has on average
  double rounding; // difference that rounding alone may make
} Difference;

typedef struct {
  GradientTrial *trial;
  const GradientRange *range;
  const float *direction;
  float *kept;   // [n_numbers] of the range
  float *middle; // [n_outputs]
  float *left;   // [n_outputs]
  double size;   // root mean square of the range's numbers
  double slope;  // root mean square of its gradients
} Ruler;

static double
root_mean_square(const float *numbers, gsize n_numbers)
{
  double sum = 0.0;
  for (gsize i = 0; i < n_numbers; i++) {
    sum += (double)numbers[i] * (double)numbers[i];
  }
  return sqrt(sum / (double)n_numbers);
}

static float
stepped(const Ruler *ruler, gsize i, double step)
{
  return (float)((double)ruler->kept[i] + step * (double)ruler->direction[i]);
}

/** Runs the network @step away from the point. */
static gboolean
forward_at(const Ruler *ruler, double step, GError **error)
{
  const GradientRange *range = ruler->range;
  for (gsize i = 0; i < range->n_numbers; i++) {
    range->numbers[i] = stepped(ruler, i, step);
  }
  const gboolean is_done = gradient_trial_forward(ruler->trial, PLUGCAST_PASS_TRAINING, error);
  memcpy(range->numbers, ruler->kept, range->n_numbers * sizeof *range->numbers);
  return is_done;
}

// Rows and outputs that do not move cancel exactly, and their rounding does not count.
static void
compare_outputs(const Ruler *ruler, Difference *difference)
{
  const GradientTrial *trial = ruler->trial;
  double squares = 0.0;
  for (gsize i = 0; i < trial->n_outputs; i++) {
    const double factor = (double)trial->factors[i];
    const double left = (double)ruler->left[i];
    const double middle = (double)ruler->middle[i];
    const double right = (double)trial->outputs[i];
    difference->left += factor * (middle - left);
    difference->right += factor * (right - middle);
    if (left != right) {
      const double rounding = factor * MAX(fabs(left), fabs(right));
      squares += rounding * rounding;
    }
  }
  difference->rounding = N_ROUNDINGS * (double)FLT_EPSILON * sqrt(squares);
}

static gboolean
take_step(const Ruler *ruler, double step, Difference *difference, GError **error)
{
  *difference = (Difference){ 0 };
  if (!forward_at(ruler, -step, error)) {
    return FALSE;
  }
  memcpy(ruler->left, ruler->trial->outputs, ruler->trial->n_outputs * sizeof *ruler->left);
  if (!forward_at(ruler, step, error)) {
    return FALSE;
  }
  compare_outputs(ruler, difference);
  double squares = 0.0;
  for (gsize i = 0; i < ruler->range->n_numbers; i++) {
    const double moved = (double)stepped(ruler, i, step) - (double)stepped(ruler, i, -step);
    difference->told += (double)ruler->range->gradients[i] * moved;
    squares += moved * moved;
  }
  difference->distance = sqrt(squares);
  difference->usual = ruler->slope * difference->distance;
  return TRUE;
}

static double
yardstick(const Difference *difference)
{
  const double found = difference->left + difference->right;
  return MAX(MAX(fabs(difference->told), fabs(found)), difference->usual);
}

static gboolean
is_resolved(const Difference *difference, double tolerance)
{
  return difference->rounding < tolerance * yardstick(difference) / 2.0;
}

static double
error_of(const Difference *difference)
{
  return fabs(difference->told - difference->left - difference->right) / yardstick(difference);
}

static void
keep_best(const Difference *difference, GradientSlope *slope)
{
  const double error = error_of(difference);
  if (slope->is_unresolved || error < slope->error) {
    *slope = (GradientSlope){
      .told = difference->told / difference->distance,
      .found = (difference->left + difference->right) / difference->distance,
      .error = error,
    };
  }
}

// A bend halves with the step, a kink stays.
static gboolean
shows_kink(const Difference *longer, const Difference *shorter)
{
  const double before = fabs(longer->right - longer->left) / longer->distance;
  const double after = fabs(shorter->right - shorter->left) / shorter->distance;
  return after > before / 2.0 && fabs(shorter->right - shorter->left) > 2.0 * shorter->rounding;
}

static void
judge_kink(const Difference *difference, GradientSlope *slope)
{
  // Of a step that goes as far as both halves together.
  const double left = 2.0 * difference->left;
  const double right = 2.0 * difference->right;
  const double nearest = CLAMP(difference->told, MIN(left, right), MAX(left, right));
  const double error = fabs(difference->told - nearest) / yardstick(difference);
  if (error < slope->error) {
    slope->found = nearest / difference->distance;
    slope->told = difference->told / difference->distance;
    slope->error = error;
    slope->is_kink = TRUE;
  }
}

static gboolean
measure(const Ruler *ruler, GradientSlope *slope, GError **error)
{
  const double tolerance = ruler->trial->tolerance;
  Difference last = { 0 };
  for (gsize i = 0; i < N_STEPS; i++) {
    Difference difference;
    if (!take_step(ruler, steps[i] * ruler->size, &difference, error)) {
      return FALSE;
    }
    if (!is_resolved(&difference, tolerance)) {
      return TRUE;
    }
    keep_best(&difference, slope);
    if (slope->error <= tolerance) {
      return TRUE;
    }
    if (i + 1 == N_STEPS && shows_kink(&last, &difference)) {
      judge_kink(&difference, slope);
    }
    last = difference;
  }
  return TRUE;
}

gboolean
gradient_slope_measure(GradientTrial *trial,
                       const GradientRange *range,
                       const float *direction,
                       GradientSlope *slope,
                       GError **error)
{
  const ArenaMark mark = arena_mark(trial->arena);
  const double size = root_mean_square(range->numbers, range->n_numbers);
  Ruler ruler = {
    .trial = trial,
    .range = range,
    .direction = direction,
    .kept = arena_take(trial->arena, range->n_numbers * sizeof *ruler.kept),
    .middle = arena_take(trial->arena, trial->n_outputs * sizeof *ruler.middle),
    .left = arena_take(trial->arena, trial->n_outputs * sizeof *ruler.left),
    .size = size > 0.0 ? size : 1.0,
    .slope = root_mean_square(range->gradients, range->n_numbers),
  };
  memcpy(ruler.kept, range->numbers, range->n_numbers * sizeof *ruler.kept);
  GradientSlope measured = { .is_unresolved = TRUE };
  gboolean is_done = gradient_trial_forward(trial, PLUGCAST_PASS_TRAINING, error);
  if (is_done) {
    memcpy(ruler.middle, trial->outputs, trial->n_outputs * sizeof *ruler.middle);
    is_done = measure(&ruler, &measured, error);
  }
  arena_rewind(trial->arena, mark);
  if (is_done) {
    *slope = measured;
  }
  return is_done;
}
