// SPDX-License-Identifier: MIT
#include "run/train/window_scale.h"

#include "run/train/term.h"

#include <math.h>
#include <string.h>

#define REVIN_EPSILON 1e-5

// A range that is rounding and no more.
#define LEAST_RANGE 1e-12

static SeriesScale
measure_none(const double *values, gsize n, Arena *arena)
{
  (void)values;
  (void)n;
  (void)arena;
  return (SeriesScale){ .shift = 0.0, .scale = 1.0 };
}

static SeriesScale
measure_standard(const double *values, gsize n, Arena *arena)
{
  (void)arena;
  return series_scale_standard(values, n);
}

static SeriesScale
measure_last(const double *values, gsize n, Arena *arena)
{
  (void)arena;
  return (SeriesScale){ .shift = values[n - 1], .scale = 1.0 };
}

static SeriesScale
measure_revin(const double *values, gsize n, Arena *arena)
{
  (void)arena;
  SeriesScale standard = series_scale_standard(values, n);
  double squares = 0.0;
  for (gsize i = 0; i < n; i++) {
    const double distance = (values[i] - standard.shift) / standard.scale;
    squares += distance * distance;
  }
  // hypot() where the square of a large deviation would overflow.
  const double deviation = sqrt(squares / (double)n) * standard.scale;
  standard.scale = hypot(deviation, sqrt(REVIN_EPSILON));
  return standard;
}

// Hoare's selection; the middle of three as the pivot keeps sorted windows from being the worst.
static double
select_rank(double *values, gsize n, gsize rank)
{
  gsize low = 0;
  gsize high = n - 1;
  while (low < high) {
    const double a = values[low];
    const double b = values[low + (high - low) / 2];
    const double c = values[high];
    const double pivot = MAX(MIN(a, b), MIN(MAX(a, b), c));
    gsize i = low;
    gsize j = high;
    while (i <= j) {
      while (values[i] < pivot) {
        i++;
      }
      while (values[j] > pivot) {
        j--;
      }
      if (i <= j) {
        const double kept = values[i];
        values[i] = values[j];
        values[j] = kept;
        i++;
        if (j == 0) {
          break;
        }
        j--;
      }
    }
    if (rank <= j) {
      high = j;
    } else if (rank >= i) {
      low = i;
    } else {
      break;
    }
  }
  return values[rank];
}

static double
find_quantile(double *values, gsize n, double probability)
{
  const double place = probability * (double)(n - 1);
  const gsize rank = (gsize)place;
  const double below = select_rank(values, n, rank);
  if (rank + 1 >= n) {
    return below;
  }
  const double above = select_rank(values, n, rank + 1);
  const double share = place - (double)rank;
  return below * (1.0 - share) + above * share;
}

static SeriesScale
measure_robust(const double *values, gsize n, Arena *arena)
{
  const ArenaMark mark = arena_mark(arena);
  double *scratch = arena_take(arena, n * sizeof *scratch);
  memcpy(scratch, values, n * sizeof *values);
  const double lower = find_quantile(scratch, n, 0.25);
  const double median = find_quantile(scratch, n, 0.5);
  const double upper = find_quantile(scratch, n, 0.75);
  arena_rewind(arena, mark);
  const double range = upper - lower;
  const gboolean varies = range > LEAST_RANGE * MAX(fabs(upper), fabs(lower));
  return (SeriesScale){ .shift = median, .scale = varies ? range : 1.0 };
}

static const WindowScaling scalings[] = {
  { .form = { .name = "none" }, .measure = measure_none },
  { .form = { .name = "standard" }, .measure = measure_standard },
  { .form = { .name = "robust" }, .measure = measure_robust },
  { .form = { .name = "last" }, .measure = measure_last },
  { .form = { .name = "revin" }, .compares_turned_back = TRUE, .measure = measure_revin },
};

static const TermTable table = {
  .thing = "scaling of windows",
  .known = "none, standard, robust, last, revin",
  .kinds = scalings,
  .stride = sizeof scalings[0],
  .n_kinds = G_N_ELEMENTS(scalings),
};

const WindowScaling *
window_scaling_find(const char *name, GError **error)
{
  Term term;
  return term_parse(&table, name, &term, error) ? &scalings[term.kind] : NULL;
}
