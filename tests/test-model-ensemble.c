// SPDX-License-Identifier: MIT
#include "run-fixture.h"

#include <math.h>
#include <string.h>

// Series that rise by 1, fall by 2, and that are too short to learn from.
static const char rows[] =
    "up,1,1\nup,2,2\nup,3,3\nup,4,4\nup,5,5\nup,6,6\nup,7,7\nup,8,8\nup,9,9\nup,10,10\n"
    "down,1,40\ndown,2,38\ndown,3,36\ndown,4,34\ndown,5,32\ndown,6,30\ndown,7,28\ndown,8,26\n"
    "down,9,24\ndown,10,22\n"
    "short,1,1\nshort,2,2\nshort,3,3\n";

typedef struct {
  const char *path;
  const char *model;
  double last[3]; // the third step of each series
  const char *issues;
} Case;

#define MEMBERS "searched(slope=1),searched(slope=-2),searched"

static const Case cases[] = {
  { "/model-ensemble/mean", "ensemble(searched(slope=1),searched)", { 11.5, 23.5, 4.5 }, "" },
  { "/model-ensemble/median", "ensemble(" MEMBERS ",combine=median)", { 10, 22, 3 }, "" },
  { "/model-ensemble/weighted",
    "ensemble(searched(slope=1),searched,combine=[weighted:1,3])",
    { 10.75, 22.75, 3.75 },
    "" },
  { "/model-ensemble/combiner",
    "ensemble(" MEMBERS ",combine=[midrange(shift=1)])",
    { 9.5, 21.5, 2.5 },
    "" },
  { "/model-ensemble/learns-best",
    "ensemble(" MEMBERS ",combine=best)",
    { 13, 16, 2 },
    "short ensemble(" MEMBERS ",combine=best) note ok -: the mean of its members: the series is "
    "too short to learn from\n" },
  { "/model-ensemble/learns-stacking-from-one-origin",
    "ensemble(" MEMBERS ",combine=stacking:0,folds=1)",
    { 13, 16, 2 },
    "short ensemble(" MEMBERS ",combine=stacking:0,folds=1) note ok -: the mean of its members: "
    "the series is too short to learn from\n" },
  // The late one forecasts from the eighth value on, so not at the second origin.
  { "/model-ensemble/member-that-failed-before-has-no-weight",
    "ensemble(searched(slope=1),searched(mood=late),combine=stacking:1)",
    { 13, 25, 6 },
    "short ensemble(searched(slope=1),searched(mood=late),combine=stacking:1) note ok -: made "
    "without searched(mood=late): not before the eighth value\n"
    "short ensemble(searched(slope=1),searched(mood=late),combine=stacking:1) note ok -: the mean "
    "of its members: the series is too short to learn from\n" },
  { "/model-ensemble/member-that-fails-is-left-out",
    "ensemble(searched(slope=1),searched(mood=picky))",
    { 11.5, 25, 4.5 },
    "down ensemble(searched(slope=1),searched(mood=picky)) note ok -: made without "
    "searched(mood=picky): not in the mood\n" },
  { "/model-ensemble/beside-a-global-model",
    "ensemble(global_mean,searched,combine=quantile:0)",
    { 10, 12, 3 },
    "" },
  { "/model-ensemble/inside-itself",
    "ensemble(ensemble(searched(slope=1),searched),searched)",
    { 10.75, 22.75, 3.75 },
    "" },
  { "/model-ensemble/of-pipelines",
    "ensemble(twice|searched(slope=2),searched)",
    { 11.5, 23.5, 4.5 },
    "" },
};

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, row->model);
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_autofree char *issues = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(issues, ==, row->issues);
  for (gsize i = 0; i < G_N_ELEMENTS(row->last); i++) {
    const double *mean = forecast_table_get_mean(result.table, 0, i);
    g_assert_cmpfloat_with_epsilon(mean[2], row->last[i], 1e-4);
  }
}

// What the column of --combine is, this is too.
static void
check_like_the_column(gconstpointer data)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, MEMBERS);
  g_autoptr(Ensemble) ensemble = run_fixture_make_ensemble(&fixture, &options, data);
  options.ensemble = ensemble;
  g_auto(ForecastRun) column = { 0 };
  run_fixture_run(&options, &column);

  g_autofree char *text = g_strdup_printf("ensemble(" MEMBERS ",combine=%s)", (const char *)data);
  g_auto(ForecastOptions) model_options = run_fixture_options(&fixture, text);
  g_auto(ForecastRun) model = { 0 };
  run_fixture_run(&model_options, &model);
  for (gsize i = 0; i < panel_get_n_series(fixture.panel); i++) {
    const double *expected = forecast_table_get_mean(column.table, 0, i);
    const double *found = forecast_table_get_mean(model.table, 0, i);
    for (gsize h = 0; h < options.horizon; h++) {
      g_assert_cmpfloat(found[h], ==, expected[h]);
    }
  }
}

