// SPDX-License-Identifier: MIT
#include "run/tune.h"

#include "run-fixture.h"
#include "run/tune_table.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

// Series that rise by 1, rise by 2 and fall by 3; the last one has no folds.
static const char rows[] =
    "a,1,1\na,2,2\na,3,3\na,4,4\na,5,5\na,6,6\na,7,7\na,8,8\na,9,9\na,10,10\na,11,11\na,12,12\n"
    "b,1,2\nb,2,4\nb,3,6\nb,4,8\nb,5,10\nb,6,12\nb,7,14\nb,8,16\nb,9,18\nb,10,20\nb,11,22\nb,12,"
    "24\n"
    "c,1,60\nc,2,57\nc,3,54\nc,4,51\nc,5,48\nc,6,45\nc,7,42\nc,8,39\nc,9,36\nc,10,33\nc,11,30\n"
    "c,12,27\n"
    "d,1,5\nd,2,5\n";

typedef struct {
  RunFixture run;
  CoverageSet *coverages;
  MetricSet *metrics;
  Model *base;
  Grid *grid;
  TuneOptions options;
} Fixture;

static void
fixture_init(Fixture *fixture, const char *model, const char *const *texts, const char *metric)
{
  g_autoptr(GError) error = NULL;
  *fixture = (Fixture){ 0 };
  run_fixture_init(&fixture->run, rows, 2);
  const char *const metrics[] = { metric, NULL };
  fixture->coverages = coverage_set_new(NULL, &error);
  g_assert_no_error(error);
  fixture->metrics = metric_set_new(metrics, fixture->coverages, fixture->run.registry, &error);
  g_assert_no_error(error);
  fixture->base = model_new(fixture->run.registry, model, &error);
  g_assert_no_error(error);
  fixture->grid = grid_new(fixture->base, texts, &error);
  g_assert_no_error(error);
  fixture->options = (TuneOptions){
    .grid = fixture->grid,
    .backtest = {
        .panel = fixture->run.panel,
        .folds = { .horizon = 2, .n_folds = 4, .step = 1, .refit = 1 },
        .metrics = fixture->metrics,
        .pool = fixture->run.pool,
    },
  };
}

static void
fixture_clear(Fixture *fixture)
{
  g_clear_pointer(&fixture->grid, grid_free);
  g_clear_pointer(&fixture->base, model_free);
  g_clear_pointer(&fixture->metrics, metric_set_free);
  g_clear_pointer(&fixture->coverages, coverage_set_free);
  run_fixture_clear(&fixture->run);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static void
run(const Fixture *fixture, TuneRun *result)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(tune_run(&fixture->options, result, &error));
  g_assert_no_error(error);
}

static const TuneScore *
get_score(const TuneRun *run, guint index)
{
  g_assert_cmpuint(index, <, run->scores->len);

  return &g_array_index(run->scores, TuneScore, index);
}

typedef struct {
  const char *path;
  const char *texts[3];
  const char *metric;
  gsize best;
  double score; // of the best
} Case;

// parallel.md 4.9: the best point, its direction, ties, NaN last.
static const Case cases[] = {
  // Errors of slope s, over steps 1 and 2: 1.5 |1 - s|, 1.5 |2 - s| and 1.5 |-3 - s|.
  { "/tune/best/overall", { "slope=-3,0,1,2" }, "mae", 2, 2.5 },
  { "/tune/best/of-equal-the-first", { "slope=1", "idle=no,yes" }, "mae", 0, 2.5 },
  { "/tune/best/in-the-metric's-direction", { "slope=-3,0,1,2" }, "bias", 1, 0 },
  // The picky one makes the better forecasts, but only of two series.
  { "/tune/best/failing-point-loses", { "slope=1", "mood=picky,good" }, "mae", 1, 2.5 },
  { "/tune/best/of-failing-points-the-one-that-fails-less", { "mood=bad,picky" }, "mae", 1, 2.25 },
};

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched", row->texts, row->metric);
  g_auto(TuneRun) result = { 0 };
  run(&fixture, &result);
  g_assert_false(result.cancelled);
  g_assert_cmpuint(result.best, ==, row->best);
  const TuneScore *best = get_score(&result, (guint)row->best);
  g_assert_cmpuint(best->rank, ==, 0);
  g_assert_cmpfloat_with_epsilon(best->score, row->score, 1e-12);
}

