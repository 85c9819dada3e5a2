// SPDX-License-Identifier: MIT
#include "data/calendar.h"

// Dates are counted from the first of March of year 0, so that the leap day ends its year and a
// cycle of 400 years is four equal centuries plus one day (Hinnant, "chrono-compatible low-level
// date algorithms").
enum {
  DAYS_PER_CYCLE = 146097,
  YEARS_PER_CYCLE = 400,
  EPOCH_DAY = 719468, // from 0000-03-01 to 1970-01-01
};

enum {
  WEEK = 7,
  BUSINESS_WEEK = 5,
  EPOCH_WEEKDAY = 3, // 1970-01-01 was a Thursday
};

static gint64
floor_divide(gint64 numerator, gint64 denominator)
{
  return numerator / denominator - (numerator % denominator < 0 ? 1 : 0);
}

gint64
calendar_day_from_date(CalendarDate date)
{
  const gint64 year = date.month <= 2 ? date.year - 1 : date.year;
  const gint64 cycle = floor_divide(year, YEARS_PER_CYCLE);
  const unsigned year_of_cycle = (unsigned)(year - cycle * YEARS_PER_CYCLE);
  const unsigned month_from_march = (unsigned)(date.month > 2 ? date.month - 3 : date.month + 9);
  const unsigned day_of_year = (153 * month_from_march + 2) / 5 + (unsigned)date.day - 1;
  const unsigned day_of_cycle =
      year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;

  return cycle * DAYS_PER_CYCLE + (gint64)day_of_cycle - EPOCH_DAY;
}

CalendarDate
calendar_date_from_day(gint64 day)
{
  const gint64 shifted = day + EPOCH_DAY;
  const gint64 cycle = floor_divide(shifted, DAYS_PER_CYCLE);
  const unsigned day_of_cycle = (unsigned)(shifted - cycle * DAYS_PER_CYCLE);
  const unsigned year_of_cycle =
      (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
  const unsigned day_of_year =
      day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
  const unsigned month_from_march = (5 * day_of_year + 2) / 153;
  const int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);

  return (CalendarDate){
    .year = cycle * YEARS_PER_CYCLE + (gint64)year_of_cycle + (month <= 2 ? 1 : 0),
    .month = month,
    .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
  };
}

int
calendar_days_in_month(gint64 year, int month)
{
  if (month == 2) {
    const gboolean is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return is_leap ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int
calendar_weekday(gint64 day)
{
  const gint64 from_monday = day + EPOCH_WEEKDAY;
  return (int)(from_monday - floor_divide(from_monday, WEEK) * WEEK);
}

gint64
calendar_business_from_day(gint64 day)
{
  const gint64 week = floor_divide(day + EPOCH_WEEKDAY, WEEK);
  return week * BUSINESS_WEEK + MIN(calendar_weekday(day), BUSINESS_WEEK - 1);
}

gint64
calendar_day_from_business(gint64 business_day)
{
  const gint64 week = floor_divide(business_day, BUSINESS_WEEK);
  return week * WEEK - EPOCH_WEEKDAY + (business_day - week * BUSINESS_WEEK);
}

gint64
calendar_day_from_time(gint64 time)
{
  return floor_divide(time, CALENDAR_DAY_US);
}

gint64
calendar_time_of_day(gint64 time)
{
  const gint64 rest = time % CALENDAR_DAY_US;
  return rest < 0 ? rest + CALENDAR_DAY_US : rest;
}
