// SPDX-License-Identifier: MIT
#include "run-fixture.h"

#include "run/backtest.h"

#include <math.h>
#include <string.h>

static const char *const levels[] = { "80", NULL };

typedef struct {
  RunFixture base;
  CoverageSet *coverages;
  MetricSet *metrics;
  BacktestOptions options;
} Fixture;

static void
fixture_init(Fixture *fixture, const char *rows, const char *models, gboolean has_levels, guint n)
{
  g_autoptr(GError) error = NULL;
  run_fixture_init(&fixture->base, rows, n);
  fixture->coverages = coverage_set_new(has_levels ? levels : NULL, &error);
  g_assert_no_error(error);
  fixture->metrics = metric_set_new(NULL, fixture->coverages, NULL, &error);
  g_assert_no_error(error);
  const char *const texts[] = { models, NULL };
  fixture->options = (BacktestOptions){
    .panel = fixture->base.panel,
    .models = model_list_new(fixture->base.registry, texts, &error),
    .folds = { .scheme = FOLD_ROLLING, .horizon = 2, .n_folds = 2 },
    .metrics = fixture->metrics,
    .pool = fixture->base.pool,
  };
  g_assert_no_error(error);
  fixture->options.n_kept = fixture->options.models->len;
}

static void
fixture_clear(Fixture *fixture)
{
  g_clear_pointer(&fixture->options.models, g_ptr_array_unref);
  model_free((Model *)(gsize)fixture->options.fallback);
  g_clear_pointer(&fixture->metrics, metric_set_free);
  g_clear_pointer(&fixture->coverages, coverage_set_free);
  run_fixture_clear(&fixture->base);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static void
set_fallback(Fixture *fixture, const char *name)
{
  g_autoptr(GError) error = NULL;
  fixture->options.fallback = model_new(fixture->base.registry, name, &error);
  g_assert_no_error(error);
}

static void
run(const Fixture *fixture, BacktestRun *result)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(backtest_run(&fixture->options, result, &error));
  g_assert_no_error(error);
}

static char *
describe_issues(const Fixture *fixture, const BacktestRun *result)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < issue_list_get_length(result->issues); i++) {
    const Issue *issue = issue_list_get(result->issues, i);
    g_string_append_printf(text, "%s %s %" G_GSIZE_FORMAT " %s: %s\n",
                           panel_get_id(fixture->base.panel, issue->series), issue->model_label,
                           issue->fold, issue_outcome_to_string(issue->outcome), issue->message);
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

// sum_seen forecasts the sum of what it is shown, one more each step.
static void
check_rolling(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,1\na,2,2\na,3,4\na,4,8\na,5,16\na,6,32\n", "sum_seen", FALSE, 1);
  g_auto(BacktestRun) result = { 0 };
  run(&fixture, &result);
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
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, "a,1,1\na,2,2\na,3,4\na,4,8\na,5,16\na,6,32\na,7,64\n", "sum_seen", FALSE,
               1);
  fixture.options.folds =
      (FoldSettings){ .scheme = FOLD_ROLLING, .horizon = 1, .n_folds = 2, .gap = 2, .window = 3 };
  g_auto(BacktestRun) result = { 0 };
  run(&fixture, &result);
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
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, two_series, "sum_learnt", FALSE, 2);
  fixture.options.folds = (FoldSettings){ .horizon = 1, .n_folds = 3 };
  g_auto(BacktestRun) result = { 0 };
  run(&fixture, &result);
  const double each[] = { 17, 51, 119 };
  for (gsize fold = 0; fold < 3; fold++) {
    for (gsize series = 0; series < 2; series++) {
      g_assert_cmpfloat(fold_table_get_mean(result.forecasts, 0, series, fold)[0], ==, each[fold]);
    }
  }

  fixture.options.folds.refit = 2;
  g_auto(BacktestRun) seldom = { 0 };
  run(&fixture, &seldom);
  const double second[] = { 17, 17, 119 };
  for (gsize fold = 0; fold < 3; fold++) {
    g_assert_cmpfloat(fold_table_get_mean(seldom.forecasts, 0, 1, fold)[0], ==, second[fold]);
  }
}

