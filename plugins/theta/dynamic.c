// SPDX-License-Identifier: MIT
#include "dynamic.h"

#include "search.h"

#include <math.h>

// Step t of the model, with level l, smoothing parameter a, k = 1 - 1/theta, and the straight line
// through the first t - 1 values with intercept A and slope B:
//   m_t = l_{t-1} + k x_t,   x_t = (1-a)^(t-1) A_{t-1} + (1 - (1-a)^t) / a × B_{t-1}
//   l_t = a y_t + (1-a) l_{t-1}
// The lines do not depend on the parameters and are computed once. The errors y_t - m_t are linear
// in k, so for a given a the best k is a quotient of two sums, held within [0, 1] (theta from 1 to
// infinity). Only a is searched.
//
// The initial level is not estimated: it is (1 - k) y_1, with which the model forecasts the first
// value for the second one. The authors' program starts its search there (y_1 / 2 for theta 2), and
// the loss cannot tell much better: it leaves out the first three errors, after which the initial
// level's weight has fallen to (1-a)^3, so that an estimate would mostly serve to erase the fourth
// error. For an adjusted series, whose y_1 is 0, the initial level is 0 whatever k.

// The bounds of the authors' program, forecTheta.
static const double grid[] = { 0.1, 0.22, 0.35, 0.48, 0.61, 0.74, 0.87, 0.99 };

enum {
  N_GRID = sizeof grid / sizeof grid[0],
  // The authors leave the first errors out of the loss: the line has only begun.
  N_SKIPPED = 3,
  // Errors that must count to estimate alpha and theta with one to spare.
  LEAST_ERRORS = 3,
};

// Added to a weight at each step: keeps it, and its square, a normal number however far it has
// decayed, since arithmetic on denormal ones is slow.
static const double least_weight = 1e-150;

/**
 * The straight line through the values so far, updated value by value. The first value is the 0
 * that an adjusted series starts with, so the line starts flat.
 */
typedef struct {
  double count;
  double mean;
  double slope;
} Line;

static void
line_add(Line *line, double value)
{
  const double count = line->count + 1.0;
  const double deviation = value - line->mean;
  line->slope = ((count - 2.0) * line->slope + 6.0 / count * deviation) / (count + 1.0);
  line->mean += deviation / count;
  line->count = count;
}

static double
line_intercept(const Line *line)
{
  return line->mean - (line->count + 1.0) / 2.0 * line->slope;
}

/** What the loss at any alpha is computed from. */
typedef struct {
  uint64_t n_values;
  const double *values;
  const double *intercepts; // [n_values], of the line before each value
  const double *slopes;     // [n_values], likewise
  const double *weights;    // [n_values], 1 for errors that count
  double least_share;       // bounds of k
  double most_share;
} Problem;

/** Sums of products of the level's error (e), which k leaves, and of what k weighs (x). */
typedef struct {
  Pair ee[SEARCH_PAIRS];
  Pair ex[SEARCH_PAIRS];
  Pair xx[SEARCH_PAIRS];
} Sums;

static void
sum_errors(const Problem *problem, const double *alphas, Sums *out)
{
  Pair alpha[SEARCH_PAIRS];
  Pair inverse[SEARCH_PAIRS];
  Pair level[SEARCH_PAIRS];
  Pair weight[SEARCH_PAIRS];
  Sums sums;
  for (int j = 0; j < SEARCH_PAIRS; j++) {
    alpha[j] = (Pair){ alphas[2 * j], alphas[2 * j + 1] };
    inverse[j] = 1.0 / alpha[j];
    level[j] = pair_of(0.0);
    weight[j] = pair_of(1.0);
    sums.ee[j] = sums.ex[j] = sums.xx[j] = pair_of(0.0);
  }
  for (uint64_t i = 0; i < problem->n_values; i++) {
    const Pair value = pair_of(problem->values[i]);
    const Pair intercept = pair_of(problem->intercepts[i]);
    const Pair slope = pair_of(problem->slopes[i]);
    const Pair counts = pair_of(problem->weights[i]);
    for (int j = 0; j < SEARCH_PAIRS; j++) {
      const Pair decay = 1.0 - alpha[j];
      const Pair error = value - level[j];
      const Pair counted_error = error * counts;
      const Pair reach = slope * inverse[j];
      const Pair trend = reach + weight[j] * (intercept - reach * decay);
      sums.ee[j] += counted_error * error;
      sums.ex[j] += counted_error * trend;
      sums.xx[j] += counts * trend * trend;
      level[j] = decay * level[j] + alpha[j] * value;
      weight[j] = weight[j] * decay + least_weight;
    }
  }
  *out = sums;
}

