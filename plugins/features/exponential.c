// SPDX-License-Identifier: MIT
#include "exponential.h"

#include "regression.h"

#include <math.h>
#include <string.h>

static const double least_share = 0.0001;
static const double greatest_share = 0.9999;

// Squared errors of standardised values below this are rounding.
static const double perfect = 1e-20;

enum {
  MAX_PARAMETERS = 3,
  N_FIRST = 10,    // values that the first line goes through
  MAX_DAMPED = 60, // steps that must lower the loss
  MAX_POLISH = 60, // steps that must lower the gradient
};

/**
 * The parameters that are searched, each within the same bounds: alpha, then beta as a share of
 * alpha, then gamma as a share of 1 - alpha.
 */
typedef struct {
  double shares[MAX_PARAMETERS];
} Point;

typedef struct {
  const double *values; // [n_values]
  uint64_t n_values;
  uint64_t season;
  int n_parameters;
  double level; // before the first value
  double slope;
  const double *seasonal; // [season]
  double *work;           // [season × (1 + MAX_PARAMETERS)]
} Problem;

/** Sums over the one-step errors e and their derivatives. */
typedef struct {
  double squares;                                   // Σ e²
  double gradient[MAX_PARAMETERS];                  // Σ e de
  double curvature[MAX_PARAMETERS][MAX_PARAMETERS]; // Σ de de
} Sums;

/** Level and slope with their derivatives by the parameters. */
typedef struct {
  double level;
  double slope;
  double d_level[MAX_PARAMETERS];
  double d_slope[MAX_PARAMETERS];
} State;

/** The weights of an error, and their derivatives. */
typedef struct {
  double alpha;
  double beta;
  double gamma;
  double d_beta[MAX_PARAMETERS];
  double d_gamma[MAX_PARAMETERS];
} Gains;

static Gains
gains_of(const Problem *problem, const Point *point)
{
  const double alpha = point->shares[0];
  const double trend = problem->n_parameters > 1 ? point->shares[1] : 0.0;
  const double season = problem->n_parameters > 2 ? point->shares[2] : 0.0;
  return (Gains){
    .alpha = alpha,
    .beta = alpha * trend,
    .gamma = (1.0 - alpha) * season,
    .d_beta = { trend, alpha, 0.0 },
    .d_gamma = { -season, 0.0, 1.0 - alpha },
  };
}

static void
add_error(Sums *sums, double error, const double *derivatives, int n_parameters)
{
  sums->squares += error * error;
  for (int i = 0; i < n_parameters; i++) {
    sums->gradient[i] += error * derivatives[i];
    for (int j = 0; j <= i; j++) {
      sums->curvature[i][j] += derivatives[i] * derivatives[j];
    }
  }
}

/** One step of the recursion: forecasts @value, then corrects the states. */
static void
take_step(const Problem *problem,
          const Gains *gains,
          double value,
          uint64_t place,
          State *state,
          Sums *sums)
{
  const int n = problem->n_parameters;
  double *const seasonal = problem->work + place * (1 + MAX_PARAMETERS);
  const double error = value - state->level - state->slope - seasonal[0];
  double d_error[MAX_PARAMETERS] = { 0.0 };
  for (int i = 0; i < n; i++) {
    d_error[i] = -(state->d_level[i] + state->d_slope[i] + seasonal[1 + i]);
  }
  add_error(sums, error, d_error, n);
  for (int i = 0; i < n; i++) {
    state->d_level[i] += state->d_slope[i] + gains->alpha * d_error[i] + (i == 0 ? error : 0.0);
    state->d_slope[i] += gains->beta * d_error[i] + gains->d_beta[i] * error;
    seasonal[1 + i] += gains->gamma * d_error[i] + gains->d_gamma[i] * error;
  }
  state->level += state->slope + gains->alpha * error;
  state->slope += gains->beta * error;
  seasonal[0] += gains->gamma * error;
}

