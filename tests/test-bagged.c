// SPDX-License-Identifier: MIT
#include "run-fixture.h"

#include "run/model.h"

#include <math.h>
#include <string.h>

/** What is written, and the label it gets. */
typedef struct {
  const char *path;
  const char *text;
  const char *label;
} Label;

static const Label labels[] = {
  { "/bagged/label/inner-and-augmenter", "bagged(local_last, augmenter=plus)",
    "bagged(local_last,augmenter=plus)" },
  { "/bagged/label/default-number-without-a-trace", "bagged(local_last,n=50,augmenter=plus)",
    "bagged(local_last,augmenter=plus)" },
  { "/bagged/label/all-settings",
    "bagged(local_last(offset=1), combine=median, n=3, augmenter=plus(amount=2))",
    "bagged(local_last(offset=1),n=3,augmenter=plus(amount=2),combine=median)" },
};

static void
check_label(gconstpointer data)
{
  const Label *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(fixture.registry, row->text, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(model), ==, row->label);
  g_autoptr(Model) again = model_new(fixture.registry, model_get_label(model), &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(again), ==, row->label);
}

static void
check_copy(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model =
      model_new(fixture.registry, "bagged(local_last,n=4,augmenter=plus)", &error);
  g_assert_no_error(error);
  g_autoptr(Model) inner = model_copy_with(model, "offset", "2", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(inner), ==, "bagged(local_last(offset=2),n=4,augmenter=plus)");
  g_autoptr(Model) augmenter = model_copy_with(inner, "augmenter.amount", "3", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(augmenter), ==,
                  "bagged(local_last(offset=2),n=4,augmenter=plus(amount=3))");
}

/** What is refused. */
typedef struct {
  const char *path;
  const char *text;
  const char *message;
} Refused;

static const Refused refused[] = {
  { "/bagged/refuses/no-model", "bagged()",
    "bagged needs a model: write bagged(MODEL) or bagged(MODEL,n=N)" },
  { "/bagged/refuses/one-copy", "bagged(local_last,n=1,augmenter=plus)",
    "bagged: n: '1' is no whole number from 2 to 1024" },
  { "/bagged/refuses/other-combination", "bagged(local_last,combine=max,augmenter=plus)",
    "bagged: combine: 'max' is none of mean, median" },
  { "/bagged/refuses/two-models", "bagged(local_last,serial_last)",
    "bagged has no setting 'serial_last' (write bagged(MODEL,n=N,augmenter=NAME,combine=mean or "
    "median))" },
  { "/bagged/refuses/misspelt", "bagged(local_last,augmentr=plus)",
    "bagged has no setting 'augmentr' (write bagged(MODEL,n=N,augmenter=NAME,combine=mean or "
    "median)); did you mean 'augmenter'?" },
  { "/bagged/refuses/partners", "bagged(local_last,augmenter=two)",
    "bagged: augmenter 'two' mixes in other series (take one that works on one series)" },
  { "/bagged/refuses/global-model", "bagged(global_mean,augmenter=plus)",
    "bagged: model 'global_mean' learns from all series (take one that is fitted to each)" },
};

static void
check_refused(gconstpointer data)
{
  const Refused *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_assert_null(model_new(fixture.registry, row->text, &error));
  g_assert_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX);
  g_assert_cmpstr(error->message, ==, row->message);
}

/** Forecasts of the first series of run_fixture_rows, which ends in 8. */
typedef struct {
  const char *path;
  const char *model;
  double expected;
} Value;

// Of n copies the first is the series, and the others are one amount above it.
static const Value values[] = {
  { "/bagged/averages/two-copies", "bagged(local_last,n=2,augmenter=plus(amount=3))", 9.5 },
  { "/bagged/averages/four-copies", "bagged(local_last,n=4,augmenter=plus(amount=4))", 11 },
  { "/bagged/median/ignores-the-series-itself",
    "bagged(local_last,n=5,augmenter=plus(amount=4),combine=median)", 12 },
  { "/bagged/averages/bagged-of-bagged",
    "bagged(bagged(local_last,n=2,augmenter=plus(amount=2)),n=2,augmenter=plus(amount=4))", 11 },
};

