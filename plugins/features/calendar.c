// SPDX-License-Identifier: MIT
#include "families.h"

#include "moment.h"

#include <math.h>

enum {
  N_WEEKDAYS = 7,
  N_MONTHS = 12,
  N_HOURS = 24,
  SATURDAY = 5,
  VALUES_A_POLL = 1 << 16,
};

/** Sums of the observed values by a cycle of the calendar. */
typedef struct {
  double sums[N_HOURS]; // by place in the cycle, counted from 0
  uint64_t counts[N_HOURS];
  int n_places;
} Cycle;

static void
cycle_add(Cycle *cycle, int place, double value)
{
  if (place >= 0) {
    cycle->sums[place] += value;
    cycle->counts[place]++;
  }
}

/** Returns: how many places of the cycle the series visits. */
static int
cycle_count_places(const Cycle *cycle)
{
  int n_visited = 0;
  for (int i = 0; i < cycle->n_places; i++) {
    n_visited += cycle->counts[i] > 0 ? 1 : 0;
  }
  return n_visited;
}

/** Writes where the means are greatest and least; of equals the first one. */
static void
cycle_write_extremes(const Cycle *cycle, int first_number, uint32_t feature, double *values)
{
  int peak = -1;
  int trough = -1;
  double greatest = 0.0;
  double least = 0.0;
  for (int i = 0; i < cycle->n_places; i++) {
    if (cycle->counts[i] == 0) {
      continue;
    }
    const double mean = cycle->sums[i] / (double)cycle->counts[i];
    if (peak < 0 || mean > greatest) {
      peak = i;
      greatest = mean;
    }
    if (trough < 0 || mean < least) {
      trough = i;
      least = mean;
    }
  }
  const double rounding = SAMPLE_ROUNDING * fmax(fabs(least), fabs(greatest));
  if (cycle_count_places(cycle) > 1 && greatest - least > rounding) {
    values[feature] = first_number + peak;
    values[feature + 1] = first_number + trough;
  }
}

static void
write_start(const Sample *sample, double *values)
{
  Moment start;
  if (!moment_find(sample->series, 0, &start)) {
    return;
  }
  values[FEATURE_START_YEAR] = (double)start.year;
  values[FEATURE_START_MONTH] = start.month;
  if (start.day >= 0) {
    values[FEATURE_START_DAY] = start.day;
    values[FEATURE_START_WEEKDAY] = start.weekday + 1;
  }
  if (start.hour >= 0) {
    values[FEATURE_START_HOUR] = start.hour;
  }
}

static void
write_weekdays(const Sample *sample, const Cycle *weekdays, double *values)
{
  const double n = (double)sample->history.n_observed;
  const double mean = sample_mean(sample->sorted, sample->history.n_observed);
  if (cycle_count_places(weekdays) < 2 || mean == 0.0) {
    return;
  }
  for (uint32_t i = 0; i < N_WEEKDAYS; i++) {
    if (weekdays->counts[i] > 0) {
      values[FEATURE_MONDAY_RATIO + i] = weekdays->sums[i] / (double)weekdays->counts[i] / mean;
    }
  }
  const double weekend = weekdays->sums[SATURDAY] + weekdays->sums[SATURDAY + 1];
  if (weekdays->counts[SATURDAY] + weekdays->counts[SATURDAY + 1] > 0) {
    values[FEATURE_WEEKEND_SHARE] = weekend / (mean * n);
  }
}

plugcast_status
calendar_compute(const plugcast_call *call, const Sample *sample, double *values)
{
  Cycle weekdays = { .n_places = N_WEEKDAYS };
  Cycle months = { .n_places = N_MONTHS };
  Cycle hours = { .n_places = N_HOURS };
  // A history has lost the missing values before it.
  const uint64_t offset = sample->series->n_values - sample->history.n_trailing - sample->n_values;
  write_start(sample, values);
  for (uint64_t i = 0; i < sample->n_values; i++) {
    if (i % VALUES_A_POLL == VALUES_A_POLL - 1 && plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    Moment moment;
    if (!moment_find(sample->series, offset + i, &moment)) {
      return PLUGCAST_OK;
    }
    const double value = sample->history.values[i];
    if (!isnan(value)) {
      cycle_add(&weekdays, moment.weekday, value);
      cycle_add(&months, moment.month - 1, value);
      cycle_add(&hours, moment.hour, value);
    }
  }
  write_weekdays(sample, &weekdays, values);
  cycle_write_extremes(&months, 1, FEATURE_PEAK_MONTH, values);
  cycle_write_extremes(&hours, 0, FEATURE_PEAK_HOUR, values);
  return PLUGCAST_OK;
}
