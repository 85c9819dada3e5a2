// SPDX-License-Identifier: MIT
// What each fold is forecast from, and what its score is.
#include "backtest-fixture.h"

#include <math.h>
#include <string.h>

// sum_seen forecasts the sum of what it is shown, one more each step.
static void
check_rolling(void)
{
  g_auto(BacktestFixture) fixture = { 0 };
  backtest_fixture_init(&fixture, "a,1,1\na,2,2\na,3,4\na,4,8\na,5,16\na,6,32\n", "sum_seen", FALSE,
                        1);
  g_auto(BacktestRun) result = { 0 };
  backtest_fixture_run(&fixture, &result);
  g_assert_cmpuint(issue_list_get_length(result.issues), ==, 0);
  g_assert_false(result.cancelled);
  const double *first = fold_table_get_mean(result.forecasts, 0, 0, 0);
  const double *second = fold_table_get_mean(result.forecasts, 0, 0, 1);
  g_assert_cmpfloat(first[0], ==, 3);
  g_assert_cmpfloat(first[1], ==, 4);
  g_assert_cmpfloat(second[0], ==, 15);
  g_assert_cmpfloat(second[1], ==, 16);
  // |4 - 3| and |8 - 4|; |16 - 15| and |32 - 16|; scaled by 1, and by (1 + 2 + 4) / 3
  g_assert_cmpfloat(score_table_get(result.scores, 0, 0, 0, 0), ==, 2.5);
  g_assert_cmpfloat(score_table_get(result.scores, 0, 0, 1, 0), ==, 8.5);
  g_assert_cmpstr(metric_set_get_label(fixture.metrics, 4), ==, "mase");
  g_assert_cmpfloat(score_table_get(result.scores, 0, 0, 0, 4), ==, 2.5);
  g_assert_cmpfloat_with_epsilon(score_table_get(result.scores, 0, 0, 1, 4), 8.5 * 3 / 7, 1e-14);
}

static void
check_gap_and_window(void)
{
  g_auto(BacktestFixture) fixture = { 0 };
  backtest_fixture_init(&fixture, "a,1,1\na,2,2\na,3,4\na,4,8\na,5,16\na,6,32\na,7,64\n",
                        "sum_seen", FALSE, 1);
  fixture.options.folds =
      (FoldSettings){ .scheme = FOLD_ROLLING, .horizon = 1, .n_folds = 2, .gap = 2, .window = 3 };
  g_auto(BacktestRun) result = { 0 };
  backtest_fixture_run(&fixture, &result);
  // Of 1 + 2 + 4 and 2 + 4 + 8, two steps further on.
  g_assert_cmpfloat(fold_table_get_mean(result.forecasts, 0, 0, 0)[0], ==, 7 + 2);
  g_assert_cmpfloat(fold_table_get_mean(result.forecasts, 0, 0, 1)[0], ==, 14 + 2);
  g_assert_cmpfloat(score_table_get(result.scores, 0, 0, 1, 0), ==, 64 - 16);
}

// Series a: 1 2 4 8, b: 16 32 64 128.
static const char two_series[] = "a,1,1\na,2,2\na,3,4\na,4,8\nb,1,16\nb,2,32\nb,3,64\nb,4,128\n";

static void
check_global_fits(void)
{
  g_auto(BacktestFixture) fixture = { 0 };
  backtest_fixture_init(&fixture, two_series, "sum_learnt", FALSE, 2);
  fixture.options.folds = (FoldSettings){ .horizon = 1, .n_folds = 3 };
  g_auto(BacktestRun) result = { 0 };
  backtest_fixture_run(&fixture, &result);
  const double each[] = { 17, 51, 119 };
  for (gsize fold = 0; fold < 3; fold++) {
    for (gsize series = 0; series < 2; series++) {
      g_assert_cmpfloat(fold_table_get_mean(result.forecasts, 0, series, fold)[0], ==, each[fold]);
    }
  }

  fixture.options.folds.refit = 2;
  g_auto(BacktestRun) seldom = { 0 };
  backtest_fixture_run(&fixture, &seldom);
  const double second[] = { 17, 17, 119 };
  for (gsize fold = 0; fold < 3; fold++) {
    g_assert_cmpfloat(fold_table_get_mean(seldom.forecasts, 0, 1, fold)[0], ==, second[fold]);
  }
}