static void
check_global_schemes(void)
{
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, two_series, "sum_learnt", FALSE, 2);
  fixture.options.folds = (FoldSettings){ .scheme = FOLD_KFOLD, .horizon = 1, .n_folds = 2 };
  g_auto(BacktestRun) kfold = { 0 };
  run(&fixture, &kfold);
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
  run(&fixture, &blocked);
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
  g_auto(Fixture) fixture = { 0 };
  // Training part 1, 3: mean 2, deviation 1.
  fixture_init(&fixture, "a,1,1\na,2,3\na,3,2\na,4,4\na,5,6\na,6,2\na,7,99\n",
               "sum_learnt,sum_seen", FALSE, 1);
  fixture.options.folds =
      (FoldSettings){ .scheme = FOLD_TEST, .horizon = 2, .train = 2, .validation = 1, .test = 3 };
  fixture.options.standardise = TRUE;
  g_auto(BacktestRun) result = { 0 };
  run(&fixture, &result);
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

// Whole values below 1000 without a pattern; each seventh series is `bad…`.
static char *
make_rows(gsize n_series, gsize length, gsize changed_from)
{
  GString *rows = g_string_new(NULL);
  for (gsize i = 0; i < n_series; i++) {
    for (gsize t = 0; t < length; t++) {
      const gsize value = (i * 7919 + t * 104729 + t * t * 31) % 997 + 1;
      const gboolean is_changed = t >= changed_from;
      g_string_append_printf(
          rows, "%s%02" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "\n",
          i % 7 == 3 ? "bad" : "good", i, t + 1, is_changed ? value * 1000003 : value);
    }
  }
  return g_string_free(rows, FALSE);
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
  g_autofree char *rows = make_rows(POISON_SERIES, POISON_LENGTH, G_MAXSIZE);
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, rows, models, TRUE, 2);
  fixture.options.folds = row->settings;
  g_auto(BacktestRun) clean = { 0 };
  run(&fixture, &clean);
  for (gsize fold = 0; fold < fold_plan_get_n_folds(clean.folds); fold++) {
    Fold found = { 0 };
    for (gsize i = 0; !fold_plan_get(clean.folds, fold, i, &found); i++) {
    }
    g_autofree char *changed = make_rows(POISON_SERIES, POISON_LENGTH, found.origin);
    g_auto(Fixture) other = { 0 };
    fixture_init(&other, changed, models, TRUE, 2);
    other.options.folds = row->settings;
    g_auto(BacktestRun) poisoned = { 0 };
    run(&other, &poisoned);
    assert_same_forecasts(&clean, &poisoned, fold, row->settings.horizon);
  }
}

// A fold is what forecast makes of the series cut at its origin.
static void
check_manual_refits(void)
{
  static const char models[] = "sum_seen,local_last,sum_learnt";
  g_autofree char *rows = make_rows(4, 30, G_MAXSIZE);
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, rows, models, TRUE, 2);
  fixture.options.folds = (FoldSettings){ .horizon = 3, .n_folds = 3, .step = 4 };
  g_auto(BacktestRun) result = { 0 };
  run(&fixture, &result);
  for (gsize fold = 0; fold < 3; fold++) {
    Fold found = { 0 };
    g_assert_true(fold_plan_get(result.folds, fold, 0, &found));
    g_autofree char *cut = make_rows(4, found.origin, G_MAXSIZE);
    g_auto(RunFixture) alone = { 0 };
    run_fixture_init(&alone, cut, 1);
    g_auto(ForecastOptions) options = run_fixture_options(&alone, models);
    options.levels = levels;
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

// bad fails in fit_with_message; a, of three values, is too short.
static void
check_issues(void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autofree char *rows = g_strconcat("a,1,1\na,2,2\na,3,3\n", run_fixture_rows, NULL);
  fixture_init(&fixture, rows, "repeat_last,fail_with_message", FALSE, 2);
  set_fallback(&fixture, "local_last");
  fixture.options.folds = (FoldSettings){ .horizon = 2, .n_folds = 2 };
  g_auto(BacktestRun) result = { 0 };
  run(&fixture, &result);
  g_autofree char *issues = describe_issues(&fixture, &result);
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
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, run_fixture_rows, "fail_with_message,local_last", FALSE, 2);
  g_auto(BacktestRun) result = { 0 };
  run(&fixture, &result);
  g_assert_cmpint(score_table_get_state(result.scores, 0, 1, 1), ==, SCORE_FAILED);
  g_assert_true(isnan(score_table_get(result.scores, 0, 1, 1, 0)));
  const ScoreSelection selection = { 0, SCORE_ALL, SCORE_ALL, SCORE_ALL, NULL };
  ScoreSummary summary = { 0 };
  score_table_summarise(result.scores, 0, &selection, &summary);
  g_assert_cmpuint(summary.n_scored + summary.n_undefined, ==, 6);
  g_assert_cmpuint(summary.n_undefined, ==, issue_list_count(result.issues, ISSUE_FAILED));
}

