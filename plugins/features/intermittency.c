// SPDX-License-Identifier: MIT
#include "families.h"

#include <math.h>

// Syntetos, Boylan and Croston (2005): the borders between the four classes of demand.
static const double interval_border = 1.32;
static const double variation_border = 0.49;

typedef enum {
  DEMAND_SMOOTH = 1,
  DEMAND_INTERMITTENT = 2,
  DEMAND_ERRATIC = 3,
  DEMAND_LUMPY = 4,
} DemandClass;

/** Runs of zeros among the observed values, which are taken one after another. */
typedef struct {
  uint64_t n_zeros;
  uint64_t n_runs;
  uint64_t longest;
  uint64_t at_start;
  uint64_t at_end;
} ZeroRuns;

static ZeroRuns
count_runs(const Sample *sample)
{
  ZeroRuns runs = { .n_zeros = 0 };
  uint64_t length = 0;
  for (uint64_t i = 0; i < sample->n_values; i++) {
    const double value = sample->history.values[i];
    if (isnan(value)) {
      continue;
    }
    if (value != 0.0) {
      length = 0;
      continue;
    }
    runs.n_runs += length == 0 ? 1 : 0;
    length++;
    runs.n_zeros++;
    runs.longest = length > runs.longest ? length : runs.longest;
    runs.at_start += runs.n_runs == 1 && sample->history.values[0] == 0.0 ? 1 : 0;
  }
  runs.at_end = length;
  return runs;
}

static DemandClass
classify(double interval, double variation)
{
  if (interval < interval_border) {
    return variation < variation_border ? DEMAND_SMOOTH : DEMAND_ERRATIC;
  }
  return variation < variation_border ? DEMAND_INTERMITTENT : DEMAND_LUMPY;
}

/** The squared coefficient of variation of the values that are not zero. */
static double
find_variation(const Sample *sample, uint64_t n_demands)
{
  const uint64_t n = sample->history.n_observed;
  double sum = 0.0;
  for (uint64_t i = 0; i < n; i++) {
    sum += sample->sorted[i];
  }
  const double mean = sum / (double)n_demands;
  double squares = 0.0;
  for (uint64_t i = 0; i < n; i++) {
    const double offset = sample->sorted[i] - mean;
    squares += sample->sorted[i] != 0.0 ? offset * offset : 0.0;
  }
  return squares / (double)(n_demands - 1) / (mean * mean);
}

plugcast_status
intermittency_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  (void)call;
  const double n = (double)sample->history.n_observed;
  const ZeroRuns runs = count_runs(sample);
  const uint64_t n_demands = sample->history.n_observed - runs.n_zeros;
  values[FEATURE_ZERO_SHARE] = (double)runs.n_zeros / n;
  values[FEATURE_ZERO_RUN_LONGEST] = (double)runs.longest;
  values[FEATURE_ZERO_START_SHARE] = (double)runs.at_start / n;
  values[FEATURE_ZERO_END_SHARE] = (double)runs.at_end / n;
  if (runs.n_runs > 0) {
    values[FEATURE_ZERO_RUN_MEAN] = (double)runs.n_zeros / (double)runs.n_runs;
  }
  if (n_demands > 0) {
    values[FEATURE_DEMAND_INTERVAL] = n / (double)n_demands;
  }
  if (n_demands > 1) {
    const double variation = find_variation(sample, n_demands);
    values[FEATURE_DEMAND_CV2] = variation;
    values[FEATURE_DEMAND_CLASS] = (double)classify(n / (double)n_demands, variation);
  }
  return PLUGCAST_OK;
}
