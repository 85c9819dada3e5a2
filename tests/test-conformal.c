// SPDX-License-Identifier: MIT
#include "run-fixture.h"

#include <math.h>

static const char *const levels[] = { "80", NULL };

typedef struct {
  const char *path;
  const char *unit; // appended to each value
  double expected;  // half the width at the first step
} SizeCase;

static const SizeCase sizes[] = {
  { "/conformal/sizes/ordinary", "", 1 },
  { "/conformal/sizes/squares-overflow", "e200", 1e200 },
  { "/conformal/sizes/squares-vanish", "e-200", 1e-200 },
  { "/conformal/sizes/subnormal", "e-310", 1e-310 },
};

// Values that rise by one a step, so the last one is wrong by h at step h.
static char *
make_rising_rows(const char *unit)
{
  GString *rows = g_string_new(NULL);
  for (int t = 1; t <= 8; t++) {
    g_string_append_printf(rows, "a,%d,%d%s\n", t, t, unit);
  }
  return g_string_free(rows, FALSE);
}

static void
check_size(gconstpointer data)
{
  const SizeCase *row = data;
  g_autofree char *rows = make_rising_rows(row->unit);
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk");
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_assert_cmpuint(issue_list_get_length(result.issues), ==, 0);
  const double *mean = forecast_table_get_mean(result.table, 0, 0);
  const double *upper = forecast_table_get_upper(result.table, 0, 0, 0);
  for (gsize h = 0; h < 3; h++) {
    g_assert_cmpfloat_with_epsilon((upper[h] - mean[h]) / row->expected, (double)h + 1, 1e-12);
  }
}

typedef struct {
  const char *path;
  const char *model;
  const char *rows;
  const char *message;
} RefusalCase;

static const RefusalCase refusals[] = {
  { "/conformal/refuses/errors-out-of-range", "talk",
    "a,1,1e308\na,2,-1e308\na,3,1e308\na,4,-1e308\na,5,1e308\na,6,-1e308\n",
    "no interval: the errors are beyond the range of numbers" },
  { "/conformal/refuses/bounds-out-of-range", "talk",
    "a,1,1e308\na,2,1e307\na,3,1e308\na,4,1e307\na,5,1e307\na,6,1.2e308\n",
    "no interval: its bounds are beyond the range of numbers" },
  { "/conformal/refuses/failures-at-all-origins", "want_five",
    "a,1,1\na,2,2\na,3,3\na,4,4\na,5,5\n", "no interval: from earlier origins: not five values" },
};

static void
check_refusal(gconstpointer data)
{
  const RefusalCase *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, row->rows, 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, row->model);
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *expected =
      g_strdup_printf("a %s no interval numeric failure -: %s\n", row->model, row->message);
  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==, expected);
  g_assert_true(isfinite(forecast_table_get_mean(result.table, 0, 0)[0]));
  g_assert_true(isnan(forecast_table_get_lower(result.table, 0, 0, 0)[0]));
  g_assert_true(isnan(forecast_table_get_upper(result.table, 0, 0, 0)[2]));
}

// Two values after three that are missing: one origin, one step, one error of 1.
static void
check_leading_missing(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,\na,2,\na,3,\na,4,7\na,5,8\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk");
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_assert_cmpuint(issue_list_get_length(result.issues), ==, 0);
  const double *upper = forecast_table_get_upper(result.table, 0, 0, 0);
  g_assert_cmpfloat(upper[0], ==, 9);
  g_assert_cmpfloat_with_epsilon(upper[2], 8 + sqrt(3), 1e-12);
}

static void
check_constant(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,5\na,2,5\na,3,5\na,4,5\na,5,5\na,6,5\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk");
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_assert_cmpuint(issue_list_get_length(result.issues), ==, 0);
  for (gsize h = 0; h < 3; h++) {
    g_assert_cmpfloat(forecast_table_get_lower(result.table, 0, 0, 0)[h], ==, 5);
    g_assert_cmpfloat(forecast_table_get_upper(result.table, 0, 0, 0)[h], ==, 5);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_test_add_data_func(sizes[i].path, &sizes[i], check_size);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  g_test_add_func("/conformal/leading-missing/do-not-count", check_leading_missing);
  g_test_add_func("/conformal/constant/has-no-width", check_constant);
  return g_test_run();
}
