// SPDX-License-Identifier: MIT
// What the forecast plan promises about threads, seeds and early ends.
#include "run-fixture.h"

#include <string.h>

static void
check_seeds(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  double seeds[2][3];
  for (gsize k = 0; k < 2; k++) {
    g_auto(ForecastOptions) options =
        run_fixture_options(&fixture, k == 0 ? "show_seed" : "talk,local_last,show_seed");
    options.seed = 42;
    g_auto(ForecastRun) result = { 0 };
    run_fixture_run(&options, &result);
    for (gsize i = 0; i < 3; i++) {
      seeds[k][i] = forecast_table_get_mean(result.table, k == 0 ? 0 : 2, i)[0];
    }
  }
  for (gsize i = 0; i < 3; i++) {
    g_assert_cmpfloat(seeds[0][i], ==, seeds[1][i]);
  }
  g_assert_cmpfloat(seeds[0][0], !=, seeds[0][1]);

  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "show_seed");
  options.seed = 43;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 0)[0], !=, seeds[0][0]);
}

// 300 series of rising length, each seventh of them `bad…`.
static char *
make_many_rows(void)
{
  GString *text = g_string_new(NULL);
  for (int i = 0; i < 300; i++) {
    for (int t = 0; t < 5 + i % 40; t++) {
      g_string_append_printf(text, "%s%d,%d,%d\n", i % 7 == 3 ? "bad" : "good", i, t + 1,
                             (i * 31 + t * t) % 97);
    }
  }
  return g_string_free(text, FALSE);
}

static GString *
describe(const RunFixture *fixture, ForecastRun *result)
{
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < panel_get_n_series(fixture->panel); i++) {
    const gboolean is_done = forecast_table_is_done(result->table, i);
    g_string_append_printf(text, "%" G_GSIZE_FORMAT " %d\n", i, is_done);
    for (gsize c = 0; is_done && c < forecast_table_get_n_columns(result->table); c++) {
      const double *column = forecast_table_get_column(result->table, c, i);
      g_string_append_len(text, (const char *)column, (gssize)(3 * sizeof *column));
    }
  }
  g_autofree char *issues = run_fixture_describe_issues(fixture, result);
  g_string_append(text, issues);
  return text;
}

static GString *
run_with_threads(const char *many_rows, guint n_threads, gboolean fail_fast)
{
  static const char *const levels[] = { "80", NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, many_rows, n_threads);
  g_auto(ForecastOptions) options = run_fixture_options(
      &fixture, "talk,fail_with_message,global_mean,serial_last,local_last(offset=1),show_seed");
  run_fixture_set_fallback(&fixture, &options, "repeat_last");
  options.levels = levels;
  options.fail_fast = fail_fast;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_cmpint(result.cancelled, ==, fail_fast);
  return describe(&fixture, &result);
}

static void
check_threads(gconstpointer data)
{
  const gboolean fail_fast = GPOINTER_TO_INT(data);
  g_autofree char *many_rows = make_many_rows();
  g_autoptr(GString) alone = run_with_threads(many_rows, 1, fail_fast);
  static const char failure[] = "no minimum found";
  g_assert_nonnull(memmem(alone->str, alone->len, failure, sizeof failure - 1));
  static const guint counts[] = { 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autoptr(GString) together = run_with_threads(many_rows, counts[i], fail_fast);
    g_assert_true(g_string_equal(alone, together));
  }
}

// The second model has failed when the first one does, but behind it in the plan.
static void
check_first_failure_alone(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\n", 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "fail_late,fail_early");
  options.fail_fast = TRUE;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==, "a fail_late failed failed -: late\n");
}

static void
check_cancelled_before(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk");
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_trigger(cancel);
  options.cancel = cancel;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_true(result.cancelled);
  g_assert_false(forecast_table_is_done(result.table, 0));
}

static void
check_cancelled_during(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "wait_for_stop");
  run_fixture_set_fallback(&fixture, &options, "repeat_last");
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_set_deadline(cancel, g_get_monotonic_time() + 20000);
  options.cancel = cancel;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_true(result.cancelled);
  g_assert_false(forecast_table_is_done(result.table, 1));
  g_assert_cmpuint(issue_list_get_length(result.issues), ==, 0);
}

// All members fail, and the fallback is stopped before it is done.
static void
check_cancelled_combining(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "fail_with_message");
  run_fixture_set_fallback(&fixture, &options, "wait_for_stop");
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "mean");
  options.ensemble = ensemble;
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_set_deadline(cancel, g_get_monotonic_time() + 20000);
  options.cancel = cancel;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_true(result.cancelled);
  g_assert_false(forecast_table_is_done(result.table, 1));
}

static void
count_progress(gsize n_done, gsize n_tasks, gpointer data)
{
  gsize *most = data;
  g_assert_cmpuint(n_done, <=, n_tasks);
  *most = MAX(*most, n_done);
}

static void
check_progress(void)
{
  gsize most = 0;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "talk,local_last");
  options.progress = count_progress;
  options.progress_data = &most;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_cmpuint(most, ==, 6);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/plan/seed/of-series-and-model-alone", check_seeds);
  g_test_add_data_func("/plan/threads/same-bits", GINT_TO_POINTER(FALSE), check_threads);
  g_test_add_data_func("/plan/threads/same-first-failure", GINT_TO_POINTER(TRUE), check_threads);
  g_test_add_func("/plan/threads/first-failure-alone", check_first_failure_alone);
  g_test_add_func("/plan/cancel/before-does-nothing", check_cancelled_before);
  g_test_add_func("/plan/cancel/during-keeps-what-was-done", check_cancelled_during);
  g_test_add_func("/plan/cancel/fallback-of-ensemble-is-not-done", check_cancelled_combining);
  g_test_add_func("/plan/progress/reaches-all-tasks", check_progress);
  return g_test_run();
}