static Sums
run(const Problem *problem, const Point *point)
{
  Sums sums = { .squares = 0.0 };
  State state = { .level = problem->level, .slope = problem->slope };
  const Gains gains = gains_of(problem, point);
  memset(problem->work, 0, problem->season * (1 + MAX_PARAMETERS) * sizeof(double));
  for (uint64_t i = 0; i < problem->season; i++) {
    problem->work[i * (1 + MAX_PARAMETERS)] = problem->seasonal[i];
  }
  for (uint64_t t = 0; t < problem->n_values; t++) {
    take_step(problem, &gains, problem->values[t], t % problem->season, &state, &sums);
  }
  return sums;
}

/** Whether parameter @i may move: not where it stands at a bound and would leave. */
static bool
is_free(const Sums *sums, const Point *point, int i)
{
  return !(point->shares[i] <= least_share && sums->gradient[i] >= 0.0) &&
         !(point->shares[i] >= greatest_share && sums->gradient[i] <= 0.0);
}

/** Solves the damped normal equations for the free parameters by elimination; others stay. */
static void
solve(const Sums *sums, const Point *point, int n, double damping, double *step)
{
  double rows[MAX_PARAMETERS][MAX_PARAMETERS + 1] = { { 0.0 } };
  for (int i = 0; i < n; i++) {
    const bool moves = is_free(sums, point, i);
    for (int j = 0; j < n && moves; j++) {
      const double both = i >= j ? sums->curvature[i][j] : sums->curvature[j][i];
      rows[i][j] = is_free(sums, point, j) ? both : 0.0;
    }
    rows[i][i] = moves ? rows[i][i] * (1.0 + damping) + 1e-300 : 1.0;
    rows[i][n] = moves ? -sums->gradient[i] : 0.0;
  }
  for (int i = 0; i < n; i++) {
    for (int k = i + 1; k < n; k++) {
      const double factor = rows[k][i] / rows[i][i];
      for (int j = i; j <= n; j++) {
        rows[k][j] -= factor * rows[i][j];
      }
    }
  }
  for (int i = n - 1; i >= 0; i--) {
    double value = rows[i][n];
    for (int j = i + 1; j < n; j++) {
      value -= rows[i][j] * step[j];
    }
    step[i] = value / rows[i][i];
  }
}

/** Returns: @point after @step, held within the bounds; a step that is no number is none. */
static Point
move(const Point *point, const double *step, int n)
{
  Point moved = *point;
  for (int i = 0; i < n; i++) {
    if (isfinite(step[i])) {
      moved.shares[i] = fmin(fmax(point->shares[i] + step[i], least_share), greatest_share);
    }
  }
  return moved;
}

static double
gradient_norm(const Sums *sums, const Point *point, int n)
{
  double norm = 0.0;
  for (int i = 0; i < n; i++) {
    norm += is_free(sums, point, i) ? fabs(sums->gradient[i]) : 0.0;
  }
  return norm;
}

static Point
choose_start(const Problem *problem)
{
  static const double alphas[] = { 0.1, 0.5, 0.9 };
  static const double shares[] = { 0.1, 0.5 };
  Point best = { .shares = { alphas[0], shares[0], shares[0] } };
  double least = INFINITY;
  for (int i = 0; i < 3 * 2 * 2; i++) {
    const Point point = { .shares = { alphas[i / 4], shares[i / 2 % 2], shares[i % 2] } };
    const double squares = run(problem, &point).squares;
    if (squares < least) {
      least = squares;
      best = point;
    }
  }
  return best;
}

/** Lowers the loss by the method of Levenberg (1944) and Marquardt (1963). */
static bool
descend(const plugcast_call *call, const Problem *problem, Point *point)
{
  const int n = problem->n_parameters;
  Sums sums = run(problem, point);
  double damping = 1e-3;
  for (int i = 0; i < MAX_DAMPED && damping < 1e8; i++) {
    if (plugcast_should_stop(call)) {
      return false;
    }
    double step[MAX_PARAMETERS] = { 0.0 };
    solve(&sums, point, n, damping, step);
    const Point moved = move(point, step, n);
    const Sums moved_sums = run(problem, &moved);
    if (moved_sums.squares < sums.squares) {
      *point = moved;
      sums = moved_sums;
      damping *= 0.1;
    } else {
      damping *= 10.0;
    }
  }
  return true;
}

