// SPDX-License-Identifier: MIT
#include "run/nnls.h"

#include <float.h>
#include <math.h>
#include <string.h>

// Of the mean diagonal: what is added to make G positive definite, far below what data tell and
// far above the rounding of a factorisation.
#define RIDGE 1e-9

// Relative to the size of the problem: a gradient that is taken for zero.
#define TOLERANCE 1e-11

typedef struct {
  const Nnls *problem;
  double ridge;
  double tolerance; // of a gradient
  gsize n_free;
  gsize *free; // [n_free]: indices whose weight may be positive
  gboolean *is_free;
  double *weights;
  double *trial;  // [n_free]: the least of the objective with the rest at zero
  double *unit;   // [n_free]: what a unit of the multiplier moves
  double *factor; // [n_free × n_free], lower triangle
  double multiplier;
} ActiveSet;

static double
gram_at(const ActiveSet *set, gsize i, gsize j)
{
  return set->problem->gram[i * set->problem->n + j] + (i == j ? set->ridge : 0);
}

static double
get_size(const Nnls *problem)
{
  double size = 0;
  for (gsize i = 0; i < problem->n * problem->n; i++) {
    size = fmax(size, fabs(problem->gram[i]));
  }
  for (gsize i = 0; i < problem->n; i++) {
    size = fmax(size, fabs(problem->moments[i]));
  }
  return size;
}

static gboolean
is_finite(const Nnls *problem)
{
  double check = 0;
  for (gsize i = 0; i < problem->n * problem->n; i++) {
    check += problem->gram[i] - problem->gram[i];
  }
  for (gsize i = 0; i < problem->n; i++) {
    check += problem->moments[i] - problem->moments[i];
  }
  return isfinite(check);
}

// Cholesky's factor of G among the free weights. Returns: FALSE when a pivot is not positive.
static gboolean
factorise(ActiveSet *set)
{
  const gsize n = set->n_free;
  for (gsize i = 0; i < n; i++) {
    for (gsize j = 0; j <= i; j++) {
      double sum = gram_at(set, set->free[i], set->free[j]);
      for (gsize k = 0; k < j; k++) {
        sum -= set->factor[i * n + k] * set->factor[j * n + k];
      }
      if (i == j && !(sum > 0)) {
        return FALSE;
      }
      set->factor[i * n + j] = i == j ? sqrt(sum) : sum / set->factor[j * n + j];
    }
  }
  return TRUE;
}

static void
solve(const ActiveSet *set, double *values)
{
  const gsize n = set->n_free;
  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < i; k++) {
      values[i] -= set->factor[i * n + k] * values[k];
    }
    values[i] /= set->factor[i * n + i];
  }
  for (gsize i = n; i-- > 0;) {
    for (gsize k = i + 1; k < n; k++) {
      values[i] -= set->factor[k * n + i] * values[k];
    }
    values[i] /= set->factor[i * n + i];
  }
}

// The least of the objective over the free weights, of sum 1 where wanted.
static gboolean
find_trial(ActiveSet *set)
{
  if (!factorise(set)) {
    return FALSE;
  }
  for (gsize i = 0; i < set->n_free; i++) {
    set->trial[i] = set->problem->moments[set->free[i]];
    set->unit[i] = 1;
  }
  solve(set, set->trial);
  set->multiplier = 0;
  if (set->problem->sum_to_one) {
    solve(set, set->unit);
    double sum = 0;
    double sum_unit = 0;
    for (gsize i = 0; i < set->n_free; i++) {
      sum += set->trial[i];
      sum_unit += set->unit[i];
    }
    set->multiplier = (sum - 1) / sum_unit;
    for (gsize i = 0; i < set->n_free; i++) {
      set->trial[i] -= set->multiplier * set->unit[i];
    }
  }
  return TRUE;
}

static void
set_free(ActiveSet *set, gsize index)
{
  set->free[set->n_free++] = index;
  set->is_free[index] = TRUE;
}

// Drops the free weights that have come to zero.
static void
bind_zeros(ActiveSet *set)
{
  gsize n = 0;
  for (gsize i = 0; i < set->n_free; i++) {
    const gsize index = set->free[i];
    if (set->weights[index] > 0) {
      set->free[n++] = index;
    } else {
      set->is_free[index] = FALSE;
      set->weights[index] = 0;
    }
  }
  set->n_free = n;
}

// Moves towards the trial as far as no weight becomes negative. Returns: whether it got there.
static gboolean
move(ActiveSet *set)
{
  double part = 1;
  gsize blocking = 0;
  for (gsize i = 0; i < set->n_free; i++) {
    const double weight = set->weights[set->free[i]];
    if (set->trial[i] <= 0 && weight < part * (weight - set->trial[i])) {
      part = weight / (weight - set->trial[i]);
      blocking = i;
    }
  }
  for (gsize i = 0; i < set->n_free; i++) {
    double *weight = &set->weights[set->free[i]];
    *weight = part < 1 ? *weight + part * (set->trial[i] - *weight) : set->trial[i];
  }
  if (part < 1) {
    set->weights[set->free[blocking]] = 0; // not a rounding beside it
    bind_zeros(set);
  }
  return part >= 1;
}

