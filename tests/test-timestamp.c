// SPDX-License-Identifier: MIT
#include "data/timestamp.h"

#include <string.h>

typedef struct {
  const char *text;
  gint64 time;
  const char *written; // NULL: as read
} Accepted;

static const gint64 SECOND = G_USEC_PER_SEC;

static const Accepted accepted[] = {
  { "17", 17, NULL },
  { "0", 0, NULL },
  { "-5", -5, NULL },
  { "1984", 1984, NULL },
  { "20160701", 20160701, NULL },
  { "999999999999999999", 999999999999999999, NULL },
  { "1970-01-01", 0, NULL },
  { "1949-01-31", -660096000 * SECOND, NULL },
  { "1949/01/31", -660096000 * SECOND, NULL },
  { "1949-01", -662688000 * SECOND, NULL },
  { "1949/01", -662688000 * SECOND, NULL },
  { "1949Q1", -662688000 * SECOND, NULL },
  { "1949-Q2", -654912000 * SECOND, NULL },
  { "2000-02-29", 951782400 * SECOND, NULL },
  { "2024-02-29", 1709164800 * SECOND, NULL },
  { "0001-01-01", -62135596800 * SECOND, NULL },
  { "9999-12-31", 253402214400 * SECOND, NULL },
  { "2016-07-01 00:00:00", 1467331200 * SECOND, NULL },
  { "2016-07-01 23:59:59", 1467417599 * SECOND, NULL },
  { "2016/07/01 00:00:00", 1467331200 * SECOND, NULL },
  { "2016-07-01T00:00", 1467331200 * SECOND, NULL },
  { "2016-07-01 13:45", 1467380700 * SECOND, NULL },
  { "2016-07-01T13:45:10Z", 1467380710 * SECOND, NULL },
  { "2016-07-01T13:45Z", 1467380700 * SECOND, NULL },
  { "2016-07-01T13:45:10+00:00", 1467380710 * SECOND, NULL },
  { "2016-07-01T13:45:10+05:30", 1467380710 * SECOND, NULL },
  { "2016-07-01T13:45:10-03:30", 1467380710 * SECOND, NULL },
  { "2016-07-01T13:45:10-00:00", 1467380710 * SECOND, "2016-07-01T13:45:10+00:00" },
  { "2016-07-01 13:45:10.000", 1467380710 * SECOND, NULL },
  { "2016-07-01 13:45:10.5", 1467380710 * SECOND + 500000, NULL },
  { "2016-07-01 13:45:10.000001", 1467380710 * SECOND + 1, NULL },
  { "1969-12-31 23:59:59.999999", -1, NULL },
  { "2010-07-01 00-30-00", 1277944200 * SECOND, "2010-07-01 00:30:00" },
};

static const char *const refused[] = {
  "",
  "-",
  "+5",
  " 17",
  "17 ",
  "1.5",
  "1e3",
  "abc",
  "1000000000000000000",
  "1970-02-30",
  "2023-02-29",
  "1900-02-29",
  "1970-04-31",
  "1970-13-01",
  "1970-00-01",
  "1970-01-00",
  "1970-01-32",
  "1970-1-1",
  "1970-01-01 ",
  "1970-01/01",
  "1970-01-1",
  "1970-01-011",
  "70-01-01",
  "19700-01-01",
  "1970-",
  "1970/",
  "1970Q0",
  "1970Q5",
  "1970Q",
  "1970Q11",
  "1970/Q1",
  "1970-q1",
  "1970-01-01T",
  "1970-01-01 24:00",
  "1970-01-01 12",
  "1970-01-01 12:",
  "1970-01-01 12:60",
  "1970-01-01 12:30:",
  "1970-01-01 12:30:60",
  "1970-01-01 12:30-00",
  "1970-01-01 12:30:00.",
  "1970-01-01 12:30:00.1234567",
  "1970-01-01 12:30:00z",
  "1970-01-01 12:30:00Z ",
  "1970-01-01 12:30:00+0530",
  "1970-01-01 12:30:00+24:00",
  "1970-01-01 12:30:00+05:60",
  "1970-01-01Z",
  "1970-01Z",
  "1970-01-01_12:30",
};

