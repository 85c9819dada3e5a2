// SPDX-License-Identifier: MIT
// Ensembles that learn from what their members forecast at earlier origins.
#include "run-fixture.h"

#include <math.h>
#include <string.h>

// Series that rise by 1, fall by 2 and stand still; the last one is too short for three origins.
static const char rows[] =
    "up,1,1\nup,2,2\nup,3,3\nup,4,4\nup,5,5\nup,6,6\nup,7,7\nup,8,8\nup,9,9\nup,10,10\n"
    "down,1,40\ndown,2,38\ndown,3,36\ndown,4,34\ndown,5,32\ndown,6,30\ndown,7,28\ndown,8,26\n"
    "down,9,24\ndown,10,22\n"
    "still,1,5\nstill,2,5\nstill,3,5\nstill,4,5\nstill,5,5\nstill,6,5\nstill,7,5\nstill,8,5\n"
    "still,9,5\nstill,10,5\n"
    "short,1,1\nshort,2,2\nshort,3,3\n";

static const char models[] = "searched(slope=1),searched(slope=-2),searched";

typedef struct {
  const char *path;
  const char *models;
  const char *ensemble;
  gboolean over_all;
  double last[4]; // the third step of each series
  const char *issues;
} Case;

static const char short_note[] =
    "short ensemble note ok -: the mean of its members: the series is too short to learn from, "
    "or they failed before\n";

static const Case cases[] = {
  { "/forecast-ensemble/best-of-each-series", models, "best", FALSE, { 13, 16, 5, 2 }, short_note },
  { "/forecast-ensemble/inverse-error-of-each-series",
    models,
    "inverse_error",
    FALSE,
    { 13, 16, 5, 2 },
    short_note },
  { "/forecast-ensemble/stacking-of-each-series",
    models,
    "stacking:0",
    FALSE,
    { 13, 16, 5, 2 },
    short_note },
  // Of a slope that is off by b the mean error of three steps is 2b, and the third is off by 3b.
  { "/forecast-ensemble/combiner-of-each-series",
    models,
    "unbiased",
    FALSE,
    { 35.0 / 3, 53.0 / 3, 14.0 / 3, 2 },
    short_note },
  // In units of each series' mean difference the errors of the rising and the falling series add up
  // to 3, 6 and 4 for the three members; the still one has no difference to measure by.
  { "/forecast-ensemble/best-over-all", models, "best", TRUE, { 13, 25, 8, 6 }, "" },
  { "/forecast-ensemble/fixed-looks-not-back", models, "median", FALSE, { 10, 22, 5, 3 }, "" },
  { "/forecast-ensemble/member-that-failed-before-has-no-weight",
    "searched(slope=1),searched(mood=late)",
    "stacking:1",
    FALSE,
    { 13, 25, 8, 6 },
    "up searched(mood=late) note ok -: has no weight: it failed at an earlier origin: not before "
    "the eighth value\n"
    "down searched(mood=late) note ok -: has no weight: it failed at an earlier origin: not "
    "before the eighth value\n"
    "still searched(mood=late) note ok -: has no weight: it failed at an earlier origin: not "
    "before the eighth value\n"
    "short searched(mood=late) left out too short -: not before the eighth value\n"
    "short ensemble note ok -: the mean of its members: the series is too short to learn from, "
    "or they failed before\n" },
};

static void
run(const Case *row, guint n_threads, ForecastRun *result, char **issues)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, n_threads);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, row->models);
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, row->ensemble);
  options.ensemble = ensemble;
  options.learns_over_all = row->over_all;
  run_fixture_run(&options, result);
  *issues = run_fixture_describe_issues(&fixture, result);
  for (gsize i = 0; i < G_N_ELEMENTS(row->last); i++) {
    const double *mean = forecast_table_get_mean(result->table, 0, i);
    g_assert_cmpfloat_with_epsilon(mean[2], row->last[i], 1e-4);
  }
}

// With 2 threads, as all tests; other numbers of threads in test-same-bytes.c.
static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_auto(ForecastRun) result = { 0 };
  g_autofree char *issues = NULL;
  run(row, 2, &result, &issues);
  g_assert_cmpstr(issues, ==, row->issues);
}

static void
check_folds(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, models);
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "best");
  options.ensemble = ensemble;
  options.horizon = 2;
  options.n_past_folds = 1;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  // One origin of two steps leaves the short series one value to learn from.
  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 3)[1], ==, 5);
}

static void
check_all_too_short(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\na,2,2\na,3,3\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, models);
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "best");
  options.ensemble = ensemble;
  options.learns_over_all = TRUE;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 0)[2], ==, 2);
  g_autofree char *issues = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(issues, ==,
                  "a ensemble note ok -: the mean of its members: nothing was learnt of those "
                  "that are there\n");
}

