// SPDX-License-Identifier: MIT
// Features of the calendar against the calendar of GLib.
#include "classic-series.h"
#include "feature-checks.h"

#include <math.h>

enum {
  N_DAYS = 700,
};

static const gint64 microseconds_a_second = 1000000;

static BareHost *
get_host(void)
{
  static BareHost *host;
  if (host == NULL) {
    host = bare_host_new(g_getenv("PLUGIN_FEATURES"));
  }
  return host;
}

static void
assert_near(double actual, double expected, double tolerance)
{
  if (!(fabs(actual - expected) <= tolerance * fmax(1.0, fabs(expected)))) {
    g_error("%.17g is not within %g of %.17g", actual, tolerance, expected);
  }
}

/** Means by a cycle of the calendar, times by GLib. */
typedef struct {
  double sums[24];
  double counts[24];
} Means;

static void
means_add(Means *means, int place, double value)
{
  means->sums[place] += value;
  means->counts[place] += 1.0;
}

static int
means_find_peak(const Means *means, int n_places)
{
  int peak = 0;
  for (int i = 1; i < n_places; i++) {
    peak = means->sums[i] / means->counts[i] > means->sums[peak] / means->counts[peak] ? i : peak;
  }
  return peak;
}

/** Numbers that look random and differ by weekday, month and hour. */
static double
busy(gsize index, int weekday, int month, int hour)
{
  return 50.0 + 7.0 * ((weekday * 3) % 7) + 5.0 * ((month * 5) % 12) + ((hour * 7) % 24) +
         (double)((index * 2654435761U) % 1000) / 250.0;
}

static void
test_weekdays(void)
{
  g_autoptr(GDateTime) start = g_date_time_new_utc(2023, 11, 17, 0, 0, 0.0);
  double values[N_DAYS];
  Means weekdays = { { 0.0 }, { 0.0 } };
  Means months = { { 0.0 }, { 0.0 } };
  double total = 0.0;
  for (gsize t = 0; t < N_DAYS; t++) {
    g_autoptr(GDateTime) time = g_date_time_add_days(start, (int)t);
    const int weekday = g_date_time_get_day_of_week(time) - 1;
    const int month = g_date_time_get_month(time) - 1;
    values[t] = busy(t, weekday, month, 0);
    total += values[t];
    means_add(&weekdays, weekday, values[t]);
    means_add(&months, month, values[t]);
  }
  const FeatureInput input = {
    values, N_DAYS, 7, PLUGCAST_STEP_DAY, 1, g_date_time_to_unix(start) * microseconds_a_second,
  };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "calendar", &input);
  static const char *const names[] = { "monday_ratio",   "tuesday_ratio", "wednesday_ratio",
                                       "thursday_ratio", "friday_ratio",  "saturday_ratio",
                                       "sunday_ratio" };
  for (int i = 0; i < 7; i++) {
    const double ratio = weekdays.sums[i] / weekdays.counts[i] / (total / N_DAYS);
    assert_near(feature_get(&outcome, names[i]), ratio, 1e-13);
  }
  const FeatureFact facts[] = {
    { "start_year", 2023, 0 },
    { "start_month", 11, 0 },
    { "start_day", 17, 0 },
    { "start_weekday", 5, 0 },
    { "start_hour", (double)NAN, 0 },
    { "weekend_share", (weekdays.sums[5] + weekdays.sums[6]) / total, 1e-13 },
    { "peak_month", means_find_peak(&months, 12) + 1, 0 },
    { "peak_hour", (double)NAN, 0 },
  };
  feature_assert_facts(&outcome, facts, G_N_ELEMENTS(facts));
}

