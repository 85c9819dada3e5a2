// SPDX-License-Identifier: MIT
#include "data/calendar.h"

static void
test_days_follow_each_other(void)
{
  // From 400 years before year 0 to year 10000: every day once, months and years in turn.
  CalendarDate date = { .year = -400, .month = 1, .day = 1 };
  const gint64 first = calendar_day_from_date(date);
  const gint64 last = calendar_day_from_date((CalendarDate){ .year = 10000, .month = 1, .day = 1 });
  for (gint64 day = first; day <= last; day++) {
    const CalendarDate found = calendar_date_from_day(day);
    if (found.year != date.year || found.month != date.month || found.day != date.day ||
        calendar_day_from_date(date) != day) {
      g_error("day %" G_GINT64_FORMAT " is not %" G_GINT64_FORMAT "-%d-%d", day, date.year,
              date.month, date.day);
    }
    if (date.day < calendar_days_in_month(date.year, date.month)) {
      date.day++;
    } else {
      date.year += date.month == 12 ? 1 : 0;
      date.month = date.month % 12 + 1;
      date.day = 1;
    }
  }
}

static void
test_agrees_with_glib(void)
{
  for (int year = 1; year < 9999; year += 7) {
    for (int month = 1; month <= 12; month++) {
      g_autoptr(GDateTime) known = g_date_time_new_utc(year, month, 28, 0, 0, 0);
      const gint64 day = calendar_day_from_date((CalendarDate){ year, month, 28 });
      g_assert_cmpint(day * 86400, ==, g_date_time_to_unix(known));
      g_assert_cmpint(calendar_weekday(day), ==, g_date_time_get_day_of_week(known) - 1);
    }
  }
}

static void
test_leap_years(void)
{
  g_assert_cmpint(calendar_days_in_month(2024, 2), ==, 29);
  g_assert_cmpint(calendar_days_in_month(2023, 2), ==, 28);
  g_assert_cmpint(calendar_days_in_month(2000, 2), ==, 29);
  g_assert_cmpint(calendar_days_in_month(1900, 2), ==, 28);
  g_assert_cmpint(calendar_days_in_month(0, 2), ==, 29);
}

static void
test_weekdays_before_1970(void)
{
  g_assert_cmpint(calendar_weekday(0), ==, 3);
  g_assert_cmpint(calendar_weekday(-3), ==, 0);
  g_assert_cmpint(calendar_weekday(-4), ==, 6);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/calendar/days-follow-each-other", test_days_follow_each_other);
  g_test_add_func("/calendar/agrees-with-glib", test_agrees_with_glib);
  g_test_add_func("/calendar/leap-years", test_leap_years);
  g_test_add_func("/calendar/weekdays-before-1970", test_weekdays_before_1970);
  return g_test_run();
}