static void
check_combiner_that_fails(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, models);
  run_fixture_set_fallback(&fixture, &options, "searched(slope=3)");
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "vain");
  options.ensemble = ensemble;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 0)[2], ==, 19);
  g_assert_cmpfloat(forecast_table_get_mean(result.table, 0, 3)[2], ==, 2);
  g_autofree char *issues = run_fixture_describe_issues(&fixture, &result);
  g_assert_nonnull(strstr(issues, "up ensemble fell back numeric failure searched(slope=3): the "
                                  "members are all alike\n"));
  g_assert_nonnull(strstr(issues, short_note));
}

typedef struct {
  const char *path;
  const char *models;
  const char *ensemble;
  const char *text; // of the three series that have a past, and of the short one
} Weights;

static const Weights weights[] = {
  { "/forecast-ensemble/weights/best", models, "best", "1 0 0;0 1 0;0 0 1;0.333 0.333 0.333" },
  { "/forecast-ensemble/weights/mean", models, "mean",
    "0.333 0.333 0.333;0.333 0.333 0.333;0.333 0.333 0.333;0.333 0.333 0.333" },
  { "/forecast-ensemble/weights/given", models, "weighted:1,0,3",
    "0.25 0 0.75;0.25 0 0.75;0.25 0 0.75;0.25 0 0.75" },
  { "/forecast-ensemble/weights/of-failed-are-zero", "searched(slope=1),searched(mood=bad)",
    "weighted:1,3", "1 0;1 0;1 0;1 0" },
  { "/forecast-ensemble/weights/missing-where-all-failed", "searched(mood=picky)", "mean",
    "1;nan;1;1" },
};

static void
check_weights(gconstpointer data)
{
  const Weights *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, row->models);
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, row->ensemble);
  options.ensemble = ensemble;
  options.keep_weights = TRUE;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < sheet_get_n_rows(result.weights); i++) {
    for (gsize j = 1; j < sheet_get_n_columns(result.weights); j++) {
      g_string_append_printf(text, "%s%.3g",
                             j > 1   ? " "
                             : i > 0 ? ";"
                                     : "",
                             sheet_get_numbers(result.weights, j)[i]);
    }
  }
  g_assert_cmpstr(text->str, ==, row->text);
  g_assert_cmpstr(sheet_get_texts(result.weights, 0)[1], ==, "down");
}

static void
check_cancelled(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, models);
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "best");
  options.ensemble = ensemble;
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_trigger(cancel);
  options.cancel = cancel;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_true(result.cancelled);
  g_assert_false(forecast_table_is_done(result.table, 0));
}

typedef struct {
  gint n_calls;
  gint greatest_done;
  gint greatest_total;
} Progress;

static void
take_progress(gsize n_done, gsize n_tasks, gpointer data)
{
  Progress *progress = data;
  progress->n_calls++;
  progress->greatest_done = MAX(progress->greatest_done, (gint)n_done);
  progress->greatest_total = MAX(progress->greatest_total, (gint)n_tasks);
}

static void
check_progress(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, models);
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, "best");
  options.ensemble = ensemble;
  Progress progress = { 0 };
  options.progress = take_progress;
  options.progress_data = &progress;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  // Three series at three origins and four at the end, by three models.
  g_assert_cmpint(progress.greatest_total, ==, 39);
  g_assert_cmpint(progress.greatest_done, ==, 39);
}

static void
check_intervals(gconstpointer data)
{
  static const char *const levels[] = { "80", NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, models);
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, data);
  options.ensemble = ensemble;
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  const double mean = forecast_table_get_mean(result.table, 0, 1)[2];
  g_assert_cmpfloat(forecast_table_get_lower(result.table, 0, 0, 1)[2], <=, mean + 1e-9);
  g_assert_cmpfloat(forecast_table_get_upper(result.table, 0, 0, 1)[2], >=, mean - 1e-9);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  g_test_add_func("/forecast-ensemble/learns-from-as-many-origins", check_folds);
  g_test_add_func("/forecast-ensemble/nothing-to-learn-from-is-the-mean", check_all_too_short);
  g_test_add_func("/forecast-ensemble/combiner-that-fails-falls-back", check_combiner_that_fails);
  for (gsize i = 0; i < G_N_ELEMENTS(weights); i++) {
    g_test_add_data_func(weights[i].path, &weights[i], check_weights);
  }
  g_test_add_func("/forecast-ensemble/cancelled-before-it-has-learnt", check_cancelled);
  g_test_add_func("/forecast-ensemble/progress-counts-earlier-origins", check_progress);
  g_test_add_data_func("/forecast-ensemble/intervals/learnt", "stacking", check_intervals);
  g_test_add_data_func("/forecast-ensemble/intervals/combiner", "midrange", check_intervals);
  return g_test_run();
}
