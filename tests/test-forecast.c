// SPDX-License-Identifier: MIT
#include "run-fixture.h"

#include <math.h>

// Of run_fixture_rows.
static const double last_values[] = { 8, 18, 28 };

static void
assert_last_values(ForecastTable *table, gsize model)
{
  for (gsize i = 0; i < G_N_ELEMENTS(last_values); i++) {
    const double *mean = forecast_table_get_mean(table, model, i);
    g_assert_true(forecast_table_is_done(table, i));
    for (gsize h = 0; h < forecast_table_get_horizon(table); h++) {
      g_assert_cmpfloat(mean[h], ==, last_values[i]);
    }
  }
}

typedef struct {
  const char *model;
  const char *issues; // what is said of series `bad`, after "bad MODEL "
} Fault;

static const Fault faults[] = {
  { "leave_unwritten",
    "fell back output not written repeat_last: left the forecast of step 2 unwritten\n" },
  { "write_infinity", "fell back output not finite repeat_last: the forecast of step 2 is inf\n" },
  { "write_behind",
    "fell back output overrun repeat_last: wrote outside of the buffer of the forecast\n" },
  { "write_status_behind",
    "fell back output overrun repeat_last: wrote outside of its status buffer\n" },
  { "fail_with_message", "fell back numeric failure repeat_last: no minimum found\n" },
  { "fail_silently", "fell back bad input repeat_last: forecast() failed: bad input\n" },
  { "answer_nonsense",
    "fell back failed repeat_last: forecast() answered the unknown status -7\n" },
  { "give_up", "fell back failed repeat_last: forecast() gave up although nobody asked it to\n" },
  { "flush_subnormals", "note ok -: changed the floating-point mode, which was put back\n" },
  { "talk", "note ok -: one bad value\n" },
  { "local_last", "" },
  { "serial_last", "" },
};

static void
check_fault(gconstpointer data)
{
  const Fault *fault = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, fault->model);
  run_fixture_set_fallback(&fixture, &options, "repeat_last");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  assert_last_values(result.table, 0);
  g_autofree char *expected = *fault->issues == '\0'
                                  ? g_strdup("")
                                  : g_strdup_printf("bad %s %s", fault->model, fault->issues);
  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==, expected);
  g_assert_false(result.cancelled);
}

static void
check_without_fallback(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "fail_with_message");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==, "bad fail_with_message failed numeric failure -: no minimum found\n");
  g_assert_true(isnan(forecast_table_get_mean(result.table, 0, 1)[0]));
  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 2)[0], ==, 28);
}

static void
check_fallback_that_fails(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "bad,1,1\nbad,2,2\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "fail_with_message");
  run_fixture_set_fallback(&fixture, &options, "repeat_last");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "bad fail_with_message failed numeric failure -: no minimum found; fallback "
                  "repeat_last: 2 values, needs 4\n");
}

static void
check_note_of_fallback(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "bad,1,1\nbad,2,2\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "fail_with_message");
  run_fixture_set_fallback(&fixture, &options, "talk");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "bad fail_with_message fell back numeric failure talk: no minimum found\n"
                  "bad talk note ok -: one bad value\n");
}

static void
check_refused_series(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "short,1,1\ngap,1,1\ngap,2,\ngap,3,3\ngap,4,4\ngap,5,5\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "repeat_last");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "short repeat_last failed too short -: 1 values, needs 4\n"
                  "gap repeat_last failed unsupported -: 1 of 5 values are missing, and the model "
                  "takes none\n");
}

static void
check_long_horizon(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk");
  options.horizon = 25;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "a talk failed unsupported -: horizon 25 is beyond the model's longest, 24\n");
}

static void
check_refused_parameter(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\na,2,1\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "local_last(offset=2000)");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==, "a local_last(offset=2000) failed bad argument -: offset too large\n");
}