/** The best share k for one alpha, and its sum of squared errors. */
typedef struct {
  double share;
  double loss;
} Solution;

static Solution
solve(const Problem *problem, const Sums *sums, int lane)
{
  const double ee = sums->ee[lane / 2][lane % 2];
  const double ex = sums->ex[lane / 2][lane % 2];
  const double xx = sums->xx[lane / 2][lane % 2];
  // Without a trend in any line, as in a constant series, every k is as good: theta 2.
  const double free_share = xx > 0.0 ? ex / xx : 0.5;
  const double share = fmin(fmax(free_share, problem->least_share), problem->most_share);
  return (Solution){
    .share = share,
    .loss = ee - 2.0 * share * ex + share * share * xx,
  };
}

static void
compute_losses(const void *data, const double *alphas, double *losses)
{
  const Problem *const problem = data;
  Sums sums;
  sum_errors(problem, alphas, &sums);
  for (int lane = 0; lane < SEARCH_LANES; lane++) {
    losses[lane] = solve(problem, &sums, lane).loss;
  }
}

/** The model at one time. A forecast is a step whose value is its own mean. */
typedef struct {
  double alpha;
  double share;    // k
  double level;    // l
  double weight;   // (1-a)^t
  Line line;       // through all values so far
  double variance; // of the one-step errors
  // Covariance of level, line.mean and line.slope given the values seen, over the variance.
  double covariance[3][3];
} State;

/** How the mean of the next value depends on level, line.mean and line.slope. */
static void
state_gains(const State *state, double gains[3])
{
  const double reach = (1.0 - state->weight * (1.0 - state->alpha)) / state->alpha;
  const double middle = (state->line.count + 1.0) / 2.0;
  gains[0] = 1.0;
  gains[1] = state->share * state->weight;
  gains[2] = state->share * (reach - state->weight * middle);
}

static double
state_mean(const State *state)
{
  double gains[3];
  state_gains(state, gains);
  return state->level + gains[1] * state->line.mean + gains[2] * state->line.slope;
}

static void
state_add(State *state, double value)
{
  state->level = (1.0 - state->alpha) * state->level + state->alpha * value;
  state->weight = state->weight * (1.0 - state->alpha) + least_weight;
  line_add(&state->line, value);
}

/** The variance of the next value over that of a one-step error. */
static double
state_variance(const State *state)
{
  double gains[3];
  state_gains(state, gains);
  double sum = 1.0;
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 3; j++) {
      sum += gains[i] * state->covariance[i][j] * gains[j];
    }
  }
  return sum;
}

/**
 * Carries the covariance P over a step that is not observed. With y = c's + e the states s become
 * D s + b y = (D + b c') s + b e, hence P becomes F P F' + b b', F = D + b c'.
 */
static void
state_spread(State *state)
{
  const double count = state->line.count + 1.0;
  const double keep[3] = { 1.0 - state->alpha, (count - 1.0) / count,
                           (count - 2.0) / (count + 1.0) };
  const double take[3] = { state->alpha, 1.0 / count, 6.0 / (count * (count + 1.0)) };
  double gains[3];
  state_gains(state, gains);

  double moves[3][3];
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 3; j++) {
      moves[i][j] = take[i] * gains[j] + (i == j ? keep[i] : 0.0);
    }
  }
  moves[2][1] -= take[2];

  double half[3][3];
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 3; j++) {
      half[i][j] = 0.0;
      for (int k = 0; k < 3; k++) {
        half[i][j] += moves[i][k] * state->covariance[k][j];
      }
    }
  }
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 3; j++) {
      double sum = take[i] * take[j];
      for (int k = 0; k < 3; k++) {
        sum += half[i][k] * moves[j][k];
      }
      state->covariance[i][j] = sum;
    }
  }
}

