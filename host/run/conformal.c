// SPDX-License-Identifier: MIT
#include "run/conformal.h"

#include <math.h>
#include <stdlib.h>

// Coverages come from probabilities, whose rounding must not push a whole rank one up.
#define RANK_TOLERANCE 1e-9

static int
compare_doubles(const void *left, const void *right)
{
  const double a = *(const double *)left;
  const double b = *(const double *)right;
  return (a > b) - (a < b);
}

static double
score_for_coverage(const double *scores, gsize n, double coverage)
{
  const double rank = ceil((double)(n + 1) * coverage - RANK_TOLERANCE);
  return scores[rank >= (double)n ? n - 1 : (gsize)MAX(rank, 1) - 1];
}

void
conformal_run(const Residuals *residuals,
              const double *probabilities,
              gsize n_probabilities,
              gsize horizon,
              Arena *arena,
              double *offsets)
{
  const ArenaMark mark = arena_mark(arena);
  double *scores = arena_take(arena, residuals->n_origins * residuals->n_steps * sizeof *scores);
  const gsize n_scores = residuals_get_scores(residuals, scores);
  for (gsize i = 0; i < n_scores; i++) {
    scores[i] = fabs(scores[i]);
  }
  qsort(scores, n_scores, sizeof *scores, compare_doubles);
  for (gsize i = 0; i < n_probabilities; i++) {
    const double coverage = fabs(2 * probabilities[i] - 1);
    const double sign = probabilities[i] < 0.5 ? -1 : 1;
    const double score = coverage > 0 ? score_for_coverage(scores, n_scores, coverage) : 0;
    for (gsize h = 0; h < horizon; h++) {
      offsets[i * horizon + h] = sign * score * residuals_get_scale(residuals, h);
    }
  }
  arena_rewind(arena, mark);
}
