// SPDX-License-Identifier: MIT
#include "data/step.h"
#include "data/step_evidence.h"
#include "data/timestamp.h"

#include <string.h>

enum {
  TIMES_MAX = 64
};

static gint64
time_of(const char *text)
{
  gint64 time = 0;
  TimestampStyle style = { 0 };
  if (!timestamp_parse(text, strlen(text), &time, &style)) {
    g_error("'%s' is no time", text);
  }
  return time;
}

static Step
step_of(const char *text)
{
  g_autoptr(GError) error = NULL;
  Step step = { 0 };
  if (!step_parse(text, &step, &error)) {
    g_error("%s", error->message);
  }
  return step;
}

typedef struct {
  const char *text;
  Step step;
} Word;

static const Word known[] = {
  { "integer", { STEP_INDEX, 1, 0 } },
  { "2 integers", { STEP_INDEX, 2, 0 } },
  { "30s", { STEP_MICROSECOND, 30000000, 0 } },
  { "4_seconds", { STEP_MICROSECOND, 4000000, 0 } },
  { "15min", { STEP_MICROSECOND, 900000000, 0 } },
  { "10_minutes", { STEP_MICROSECOND, 600000000, 0 } },
  { "minutely", { STEP_MICROSECOND, 60000000, 0 } },
  { "half_hourly", { STEP_MICROSECOND, 1800000000, 0 } },
  { "hour", { STEP_MICROSECOND, 3600000000, 0 } },
  { "1h", { STEP_MICROSECOND, 3600000000, 0 } },
  { "Hourly", { STEP_MICROSECOND, 3600000000, 0 } },
  { "500 milliseconds", { STEP_MICROSECOND, 500000, 0 } },
  { "1d", { STEP_DAY, 1, 0 } },
  { " Day ", { STEP_DAY, 1, 0 } },
  { "D", { STEP_DAY, 1, 0 } },
  { "weekly", { STEP_DAY, 7, 0 } },
  { "2w", { STEP_DAY, 14, 0 } },
  { "business-day", { STEP_BUSINESS_DAY, 1, 0 } },
  { "B", { STEP_BUSINESS_DAY, 1, 0 } },
  { "month", { STEP_MONTH, 1, 0 } },
  { "1mo", { STEP_MONTH, 1, 0 } },
  { "month-end", { STEP_MONTH, 1, 31 } },
  { "ME", { STEP_MONTH, 1, 31 } },
  { "quarter", { STEP_MONTH, 3, 0 } },
  { "quarterly", { STEP_MONTH, 3, 0 } },
  { "QE", { STEP_MONTH, 3, 31 } },
  { "year", { STEP_MONTH, 12, 0 } },
  { "yearly", { STEP_MONTH, 12, 0 } },
  { "10years", { STEP_MONTH, 120, 0 } },
};

static void
test_parses(gconstpointer data)
{
  const Word *row = data;
  const Step step = step_of(row->text);
  g_assert_cmpint(step.unit, ==, row->step.unit);
  g_assert_cmpint(step.count, ==, row->step.count);
  g_assert_cmpint(step.anchor_day, ==, row->step.anchor_day);
}

static void
test_names_read_back(gconstpointer data)
{
  const Word *row = data;
  g_autofree char *name = step_to_string(&row->step);
  const Step step = step_of(name);
  g_assert_cmpint(step.unit, ==, row->step.unit);
  g_assert_cmpint(step.count, ==, row->step.count);
}

static const char *const unknown[] = {
  "",    "5",    "m",         "15m",      "ms",       "0d",
  "-1d", "1.5h", "fortnight", "days ago", "1000001d", "99999999999999999999d",
};

static void
test_refuses_word(gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  Step step = { STEP_MONTH, 4711, 0 };
  g_assert_false(step_parse(data, &step, &error));
  g_assert_error(error, STEP_ERROR, STEP_ERROR_SYNTAX);
  g_autofree char *start =
      g_strdup_printf("'%s' is no step; known are integer, second (s), ", (const char *)data);
  g_assert_true(g_str_has_prefix(error->message, start));
  g_assert_cmpint(step.count, ==, 4711);
}