static void
check_conformal(void)
{
  static const char *const levels[] = { "80", "95", NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk");
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  // Every series rises by one a step, so the error of the last value at step h is h, at each of the
  // origins: the scale is h, every score is 1, both levels take it.
  for (gsize i = 0; i < 3; i++) {
    const double *mean = forecast_table_get_mean(result.table, 0, i);
    for (gsize level = 0; level < 2; level++) {
      const double *lower = forecast_table_get_lower(result.table, 0, level, i);
      const double *upper = forecast_table_get_upper(result.table, 0, level, i);
      for (gsize h = 0; h < 3; h++) {
        g_assert_cmpfloat_with_epsilon(upper[h] - mean[h], (double)h + 1, 1e-12);
        g_assert_cmpfloat_with_epsilon(mean[h] - lower[h], (double)h + 1, 1e-12);
      }
    }
  }
}

static void
check_no_interval(void)
{
  static const char *const levels[] = { "80", NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,7\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk");
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "a talk no interval too short -: no interval: the series is too short to measure "
                  "errors on\n");
  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 0)[2], ==, 7);
  g_assert_true(isnan(forecast_table_get_lower(result.table, 0, 0, 0)[0]));
}

static void
check_crossing_quantiles(void)
{
  static const char *const levels[] = { "50", "90", NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "cross_quantiles");
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_assert_cmpfloat_with_epsilon(forecast_table_get_lower(result.table, 0, 1, 0)[2], 8 - 0.95,
                                 1e-12);
  g_assert_cmpfloat_with_epsilon(forecast_table_get_lower(result.table, 0, 0, 0)[2], 8 - 0.75,
                                 1e-12);
  g_assert_cmpfloat_with_epsilon(forecast_table_get_upper(result.table, 0, 1, 0)[2], 8 - 0.05,
                                 1e-12);
}

static void
check_global(void)
{
  static const char *const levels[] = { "80", NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 16);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "global_mean(offset=1)");
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_assert_cmpuint(issue_list_get_length(result.issues), ==, 0);
  // Fitted on what ends in 5, 15, 25 it forecasts 16, on 2, 12, 22 it forecasts 13: the errors of
  // the first series are 10, 9, 8, made rising 9, with a greatest score of 10/9, those of the
  // second 0, 1, 2, of the third 10, 11, 12.
  static const double widths[] = { 10, 2, 12 };
  for (gsize i = 0; i < 3; i++) {
    g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, i)[0], ==, 19);
    g_assert_cmpfloat_with_epsilon(forecast_table_get_upper(result.table, 0, 0, i)[2],
                                   19 + widths[i], 1e-12);
  }
}

static void
check_global_that_cannot_be_fitted(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,-1\na,2,1\nb,1,1\nb,2,5\n", 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "global_mean");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "a global_mean failed not fitted -: the model could not be fitted on the data "
                  "set: starts below zero\n"
                  "b global_mean failed not fitted -: the model could not be fitted on the data "
                  "set: starts below zero\n");
}

static void
check_ensemble(void)
{
  static const char *const levels[] = { "80", NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options =
      run_fixture_options(&fixture, "local_last,local_last(offset=6),fail_with_message");
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "mean");
  options.ensemble = ensemble;
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "bad fail_with_message left out numeric failure -: no minimum found\n");
  g_assert_cmpuint(forecast_table_get_n_models(result.table), ==, 1);
  g_assert_cmpstr(forecast_table_get_column_name(result.table, 0), ==, "ensemble");
  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 0)[1], ==, 10);
  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 1)[1], ==, 21);
  g_assert_cmpfloat(forecast_table_get_upper(result.table, 0, 0, 1)[1], >, 21);
}

// Of one value, `talk` gets no interval; that of the other member alone lies below the mean.
static void
check_ensemble_without_interval(void)
{
  static const char *const levels[] = { "80", NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,7\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk,cross_quantiles");
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "mean");
  options.ensemble = ensemble;
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 0)[0], ==, 7);
  g_assert_true(isnan(forecast_table_get_lower(result.table, 0, 0, 0)[0]));
  g_assert_true(isnan(forecast_table_get_upper(result.table, 0, 0, 0)[2]));
}