static void
test_accepts(gconstpointer data)
{
  const Accepted *row = data;
  gint64 time = 0;
  TimestampStyle style = { 0 };
  g_assert_true(timestamp_parse(row->text, strlen(row->text), &time, &style));
  g_assert_cmpint(time, ==, row->time);

  char buffer[TIMESTAMP_MAX_LENGTH];
  const char *written = row->written != NULL ? row->written : row->text;
  g_assert_cmpuint(timestamp_format(time, &style, buffer), ==, strlen(written));
  g_assert_cmpstr(buffer, ==, written);
}

static void
test_refuses(gconstpointer data)
{
  const char *text = data;
  // The exact size makes any read past the end visible to the address sanitizer.
  const gsize length = strlen(text);
  g_autofree char *bytes = g_memdup2(text, length);
  gint64 time = 4711;
  TimestampStyle style = { .offset_minutes = 4711 };
  g_assert_false(timestamp_parse(bytes, length, &time, &style));
  g_assert_cmpint(time, ==, 4711);
  g_assert_cmpint(style.offset_minutes, ==, 4711);
}

static void
test_needs_no_nul(void)
{
  gint64 time = 0;
  TimestampStyle style = { 0 };
  g_assert_true(timestamp_parse("1970-01-02,5", 10, &time, &style));
  g_assert_cmpint(time, ==, 86400 * SECOND);
}

static TimestampStyle
style_of(const char *text)
{
  gint64 time = 0;
  TimestampStyle style = { 0 };
  g_assert_true(timestamp_parse(text, strlen(text), &time, &style));
  return style;
}

static void
test_join_keeps_longer_fraction(void)
{
  TimestampStyle style = style_of("1970-01-01 00:00:00");
  const TimestampStyle milliseconds = style_of("1970-01-01 00:00:00.500");
  g_assert_true(timestamp_style_join(&style, &milliseconds));
  g_assert_cmpint(style.n_fraction_digits, ==, 3);

  const TimestampStyle seconds = style_of("1970-01-01 00:00:00");
  g_assert_true(timestamp_style_join(&style, &seconds));
  g_assert_cmpint(style.n_fraction_digits, ==, 3);
}

static void
test_join_refuses(gconstpointer data)
{
  const char *const *pair = data;
  TimestampStyle style = style_of(pair[0]);
  const TimestampStyle other = style_of(pair[1]);
  g_assert_false(timestamp_style_join(&style, &other));
}

static const char *const unlike[][2] = {
  { "17", "1970-01-01" },
  { "1970-01-01", "1970-01" },
  { "1970-01-01", "1970/01/01" },
  { "1970Q1", "1970-Q1" },
  { "1970-01-01 00:00", "1970-01-01T00:00" },
  { "1970-01-01 00:00", "1970-01-01 00:00:00" },
  { "1970-01-01 00:00", "1970-01-01 00:00Z" },
  { "1970-01-01 00:00Z", "1970-01-01 00:00+00:00" },
  { "1970-01-01 00:00+01:00", "1970-01-01 00:00+02:00" },
};

static void
test_writes_years_beyond_four_digits(void)
{
  const TimestampStyle style = style_of("1970-01-01 00:00:00.000000");
  char buffer[TIMESTAMP_MAX_LENGTH];
  timestamp_format(G_MAXINT64, &style, buffer);
  g_assert_cmpstr(buffer, ==, "294247-01-10 04:00:54.775807");
  timestamp_format(G_MININT64, &style, buffer);
  g_assert_cmpstr(buffer, ==, "-290308-12-21 19:59:05.224192");
}

// Registers one test a row; slashes of the text would be folders of the path.
static void
add_row(const char *promise, gsize index, const char *text, gconstpointer row, GTestDataFunc func)
{
  g_autofree char *name = g_strdelimit(g_strdup(text), "/", '.');
  g_autofree char *path =
      g_strdup_printf("/timestamp/%s/%" G_GSIZE_FORMAT ":%s", promise, index, name);
  g_test_add_data_func(path, row, func);
}

static void
add_rows(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(accepted); i++) {
    add_row("accepts", i, accepted[i].text, &accepted[i], test_accepts);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    add_row("refuses", i, refused[i], refused[i], test_refuses);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(unlike); i++) {
    add_row("join-refuses", i, unlike[i][0], unlike[i], test_join_refuses);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows();
  g_test_add_func("/timestamp/needs-no-nul", test_needs_no_nul);
  g_test_add_func("/timestamp/join-keeps-longer-fraction", test_join_keeps_longer_fraction);
  g_test_add_func("/timestamp/writes-years-beyond-four-digits",
                  test_writes_years_beyond_four_digits);
  return g_test_run();
}
