// SPDX-License-Identifier: MIT
#include "run/model_choice.h"

#include "run-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  RunFixture run;
  char *folder;
  char *path; // of best.json in it
} Fixture;

static void
fixture_init(Fixture *fixture, const char *text)
{
  g_autoptr(GError) error = NULL;
  run_fixture_init(&fixture->run, run_fixture_rows, 2);
  fixture->folder = g_dir_make_tmp("plugcast-choice-XXXXXX", &error);
  g_assert_no_error(error);
  fixture->path = g_build_filename(fixture->folder, "best.json", NULL);
  if (text != NULL) {
    g_assert_true(g_file_set_contents(fixture->path, text, -1, &error));
  }
}

static void
fixture_clear(Fixture *fixture)
{
  (void)g_remove(fixture->path);
  g_assert_cmpint(g_rmdir(fixture->folder), ==, 0);
  g_free(fixture->path);
  g_free(fixture->folder);
  run_fixture_clear(&fixture->run);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

// The last forecast of each series, NaN as "-", and the issues.
static char *
forecast(const Fixture *fixture)
{
  g_auto(ForecastOptions) options = run_fixture_options(&fixture->run, fixture->path);
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < panel_get_n_series(fixture->run.panel); i++) {
    g_string_append_printf(text, "%g ", forecast_table_get_mean(run.table, 0, i)[2]);
  }
  g_autofree char *issues = run_fixture_describe_issues(&fixture->run, &run);
  g_string_append(text, issues);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

#define HEAD "{\"plugcast\": \"models\", \"version\": 1"

typedef struct {
  const char *path;
  const char *text;
  const char *outcome;
} Case;

static const Case cases[] = {
  { "/model-choice/one-for-all", HEAD ", \"model\": \"searched(slope=1)\"}", "11 21 31 " },
  { "/model-choice/by-series",
    HEAD ", \"model\": \"searched\", \"series\": {\"bad\": \"searched(slope=2)\", "
         "\"good2\": \"searched(slope=-1)\"}}",
    "8 24 25 " },
  { "/model-choice/unknown-series-need-no-model",
    HEAD ", \"model\": \"searched\", \"series\": {\"other\": \"searched(slope=2)\"}}", "8 18 28 " },
  // The global model repeats the mean of the last values.
  { "/model-choice/beside-a-global-model",
    HEAD ", \"model\": \"searched\", \"series\": {\"bad\": \"global_mean\"}}", "8 18 28 " },
};

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture, row->text);
  g_autofree char *outcome = forecast(&fixture);
  g_assert_cmpstr(outcome, ==, row->outcome);
}

static void
check_without_rest(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture, HEAD ", \"series\": {\"good1\": \"searched\"}}");
  g_autofree char *outcome = forecast(&fixture);
  g_assert_nonnull(strstr(outcome, "8 nan nan "));
  g_assert_nonnull(strstr(outcome, "names no model for this series"));
}

static void
check_label(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture, HEAD ", \"model\": \"searched\"}");
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(fixture.run.registry, fixture.path, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(model), ==, "best");
  g_assert_null(model_get_setup(model));
  g_assert_null(model_copy_with(model, "slope", "1", &error));
  g_assert_nonnull(strstr(error->message, "is a file, whose models have their parameters"));
}

static void
check_written(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture, NULL);
  const ModelChoiceEntry entries[] = {
    { "bad", "searched(slope=2)" },
    { "a \"quoted\" id", "searched(lags=[1,2])" },
  };
  g_autoptr(GError) error = NULL;
  g_assert_true(model_choice_write(fixture.path, "searched", entries, 2, &error));
  g_assert_no_error(error);
  g_autofree char *outcome = forecast(&fixture);
  g_assert_cmpstr(outcome, ==, "8 24 28 ");
}

typedef struct {
  const char *path;
  const char *text;
  const char *message; // behind the path
} Refusal;

static const Refusal refusals[] = {
  { "/model-choice/rejects/other-json", "{\"a\": 1}",
    ": no model file (it begins with \"plugcast\": \"models\", \"version\": 1)" },
  { "/model-choice/rejects/other-kind", "{\"plugcast\": \"job\", \"version\": 1}",
    ": $.plugcast is \"job\", expected \"models\"" },
  { "/model-choice/rejects/other-version", "{\"plugcast\": \"models\", \"version\": 2}",
    ": $.version is 2, expected 1" },
  { "/model-choice/rejects/unknown-member", HEAD ", \"modle\": \"searched\"}",
    ": 'modle' is none of plugcast, version, model, series" },
  { "/model-choice/rejects/no-model", HEAD "}",
    ": neither \"model\" nor \"series\" names a model" },
  { "/model-choice/rejects/number-for-model", HEAD ", \"model\": 3}",
    ": $.model is 3, expected the text of a model" },
  { "/model-choice/rejects/list-of-series", HEAD ", \"series\": [\"searched\"]}",
    ": $.series is an array, expected an object of series and models" },
  { "/model-choice/rejects/file-in-file", HEAD ", \"model\": \"best.json\"}",
    ": $.model is \"best.json\", expected a model that is no file of models" },
  { "/model-choice/rejects/bad-parameter", HEAD ", \"series\": {\"bad\": \"searched(slope=99)\"}}",
    ": $.series.bad: model 'searched': parameter 'slope' of 'searched': 99 is out of bounds; "
    "expected a number from -10 to 10" },
};

static void
check_refusal(gconstpointer data)
{
  const Refusal *row = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture, row->text);
  g_autoptr(GError) error = NULL;
  g_assert_null(model_new(fixture.run.registry, fixture.path, &error));
  g_autofree char *message = g_strconcat(fixture.path, row->message, NULL);
  g_assert_nonnull(error);
  g_assert_cmpstr(error->message, ==, message);
}

static void
check_missing_file(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture, NULL);
  g_autoptr(GError) error = NULL;
  g_assert_null(model_new(fixture.run.registry, fixture.path, &error));
  g_assert_nonnull(error);
  g_assert_nonnull(strstr(error->message, fixture.path));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  g_test_add_func("/model-choice/without-rest-others-fail", check_without_rest);
  g_test_add_func("/model-choice/is-labelled-by-its-name", check_label);
  g_test_add_func("/model-choice/reads-what-it-writes", check_written);
  g_test_add_func("/model-choice/rejects/missing-file", check_missing_file);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  return g_test_run();
}
