// SPDX-License-Identifier: MIT
// What a backtest promises about issues, threads, seeds and early ends.
#include "backtest-fixture.h"

#include <math.h>
#include <string.h>

// bad fails in fit_with_message; a, of three values, is too short.
static void
check_issues(void)
{
  g_auto(BacktestFixture) fixture = { 0 };
  g_autofree char *rows = g_strconcat("a,1,1\na,2,2\na,3,3\n", run_fixture_rows, NULL);
  backtest_fixture_init(&fixture, rows, "repeat_last,fail_with_message", FALSE, 2);
  backtest_fixture_set_fallback(&fixture, "local_last");
  fixture.options.folds = (FoldSettings){ .horizon = 2, .n_folds = 2 };
  g_auto(BacktestRun) result = { 0 };
  backtest_fixture_run(&fixture, &result);
  g_autofree char *issues = backtest_fixture_describe_issues(&fixture, &result);
  g_assert_nonnull(strstr(issues, "a  0 too short: left out of all folds: 3 values, the folds need "
                                  "5\n"));
  g_assert_nonnull(strstr(issues, " fail_with_message 2 fell back: "));
  g_assert_cmpuint(issue_list_count(result.issues, ISSUE_SHORT), ==, 1);
  g_assert_cmpint(score_table_get_state(result.scores, 1, 2, 0), ==, SCORE_FALLBACK);
  g_assert_cmpint(score_table_get_state(result.scores, 0, 1, 0), ==, SCORE_OWN);
  g_assert_cmpint(score_table_get_state(result.scores, 0, 0, 0), ==, SCORE_ABSENT);
}

static void
check_failures(void)
{
  g_auto(BacktestFixture) fixture = { 0 };
  backtest_fixture_init(&fixture, run_fixture_rows, "fail_with_message,local_last", FALSE, 2);
  g_auto(BacktestRun) result = { 0 };
  backtest_fixture_run(&fixture, &result);
  g_assert_cmpint(score_table_get_state(result.scores, 0, 1, 1), ==, SCORE_FAILED);
  g_assert_true(isnan(score_table_get(result.scores, 0, 1, 1, 0)));
  const ScoreSelection selection = { 0, SCORE_ALL, SCORE_ALL, SCORE_ALL, NULL };
  ScoreSummary summary = { 0 };
  score_table_summarise(result.scores, 0, &selection, &summary);
  g_assert_cmpuint(summary.n_scored + summary.n_undefined, ==, 6);
  g_assert_cmpuint(summary.n_undefined, ==, issue_list_count(result.issues, ISSUE_FAILED));
}

static void
append_run(GString *bytes, BacktestRun *result)
{
  const gsize n_models = score_table_get_n_models(result->scores);
  const gsize n_metrics = metric_set_get_length(score_table_get_metrics(result->scores));
  for (gsize i = 0; i < score_table_get_n_series(result->scores); i++) {
    for (gsize f = 0; f < score_table_get_n_folds(result->scores); f++) {
      for (gsize m = 0; m < n_models; m++) {
        g_string_append_printf(bytes, "%d", (int)score_table_get_state(result->scores, m, i, f));
        for (gsize k = 0; k < n_metrics; k++) {
          const double score = score_table_get(result->scores, m, i, f, k);
          g_string_append_len(bytes, (const char *)&score, sizeof score);
        }
      }
      for (gsize c = 0; c < fold_table_get_n_columns(result->forecasts); c++) {
        const double *column = fold_table_get_column(result->forecasts, c, i, f);
        const gsize horizon = fold_plan_get_settings(result->folds)->horizon;
        g_string_append_len(bytes, (const char *)column, (gssize)(horizon * sizeof *column));
      }
    }
  }
  for (gsize m = 0; m < n_models; m++) {
    for (gsize k = 0; k < n_metrics; k++) {
      const ScoreSelection selection = { m, SCORE_ALL, SCORE_ALL, SCORE_ALL, NULL };
      ScoreSummary summary = { 0 };
      score_table_summarise(result->scores, k, &selection, &summary);
      g_string_append_len(bytes, (const char *)&summary, sizeof summary);
    }
  }
}