static void
check_quantiles(void)
{
  static const char *const levels[] = { "80", NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "ensemble(spread,twice|spread)");
  options.levels = levels;
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  // `spread` puts quantiles at the distance of their level; half of that from twice the series.
  g_assert_cmpfloat_with_epsilon(forecast_table_get_lower(result.table, 0, 0, 0)[0],
                                 10 + (0.1 + 0.05) / 2, 1e-12);
  g_assert_cmpfloat_with_epsilon(forecast_table_get_upper(result.table, 0, 0, 0)[0],
                                 10 + (0.9 + 0.45) / 2, 1e-12);
}

static void
check_parameters(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model =
      model_new(fixture.registry, "ensemble(searched, global_mean ,combine=median)", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(model), ==, "ensemble(searched,global_mean,combine=median)");
  g_autoptr(Model) sloped = model_copy_with(model, "searched.slope", "2", &error);
  g_assert_cmpstr(model_get_label(sloped), ==,
                  "ensemble(searched(slope=2),global_mean,combine=median)");
  g_autoptr(Model) weighted = model_copy_with(sloped, "combine", "weighted:1,2", &error);
  g_assert_cmpstr(model_get_label(weighted), ==,
                  "ensemble(searched(slope=2),global_mean,combine=[weighted:1,2])");
  g_autoptr(Model) again = model_new(fixture.registry, model_get_label(weighted), &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(again), ==, model_get_label(weighted));
  const char *parameter = NULL;
  const Setup *setup = model_find_setup(model, "searched.slope", &parameter);
  g_assert_cmpstr(parameter, ==, "slope");
  g_assert_cmpstr(setup_get_label(setup), ==, "searched");
}

typedef struct {
  const char *path;
  const char *model;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "/model-ensemble/rejects/no-model", "ensemble(combine=median)",
    "ensemble needs models: write ensemble(MODEL,MODEL,…)" },
  { "/model-ensemble/rejects/misspelt-setting", "ensemble(searched,combin=median)",
    "ensemble has no setting 'combin' (write ensemble(MODEL,MODEL,…,combine=STRATEGY,folds=K)); "
    "did you mean 'combine'?" },
  { "/model-ensemble/rejects/folds", "ensemble(searched,combine=best,folds=0)",
    "ensemble: folds: '0' is no whole number from 1 to 1000" },
  { "/model-ensemble/rejects/weights", "ensemble(searched,combine=[weighted:1,2])",
    "ensemble: weighted:1,2 has 2 weights for 1 models (write one for each, in the order of the "
    "models)" },
  { "/model-ensemble/rejects/learning-from-global-models",
    "ensemble(searched,global_mean,combine=best)",
    "ensemble: model 'global_mean' learns from all series, whose ends it knows at earlier origins "
    "(combine=best needs models that are fitted to each; --combine takes any)" },
  { "/model-ensemble/rejects/bad-parameter", "ensemble(searched(slope=99))",
    "model 'searched': parameter 'slope' of 'searched': 99 is out of bounds; expected a number "
    "from -10 to 10" },
};

static void
check_refusal(gconstpointer data)
{
  const Refusal *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows, 1);
  g_autoptr(GError) error = NULL;
  g_assert_null(model_new(fixture.registry, row->model, &error));
  g_assert_nonnull(error);
  g_assert_cmpstr(error->message, ==, row->message);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  static const char *const strategies[] = { "mean",     "trimmed", "inverse_error", "softmax",
                                            "stacking", "nnls",    "best",          "unbiased" };
  for (gsize i = 0; i < G_N_ELEMENTS(strategies); i++) {
    g_autofree char *path =
        g_strdup_printf("/model-ensemble/is-the-column-of-combine/%s", strategies[i]);
    g_test_add_data_func(path, strategies[i], check_like_the_column);
  }
  g_test_add_func("/model-ensemble/combines-quantiles", check_quantiles);
  g_test_add_func("/model-ensemble/parameters-of-its-models", check_parameters);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  return g_test_run();
}
