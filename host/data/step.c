// SPDX-License-Identifier: MIT
#include "data/step.h"

#include "data/calendar.h"
#include "data/step_evidence.h"

static const gint64 SECOND = 1000000;
static const gint64 MINUTE = 60 * G_GINT64_CONSTANT(1000000);

enum {
  YEAR_MONTHS = 12,
  QUARTER_MONTHS = 3,
  WEEK_DAYS = 7,
  BUSINESS_WEEK_DAYS = 5,
  YEAR_WEEKS = 52,
  MONTH_END = 31,
};

// Months and business days further away than this are beyond any gint64 of microseconds, while
// their own arithmetic is far from its limits.
static const gint64 FAR_AWAY = 1000000000;

G_DEFINE_QUARK(step_error, step_error)

static gint64
saturating_add(gint64 left, gint64 right)
{
  gint64 sum = 0;
  if (__builtin_add_overflow(left, right, &sum)) {
    return right < 0 ? G_MININT64 : G_MAXINT64;
  }
  return sum;
}

static gint64
saturating_multiply(gint64 left, gint64 right)
{
  gint64 product = 0;
  if (__builtin_mul_overflow(left, right, &product)) {
    return (left < 0) != (right < 0) ? G_MININT64 : G_MAXINT64;
  }
  return product;
}

static gint64
time_from_day(gint64 day, gint64 time_of_day)
{
  const gint64 midnight = saturating_multiply(day, CALENDAR_DAY_US);
  return midnight == G_MININT64 ? midnight : saturating_add(midnight, time_of_day);
}

static gint64
month_number(CalendarDate date)
{
  return date.year * YEAR_MONTHS + date.month - 1;
}

static int
anchored_day(int anchor_day, gint64 year, int month)
{
  return MIN(anchor_day, calendar_days_in_month(year, month));
}

static gint64
add_months(const Step *step, gint64 time, gint64 n_months)
{
  const CalendarDate date = calendar_date_from_day(calendar_day_from_time(time));
  const gint64 number = CLAMP(saturating_add(month_number(date), n_months), -FAR_AWAY, FAR_AWAY);
  const int month_of_year = (int)((number % YEAR_MONTHS + YEAR_MONTHS) % YEAR_MONTHS);
  const gint64 year = (number - month_of_year) / YEAR_MONTHS;
  const int anchor_day = step->anchor_day == 0 ? date.day : step->anchor_day;
  const CalendarDate moved = {
    .year = year,
    .month = month_of_year + 1,
    .day = anchored_day(anchor_day, year, month_of_year + 1),
  };
  return time_from_day(calendar_day_from_date(moved), calendar_time_of_day(time));
}

static gint64
add_business_days(gint64 time, gint64 n_days)
{
  const gint64 business_day = calendar_business_from_day(calendar_day_from_time(time));
  const gint64 moved = CLAMP(saturating_add(business_day, n_days), -FAR_AWAY, FAR_AWAY);
  return time_from_day(calendar_day_from_business(moved), calendar_time_of_day(time));
}

gint64
step_add(const Step *step, gint64 time, gint64 n_steps)
{
  const gint64 distance = saturating_multiply(step->count, n_steps);
  switch (step->unit) {
  case STEP_DAY:
    return saturating_add(time, saturating_multiply(distance, CALENDAR_DAY_US));
  case STEP_BUSINESS_DAY:
    return add_business_days(time, distance);
  case STEP_MONTH:
    return add_months(step, time, distance);
  case STEP_INDEX:
  case STEP_MICROSECOND:
    break;
  }
  return saturating_add(time, distance);
}

// Fills @distance, in units of the step, when @to is one of the times that whole units reach.
static gboolean
measure_months(const Step *step, gint64 from, gint64 to, gint64 *distance)
{
  const CalendarDate first = calendar_date_from_day(calendar_day_from_time(from));
  const CalendarDate last = calendar_date_from_day(calendar_day_from_time(to));
  const int anchor_day = step->anchor_day == 0 ? first.day : step->anchor_day;
  *distance = month_number(last) - month_number(first);
  return last.day == anchored_day(anchor_day, last.year, last.month);
}

static gboolean
measure_business_days(gint64 from, gint64 to, gint64 *distance)
{
  const gint64 last = calendar_day_from_time(to);
  *distance =
      calendar_business_from_day(last) - calendar_business_from_day(calendar_day_from_time(from));
  return calendar_weekday(last) < BUSINESS_WEEK_DAYS;
}