static void
check_failures(void)
{
  const char *const texts[] = { "mood=picky,good,bad", NULL };
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched", texts, "mae");
  g_auto(TuneRun) result = { 0 };
  run(&fixture, &result);
  const gsize failed[] = { 4, 0, 12 };
  const gsize ranks[] = { 1, 0, 2 };
  for (guint i = 0; i < 3; i++) {
    const TuneScore *score = get_score(&result, i);
    g_assert_cmpuint(score->point, ==, i);
    g_assert_cmpuint(score->n_failed, ==, failed[i]);
    g_assert_cmpuint(score->n_scored, ==, 12 - failed[i]);
    g_assert_cmpuint(score->rank, ==, ranks[i]);
  }
  g_assert_true(isnan(get_score(&result, 2)->score));
  g_assert_cmpuint(issue_list_count(result.issues, ISSUE_FAILED), ==, 16);
  g_assert_cmpuint(issue_list_count(result.issues, ISSUE_SHORT), ==, 1);
}

static void
check_all_failed(void)
{
  const char *const texts[] = { "slope=1,2", NULL };
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched(mood=bad)", texts, "mae");
  g_auto(TuneRun) result = { 0 };
  run(&fixture, &result);
  g_assert_cmpuint(result.best, ==, G_MAXSIZE);
  g_autoptr(GError) error = NULL;
  g_assert_false(tune_run_write_model(&result, &fixture.options, "never.json", &error));
  g_assert_error(error, TUNE_ERROR, TUNE_ERROR_OPTION);
  g_assert_cmpstr(error->message, ==, "no model is written to 'never.json': no point has a score");
}

static void
check_per_series(void)
{
  const char *const texts[] = { "slope=-3,0,1,2", NULL };
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched", texts, "mae");
  fixture.options.per_series = TRUE;
  g_auto(TuneRun) result = { 0 };
  run(&fixture, &result);
  const gsize best[] = { 2, 3, 0, G_MAXSIZE };
  for (gsize i = 0; i < G_N_ELEMENTS(best); i++) {
    g_assert_cmpuint(tune_run_get_best(&result, i), ==, best[i]);
  }
}

static void
check_model_file(void)
{
  const char *const texts[] = { "slope=-3,0,1,2", NULL };
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched", texts, "mae");
  fixture.options.per_series = TRUE;
  g_auto(TuneRun) result = { 0 };
  run(&fixture, &result);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  const int descriptor = g_file_open_tmp("plugcast-tune-XXXXXX.json", &path, &error);
  g_assert_no_error(error);
  g_assert_true(g_close(descriptor, NULL));
  g_assert_true(tune_run_write_model(&result, &fixture.options, path, &error));
  g_assert_no_error(error);

  g_auto(ForecastOptions) options = run_fixture_options(&fixture.run, path);
  g_auto(ForecastRun) forecast = { 0 };
  run_fixture_run(&options, &forecast);
  const double last[] = { 15, 30, 18, 8 };
  for (gsize i = 0; i < G_N_ELEMENTS(last); i++) {
    g_assert_cmpfloat(forecast_table_get_mean(forecast.table, 0, i)[2], ==, last[i]);
  }
  g_assert_cmpint(g_unlink(path), ==, 0);
}

typedef struct {
  const char *path;
  gsize eta;
  TuneBudget budget;
  const char *rungs; // points, budget and best of each
} Halving;

// parallel.md 4.9: successive halving.
static const Halving halvings[] = {
  { "/tune/halving/none", 0, TUNE_BUDGET_FOLDS, "8x4:6" },
  { "/tune/halving/by-folds", 2, TUNE_BUDGET_FOLDS, "8x1:6 4x2:6 2x4:6" },
  { "/tune/halving/by-folds-and-three", 3, TUNE_BUDGET_FOLDS, "8x1:6 3x4:6" },
  { "/tune/halving/by-series", 2, TUNE_BUDGET_SERIES, "8x1:* 4x4:6" },
  { "/tune/halving/by-a-budget-too-small-to-cut", 5, TUNE_BUDGET_SERIES, "8x4:6" },
};

static char *
describe_rungs(const TuneRun *run, gsize n_rungs)
{
  GString *text = g_string_new(NULL);
  for (gsize rung = 0; rung < n_rungs; rung++) {
    gsize n = 0;
    const TuneScore *best = NULL;
    for (guint i = 0; i < run->scores->len; i++) {
      const TuneScore *score = get_score(run, i);
      n += score->rung == rung ? 1 : 0;
      best = score->rung == rung && score->rank == 0 ? score : best;
    }
    if (n > 0) {
      g_string_append_printf(text, "%s%" G_GSIZE_FORMAT "x%" G_GSIZE_FORMAT ":%" G_GSIZE_FORMAT,
                             rung > 0 ? " " : "", n, best->n_given, best->point);
    }
  }
  return g_string_free(text, FALSE);
}