typedef struct {
  const char *step;
  int anchor_day;
  const char *from;
  int n_steps;
  const char *to;
  gboolean is_one_way; // stepping back does not lead to @from
} Move;

static const Move moves[] = {
  { "integer", 0, "17", 3, "20", FALSE },
  { "5 integers", 0, "17", -3, "2", FALSE },
  { "hour", 0, "2016-03-27 01:00", 3, "2016-03-27 04:00", FALSE },
  { "15min", 0, "2016-12-31 23:45", 1, "2017-01-01 00:00", FALSE },
  { "day", 0, "2024-02-28", 2, "2024-03-01", FALSE },
  { "day", 0, "2023-02-28", 1, "2023-03-01", FALSE },
  { "day", 0, "1970-01-01", -1, "1969-12-31", FALSE },
  { "week", 0, "2024-02-26", 1, "2024-03-04", FALSE },
  { "business-day", 0, "2024-03-01", 1, "2024-03-04", FALSE },
  { "business-day", 0, "2024-03-04", -1, "2024-03-01", FALSE },
  { "business-day", 0, "2024-03-04", 9, "2024-03-15", FALSE },
  { "business-day", 0, "1969-12-31", 5, "1970-01-07", FALSE },
  { "2 business days", 0, "2024-03-01 09:30", 3, "2024-03-11 09:30", FALSE },
  { "business-day", 0, "2024-03-02", 1, "2024-03-04", TRUE },
  { "business-day", 0, "2024-03-03", 1, "2024-03-04", TRUE },
  { "month", 1, "1994-12-01", 1, "1995-01-01", FALSE },
  { "month", 1, "1994-01-01", -1, "1993-12-01", FALSE },
  { "month", 31, "2023-01-31", 1, "2023-02-28", FALSE },
  { "month", 31, "2023-02-28", 1, "2023-03-31", FALSE },
  { "month", 31, "2024-01-31", 1, "2024-02-29", FALSE },
  { "month", 30, "2023-01-30", 1, "2023-02-28", FALSE },
  { "month", 30, "2023-02-28", 1, "2023-03-30", FALSE },
  { "month", 29, "2023-01-29", 1, "2023-02-28", FALSE },
  { "month", 29, "2024-01-29", 1, "2024-02-29", FALSE },
  { "month", 0, "2023-01-31", 1, "2023-02-28", TRUE },
  { "month", 0, "2023-02-28", 1, "2023-03-28", FALSE },
  { "month", 15, "1969-12-15 06:00", 2, "1970-02-15 06:00", FALSE },
  { "quarter", 31, "2023-06-30", 2, "2023-12-31", FALSE },
  { "quarter", 1, "1993-10-01", 1, "1994-01-01", FALSE },
  { "year", 1, "1999-01-01", 1, "2000-01-01", FALSE },
  { "year", 29, "2023-02-28", 1, "2024-02-29", FALSE },
  { "year", 29, "2024-02-29", 4, "2028-02-29", FALSE },
  { "year", 1, "0001-01-01", -1, "0000-01-01", FALSE },
};

static void
test_adds(gconstpointer data)
{
  const Move *row = data;
  Step step = step_of(row->step);
  step.anchor_day = row->anchor_day;
  const gint64 from = time_of(row->from);
  const gint64 to = time_of(row->to);
  g_assert_cmpint(step_add(&step, from, row->n_steps), ==, to);

  gint64 n_steps = 0;
  g_assert_true(step_between(&step, from, to, &n_steps));
  g_assert_cmpint(n_steps, ==, row->n_steps);
  if (!row->is_one_way) {
    g_assert_cmpint(step_add(&step, to, -row->n_steps), ==, from);
  }
}

typedef struct {
  const char *step;
  int anchor_day;
  const char *from;
  const char *to;
} Pair;