static void
test_hours(void)
{
  g_autoptr(GDateTime) start = g_date_time_new_utc(1969, 12, 30, 21, 30, 0.0);
  double values[N_DAYS];
  Means hours = { { 0.0 }, { 0.0 } };
  for (gsize t = 0; t < N_DAYS; t++) {
    g_autoptr(GDateTime) time = g_date_time_add_minutes(start, 90 * (int)t);
    const int hour = g_date_time_get_hour(time);
    values[t] = busy(t, 0, 0, hour);
    means_add(&hours, hour, values[t]);
  }
  const FeatureInput input = {
    .values = values,
    .n_values = N_DAYS,
    .season_length = 16,
    .step_unit = PLUGCAST_STEP_MICROSECOND,
    .step_count = 90 * 60 * microseconds_a_second,
    .start = g_date_time_to_unix(start) * microseconds_a_second,
  };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "calendar", &input);
  int peak = -1;
  for (int i = 0; i < 24; i++) {
    const gboolean is_visited = hours.counts[i] > 0.0;
    if (is_visited &&
        (peak < 0 || hours.sums[i] / hours.counts[i] > hours.sums[peak] / hours.counts[peak])) {
      peak = i;
    }
  }
  const FeatureFact facts[] = {
    { "start_year", 1969, 0 }, { "start_month", 12, 0 }, { "start_day", 30, 0 },
    { "start_weekday", 2, 0 }, { "start_hour", 21, 0 },  { "peak_hour", peak, 0 },
  };
  feature_assert_facts(&outcome, facts, G_N_ELEMENTS(facts));
}

static void
test_business_days_have_no_weekend(void)
{
  g_autoptr(GDateTime) start = g_date_time_new_utc(2024, 2, 28, 0, 0, 0.0); // a Wednesday
  double values[100];
  double on_fridays = 0.0;
  double n_fridays = 0.0;
  double total = 0.0;
  gsize n = 0;
  for (int day = 0; n < G_N_ELEMENTS(values); day++) {
    g_autoptr(GDateTime) time = g_date_time_add_days(start, day);
    const int weekday = g_date_time_get_day_of_week(time);
    if (weekday > 5) {
      continue;
    }
    values[n] = busy(n, weekday, 0, 0);
    total += values[n];
    on_fridays += weekday == 5 ? values[n] : 0.0;
    n_fridays += weekday == 5 ? 1.0 : 0.0;
    n++;
  }
  const FeatureInput input = {
    values, n, 5, PLUGCAST_STEP_BUSINESS_DAY, 1, g_date_time_to_unix(start) * microseconds_a_second,
  };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "calendar", &input);
  const FeatureFact facts[] = {
    { "friday_ratio", on_fridays / n_fridays / (total / (double)n), 1e-13 },
    { "saturday_ratio", (double)NAN, 0 },
    { "weekend_share", (double)NAN, 0 },
    { "start_weekday", 3, 0 },
  };
  feature_assert_facts(&outcome, facts, G_N_ELEMENTS(facts));
}

static void
test_months(void)
{
  g_autoptr(GDateTime) start = g_date_time_new_utc(1949, 1, 1, 0, 0, 0.0);
  const FeatureInput input = {
    air_passengers,
    N_AIR_PASSENGERS,
    12,
    PLUGCAST_STEP_MONTH,
    1,
    g_date_time_to_unix(start) * microseconds_a_second,
  };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "calendar", &input);
  const FeatureFact facts[] = {
    { "start_year", 1949, 0 },          { "start_month", 1, 0 }, { "start_day", (double)NAN, 0 },
    { "monday_ratio", (double)NAN, 0 }, { "peak_month", 7, 0 }, // July: mean 351.3
    { "trough_month", 11, 0 },                                  // November: mean 232.8
  };
  feature_assert_facts(&outcome, facts, G_N_ELEMENTS(facts));
}

static void
test_index_has_no_calendar(void)
{
  const FeatureInput input = { nile, N_NILE, 1, PLUGCAST_STEP_INDEX, 1, 0 };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "calendar", &input);
  g_assert_cmpint(outcome.status, ==, PLUGCAST_OK);
  for (guint32 i = 0; i < outcome.methods->n_features; i++) {
    g_assert_true(isnan(outcome.values[i]));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/features/calendar/weekdays", test_weekdays);
  g_test_add_func("/features/calendar/hours", test_hours);
  g_test_add_func("/features/calendar/business-days", test_business_days_have_no_weekend);
  g_test_add_func("/features/calendar/months", test_months);
  g_test_add_func("/features/calendar/index", test_index_has_no_calendar);
  return g_test_run();
}