static void
check_ensemble_with_members(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options =
      run_fixture_options(&fixture, "local_last,local_last(offset=6)");
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "median");
  options.ensemble = ensemble;
  options.keep_members = TRUE;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_assert_cmpuint(forecast_table_get_n_columns(result.table), ==, 3);
  g_assert_cmpfloat(forecast_table_get_column(result.table, 0, 2)[0], ==, 28);
  g_assert_cmpfloat(forecast_table_get_column(result.table, 1, 2)[0], ==, 34);
  g_assert_cmpfloat(forecast_table_get_column(result.table, 2, 2)[0], ==, 31);
}

static void
check_ensemble_without_members(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options =
      run_fixture_options(&fixture, "fail_with_message,leave_unwritten");
  run_fixture_set_fallback(&fixture, &options, "repeat_last");
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "median");
  options.ensemble = ensemble;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  assert_last_values(result.table, 0);
  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "bad fail_with_message left out numeric failure -: no minimum found\n"
                  "bad leave_unwritten left out output not written -: left the forecast of step 2 "
                  "unwritten\n"
                  "bad ensemble fell back failed repeat_last: all members failed\n");
}

typedef struct {
  const char *path;
  gsize horizon;
  double season;
  const char *message;
} OptionCase;

static const OptionCase options_refused[] = {
  { "/forecast/rejects/horizon-zero", 0, 1, "horizon 0 (at least 1)" },
  { "/forecast/rejects/season-below-one", 1, 0.5,
    "season 0.5 is no number of steps (1 alone for none, or 2 to 4294967295)" },
  { "/forecast/rejects/season-between-one-and-two", 1, 1.2,
    "season 1.2 is no number of steps (1 alone for none, or 2 to 4294967295)" },
  { "/forecast/rejects/season-not-a-number", 1, NAN,
    "season nan is no number of steps (1 alone for none, or 2 to 4294967295)" },
  { "/forecast/rejects/season-too-long", 1, 4294967296,
    "season 4.29497e+09 is no number of steps (1 alone for none, or 2 to 4294967295)" },
};

static void
check_refused_option(gconstpointer data)
{
  const OptionCase *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk");
  options.horizon = row->horizon;
  options.seasons = &row->season;
  options.n_seasons = 1;
  g_autoptr(GError) error = NULL;
  ForecastRun result = { 0 };
  g_assert_false(forecast_run(&options, &result, &error));
  g_assert_error(error, FORECAST_ERROR, FORECAST_ERROR_OPTION);
  g_assert_cmpstr(error->message, ==, row->message);
  g_assert_null(result.table);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
    g_autofree char *path = g_strdup_printf("/forecast/survives/%s", faults[i].model);
    g_test_add_data_func(path, &faults[i], check_fault);
  }
  g_test_add_func("/forecast/failure/without-fallback-is-missing", check_without_fallback);
  g_test_add_func("/forecast/failure/of-fallback-names-both", check_fallback_that_fails);
  g_test_add_func("/forecast/failure/notes-are-of-who-wrote-them", check_note_of_fallback);
  g_test_add_func("/forecast/refuses/short-and-missing", check_refused_series);
  g_test_add_func("/forecast/refuses/long-horizon", check_long_horizon);
  g_test_add_func("/forecast/refuses/parameter-by-plugin", check_refused_parameter);
  for (gsize i = 0; i < G_N_ELEMENTS(options_refused); i++) {
    g_test_add_data_func(options_refused[i].path, &options_refused[i], check_refused_option);
  }
  g_test_add_func("/forecast/interval/conformal-from-errors", check_conformal);
  g_test_add_func("/forecast/interval/too-short-is-said", check_no_interval);
  g_test_add_func("/forecast/interval/quantiles-do-not-cross", check_crossing_quantiles);
  g_test_add_func("/forecast/global/fitted-once-on-all", check_global);
  g_test_add_func("/forecast/global/failed-fit-is-told", check_global_that_cannot_be_fitted);
  g_test_add_func("/forecast/ensemble/leaves-failed-members-out", check_ensemble);
  g_test_add_func("/forecast/ensemble/interval-needs-all-members", check_ensemble_without_interval);
  g_test_add_func("/forecast/ensemble/keeps-members", check_ensemble_with_members);
  g_test_add_func("/forecast/ensemble/without-members-falls-back", check_ensemble_without_members);
  return g_test_run();
}
