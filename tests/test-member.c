// SPDX-License-Identifier: MIT
// What plugcast.h promises to forecasters: models that watch the host say what they saw.
#include "run-fixture.h"

static void
assert_forecast(ForecastTable *table, gsize index, double expected)
{
  g_assert_cmpfloat(forecast_table_get_mean(table, 0, index)[0], ==, expected);
}

static void
check_fitted_series_stay(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "keep_series");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  for (gsize i = 0; i < 3; i++) {
    assert_forecast(result.table, i, 3);
  }
}

static void
check_huge_scratch(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "want_memory");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==, "a want_memory failed no memory -: forecast() failed: no memory\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/member/global/fitted-series-stay", check_fitted_series_stay);
  g_test_add_func("/member/scratch/too-much-is-refused", check_huge_scratch);
  return g_test_run();
}