// Errors of single forecasts: of fold 0 1, 3 in series a and b, of fold 1 2 and 10.
static void
check_summaries(void)
{
  static const char rows[] = "a,1,0\na,2,0\na,3,1\na,4,2\nb,1,0\nb,2,0\nb,3,3\nb,4,-10\n";
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, rows, "sum_seen", FALSE, 1);
  fixture.options.folds = (FoldSettings){ .horizon = 1, .n_folds = 2 };
  fixture.options.by_step = TRUE;
  g_auto(BacktestRun) result = { 0 };
  run(&fixture, &result);
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
  g_autofree char *rows = make_rows(40, 30, G_MAXSIZE);
  g_autoptr(GString) first = NULL;
  const guint counts[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_auto(Fixture) fixture = { 0 };
    fixture_init(&fixture, rows, "show_seed,sum_learnt,local_last,fail_with_message", TRUE,
                 counts[i]);
    set_fallback(&fixture, "sum_seen");
    fixture.options.folds = (FoldSettings){ .horizon = 3, .n_folds = 4, .step = 2 };
    g_auto(BacktestRun) result = { 0 };
    run(&fixture, &result);
    g_autoptr(GString) bytes = g_string_new(NULL);
    append_run(bytes, &result);
    g_autofree char *issues = describe_issues(&fixture, &result);
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
  g_autofree char *rows = make_rows(2, 30, G_MAXSIZE);
  double seeds[2][2];
  for (gsize k = 0; k < 2; k++) {
    g_auto(Fixture) fixture = { 0 };
    fixture_init(&fixture, rows, k == 0 ? "show_seed" : "show_seed,local_last", FALSE, 2);
    g_auto(BacktestRun) result = { 0 };
    run(&fixture, &result);
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
  g_autofree char *rows = make_rows(200, 30, G_MAXSIZE);
  g_auto(Fixture) fixture = { 0 };
  fixture_init(&fixture, rows, "local_last", FALSE, 1);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  fixture.options.cancel = cancel;
  fixture.options.progress = stop_at_first;
  fixture.options.progress_data = cancel;
  g_auto(BacktestRun) result = { 0 };
  run(&fixture, &result);
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
  g_autofree char *rows = make_rows(60, 30, G_MAXSIZE);
  const guint counts[] = { 1, 4 };
  g_autofree char *first = NULL;
  for (gsize k = 0; k < G_N_ELEMENTS(counts); k++) {
    g_auto(Fixture) fixture = { 0 };
    fixture_init(&fixture, rows, "local_last,fail_with_message", FALSE, counts[k]);
    fixture.options.fail_fast = TRUE;
    g_auto(BacktestRun) result = { 0 };
    run(&fixture, &result);
    g_assert_true(result.cancelled);
    g_assert_cmpuint(issue_list_count(result.issues, ISSUE_FAILED), ==, 1);
    g_autofree char *issues = describe_issues(&fixture, &result);
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
  g_test_add_func("/backtest/rolling/forecasts-and-scores", check_rolling);
  g_test_add_func("/backtest/rolling/gap-and-window", check_gap_and_window);
  g_test_add_func("/backtest/global/fitted-once-a-fit", check_global_fits);
  g_test_add_func("/backtest/global/kfold-and-blocked", check_global_schemes);
  g_test_add_func("/backtest/test/scaled-by-the-training-part", check_test_range);
  for (gsize i = 0; i < G_N_ELEMENTS(poison_cases); i++) {
    g_test_add_data_func(poison_cases[i].path, &poison_cases[i], check_poison);
  }
  g_test_add_func("/backtest/equals/manual-refits", check_manual_refits);
  g_test_add_func("/backtest/issues/short-series-and-fallbacks", check_issues);
  g_test_add_func("/backtest/issues/failures-have-no-score", check_failures);
  g_test_add_func("/backtest/summary/means-medians-and-pools", check_summaries);
  g_test_add_func("/backtest/threads/same-bits", check_threads);
  g_test_add_func("/backtest/seeds/depend-on-the-fold", check_seeds);
  g_test_add_func("/backtest/cancel/keeps-what-is-done", check_cancel);
  g_test_add_func("/backtest/fail-fast/first-failure", check_fail_fast);
  return g_test_run();
}