static void
check_halving(gconstpointer data)
{
  const Halving *row = data;
  const char *const texts[] = { "slope=-8,-6,-5,-4,7,8,1,9", NULL };
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched", texts, "mae");
  fixture.options.eta = row->eta;
  fixture.options.budget = row->budget;
  g_auto(TuneRun) result = { 0 };
  run(&fixture, &result);
  g_autofree char *rungs = describe_rungs(&result, 4);
  g_assert_true(g_pattern_match_simple(row->rungs, rungs));
  g_assert_cmpuint(issue_list_count(result.issues, ISSUE_SHORT), ==, 1);
}

static void
check_cancelled(void)
{
  const char *const texts[] = { "slope=1,2", NULL };
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched", texts, "mae");
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_trigger(cancel);
  fixture.options.backtest.cancel = cancel;
  g_auto(TuneRun) result = { 0 };
  run(&fixture, &result);
  g_assert_true(result.cancelled);
  g_assert_cmpuint(result.best, ==, G_MAXSIZE);
}

static void
check_table(void)
{
  const char *const texts[] = { "slope=2,1", "mood=good", NULL };
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched", texts, "mae");
  g_auto(TuneRun) result = { 0 };
  run(&fixture, &result);
  g_autoptr(Sheet) sheet = tune_table_new(&fixture.options, result.scores, TRUE, NULL);
  static const char *const names[] = { "rung", "folds",  "point",  "slope", "mood",
                                       "mae",  "scored", "failed", "rank" };
  g_assert_cmpuint(sheet_get_n_columns(sheet), ==, G_N_ELEMENTS(names));
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_assert_cmpstr(sheet_get_column(sheet, i).name, ==, names[i]);
  }
  // The second point is the first in rank.
  g_assert_cmpint(sheet_get_integers(sheet, 2)[0], ==, 2);
  g_assert_cmpstr(sheet_get_texts(sheet, 3)[0], ==, "1");
  g_assert_cmpfloat_with_epsilon(sheet_get_numbers(sheet, 5)[0], 2.5, 1e-12);
  g_assert_cmpint(sheet_get_integers(sheet, 8)[1], ==, 2);
}

static void
check_table_of_series(void)
{
  const char *const texts[] = { "slope=2,1", NULL };
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched", texts, "mae");
  fixture.options.per_series = TRUE;
  g_auto(TuneRun) result = { 0 };
  run(&fixture, &result);
  g_autoptr(Sheet) sheet = tune_table_new(&fixture.options, result.by_series, FALSE, NULL);
  g_assert_cmpuint(sheet_get_n_rows(sheet), ==, 8);
  g_assert_cmpstr(sheet_get_column(sheet, 0).name, ==, "unique_id");
  g_assert_cmpstr(sheet_get_texts(sheet, 0)[2], ==, "b");
  g_assert_cmpfloat(sheet_get_numbers(sheet, 5)[2], ==, 0);
  g_assert_true(isnan(sheet_get_numbers(sheet, 5)[6]));
}

typedef struct {
  const char *path;
  gsize eta;
  FoldScheme scheme;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "/tune/rejects/halving-by-one", 1, FOLD_ROLLING, "halving by 1 keeps all points (from 2 on)" },
  { "/tune/rejects/halving-of-blocks", 2, FOLD_BLOCKED,
    "halving by folds goes with rolling folds (or halve by series)" },
};

static void
check_refusal(gconstpointer data)
{
  const Refusal *row = data;
  const char *const texts[] = { "slope=1,2", NULL };
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "searched", texts, "mae");
  fixture.options.eta = row->eta;
  fixture.options.backtest.folds.scheme = row->scheme;
  TuneRun result = { .best = 77 };
  g_autoptr(GError) error = NULL;
  g_assert_false(tune_run(&fixture.options, &result, &error));
  g_assert_error(error, TUNE_ERROR, TUNE_ERROR_OPTION);
  g_assert_cmpstr(error->message, ==, row->message);
  g_assert_cmpuint(result.best, ==, 77);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  g_test_add_func("/tune/failures-are-counted-and-kept", check_failures);
  g_test_add_func("/tune/no-best-where-all-fail", check_all_failed);
  g_test_add_func("/tune/best-of-each-series", check_per_series);
  g_test_add_func("/tune/model-file-forecasts", check_model_file);
  for (gsize i = 0; i < G_N_ELEMENTS(halvings); i++) {
    g_test_add_data_func(halvings[i].path, &halvings[i], check_halving);
  }
  g_test_add_func("/tune/cancelled-has-no-best", check_cancelled);
  g_test_add_func("/tune/table-by-rank", check_table);
  g_test_add_func("/tune/table-of-series", check_table_of_series);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  return g_test_run();
}
