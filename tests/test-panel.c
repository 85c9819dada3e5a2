// SPDX-License-Identifier: MIT
#include "data/panel.h"

#include "reader-fixture.h"

#include "data/panel-private.h"
#include "data/reader-private.h"

#include <string.h>

static const Step day = { .unit = STEP_DAY, .count = 1 };
static const gint64 day_us = 24 * 60 * 60 * (gint64)G_USEC_PER_SEC;

static Panel *
read_text(const char *text)
{
  g_autoptr(GError) error = NULL;
  Panel *panel = fixture_read(text, strlen(text), NULL, READER_CHUNK_SIZE, 1, &error);
  g_assert_no_error(error);
  return panel;
}

static void
test_keeps_series_in_columns(void)
{
  g_autoptr(Panel) panel = panel_new(2, 5);
  g_assert_nonnull(panel);
  for (gsize i = 0; i < 10; i++) {
    panel->columns[i] = (double)i;
  }
  panel_add_exogenous(panel, "price");
  panel_add_series(panel, "A and more", 1, 0, 2, 0, &day);
  panel_add_series(panel, "B", 1, 2, 3, day_us, &day);
  g_assert_cmpuint(panel_get_n_series(panel), ==, 2);
  g_assert_cmpuint(panel_get_n_values(panel), ==, 5);
  g_assert_cmpstr(panel_get_id(panel, 0), ==, "A");
  g_assert_cmpstr(panel_get_id(panel, 1), ==, "B");
  g_assert_cmpuint(panel_get_length(panel, 1), ==, 3);
  g_assert_cmpfloat(panel_get_values(panel, 1)[0], ==, 2);
  g_assert_cmpint(panel_get_start(panel, 1), ==, day_us);
  g_assert_true(panel_get_step(panel, 1)->unit == STEP_DAY);
  g_assert_cmpuint(panel_get_n_exogenous(panel), ==, 1);
  g_assert_cmpstr(panel_get_exogenous_name(panel, 0), ==, "price");
  g_assert_cmpfloat(panel_get_exogenous(panel, 0, 1)[2], ==, 9);
}

static void
test_shows_some_series(void)
{
  g_autoptr(Panel) panel = read_text("unique_id,ds,y,Price\nA,2020-01-01,1,7\nB,2020-01-02,2,8\n"
                                     "C,2020-01-03,3,9\nC,2020-01-04,4,10\n");
  const gsize series[] = { 2, 0 };
  g_autoptr(Panel) part = panel_new_of_series(panel, series, 2);
  g_assert_cmpuint(panel_get_n_series(part), ==, 2);
  g_assert_cmpuint(panel_get_n_values(part), ==, 3);
  g_assert_cmpstr(panel_get_id(part, 0), ==, "C");
  g_assert_cmpstr(panel_get_target_name(part), ==, "y");
  g_assert_true(panel_get_values(part, 0) == panel_get_values(panel, 2));
  g_assert_cmpint(panel_get_start(part, 0), ==, panel_get_start(panel, 2));
  g_assert_cmpfloat(panel_get_exogenous(part, 0, 1)[0], ==, 7);
}

static void
test_refuses_impossible_size(void)
{
  g_assert_null(panel_new(2, G_MAXSIZE / 2));
  g_assert_null(panel_new(3, G_MAXSIZE / 2));
}

static void
test_frees_null(void)
{
  panel_free(NULL);
}

static void
test_names_columns_by_habit(void)
{
  g_autoptr(Panel) panel = read_text("y\n1\n");
  g_assert_cmpstr(panel_get_id_name(panel), ==, "unique_id");
  g_assert_cmpstr(panel_get_time_name(panel), ==, "ds");
  g_assert_cmpstr(panel_get_target_name(panel), ==, "y");
}

static void
test_names_columns_as_the_file(void)
{
  g_autoptr(Panel) panel = read_text("Series,Date,Sales\nA,2020-01-01,1\nA,2020-01-02,2\n");
  g_assert_cmpstr(panel_get_id_name(panel), ==, "Series");
  g_assert_cmpstr(panel_get_time_name(panel), ==, "Date");
  g_assert_cmpstr(panel_get_target_name(panel), ==, "Sales");
}

static void
test_names_time_of_wide_files(void)
{
  g_autoptr(Panel) panel = read_text("when,a,b\n2020-01-01,1,2\n2020-01-02,3,4\n");
  g_assert_cmpstr(panel_get_id_name(panel), ==, "unique_id");
  g_assert_cmpstr(panel_get_time_name(panel), ==, "when");
  g_assert_cmpstr(panel_get_target_name(panel), ==, "y");
  g_assert_cmpuint(panel_get_n_values(panel), ==, 4);
}

static void
test_shares_unit_and_count_but_not_anchor(void)
{
  g_autoptr(Panel) panel = read_text("unique_id,ds,y\nA,2020-01-15,1\nA,2020-02-15,2\n"
                                     "B,2020-01-31,1\nB,2020-02-29,2\n");
  g_assert_true(panel_get_step(panel, 0)->unit == STEP_MONTH);
  g_assert_true(panel_get_step(panel, 1)->unit == STEP_MONTH);
  g_assert_cmpint(panel_get_step(panel, 0)->count, ==, 1);
  g_assert_cmpint(panel_get_step(panel, 0)->anchor_day, ==, 15);
  g_assert_cmpint(panel_get_step(panel, 1)->anchor_day, ==, 31);
}

static void
test_asks_for_no_horizon(void)
{
  g_autoptr(Panel) panel = read_text("y\n1\n");
  g_assert_cmpuint(panel_get_horizon(panel), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/panel/keeps/series-in-columns", test_keeps_series_in_columns);
  g_test_add_func("/panel/shows/some-series-without-a-copy", test_shows_some_series);
  g_test_add_func("/panel/refuses/impossible-size", test_refuses_impossible_size);
  g_test_add_func("/panel/frees/null", test_frees_null);
  g_test_add_func("/panel/names/columns-by-habit", test_names_columns_by_habit);
  g_test_add_func("/panel/names/columns-as-the-file", test_names_columns_as_the_file);
  g_test_add_func("/panel/names/time-of-wide-files", test_names_time_of_wide_files);
  g_test_add_func("/panel/shares/unit-and-count-but-not-anchor",
                  test_shares_unit_and_count_but_not_anchor);
  g_test_add_func("/panel/asks/no-horizon-of-its-own", test_asks_for_no_horizon);
  return g_test_run();
}
