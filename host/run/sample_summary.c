// SPDX-License-Identifier: MIT
#include "run/sample_summary.h"

#include "run/order_statistic.h"

#include <math.h>
#include <string.h>

// All steps at once: a sample is one row.
static void
find_moments(const double *samples,
             gsize n_samples,
             gsize horizon,
             double *restrict mean,
             double *restrict squares)
{
  memset(squares, 0, horizon * sizeof *squares);
  memcpy(mean, samples, horizon * sizeof *mean);
  for (gsize k = 1; k < n_samples; k++) {
    const double *restrict sample = samples + k * horizon;
    const double n = (double)(k + 1);
    for (gsize h = 0; h < horizon; h++) {
      const double difference = sample[h] - mean[h];
      mean[h] += difference / n;
      squares[h] += difference * (sample[h] - mean[h]);
    }
  }
}

static void
find_quantiles(
    double *column, gsize n_samples, gsize horizon, gsize step, const SampleSummary *summary)
{
  for (gsize i = 0; i < summary->n_probabilities; i++) {
    const double place = summary->probabilities[i] * (double)(n_samples - 1);
    const gsize below = MIN((gsize)floor(place), n_samples - 1);
    const gsize above = MIN(below + 1, n_samples - 1);
    order_statistic_pick(column, n_samples, below, above);
    // Of two terms, lest the difference of the two overflow.
    const double part = place - (double)below;
    summary->quantiles[i * horizon + step] = column[below] * (1 - part) + column[above] * part;
  }
}

void
sample_summary_run(const double *samples,
                   gsize n_samples,
                   gsize horizon,
                   const SampleSummary *summary,
                   Arena *arena)
{
  g_assert(n_samples > 0);

  const ArenaMark mark = arena_mark(arena);
  double *mean = arena_take(arena, horizon * sizeof *mean);
  double *squares = arena_take(arena, horizon * sizeof *squares);
  find_moments(samples, n_samples, horizon, mean, squares);
  for (gsize h = 0; h < horizon && summary->deviation != NULL; h++) {
    summary->deviation[h] = n_samples > 1 ? sqrt(squares[h] / (double)(n_samples - 1)) : 0;
  }
  if (summary->mean != NULL) {
    memcpy(summary->mean, mean, horizon * sizeof *mean);
  }
  double *column = arena_take(arena, n_samples * sizeof *column);
  for (gsize h = 0; h < horizon && summary->n_probabilities > 0; h++) {
    for (gsize k = 0; k < n_samples; k++) {
      column[k] = samples[k * horizon + h];
    }
    find_quantiles(column, n_samples, horizon, h, summary);
  }
  arena_rewind(arena, mark);
}