/**
 * Lowers the gradient: near the minimum the loss no longer tells, since it changes with the square
 * of the step.
 */
static bool
polish(const plugcast_call *call, const Problem *problem, Point *point)
{
  const int n = problem->n_parameters;
  Sums sums = run(problem, point);
  double norm = gradient_norm(&sums, point, n);
  for (int i = 0; i < MAX_POLISH && norm > 0.0; i++) {
    if (plugcast_should_stop(call)) {
      return false;
    }
    double step[MAX_PARAMETERS] = { 0.0 };
    solve(&sums, point, n, 0.0, step);
    const Point moved = move(point, step, n);
    const Sums moved_sums = run(problem, &moved);
    const double moved_norm = gradient_norm(&moved_sums, &moved, n);
    if (!(moved_norm < norm)) {
      break;
    }
    *point = moved;
    sums = moved_sums;
    norm = moved_norm;
  }
  return true;
}

/** The first states of a season: the line through the means of two seasons, and what is beside it.
 */
static void
start_season(Problem *problem, double *seasonal)
{
  const uint64_t m = problem->season;
  double means[2] = { 0.0, 0.0 };
  for (uint64_t i = 0; i < 2 * m; i++) {
    means[i / m] += problem->values[i] / (double)m;
  }
  problem->slope = (means[1] - means[0]) / (double)m;
  problem->level = means[0] - problem->slope * 0.5 * (double)(m + 1);
  for (uint64_t i = 0; i < m; i++) {
    const double first = problem->level + problem->slope * (double)(i + 1);
    const double second = first + problem->slope * (double)m;
    seasonal[i] = 0.5 * (problem->values[i] - first + problem->values[i + m] - second);
  }
}

static void
start_line(Problem *problem, bool has_slope)
{
  const uint64_t n_first = problem->n_values < N_FIRST ? problem->n_values : N_FIRST;
  const Line line = line_fit(problem->values, n_first);
  problem->slope = has_slope ? line.slope : 0.0;
  problem->level = has_slope ? line_at(&line, -1.0) : line.mean;
}

plugcast_status
exponential_fit(const plugcast_call *call,
                const double *values,
                uint64_t n_values,
                uint64_t season,
                ExponentialForm form,
                ExponentialWeights *weights)
{
  const uint64_t period = form == EXPONENTIAL_SEASON && season > 0 ? season : 1;
  double *const seasonal = plugcast_scratch(call, period * (2 + MAX_PARAMETERS) * sizeof *seasonal);
  if (seasonal == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for exponential smoothing");
  }
  memset(seasonal, 0, period * sizeof *seasonal);
  Problem problem = {
    .values = values,
    .n_values = n_values,
    .season = period,
    .n_parameters = (int)form + 1,
    .seasonal = seasonal,
    .work = seasonal + period,
  };
  if (form == EXPONENTIAL_SEASON) {
    start_season(&problem, seasonal);
  } else {
    start_line(&problem, form == EXPONENTIAL_TREND);
  }
  Point point = choose_start(&problem);
  *weights = (ExponentialWeights){ (double)NAN, (double)NAN, (double)NAN };
  if (!(run(&problem, &point).squares > perfect * (double)n_values)) {
    return PLUGCAST_OK;
  }
  if (!descend(call, &problem, &point) || !polish(call, &problem, &point)) {
    return PLUGCAST_CANCELLED;
  }
  const Gains gains = gains_of(&problem, &point);
  weights->alpha = gains.alpha;
  weights->beta = form >= EXPONENTIAL_TREND ? gains.beta : (double)NAN;
  weights->gamma = form >= EXPONENTIAL_SEASON ? gains.gamma : (double)NAN;
  return PLUGCAST_OK;
}