static const Pair apart[] = {
  { "2 integers", 0, "1", "4" },
  { "hour", 0, "2016-07-01 00:00", "2016-07-01 00:30" },
  { "day", 0, "2016-07-01 00:00", "2016-07-02 01:00" },
  { "week", 0, "2024-03-01", "2024-03-07" },
  { "business-day", 0, "2024-03-01", "2024-03-02" },
  { "business-day", 0, "2024-03-01 09:00", "2024-03-04 09:01" },
  { "month", 1, "1994-01-01", "1994-02-02" },
  { "month", 31, "1994-01-31", "1994-02-27" },
  { "month", 31, "1994-01-31", "1994-03-30" },
  { "month", 0, "1994-02-28", "1994-03-31" },
  { "month", 1, "1994-01-01 00:00", "1994-02-01 12:00" },
  { "quarter", 1, "1994-01-01", "1994-03-01" },
  { "year", 1, "1994-01-01", "1995-07-01" },
};

static void
test_does_not_reach(gconstpointer data)
{
  const Pair *row = data;
  Step step = step_of(row->step);
  step.anchor_day = row->anchor_day;
  gint64 n_steps = 4711;
  g_assert_false(step_between(&step, time_of(row->from), time_of(row->to), &n_steps));
  g_assert_cmpint(n_steps, ==, 4711);
}

static void
test_stops_at_the_ends(void)
{
  const char *const texts[] = { "integer", "hour", "day", "business-day", "month" };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    const Step step = step_of(texts[i]);
    g_assert_cmpint(step_add(&step, 0, G_MAXINT64), ==, G_MAXINT64);
    g_assert_cmpint(step_add(&step, -1, G_MININT64), ==, G_MININT64);
    gint64 n_steps = 0;
    g_assert_false(step_between(&step, G_MININT64, G_MAXINT64, &n_steps));
  }
}

typedef struct {
  const char *name;
  const char *times; // apart by commas
  const char *step;  // NULL: none
  int anchor_day;
} Series;

static const Series inferred[] = {
  { "integers", "1,2,3,4", "integer", 0 },
  { "integers-with-gaps", "1,2,9,10", "integer", 0 },
  { "even-integers", "-4,0,2", "2 integers", 0 },
  { "years-as-integers", "1975,1976,1978", "integer", 0 },
  { "hours", "2016-07-01 00:00,2016-07-01 01:00,2016-07-01 02:00", "hour", 0 },
  { "hours-around-a-clock-change",
    "2016-03-27 00:00,2016-03-27 01:00,2016-03-27 03:00,2016-03-27 04:00", "hour", 0 },
  { "half-hours", "2016-07-01 00:00,2016-07-01 01:00,2016-07-01 01:30", "half-hour", 0 },
  { "two-minutes", "2016-07-01 00:00,2016-07-01 00:02,2016-07-01 00:04", "2 min", 0 },
  { "seconds", "2016-07-01 00:00:01,2016-07-01 00:00:02,2016-07-01 00:00:04", "second", 0 },
  { "days", "2024-02-28,2024-02-29,2024-03-01,2024-03-02,2024-03-03", "day", 0 },
  { "days-with-gaps", "2024-02-28,2024-03-01,2024-03-02,2024-03-03,2024-03-07", "day", 0 },
  { "days-without-weekend", "2024-03-04,2024-03-05,2024-03-06", "day", 0 },
  { "days-at-noon", "2024-02-28 12:00,2024-02-29 12:00", "day", 0 },
  { "weeks", "2024-03-04,2024-03-11,2024-03-18", "week", 0 },
  { "weeks-with-gaps", "2024-03-04,2024-03-11,2024-04-01", "week", 0 },
  { "two-weeks", "2024-03-04,2024-03-18,2024-04-15", "2 weeks", 0 },
  { "business-days", "2024-02-29,2024-03-01,2024-03-04,2024-03-05", "business-day", 0 },
  { "business-days-with-holidays", "2024-03-28,2024-04-02,2024-04-03,2024-04-05,2024-04-08",
    "business-day", 0 },
  { "business-days-at-close", "2024-03-01 17:30,2024-03-04 17:30,2024-03-05 17:30", "business-day",
    0 },
  { "every-second-business-day",
    "2024-03-04,2024-03-06,2024-03-08,2024-03-12,2024-03-14,2024-03-18", "2 business days", 0 },
  { "month-starts", "1990-01-01,1990-02-01,1990-03-01", "month", 1 },
  { "months-with-gaps", "1990-01-01,1990-02-01,1990-05-01", "month", 1 },
  { "two-months", "1990-01-01,1990-03-01", "2 months", 1 },
  { "mid-months", "1990-01-15,1990-02-15", "month", 15 },
  { "months-without-day", "1990-01,1990-02", "month", 1 },
  { "month-ends", "1949-01-31,1949-02-28,1949-03-31", "month", 31 },
  { "month-ends-leap", "2024-01-31,2024-02-29,2024-03-31", "month", 31 },
  { "months-of-day-30", "2023-01-30,2023-02-28,2023-03-30,2023-04-30", "month", 30 },
  { "months-of-day-29", "2023-01-29,2023-02-28,2023-03-29", "month", 29 },
  { "months-of-day-28", "2024-02-28,2024-03-28", "month", 28 },
  { "quarter-starts", "1984-01-01,1984-04-01,1984-07-01", "quarter", 1 },
  { "quarter-ends", "2023-03-31,2023-06-30,2023-09-30,2023-12-31", "quarter", 31 },
  { "quarter-ends-of-30-days", "2023-06-30,2023-09-30", "quarter", 31 },
  { "quarters", "1984Q1,1984Q2,1984Q4", "quarter", 1 },
  { "years", "1975-01-01,1976-01-01,1977-01-01", "year", 1 },
  { "years-with-gaps", "1975-01-01,1976-01-01,1979-01-01", "year", 1 },
  { "year-ends", "1975-12-31,1976-12-31", "year", 31 },
  { "leap-days", "2016-02-29,2017-02-28,2018-02-28", "year", 31 },
  { "decades", "1900-01-01,1910-01-01,1930-01-01", "10 years", 1 },
  { "months-at-odd-hours", "1990-01-01 00:00,1990-02-01 01:00,1990-03-01 02:30", NULL, 0 },
  { "one-time", "1990-01-01", NULL, 0 },
  { "no-order", "2016-07-01 00:00:00,2016-07-01 04:13:07,2016-07-01 11:52:31", NULL, 0 },
};