static void
check_global_schemes(void)
{
  g_auto(BacktestFixture) fixture = { 0 };
  backtest_fixture_init(&fixture, two_series, "sum_learnt", FALSE, 2);
  fixture.options.folds = (FoldSettings){ .scheme = FOLD_KFOLD, .horizon = 1, .n_folds = 2 };
  g_auto(BacktestRun) kfold = { 0 };
  backtest_fixture_run(&fixture, &kfold);
  for (gsize series = 0; series < 2; series++) {
    for (gsize fold = 0; fold < 2; fold++) {
      if (score_table_get_state(kfold.scores, 0, series, fold) == SCORE_OWN) {
        // What the other series holds before its own origin.
        g_assert_cmpfloat(fold_table_get_mean(kfold.forecasts, 0, series, fold)[0], ==,
                          series == 0 ? 16 + 32 + 64 : 1 + 2 + 4);
      }
    }
  }

  fixture.options.folds = (FoldSettings){ .scheme = FOLD_BLOCKED, .horizon = 1, .n_folds = 3 };
  g_auto(BacktestRun) blocked = { 0 };
  backtest_fixture_run(&fixture, &blocked);
  // All values but the one of the block that is tested.
  g_assert_cmpfloat(fold_table_get_mean(blocked.forecasts, 0, 0, 0)[0], ==, 255 - 2 - 32);
  g_assert_cmpfloat(fold_table_get_mean(blocked.forecasts, 0, 0, 1)[0], ==, 255 - 4 - 64);
  g_assert_cmpfloat(fold_table_get_mean(blocked.forecasts, 0, 0, 2)[0], ==, 255 - 8 - 128);
}

// The long-horizon protocol: one fit, every window of the test part, errors in standard deviations
// of the training part.
static void
check_test_range(void)
{
  g_auto(BacktestFixture) fixture = { 0 };
  // Training part 1, 3: mean 2, deviation 1.
  backtest_fixture_init(&fixture, "a,1,1\na,2,3\na,3,2\na,4,4\na,5,6\na,6,2\na,7,99\n",
                        "sum_learnt,sum_seen", FALSE, 1);
  fixture.options.folds =
      (FoldSettings){ .scheme = FOLD_TEST, .horizon = 2, .train = 2, .validation = 1, .test = 3 };
  fixture.options.standardise = TRUE;
  g_auto(BacktestRun) result = { 0 };
  backtest_fixture_run(&fixture, &result);
  g_assert_cmpuint(fold_plan_get_n_folds(result.folds), ==, 2);
  // The training values add up to 4, which is 2 in deviations from the mean.
  g_assert_cmpfloat(fold_table_get_mean(result.forecasts, 0, 0, 0)[0], ==, 4);
  g_assert_cmpfloat(fold_table_get_mean(result.forecasts, 0, 0, 1)[1], ==, 4);
  // Actuals 4, 6 and 6, 2 are 2, 4 and 4, 0.
  g_assert_cmpfloat(score_table_get(result.scores, 0, 0, 0, 0), ==, 1);
  g_assert_cmpfloat(score_table_get(result.scores, 0, 0, 1, 0), ==, 2);
  // A local model sees all up to the origin.
  g_assert_cmpfloat(fold_table_get_mean(result.forecasts, 1, 0, 0)[0], ==, 6);
  g_assert_cmpfloat(fold_table_get_mean(result.forecasts, 1, 0, 1)[0], ==, 10);
  // The one training change, 2, is that of mean and scale alike: 1 / 2, 2 / 2.
  g_assert_cmpfloat(score_table_get(result.scores, 0, 0, 0, 4), ==, 0.5);

  fixture.options.folds = (FoldSettings){ .horizon = 2, .n_folds = 2 };
  g_autoptr(GError) error = NULL;
  BacktestRun refused = { 0 };
  g_assert_false(backtest_run(&fixture.options, &refused, &error));
  g_assert_error(error, BACKTEST_ERROR, BACKTEST_ERROR_OPTION);
}