// parallel.md 4.5: the same bits for every number of threads, issues included.
static void
check_threads(void)
{
  g_autofree char *rows = backtest_fixture_make_rows(40, 30, G_MAXSIZE);
  g_autoptr(GString) first = NULL;
  const guint counts[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_auto(BacktestFixture) fixture = { 0 };
    backtest_fixture_init(&fixture, rows, "show_seed,sum_learnt,local_last,fail_with_message", TRUE,
                          counts[i]);
    backtest_fixture_set_fallback(&fixture, "sum_seen");
    fixture.options.folds = (FoldSettings){ .horizon = 3, .n_folds = 4, .step = 2 };
    g_auto(BacktestRun) result = { 0 };
    backtest_fixture_run(&fixture, &result);
    g_autoptr(GString) bytes = g_string_new(NULL);
    append_run(bytes, &result);
    g_autofree char *issues = backtest_fixture_describe_issues(&fixture, &result);
    g_string_append(bytes, issues);
    if (first == NULL) {
      first = g_steal_pointer(&bytes);
    } else {
      g_assert_true(g_string_equal(first, bytes));
    }
  }
}

// Seeds depend on the fold, not on what else runs.
static void
check_seeds(void)
{
  g_autofree char *rows = backtest_fixture_make_rows(2, 30, G_MAXSIZE);
  double seeds[2][2];
  for (gsize k = 0; k < 2; k++) {
    g_auto(BacktestFixture) fixture = { 0 };
    backtest_fixture_init(&fixture, rows, k == 0 ? "show_seed" : "show_seed,local_last", FALSE, 2);
    g_auto(BacktestRun) result = { 0 };
    backtest_fixture_run(&fixture, &result);
    for (gsize fold = 0; fold < 2; fold++) {
      seeds[k][fold] = fold_table_get_mean(result.forecasts, 0, 1, fold)[0];
    }
  }
  g_assert_cmpfloat(seeds[0][0], ==, seeds[1][0]);
  g_assert_cmpfloat(seeds[0][1], ==, seeds[1][1]);
  g_assert_cmpfloat(seeds[0][0], !=, seeds[0][1]);
}

static void
stop_at_first(gsize n_done, gsize n_tasks, gpointer data)
{
  (void)n_done;
  (void)n_tasks;
  pool_cancel_trigger(data);
}

// parallel.md 4.4: what was done before a cancel is handed out, the rest is absent.
static void
check_cancel(void)
{
  g_autofree char *rows = backtest_fixture_make_rows(200, 30, G_MAXSIZE);
  g_auto(BacktestFixture) fixture = { 0 };
  backtest_fixture_init(&fixture, rows, "local_last", FALSE, 1);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  fixture.options.cancel = cancel;
  fixture.options.progress = stop_at_first;
  fixture.options.progress_data = cancel;
  g_auto(BacktestRun) result = { 0 };
  backtest_fixture_run(&fixture, &result);
  g_assert_true(result.cancelled);
  gsize n_done = 0;
  for (gsize i = 0; i < 200; i++) {
    for (gsize fold = 0; fold < 2; fold++) {
      const gboolean is_done = fold_table_is_done(result.forecasts, i, fold);
      g_assert_cmpint(is_done, ==,
                      score_table_get_state(result.scores, 0, i, fold) != SCORE_ABSENT);
      n_done += is_done ? 1 : 0;
    }
  }
  g_assert_cmpuint(n_done, >, 0);
  g_assert_cmpuint(n_done, <, 400);
}

// parallel.md 4.4: the failure of lowest index ends the run, whatever other threads have done.
static void
check_fail_fast(void)
{
  g_autofree char *rows = backtest_fixture_make_rows(60, 30, G_MAXSIZE);
  const guint counts[] = { 1, 4 };
  g_autofree char *first = NULL;
  for (gsize k = 0; k < G_N_ELEMENTS(counts); k++) {
    g_auto(BacktestFixture) fixture = { 0 };
    backtest_fixture_init(&fixture, rows, "local_last,fail_with_message", FALSE, counts[k]);
    fixture.options.fail_fast = TRUE;
    g_auto(BacktestRun) result = { 0 };
    backtest_fixture_run(&fixture, &result);
    g_assert_true(result.cancelled);
    g_assert_cmpuint(issue_list_count(result.issues, ISSUE_FAILED), ==, 1);
    g_autofree char *issues = backtest_fixture_describe_issues(&fixture, &result);
    if (first == NULL) {
      first = g_steal_pointer(&issues);
    } else {
      g_assert_cmpstr(first, ==, issues);
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/backtest/issues/short-series-and-fallbacks", check_issues);
  g_test_add_func("/backtest/issues/failures-have-no-score", check_failures);
  g_test_add_func("/backtest/threads/same-bits", check_threads);
  g_test_add_func("/backtest/seeds/depend-on-the-fold", check_seeds);
  g_test_add_func("/backtest/cancel/keeps-what-is-done", check_cancel);
  g_test_add_func("/backtest/fail-fast/first-failure", check_fail_fast);
  return g_test_run();
}