static gsize
split_times(const char *text, gint64 *times)
{
  g_auto(GStrv) parts = g_strsplit(text, ",", TIMES_MAX);
  const gsize n_times = g_strv_length(parts);
  for (gsize i = 0; i < n_times; i++) {
    times[i] = time_of(parts[i]);
  }
  return n_times;
}

static void
test_infers(gconstpointer data)
{
  const Series *row = data;
  gint64 times[TIMES_MAX];
  const gsize n_times = split_times(row->times, times);
  const gboolean is_index = strchr(row->times + 1, '-') == NULL && strchr(row->times, 'Q') == NULL;

  g_autoptr(GError) error = NULL;
  Step step = { 0 };
  if (row->step == NULL) {
    g_assert_false(step_infer(times, n_times, is_index, &step, &error));
    g_assert_error(error, STEP_ERROR, STEP_ERROR_IRREGULAR);
    return;
  }
  g_assert_true(step_infer(times, n_times, is_index, &step, &error));
  const Step expected = step_of(row->step);
  g_assert_cmpint(step.unit, ==, expected.unit);
  g_assert_cmpint(step.count, ==, expected.count);
  g_assert_cmpint(step.anchor_day, ==, row->anchor_day);
  for (gsize i = 0; i < n_times; i++) {
    gint64 n_steps = 0;
    g_assert_true(step_between(&step, times[0], times[i], &n_steps));
    g_assert_cmpint(step_add(&step, times[0], n_steps), ==, times[i]);
  }
}

static void
test_tells_why_irregular(void)
{
  const gint64 times[] = { 0, 3600 * G_GINT64_CONSTANT(1000000),
                           4711 * G_GINT64_CONSTANT(1000000) };
  g_autoptr(GError) error = NULL;
  Step step = { 0 };
  g_assert_false(step_infer(times, G_N_ELEMENTS(times), FALSE, &step, &error));
  g_assert_cmpstr(error->message, ==,
                  "the times follow no step: only 'second' reaches all of them, and at more than "
                  "100 of it from one time to the next");

  g_clear_error(&error);
  g_assert_false(step_infer(times, 1, FALSE, &step, &error));
  g_assert_cmpstr(error->message, ==, "no series has two times, so that no step can be found");
}

