// SPDX-License-Identifier: MIT
// Series that one call forecasts, and what is left of them when one of them fails.
#include "run-fixture.h"

#include <math.h>

static char *
make_rows(gsize n_series)
{
  GString *rows = g_string_new(NULL);
  for (gsize i = 0; i < n_series; i++) {
    g_string_append_printf(rows, "s%" G_GSIZE_FORMAT ",1,1\ns%" G_GSIZE_FORMAT ",2,2\n", i, i);
  }
  return g_string_free(rows, FALSE);
}

/** How many series there are, and how many a call gets. */
typedef struct {
  const char *path;
  gsize n_series;
  gsize first; // of the call that the first series is in
  gsize last;
} Size;

static const Size sizes[] = {
  { "/batch/one-series", 1, 1, 1 },
  { "/batch/all-in-one-call", 200, 200, 200 },
  { "/batch/several-calls", 600, 256, 88 },
};

static void
check_size(gconstpointer data)
{
  const Size *row = data;
  g_autofree char *rows = make_rows(row->n_series);
  for (guint n_threads = 1; n_threads <= 16; n_threads *= 4) {
    g_auto(RunFixture) fixture = { 0 };
    run_fixture_init(&fixture, rows, n_threads);
    g_auto(ForecastOptions) options = run_fixture_options(&fixture, "count_batch");
    g_auto(ForecastRun) run = { 0 };
    run_fixture_run(&options, &run);
    g_assert_cmpuint(issue_list_get_length(run.issues), ==, 0);
    g_assert_cmpfloat(forecast_table_get_mean(run.table, 0, 0)[0], ==, (double)row->first);
    g_assert_cmpfloat(forecast_table_get_mean(run.table, 0, row->n_series - 1)[2], ==,
                      (double)row->last);
  }
}

static const char bad_rows[] = "good,1,1\ngood,2,2\nbad,1,1\nbad,2,-2\nshort,1,1\n"
                               "fine,1,1\nfine,2,2\n";

static void
check_bad_series(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, bad_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "count_batch");
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  g_autofree char *found = run_fixture_describe_issues(&fixture, &run);
  g_assert_cmpstr(found, ==,
                  "bad count_batch failed bad input -: ends below zero\n"
                  "short count_batch failed too short -: 1 values, needs 2\n");
  // The call of three failed for one of them; the others were forecast again by themselves.
  g_assert_cmpfloat(forecast_table_get_mean(run.table, 0, 0)[0], ==, 1);
  g_assert_cmpfloat(forecast_table_get_mean(run.table, 0, 3)[0], ==, 1);
  g_assert_true(isnan(forecast_table_get_mean(run.table, 0, 1)[0]));
}

static void
check_short_series(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\na,2,2\nshort,1,1\nb,1,1\nb,2,2\n", 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "count_batch");
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  // It never came into the call.
  g_assert_cmpfloat(forecast_table_get_mean(run.table, 0, 0)[0], ==, 2);
  g_assert_cmpuint(issue_list_count(run.issues, ISSUE_FAILED), ==, 1);
}

static void
check_beside_local_models(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options =
      run_fixture_options(&fixture, "local_last,count_batch,serial_last");
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  g_assert_cmpuint(issue_list_get_length(run.issues), ==, 0);
  for (gsize series = 0; series < 3; series++) {
    g_assert_true(forecast_table_is_done(run.table, series));
    g_assert_cmpfloat(forecast_table_get_mean(run.table, 1, series)[0], ==, 3);
    g_assert_cmpfloat(forecast_table_get_mean(run.table, 0, series)[0], ==,
                      forecast_table_get_mean(run.table, 2, series)[0]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_test_add_data_func(sizes[i].path, &sizes[i], check_size);
  }
  g_test_add_func("/batch/one-bad-series-costs-itself", check_bad_series);
  g_test_add_func("/batch/short-series-stay-outside", check_short_series);
  g_test_add_func("/batch/beside-local-models", check_beside_local_models);
  return g_test_run();
}