typedef struct {
  const char *path;
  FoldSettings settings;
} PoisonCase;

static const PoisonCase poison_cases[] = {
  { "/backtest/future-is-unseen/rolling", { .scheme = FOLD_ROLLING, .horizon = 3, .n_folds = 4 } },
  { "/backtest/future-is-unseen/sliding-with-gap",
    { .scheme = FOLD_ROLLING,
      .horizon = 3,
      .n_folds = 4,
      .step = 2,
      .window = 12,
      .gap = 2,
      .refit = 2 } },
  { "/backtest/future-is-unseen/kfold",
    { .scheme = FOLD_KFOLD, .horizon = 3, .n_folds = 3, .seed = 3 } },
  { "/backtest/future-is-unseen/test",
    { .scheme = FOLD_TEST, .horizon = 3, .train = 20, .validation = 4 } },
};

enum {
  POISON_LENGTH = 40,
  POISON_SERIES = 6
};

static void
assert_same_bits(const double *left, const double *right, gsize n)
{
  g_assert_cmpint(memcmp(left, right, n * sizeof *left), ==, 0);
}

static void
assert_same_forecasts(BacktestRun *clean, BacktestRun *poisoned, gsize fold, gsize horizon)
{
  for (gsize series = 0; series < POISON_SERIES; series++) {
    if (score_table_get_state(clean->scores, 0, series, fold) == SCORE_ABSENT) {
      continue;
    }
    for (gsize column = 0; column < fold_table_get_n_columns(clean->forecasts); column++) {
      assert_same_bits(fold_table_get_column(clean->forecasts, column, series, fold),
                       fold_table_get_column(poisoned->forecasts, column, series, fold), horizon);
    }
  }
}

// Everything behind the origin of a fold is changed; its forecasts and intervals keep their bits.
static void
check_poison(gconstpointer data)
{
  const PoisonCase *row = data;
  static const char models[] = "sum_seen,sum_learnt,local_last,cross_quantiles";
  g_autofree char *rows = backtest_fixture_make_rows(POISON_SERIES, POISON_LENGTH, G_MAXSIZE);
  g_auto(BacktestFixture) fixture = { 0 };
  backtest_fixture_init(&fixture, rows, models, TRUE, 2);
  fixture.options.folds = row->settings;
  g_auto(BacktestRun) clean = { 0 };
  backtest_fixture_run(&fixture, &clean);
  for (gsize fold = 0; fold < fold_plan_get_n_folds(clean.folds); fold++) {
    Fold found = { 0 };
    for (gsize i = 0; !fold_plan_get(clean.folds, fold, i, &found); i++) {
    }
    g_autofree char *changed =
        backtest_fixture_make_rows(POISON_SERIES, POISON_LENGTH, found.origin);
    g_auto(BacktestFixture) other = { 0 };
    backtest_fixture_init(&other, changed, models, TRUE, 2);
    other.options.folds = row->settings;
    g_auto(BacktestRun) poisoned = { 0 };
    backtest_fixture_run(&other, &poisoned);
    assert_same_forecasts(&clean, &poisoned, fold, row->settings.horizon);
  }
}