static void
assert_joined(const char *left, const char *right, const char *expected)
{
  gint64 times[TIMES_MAX];
  StepEvidence first = { 0 };
  step_evidence_init(&first, FALSE);
  step_evidence_add(&first, times, split_times(left, times));
  StepEvidence second = { 0 };
  step_evidence_init(&second, FALSE);
  step_evidence_add(&second, times, split_times(right, times));

  g_autoptr(GError) error = NULL;
  Step step = { 0 };
  step_evidence_join(&first, &second);
  g_assert_true(step_evidence_conclude(&first, &step, &error));
  g_autofree char *name = step_to_string(&step);
  g_assert_cmpstr(name, ==, expected);
}

static void
test_series_join(void)
{
  const char *const days = "2024-03-01,2024-03-02,2024-03-03";
  const char *const a_month = "2024-02-01,2024-03-01";
  const char *const business_days = "2024-02-29,2024-03-01,2024-03-04,2024-03-05";
  const char *const a_week = "2024-03-04,2024-03-11";
  const char *const years = "2023-01-01,2024-01-01";
  assert_joined(days, a_month, "day");
  assert_joined(a_month, days, "day");
  assert_joined(business_days, a_week, "business day");
  assert_joined(a_week, business_days, "business day");
  assert_joined(business_days, days, "day");
  assert_joined(years, a_month, "month");
  assert_joined("2024-03-01", a_week, "week");
}

typedef struct {
  const char *step;
  gsize season;
  gsize horizon;
} Habit;

static const Habit habits[] = {
  { "year", 1, 6 },          { "quarter", 4, 8 },     { "month", 12, 18 },
  { "month-end", 12, 18 },   { "week", 52, 13 },      { "day", 7, 14 },
  { "business-day", 5, 10 }, { "hour", 24, 48 },      { "half-hour", 48, 48 },
  { "15min", 96, 48 },       { "10min", 144, 48 },    { "minute", 1440, 48 },
  { "second", 60, 48 },      { "4 seconds", 15, 30 }, { "10 milliseconds", 100, 48 },
  { "integer", 1, 10 },      { "2 months", 6, 12 },   { "6 months", 2, 6 },
  { "2 years", 1, 6 },       { "5 months", 1, 6 },    { "2 weeks", 26, 48 },
  { "4 weeks", 13, 26 },     { "5 days", 1, 6 },      { "2 hours", 12, 24 },
  { "5 hours", 1, 6 },       { "36 hours", 1, 6 },    { "2 business days", 1, 6 },
};

static void
test_defaults(gconstpointer data)
{
  const Habit *row = data;
  const Step step = step_of(row->step);
  g_assert_cmpuint(step_default_season(&step), ==, row->season);
  g_assert_cmpuint(step_default_horizon(&step), ==, row->horizon);
}

static void
add_row(const char *promise, gsize index, const char *name, gconstpointer row, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf("/step/%s/%" G_GSIZE_FORMAT ":%s", promise, index, name);
  g_test_add_data_func(path, row, func);
}

static void
add_rows(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
    add_row("parses", i, known[i].text, &known[i], test_parses);
    add_row("names-read-back", i, known[i].text, &known[i], test_names_read_back);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(unknown); i++) {
    add_row("refuses-word", i, unknown[i], unknown[i], test_refuses_word);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(moves); i++) {
    add_row("adds", i, moves[i].step, &moves[i], test_adds);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(apart); i++) {
    add_row("does-not-reach", i, apart[i].step, &apart[i], test_does_not_reach);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(inferred); i++) {
    add_row("infers", i, inferred[i].name, &inferred[i], test_infers);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(habits); i++) {
    add_row("defaults", i, habits[i].step, &habits[i], test_defaults);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows();
  g_test_add_func("/step/stops-at-the-ends", test_stops_at_the_ends);
  g_test_add_func("/step/tells-why-irregular", test_tells_why_irregular);
  g_test_add_func("/step/series-join", test_series_join);
  return g_test_run();
}
