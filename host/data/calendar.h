// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CALENDAR_DAY_US G_GINT64_CONSTANT(86400000000) // microseconds of a day

/**
 * The proleptic Gregorian calendar by day numbers, 0 being 1970-01-01. Pure functions, for any day
 * that a gint64 of microseconds can hold.
 */
typedef struct {
  gint64 year; // astronomical: 0 is the year before 1
  int month;   // 1 … 12
  int day;     // 1 … 31
} CalendarDate;

/** @date must name a day that exists; see calendar_days_in_month(). */
gint64 calendar_day_from_date(CalendarDate date);

CalendarDate calendar_date_from_day(gint64 day);

int calendar_days_in_month(gint64 year, int month);

/** Returns: 0 for Monday … 6 for Sunday. */
int calendar_weekday(gint64 day);

/**
 * Numbers the business days, Monday to Friday, without gaps; a weekend has the number of its
 * Friday.
 */
gint64 calendar_business_from_day(gint64 day);
gint64 calendar_day_from_business(gint64 business_day);

/** Parts microseconds since 1970 into the day and the microseconds since its midnight. */
gint64 calendar_day_from_time(gint64 time);
gint64 calendar_time_of_day(gint64 time);

G_END_DECLS