/** Runs the model through the series with known parameters. */
static State
state_run(const Problem *problem, double alpha, double share, double n_estimated)
{
  State state = {
    .alpha = alpha,
    .share = share,
    .weight = 1.0,
  };
  double squares = 0.0;
  double n_errors = 0.0;
  for (uint64_t i = 0; i < problem->n_values; i++) {
    const double error = problem->values[i] - state_mean(&state);
    squares += problem->weights[i] * error * error;
    n_errors += problem->weights[i];
    state_add(&state, problem->values[i]);
  }
  state.variance = squares / fmax(n_errors - n_estimated, 1.0);
  return state;
}

/** Forecasts from the end of the series: steps that are missing there, then the horizon. */
static void
state_forecast(State *state, uint64_t n_passed, double *means, double *deviations, uint64_t horizon)
{
  for (uint64_t i = 0; i < n_passed + horizon; i++) {
    const double mean = state_mean(state);
    if (i >= n_passed) {
      means[i - n_passed] = mean;
      deviations[i - n_passed] = sqrt(state->variance * state_variance(state));
    }
    state_spread(state);
    state_add(state, mean);
  }
}

/** Lays out the problem in scratch memory; returns false without memory. */
static bool
problem_read(const plugcast_call *call,
             const Settings *settings,
             const Adjusted *adjusted,
             Problem *problem)
{
  const uint64_t n_values = adjusted->n_values;
  double *const intercepts = plugcast_scratch(call, 3 * n_values * sizeof *intercepts);
  if (intercepts == NULL) {
    return false;
  }
  double *const slopes = intercepts + n_values;
  double *const weights = slopes + n_values;
  Line line = { 0.0, 0.0, 0.0 };
  for (uint64_t i = 0; i < n_values; i++) {
    intercepts[i] = line_intercept(&line);
    slopes[i] = line.slope;
    weights[i] = i < N_SKIPPED ? 0.0 : adjusted->weights[i];
    line_add(&line, adjusted->values[i]);
  }
  const double share = 1.0 - 1.0 / settings->theta;
  *problem = (Problem){
    .n_values = n_values,
    .values = adjusted->values,
    .intercepts = intercepts,
    .slopes = slopes,
    .weights = weights,
    .least_share = isnan(share) ? 0.0 : share,
    .most_share = isnan(share) ? 1.0 : share,
  };
  return true;
}

static double
problem_count_errors(const Problem *problem)
{
  double count = 0.0;
  for (uint64_t i = 0; i < problem->n_values; i++) {
    count += problem->weights[i];
  }
  return count;
}

/** The model with the values that the authors' program starts from: alpha 0.5 and theta 2. */
static State
state_run_short(const Problem *problem, const Settings *settings, const Adjusted *adjusted)
{
  Problem whole = *problem;
  whole.weights = adjusted->weights;
  const double alpha = isnan(settings->alpha) ? 0.5 : settings->alpha;
  const double share = fmin(fmax(0.5, problem->least_share), problem->most_share);
  // The first error is 0 whatever the parameters.
  return state_run(&whole, alpha, share, 1.0);
}

plugcast_status
dynamic_forecast(const plugcast_call *call,
                 const Settings *settings,
                 const Adjusted *adjusted,
                 double *means,
                 double *deviations,
                 uint64_t horizon)
{
  Problem problem;
  if (!problem_read(call, settings, adjusted, &problem)) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the trend lines");
  }
  State state;
  if (problem_count_errors(&problem) < LEAST_ERRORS) {
    state = state_run_short(&problem, settings, adjusted);
  } else {
    double alpha = settings->alpha;
    if (isnan(alpha) && !search_minimum(call, compute_losses, &problem, grid, N_GRID, &alpha)) {
      return PLUGCAST_CANCELLED;
    }
    const double alphas[SEARCH_LANES] = { alpha, alpha, alpha, alpha };
    Sums sums;
    sum_errors(&problem, alphas, &sums);
    const double n_estimated =
        (isnan(settings->alpha) ? 1.0 : 0.0) + (isnan(settings->theta) ? 1.0 : 0.0);
    state = state_run(&problem, alpha, solve(&problem, &sums, 0).share, n_estimated);
  }
  state_forecast(&state, adjusted->history.n_trailing, means, deviations, horizon);
  return PLUGCAST_OK;
}
