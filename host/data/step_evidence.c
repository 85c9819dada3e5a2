// SPDX-License-Identifier: MIT
#include "data/step_evidence.h"

#include "data/calendar.h"

enum {
  BUSINESS_WEEK_DAYS = 5,
  GAPS_MAX = 100, // steps a distance on average; more speaks of times that follow no step
};

static const double MONTH_SECONDS = 2629746; // the mean of the Gregorian calendar

static gint64
greatest_common_divisor(gint64 left, gint64 right)
{
  while (right != 0) {
    const gint64 rest = left % right;
    left = right;
    right = rest;
  }
  return left;
}

void
step_evidence_init(StepEvidence *evidence, gboolean is_index)
{
  *evidence = (StepEvidence){
    .is_index = is_index,
    .is_monthly = !is_index,
    .is_business = !is_index,
  };
}

// Most distances are those seen before: one division instead of the whole algorithm.
static void
add_distance(gint64 *divisor, gint64 distance)
{
  if (*divisor == 0 || distance % *divisor != 0) {
    *divisor = greatest_common_divisor(distance, *divisor);
  }
}

// The days of month of one series. Those before the end of their month must all be the same day,
// and no month end may lie after it.
typedef struct {
  int inner_day;  // 0 before one is seen
  int latest_day; // of all
} MonthDays;

static gboolean
add_day_of_month(MonthDays *days, CalendarDate date)
{
  days->latest_day = MAX(days->latest_day, date.day);
  if (date.day == calendar_days_in_month(date.year, date.month)) {
    return TRUE;
  }
  if (days->inner_day == 0) {
    days->inner_day = date.day;
  }
  return days->inner_day == date.day;
}

static gboolean
add_months(StepEvidence *evidence, const gint64 *times, gsize n_times)
{
  MonthDays days = { 0, 0 };
  gint64 previous = 0;
  for (gsize i = 0; i < n_times; i++) {
    if (i > 0 && (times[i] - times[i - 1]) % CALENDAR_DAY_US != 0) {
      return FALSE;
    }
    const CalendarDate date = calendar_date_from_day(calendar_day_from_time(times[i]));
    const gint64 month = date.year * 12 + date.month;
    if (!add_day_of_month(&days, date) || (i > 0 && month == previous)) {
      return FALSE;
    }
    if (i > 0) {
      add_distance(&evidence->months, month - previous);
    }
    previous = month;
  }
  return days.inner_day == 0 || days.inner_day == days.latest_day;
}

static gboolean
add_business_days(StepEvidence *evidence, const gint64 *times, gsize n_times)
{
  gint64 first = 0;
  gint64 previous = 0;
  for (gsize i = 0; i < n_times; i++) {
    const gint64 day = calendar_day_from_time(times[i]);
    if (calendar_weekday(day) >= BUSINESS_WEEK_DAYS ||
        (i > 0 && (times[i] - times[i - 1]) % CALENDAR_DAY_US != 0)) {
      return FALSE;
    }
    const gint64 business_day = calendar_business_from_day(day);
    if (i > 0) {
      add_distance(&evidence->business_days, business_day - previous);
    } else {
      first = business_day;
    }
    previous = business_day;
  }
  evidence->n_business_days += previous - first;
  return TRUE;
}

// Any order of additions stops at the same end.
static void
add_span(StepEvidence *evidence, gint64 span)
{
  if (__builtin_add_overflow(evidence->span, span, &evidence->span)) {
    evidence->span = G_MAXINT64;
  }
}

void
step_evidence_add(StepEvidence *evidence, const gint64 *times, gsize n_times)
{
  if (n_times < 2) {
    return;
  }
  for (gsize i = 1; i < n_times; i++) {
    add_distance(&evidence->tick, times[i] - times[i - 1]);
  }
  evidence->n_distances += (gint64)n_times - 1;
  add_span(evidence, (times[n_times - 1] - times[0]) / (evidence->is_index ? 1 : G_USEC_PER_SEC));
  evidence->is_monthly = evidence->is_monthly && add_months(evidence, times, n_times);
  evidence->is_business = evidence->is_business && add_business_days(evidence, times, n_times);
}

void
step_evidence_join(StepEvidence *evidence, const StepEvidence *other)
{
  g_assert(evidence->is_index == other->is_index);

  evidence->tick = greatest_common_divisor(evidence->tick, other->tick);
  add_span(evidence, other->span);
  evidence->n_distances += other->n_distances;
  evidence->is_monthly = evidence->is_monthly && other->is_monthly;
  evidence->months = greatest_common_divisor(evidence->months, other->months);
  evidence->is_business = evidence->is_business && other->is_business;
  evidence->business_days = greatest_common_divisor(evidence->business_days, other->business_days);
  evidence->n_business_days += other->n_business_days;
}

// Times that share the hour: business days only where they take fewer steps than days, so that some
// weekend lies between the times and a week is not five business days.
static Step
choose_days(const StepEvidence *evidence)
{
  const gint64 count = evidence->tick / CALENDAR_DAY_US;
  const gint64 n_days = evidence->span / (CALENDAR_DAY_US / G_USEC_PER_SEC);
  if (evidence->is_business &&
      evidence->n_business_days / evidence->business_days < n_days / count) {
    return (Step){ .unit = STEP_BUSINESS_DAY, .count = evidence->business_days };
  }
  return (Step){ .unit = STEP_DAY, .count = count };
}

static Step
choose(const StepEvidence *evidence)
{
  if (evidence->is_index) {
    return (Step){ .unit = STEP_INDEX, .count = evidence->tick };
  }
  if (evidence->is_monthly) {
    return (Step){ .unit = STEP_MONTH, .count = evidence->months };
  }
  if (evidence->tick % CALENDAR_DAY_US == 0) {
    return choose_days(evidence);
  }
  return (Step){ .unit = STEP_MICROSECOND, .count = evidence->tick };
}

static double
count_steps(const StepEvidence *evidence, const Step *step)
{
  const double span = (double)evidence->span;
  const double count = (double)step->count;
  switch (step->unit) {
  case STEP_MICROSECOND:
    return span * G_USEC_PER_SEC / count;
  case STEP_DAY:
    return span * G_USEC_PER_SEC / (double)CALENDAR_DAY_US / count;
  case STEP_BUSINESS_DAY:
    return (double)evidence->n_business_days / count;
  case STEP_MONTH:
    return span / MONTH_SECONDS / count;
  case STEP_INDEX:
    break;
  }
  return span / count;
}

gboolean
step_evidence_conclude(const StepEvidence *evidence, Step *step, GError **error)
{
  if (evidence->n_distances == 0) {
    g_set_error(error, STEP_ERROR, STEP_ERROR_IRREGULAR,
                "no series has two times, so that no step can be found");
    return FALSE;
  }
  const Step chosen = choose(evidence);
  if (count_steps(evidence, &chosen) > (double)GAPS_MAX * (double)evidence->n_distances) {
    g_autofree char *name = step_to_string(&chosen);
    g_set_error(
        error, STEP_ERROR, STEP_ERROR_IRREGULAR,
        "the times follow no step: only '%s' reaches all of them, and at more than %d of it "
        "from one time to the next",
        name, GAPS_MAX);
    return FALSE;
  }
  *step = chosen;
  return TRUE;
}
