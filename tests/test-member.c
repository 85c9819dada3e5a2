// SPDX-License-Identifier: MIT
// What plugcast.h promises to forecasters: models that watch the host say what they saw.
#include "run-fixture.h"

#include "plugin/float_mode.h"

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

// Four values, the first two missing, beside one regressor.
static const char regressor_text[] = "unique_id,ds,y,x\n"
                                     "a,1,,11\na,2,,12\na,3,2,13\na,4,3,14\n";

typedef struct {
  const char *path;
  const char *model;
  double expected;
} RegressorCase;

static const RegressorCase regressor_cases[] = {
  { "/member/exogenous/kept-from-who-declares-none", "count_regressors", 0 },
  { "/member/exogenous/stand-beside-the-values", "show_regressor", 13 },
};

static void
check_regressors(gconstpointer data)
{
  const RegressorCase *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init_table(&fixture, regressor_text, 1);
  g_assert_cmpuint(panel_get_n_exogenous(fixture.panel), ==, 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, row->model);
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_assert_cmpuint(issue_list_get_length(result.issues), ==, 0);
  assert_forecast(result.table, 0, row->expected);
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

static void
check_overrun_of_failed_call(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "fail_outside");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "a fail_outside failed output overrun -: wrote outside of the buffer of the "
                  "forecast\n");
}

static void
check_float_mode_after_destroy(void)
{
  const FloatMode before = float_mode_get();
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "flush_at_end");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_true(float_mode_check(before));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/member/global/fitted-series-stay", check_fitted_series_stay);
  for (gsize i = 0; i < G_N_ELEMENTS(regressor_cases); i++) {
    g_test_add_data_func(regressor_cases[i].path, &regressor_cases[i], check_regressors);
  }
  g_test_add_func("/member/scratch/too-much-is-refused", check_huge_scratch);
  g_test_add_func("/member/fence/seen-when-the-call-failed", check_overrun_of_failed_call);
  g_test_add_func("/member/float-mode/put-back-after-destroy", check_float_mode_after_destroy);
  return g_test_run();
}
