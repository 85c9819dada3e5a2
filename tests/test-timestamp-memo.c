// SPDX-License-Identifier: MIT
// The fast ways of reading agree with the plain ones wherever they answer.
#include "data/calendar.h"
#include "data/decimal.h"
#include "data/short_number.h"
#include "data/timestamp_memo.h"

#include <string.h>

enum {
  ROOM = 64 // bytes of a text and the zeros behind it
};

static const char *const columns[][6] = {
  { "2020-01-01", "2020-02-29", "2020-02-30", "2020-01-31", "2020-01-00", "2020-01-1x" },
  { "1960/12/31", "1960/12/01", "1960/11/31", "1960/12/32", "1960/12/3", "1960-12-01" },
  { "2020-01-01 00:00", "2020-01-31 23:59", "2020-01-01 24:00", "2020-01-01T00:00",
    "2020-01-01 00:60", "2020-01-02 00:0" },
  { "1969-12-31T23:59:59", "1969-12-01T00:00:00", "1969-12-01T00:00:60", "1969-12-01 00:00:00",
    "1969-12-31T23:59:5", "1969-12-31T23-59-59" },
  { "17", "0", "-1", "999999999999999999", "1234567890123456789", "x" },
  { "2020-01", "2020-02", "2020-13", "2020-1", "202", "2020Q1" },
};

static void
test_agrees(gconstpointer data)
{
  const char *const *texts = data;
  gint64 time = 0;
  TimestampStyle style = { 0 };
  g_assert_true(timestamp_parse(texts[0], strlen(texts[0]), &time, &style));
  TimestampMemo memo;
  timestamp_memo_init(&memo, &style);
  timestamp_memo_learn(&memo, texts[0], strlen(texts[0]), time);
  for (gsize i = 0; i < G_N_ELEMENTS(columns[0]); i++) {
    char text[ROOM] = { 0 };
    g_strlcpy(text, texts[i], sizeof text);
    gint64 ticks = 0;
    if (timestamp_memo_read(&memo, text, &ticks) != strlen(text)) {
      continue; // it does not know, or the caller sees that the cell goes on
    }
    TimestampStyle own = { 0 };
    g_assert_true(timestamp_parse(text, strlen(text), &time, &own));
    g_assert_true(timestamp_style_join(&style, &own));
    g_assert_cmpint(ticks * memo.tick, ==, time);
  }
}

static void
test_knows_the_days_of_a_month(void)
{
  gint64 time = 0;
  TimestampStyle style = { 0 };
  g_assert_true(timestamp_parse("2019-02-10", 10, &time, &style));
  TimestampMemo memo;
  timestamp_memo_init(&memo, &style);
  timestamp_memo_learn(&memo, "2019-02-10", 10, time);
  const char last[ROOM] = "2019-02-28";
  const char none[ROOM] = "2019-02-29";
  gint64 ticks = 0;
  g_assert_cmpuint(timestamp_memo_read(&memo, last, &ticks), ==, 10);
  g_assert_cmpint(ticks * memo.tick, ==, time + 18 * CALENDAR_DAY_US);
  g_assert_cmpuint(timestamp_memo_read(&memo, none, &ticks), ==, 0);
}

static const char *const numbers[] = {
  "0",  "-0",        "7",          "12345678",         "123456789",  "0.5",     "-12.25",
  "1.", "1.1234567", "1.12345678", "99999999.9999999", "00000001.5", "3.14159", "0.0000001",
};

static void
test_reads_number(gconstpointer data)
{
  char text[ROOM] = { 0 };
  g_strlcpy(text, data, sizeof text);
  double expected = 0;
  double value = 0;
  const gsize length = decimal_parse(text, strlen(text), &expected);
  const gsize short_length = short_number_read(text, &value);
  g_assert_cmpuint(length, ==, strlen(text));
  if (short_length == length) {
    g_assert_true(memcmp(&value, &expected, sizeof value) == 0);
  } else {
    g_assert_true(short_length == 0 || g_ascii_isdigit(text[short_length]));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
    g_autofree char *name = g_strdelimit(g_strdup(columns[i][0]), "/", '-');
    g_autofree char *path = g_strconcat("/timestamp-memo/agrees/", name, NULL);
    g_test_add_data_func(path, columns[i], test_agrees);
  }
  g_test_add_func("/timestamp-memo/knows/the-days-of-a-month", test_knows_the_days_of_a_month);
  for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
    g_autofree char *path = g_strconcat("/short-number/agrees/", numbers[i], NULL);
    g_test_add_data_func(path, numbers[i], test_reads_number);
  }
  return g_test_run();
}