// A fold is what forecast makes of the series cut at its origin.
static void
check_manual_refits(void)
{
  static const char models[] = "sum_seen,local_last,sum_learnt";
  g_autofree char *rows = backtest_fixture_make_rows(4, 30, G_MAXSIZE);
  g_auto(BacktestFixture) fixture = { 0 };
  backtest_fixture_init(&fixture, rows, models, TRUE, 2);
  fixture.options.folds = (FoldSettings){ .horizon = 3, .n_folds = 3, .step = 4 };
  g_auto(BacktestRun) result = { 0 };
  backtest_fixture_run(&fixture, &result);
  for (gsize fold = 0; fold < 3; fold++) {
    Fold found = { 0 };
    g_assert_true(fold_plan_get(result.folds, fold, 0, &found));
    g_autofree char *cut = backtest_fixture_make_rows(4, found.origin, G_MAXSIZE);
    g_auto(RunFixture) alone = { 0 };
    run_fixture_init(&alone, cut, 1);
    g_auto(ForecastOptions) options = run_fixture_options(&alone, models);
    options.levels = backtest_fixture_levels;
    g_auto(ForecastRun) forecast = { 0 };
    run_fixture_run(&options, &forecast);
    for (gsize column = 0; column < forecast_table_get_n_columns(forecast.table); column++) {
      for (gsize series = 0; series < 4; series++) {
        assert_same_bits(fold_table_get_column(result.forecasts, column, series, fold),
                         forecast_table_get_column(forecast.table, column, series), 3);
      }
    }
  }
}

// Errors of single forecasts: of fold 0 1, 3 in series a and b, of fold 1 2 and 10.
static void
check_summaries(void)
{
  static const char rows[] = "a,1,0\na,2,0\na,3,1\na,4,2\nb,1,0\nb,2,0\nb,3,3\nb,4,-10\n";
  g_auto(BacktestFixture) fixture = { 0 };
  backtest_fixture_init(&fixture, rows, "sum_seen", FALSE, 1);
  fixture.options.folds = (FoldSettings){ .horizon = 1, .n_folds = 2 };
  fixture.options.by_step = TRUE;
  g_auto(BacktestRun) result = { 0 };
  backtest_fixture_run(&fixture, &result);
  // Forecasts 0, 0 and 1, 3: errors 1, 3, 1, 13.
  const struct {
    ScoreSelection selection;
    gsize metric;
    double mean;
    double median;
    double pooled;
    gsize n;
  } cases[] = {
    { { 0, SCORE_ALL, SCORE_ALL, SCORE_ALL, NULL }, 0, 4.5, 2, 4.5, 4 },
    { { 0, SCORE_ALL, 1, SCORE_ALL, NULL }, 0, 7, 7, 7, 2 },
    { { 0, 1, SCORE_ALL, 0, NULL }, 0, 8, 8, 8, 2 },
    // The root mean square error of all steps is not the mean of those of the forecasts.
    { { 0, SCORE_ALL, SCORE_ALL, SCORE_ALL, NULL }, 1, 4.5, 2, 6.708203932499369, 4 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    ScoreSummary summary = { 0 };
    score_table_summarise(result.scores, cases[i].metric, &cases[i].selection, &summary);
    g_assert_cmpfloat_with_epsilon(summary.mean, cases[i].mean, 1e-14);
    g_assert_cmpfloat_with_epsilon(summary.median, cases[i].median, 1e-14);
    g_assert_cmpfloat_with_epsilon(summary.pooled, cases[i].pooled, 1e-14);
    g_assert_cmpuint(summary.n_scored, ==, cases[i].n);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(poison_cases); i++) {
    g_test_add_data_func(poison_cases[i].path, &poison_cases[i], check_poison);
  }
  g_test_add_func("/backtest/rolling/forecasts-and-scores", check_rolling);
  g_test_add_func("/backtest/rolling/gap-and-window", check_gap_and_window);
  g_test_add_func("/backtest/global/fitted-once-a-fit", check_global_fits);
  g_test_add_func("/backtest/global/kfold-and-blocked", check_global_schemes);
  g_test_add_func("/backtest/test/scaled-by-the-training-part", check_test_range);
  g_test_add_func("/backtest/equals/manual-refits", check_manual_refits);
  g_test_add_func("/backtest/summary/means-medians-and-pools", check_summaries);
  return g_test_run();
}
