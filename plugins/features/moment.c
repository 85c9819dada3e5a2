// SPDX-License-Identifier: MIT
#include "moment.h"

static const int64_t microseconds_an_hour = INT64_C(3600000000);
static const int64_t microseconds_a_day = INT64_C(86400000000);

enum {
  DAYS_A_WEEK = 7,
  BUSINESS_DAYS_A_WEEK = 5,
  MONTHS_A_YEAR = 12,
  EPOCH_WEEKDAY = 3, // 1970-01-01 was a Thursday
};

/** Division that rounds down also below zero. */
static int64_t
divide_down(int64_t dividend, int64_t divisor)
{
  const int64_t quotient = dividend / divisor;
  return quotient - (dividend % divisor < 0 ? 1 : 0);
}

static int64_t
weekday_of(int64_t days)
{
  return days + EPOCH_WEEKDAY - DAYS_A_WEEK * divide_down(days + EPOCH_WEEKDAY, DAYS_A_WEEK);
}

/** The date @days after 1970-01-01, counted in years that begin in March and eras of 400 years. */
static Moment
date_of(int64_t days)
{
  const int64_t shifted = days + 719468; // from 0000-03-01
  const int64_t era = divide_down(shifted, 146097);
  const int64_t day_of_era = shifted - era * 146097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return (Moment){
    .year = era * 400 + year_of_era + (month <= 2 ? 1 : 0),
    .month = (int)month,
    .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
    .weekday = (int)weekday_of(days),
    .hour = -1,
  };
}

/** The day @n_steps business days after day @start, which is itself one. */
static int64_t
add_business_days(int64_t start, int64_t n_steps)
{
  const int64_t monday = start - weekday_of(start);
  const int64_t place = weekday_of(start) + n_steps;
  const int64_t weeks = divide_down(place, BUSINESS_DAYS_A_WEEK);
  return monday + DAYS_A_WEEK * weeks + (place - BUSINESS_DAYS_A_WEEK * weeks);
}

static Moment
add_months(int64_t start, int64_t n_months)
{
  Moment moment = date_of(start);
  const int64_t month = moment.month - 1 + n_months;
  const int64_t years = divide_down(month, MONTHS_A_YEAR);
  moment.year += years;
  moment.month = (int)(month - MONTHS_A_YEAR * years) + 1;
  moment.day = moment.weekday = -1;
  return moment;
}

static bool
find_time(const plugcast_series *series, int64_t n_units, int64_t unit, Moment *moment)
{
  int64_t passed = 0;
  int64_t time = 0;
  if (__builtin_mul_overflow(n_units, unit, &passed) ||
      __builtin_add_overflow(series->start, passed, &time)) {
    return false;
  }
  const int64_t day = divide_down(time, microseconds_a_day);
  *moment = date_of(day);
  if (series->step_unit == PLUGCAST_STEP_MICROSECOND) {
    moment->hour = (int)((time - day * microseconds_a_day) / microseconds_an_hour);
  }
  return true;
}

bool
moment_find(const plugcast_series *series, uint64_t index, Moment *moment)
{
  int64_t n_units = 0;
  if (__builtin_mul_overflow((int64_t)index, series->step_count, &n_units)) {
    return false;
  }
  const int64_t start = divide_down(series->start, microseconds_a_day);
  switch (series->step_unit) {
  case PLUGCAST_STEP_MICROSECOND:
    return find_time(series, n_units, 1, moment);
  case PLUGCAST_STEP_DAY:
    return find_time(series, n_units, microseconds_a_day, moment);
  case PLUGCAST_STEP_BUSINESS_DAY:
    *moment = date_of(add_business_days(start, n_units));
    return true;
  case PLUGCAST_STEP_MONTH:
    *moment = add_months(start, n_units);
    return true;
  default:
    return false;
  }
}