static gboolean
measure(const Step *step, gint64 from, gint64 to, gint64 *distance)
{
  gint64 difference = 0;
  if (__builtin_sub_overflow(to, from, &difference)) {
    return FALSE;
  }
  if (step->unit == STEP_INDEX || step->unit == STEP_MICROSECOND) {
    *distance = difference;
    return TRUE;
  }
  if (difference % CALENDAR_DAY_US != 0) {
    return FALSE;
  }
  if (step->unit == STEP_DAY) {
    *distance = difference / CALENDAR_DAY_US;
    return TRUE;
  }
  return step->unit == STEP_MONTH ? measure_months(step, from, to, distance)
                                  : measure_business_days(from, to, distance);
}

gboolean
step_between(const Step *step, gint64 from, gint64 to, gint64 *n_steps)
{
  gint64 distance = 0;
  if (!measure(step, from, to, &distance) || distance % step->count != 0) {
    return FALSE;
  }
  *n_steps = distance / step->count;
  return TRUE;
}

void
step_set_anchor(Step *step, const gint64 *times, gsize n_times)
{
  if (step->unit != STEP_MONTH || step->anchor_day != 0) {
    return;
  }
  int latest_day = 0;
  gboolean are_month_ends = n_times > 0;
  for (gsize i = 0; i < n_times; i++) {
    const CalendarDate date = calendar_date_from_day(calendar_day_from_time(times[i]));
    latest_day = MAX(latest_day, date.day);
    are_month_ends = are_month_ends && date.day == calendar_days_in_month(date.year, date.month);
  }
  step->anchor_day = are_month_ends ? MONTH_END : latest_day;
}

gboolean
step_infer(const gint64 *times, gsize n_times, gboolean is_index, Step *step, GError **error)
{
  StepEvidence evidence = { 0 };
  step_evidence_init(&evidence, is_index);
  step_evidence_add(&evidence, times, n_times);
  if (!step_evidence_conclude(&evidence, step, error)) {
    return FALSE;
  }
  step_set_anchor(step, times, n_times);
  return TRUE;
}

// How many of @count make @cycle, or 1 where they do not make it evenly.
static gsize
steps_of_cycle(gint64 cycle, gint64 count)
{
  return cycle % count == 0 ? (gsize)(cycle / count) : 1;
}

// The next longer of second, minute, day and week is the cycle: the hour is left out, as 24 hours
// and 1440 minutes are what the field expects.
static gsize
season_of_microseconds(gint64 count)
{
  const gint64 cycles[] = { SECOND, MINUTE, CALENDAR_DAY_US, WEEK_DAYS * CALENDAR_DAY_US };
  gsize i = 0;
  while (i < G_N_ELEMENTS(cycles) - 1 && count >= cycles[i]) {
    i++;
  }
  return steps_of_cycle(cycles[i], count);
}

gsize
step_default_season(const Step *step)
{
  switch (step->unit) {
  case STEP_INDEX:
    return 1;
  case STEP_MICROSECOND:
    return season_of_microseconds(step->count);
  case STEP_DAY:
    return step->count % WEEK_DAYS == 0 ? steps_of_cycle(YEAR_WEEKS, step->count / WEEK_DAYS)
                                        : steps_of_cycle(WEEK_DAYS, step->count);
  case STEP_BUSINESS_DAY:
    return steps_of_cycle(BUSINESS_WEEK_DAYS, step->count);
  case STEP_MONTH:
    return steps_of_cycle(YEAR_MONTHS, step->count);
  }
  g_assert_not_reached();
}

gsize
step_default_horizon(const Step *step)
{
  static const struct {
    Step step;
    gsize horizon;
  } habits[] = {
    { { STEP_MONTH, YEAR_MONTHS, 0 }, 6 },
    { { STEP_MONTH, QUARTER_MONTHS, 0 }, 8 },
    { { STEP_MONTH, 1, 0 }, 18 },
    { { STEP_DAY, WEEK_DAYS, 0 }, 13 },
    { { STEP_DAY, 1, 0 }, 14 },
    { { STEP_BUSINESS_DAY, 1, 0 }, 10 },
  };
  enum {
    INDEX_HORIZON = 10,
    SHORTEST = 6,
    LONGEST = 48
  };

  if (step->unit == STEP_INDEX) {
    return INDEX_HORIZON;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(habits); i++) {
    if (step->unit == habits[i].step.unit && step->count == habits[i].step.count) {
      return habits[i].horizon;
    }
  }
  return CLAMP(2 * step_default_season(step), SHORTEST, LONGEST);
}
