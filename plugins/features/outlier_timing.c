// SPDX-License-Identifier: MIT
#include "catch22.h"

#include <math.h>
#include <order.h>
#include <string.h>

// Thresholds rise by a hundredth of a standard deviation until 2 % of the values remain.
static const double increment = 0.01;
static const double least_percent = 2.0;

/** A set of places in time with the k-th of them at hand: the tree of Fenwick (1994). */
typedef struct {
  uint64_t *tree; // [n_places + 1], counted from 1
  uint64_t n_places;
  uint64_t highest_bit; // the greatest power of two within n_places
  uint64_t n_members;
} PlaceSet;

static void
place_set_change(PlaceSet *set, uint64_t place, bool add)
{
  for (uint64_t i = place; i <= set->n_places; i += i & (~i + 1)) {
    set->tree[i] += add ? 1 : UINT64_MAX;
  }
  set->n_members += add ? 1 : UINT64_MAX;
}

/** Returns: the place of member @rank, counted from 1. */
static uint64_t
place_set_select(const PlaceSet *set, uint64_t rank)
{
  uint64_t place = 0;
  uint64_t rest = rank;
  for (uint64_t bit = set->highest_bit; bit > 0; bit /= 2) {
    if (place + bit <= set->n_places && set->tree[place + bit] < rest) {
      place += bit;
      rest -= set->tree[place];
    }
  }
  return place + 1;
}

static double
place_set_median(const PlaceSet *set)
{
  const uint64_t upper = set->n_members / 2 + 1;
  const double place = (double)place_set_select(set, upper);
  if (set->n_members % 2 == 1) {
    return place;
  }
  return 0.5 * (place + (double)place_set_select(set, upper - 1));
}

/** Scratch memory for one side. Places that leave at the same threshold hang on one list. */
typedef struct {
  uint64_t *tree;   // [n_values + 1]
  uint64_t *next;   // [n_values + 1]: the next place of the list, 0 at its end
  uint64_t *firsts; // [n_thresholds]: of each list
  double *medians;  // [n_thresholds]
  uint64_t n_thresholds;
} Work;

/** The last threshold that @value, not below zero, reaches. */
static uint64_t
last_threshold(double value)
{
  uint64_t j = (uint64_t)(value / increment);
  while ((double)j * increment > value) {
    j--;
  }
  while ((double)(j + 1) * increment <= value) {
    j++;
  }
  return j;
}

/** Fills @set with the values not below zero. Returns: the last threshold that one reaches. */
static uint64_t
gather(const Sample *sample, double sign, const Work *work, PlaceSet *set)
{
  const uint64_t n = sample->n_values;
  memset(work->tree, 0, (n + 1) * sizeof *work->tree);
  memset(work->firsts, 0, work->n_thresholds * sizeof *work->firsts);
  *set = (PlaceSet){ .tree = work->tree, .n_places = n, .highest_bit = 1 };
  while (set->highest_bit * 2 <= n) {
    set->highest_bit *= 2;
  }
  uint64_t last = 0;
  for (uint64_t place = 1; place <= n; place++) {
    const double value = sign * sample->standard[place - 1];
    if (value >= 0.0) {
      const uint64_t j = last_threshold(value);
      place_set_change(set, place, true);
      work->next[place] = work->firsts[j];
      work->firsts[j] = place;
      last = j > last ? j : last;
    }
  }
  return last;
}

/** The median over thresholds of where, from -1 to 1, the values beyond them are centred. */
static double
time_outliers(const Sample *sample, double sign, const Work *work)
{
  PlaceSet set;
  const uint64_t last_reached = gather(sample, sign, work, &set);
  if (last_reached == 0) {
    return 0.0;
  }
  const uint64_t n_total = set.n_members;
  uint64_t last = 0;
  for (uint64_t j = 0; j <= last_reached; j++) {
    for (uint64_t place = j > 0 ? work->firsts[j - 1] : 0; place != 0; place = work->next[place]) {
      place_set_change(&set, place, false);
    }
    work->medians[j] = place_set_median(&set) / (0.5 * (double)sample->n_values) - 1.0;
    if ((double)(set.n_members - 1) * 100.0 / (double)n_total > least_percent) {
      last = j;
    }
    if (set.n_members == 1) {
      break;
    }
  }
  order_sort(work->medians, last + 1);
  return order_median(work->medians, last + 1);
}

plugcast_status
outlier_timing_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  const uint64_t n = sample->n_values;
  // No standardised value is beyond the root of their number.
  const uint64_t n_thresholds = (uint64_t)(sqrt((double)n) / increment) + 2;
  uint64_t *const places = plugcast_scratch(call, (2 * (n + 1) + n_thresholds) * sizeof *places);
  double *const medians = places != NULL ? sample_take(call, n_thresholds) : NULL;
  if (medians == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the features");
  }
  const Work work = {
    .tree = places,
    .next = places + n + 1,
    .firsts = places + 2 * (n + 1),
    .medians = medians,
    .n_thresholds = n_thresholds,
  };
  values[FEATURE_OUTLIER_TIMING_POS] = time_outliers(sample, 1.0, &work);
  values[FEATURE_OUTLIER_TIMING_NEG] = time_outliers(sample, -1.0, &work);
  return PLUGCAST_OK;
}