static void
check_value(gconstpointer data)
{
  const Value *row = data;
  for (guint n_threads = 1; n_threads <= 16; n_threads *= 2) {
    g_auto(RunFixture) fixture = { 0 };
    run_fixture_init(&fixture, run_fixture_rows, n_threads);
    g_auto(ForecastOptions) options = run_fixture_options(&fixture, row->model);
    g_auto(ForecastRun) run = { 0 };
    run_fixture_run(&options, &run);
    g_assert_cmpuint(issue_list_get_length(run.issues), ==, 0);
    g_assert_cmpfloat(forecast_table_get_mean(run.table, 0, 0)[0], ==, row->expected);
  }
}

/** What is said of copies that cannot be made. */
typedef struct {
  const char *path;
  const char *model;
  const char *message; // a pattern
} Fault;

static const Fault faults[] = {
  { "/bagged/tells/more-than-half-failed", "bagged(local_last,n=10,augmenter=refusing)",
    "^bad bagged\\S+ failed numeric failure -: 9 of 10 copies failed, the first: no spread\n$" },
  { "/bagged/tells/single-copies-failed", "bagged(local_last,n=200,augmenter=coin)",
    "\ngood2 bagged\\S+ note ok -: \\d+ of 200 copies failed, the first: tails\n" },
  { "/bagged/tells/overrun-copies", "bagged(local_last,n=3,augmenter=beyond_series)",
    "^bad bagged\\S+ failed output overrun -: 2 of 3 copies failed, the first: wrote outside of" },
};

static void
check_fault(gconstpointer data)
{
  const Fault *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, row->model);
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  g_autofree char *found = run_fixture_describe_issues(&fixture, &run);
  if (!g_regex_match_simple(row->message, found, 0, 0)) {
    g_error("'%s' does not match '%s'", found, row->message);
  }
  g_assert_true(isfinite(forecast_table_get_mean(run.table, 0, 2)[0]));
}

// The copies of one series on several threads, and what a seed changes.
static void
check_seeds(void)
{
  double means[2] = { 0 };
  for (guint seed = 0; seed < 2; seed++) {
    for (guint n_threads = 1; n_threads <= 16; n_threads *= 4) {
      g_auto(RunFixture) fixture = { 0 };
      run_fixture_init(&fixture, "a,1,1\na,2,2\na,3,3\n", n_threads);
      g_auto(ForecastOptions) options =
          run_fixture_options(&fixture, "bagged(local_last,n=20,augmenter=seed)");
      options.seed = seed;
      g_auto(ForecastRun) run = { 0 };
      run_fixture_run(&options, &run);
      const double mean = forecast_table_get_mean(run.table, 0, 0)[0];
      means[seed] = n_threads == 1 ? mean : means[seed];
      g_assert_cmpfloat(mean, ==, means[seed]);
    }
  }
  g_assert_cmpfloat(means[0], !=, means[1]);
}

// What lies behind the values that a model is shown changes nothing.
static void
check_future(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\na,2,2\na,3,3\na,4,9\nb,1,1\nb,2,2\nb,3,3\nb,4,1e300\n", 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model =
      model_new(fixture.registry, "bagged(local_last,n=9,augmenter=seed)", &error);
  g_assert_no_error(error);
  g_autoptr(Member) member = member_new(model, 1, 1);
  double forecasts[2] = { 0 };
  for (gsize series = 0; series < 2; series++) {
    g_autoptr(Arena) arena = arena_new();
    Call call;
    call_init(&call, 5);
    call.arena = arena;
    const SeriesView *view = series_view_new(fixture.panel, series, 0, 3, NULL, 0, FALSE, arena);
    const MemberOutput output = { .horizon = 1, .mean = &forecasts[series] };
    g_assert_cmpint(member_forecast(member, 0, view, 0, &call, &output), ==, PLUGCAST_OK);
  }
  g_assert_cmpfloat(forecasts[0], ==, forecasts[1]);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
    g_test_add_data_func(labels[i].path, &labels[i], check_label);
  }
  g_test_add_func("/bagged/sets-parameters-of-its-parts", check_copy);
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_test_add_data_func(refused[i].path, &refused[i], check_refused);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    g_test_add_data_func(values[i].path, &values[i], check_value);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
    g_test_add_data_func(faults[i].path, &faults[i], check_fault);
  }
  g_test_add_func("/bagged/seed-decides-and-threads-do-not", check_seeds);
  g_test_add_func("/bagged/never-sees-the-future", check_future);
  return g_test_run();
}