static double
get_gradient(const ActiveSet *set, gsize index)
{
  double gradient = set->problem->moments[index];
  for (gsize i = 0; i < set->n_free; i++) {
    gradient -= gram_at(set, index, set->free[i]) * set->weights[set->free[i]];
  }
  return gradient - set->multiplier;
}

// Returns: whether a bound weight is better positive; the one that gains most goes into @index.
static gboolean
find_entry(const ActiveSet *set, gsize *index)
{
  double greatest = set->tolerance;
  gboolean is_found = FALSE;
  for (gsize j = 0; j < set->problem->n; j++) {
    const double gradient = set->is_free[j] ? 0 : get_gradient(set, j);
    if (gradient > greatest) {
      greatest = gradient;
      *index = j;
      is_found = TRUE;
    }
  }
  return is_found;
}

// With a sum to keep, the search begins at the best single weight.
static void
start(ActiveSet *set)
{
  if (!set->problem->sum_to_one) {
    return;
  }
  gsize best = 0;
  double least = INFINITY;
  for (gsize i = 0; i < set->problem->n; i++) {
    const double objective = gram_at(set, i, i) - 2 * set->problem->moments[i];
    if (objective < least) {
      least = objective;
      best = i;
    }
  }
  set_free(set, best);
  set->weights[best] = 1;
  set->multiplier = set->problem->moments[best] - gram_at(set, best, best);
}

static gboolean
search(ActiveSet *set)
{
  start(set);
  gsize entry = 0;
  for (gsize n_left = 10 * set->problem->n + 10; find_entry(set, &entry);) {
    set_free(set, entry);
    do {
      if (n_left-- == 0 || !find_trial(set)) {
        return FALSE;
      }
    } while (!move(set));
  }
  return TRUE;
}

static double
get_trace(const Nnls *problem)
{
  double trace = 0;
  for (gsize i = 0; i < problem->n; i++) {
    trace += problem->gram[i * problem->n + i];
  }
  return trace;
}

gboolean
nnls_solve(const Nnls *problem, Arena *arena, double *weights)
{
  g_return_val_if_fail(problem != NULL && problem->n > 0, FALSE);

  if (!is_finite(problem)) {
    return FALSE;
  }
  const gsize n = problem->n;
  const double size = get_size(problem);
  const ArenaMark mark = arena_mark(arena);
  ActiveSet set = {
    .problem = problem,
    .ridge = fmax(RIDGE * get_trace(problem) / (double)n, DBL_MIN),
    .tolerance = TOLERANCE * size,
    .free = arena_take(arena, n * sizeof(gsize)),
    .is_free = arena_take(arena, n * sizeof(gboolean)),
    .weights = arena_take(arena, n * sizeof(double)),
    .trial = arena_take(arena, n * sizeof(double)),
    .unit = arena_take(arena, n * sizeof(double)),
    .factor = arena_take(arena, n * n * sizeof(double)),
  };
  memset(set.is_free, 0, n * sizeof *set.is_free);
  memset(set.weights, 0, n * sizeof *set.weights);
  const gboolean is_found = search(&set);
  if (is_found) {
    memcpy(weights, set.weights, n * sizeof *weights);
  }
  arena_rewind(arena, mark);
  return is_found;
}

double
nnls_get_violation(const Nnls *problem, const double *weights)
{
  const ActiveSet set = { .problem = problem };
  double multiplier = -INFINITY;
  double violation = 0;
  double sum = 0;
  // The gradients of all positive weights equal the multiplier, 0 without a sum to keep; those of
  // zero weights are not above it.
  for (gsize pass = 0; pass < 2; pass++) {
    for (gsize j = 0; j < problem->n; j++) {
      double gradient = problem->moments[j];
      for (gsize i = 0; i < problem->n; i++) {
        gradient -= gram_at(&set, j, i) * weights[i];
      }
      if (pass == 0) {
        multiplier = weights[j] > 0 ? fmax(multiplier, gradient) : multiplier;
        sum += weights[j];
        violation = fmax(violation, -weights[j] * get_size(problem));
      } else {
        const double excess = gradient - (problem->sum_to_one ? multiplier : 0);
        violation = fmax(violation, weights[j] > 0 ? fabs(excess) : excess);
      }
    }
  }
  if (problem->sum_to_one) {
    violation = fmax(violation, fabs(sum - 1) * get_size(problem));
  }
  return violation / fmax(get_size(problem), DBL_MIN);
}
