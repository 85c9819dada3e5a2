// SPDX-License-Identifier: MIT
// What pipelines of transforms and a model promise. parallel.md 4.10
#include "run-fixture.h"

#include "run/member.h"
#include "run/transform_chain.h"

#include <math.h>
#include <string.h>

static void
assert_mean(ForecastTable *table, gsize series, double expected)
{
  g_assert_cmpfloat(forecast_table_get_mean(table, 0, series)[0], ==, expected);
}

typedef struct {
  const char *name;
  const char *model;
  const char *label;
} LabelRow;

static const LabelRow label_rows[] = {
  { "one", "twice|repeat_last", "twice|repeat_last" },
  { "blanks", " twice | negate |repeat_last ", "twice|negate|repeat_last" },
  { "parameters", "broken(none)|local_last(offset=2)", "broken|local_last(offset=2)" },
  { "settings", "broken(fault=fit_fails)|local_last", "broken(fault=fit_fails)|local_last" },
};

static void
check_label(gconstpointer data)
{
  const LabelRow *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(fixture.registry, row->model, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(model), ==, row->label);
}

typedef struct {
  const char *name;
  const char *model;
  const char *message; // how it begins
} RefusalRow;

static const RefusalRow refusal_rows[] = {
  { "no-model", "twice|", "'twice|' has nothing at one side of a bar (write TRANSFORM|MODEL)" },
  { "no-transform", "|repeat_last", "'|repeat_last' has nothing at one side of a bar" },
  { "two-bars", "twice||repeat_last", "'twice||repeat_last' has nothing at one side of a bar" },
  { "unknown-transform", "twixe|repeat_last",
    "no transform 'twixe' is offered by any plugin; did you mean 'twice'?" },
  { "unknown-model", "twice|repeat_lost", "no forecaster 'repeat_lost' is offered by any plugin" },
  { "model-as-transform", "repeat_last|repeat_last", "no transform 'repeat_last' is offered" },
  { "parameter", "broken(5)|repeat_last", "transform 'broken': " },
};

static void
check_refusal(gconstpointer data)
{
  const RefusalRow *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_assert_null(model_new(fixture.registry, row->model, &error));
  g_assert_nonnull(error);
  if (!g_str_has_prefix(error->message, row->message)) {
    g_error("'%s' does not begin with '%s'", error->message, row->message);
  }
}

static void
check_parameter_is_the_models(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(fixture.registry, "twice|local_last", &error);
  g_autoptr(Model) copy = model_copy_with(model, "offset", "3", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(copy), ==, "twice|local_last(offset=3)");
  g_assert_cmpstr(setup_get_label(model_get_setup(copy)), ==, "local_last(offset=3)");
  g_assert_null(model_copy_with(model, "fault", "none", &error));
  g_assert_nonnull(error);
}

typedef struct {
  const char *name;
  const char *model;
  double first; // forecasts of series that end in 8 and 28
  double third;
} ForecastRow;

static const ForecastRow forecast_rows[] = {
  { "inverse", "twice|repeat_last", 8, 28 },
  // 2 × 8 + 4, halved.
  { "model-sees-transformed", "twice|local_last(offset=4)", 10, 30 },
  // 4 × 8 + 4, halved twice.
  { "in-turn", "twice|twice|local_last(offset=4)", 9, 29 },
  { "shorter", "shorten|repeat_last", 8, 28 },
  // 2 × the mean of 8, 18 and 28, halved.
  { "global", "twice|global_mean", 18, 18 },
  { "global-in-turn", "twice|twice|global_mean(offset=4)", 19, 19 },
};

static void
check_forecast(gconstpointer data)
{
  const ForecastRow *row = data;
  static const guint n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_auto(RunFixture) fixture = { 0 };
    run_fixture_init(&fixture, run_fixture_rows, n_threads[i]);
    g_auto(ForecastOptions) options = run_fixture_options(&fixture, row->model);
    g_auto(ForecastRun) result = { 0 };
    run_fixture_run(&options, &result);
    g_autofree char *issues = run_fixture_describe_issues(&fixture, &result);
    g_assert_cmpstr(issues, ==, "");
    assert_mean(result.table, 0, row->first);
    assert_mean(result.table, 2, row->third);
  }
}

typedef struct {
  const char *name;
  const char *message;
} FaultRow;

static const FaultRow fault_rows[] = {
  { "state_huge",
    "no memory -: transform 'broken(fault=state_huge)': asks for 18446744073709551615 numbers of "
    "state (at most 134217728)" },
  { "state_unwritten",
    "output not written -: transform 'broken(fault=state_unwritten)': left number 1 of its state "
    "unwritten" },
  { "state_infinite",
    "output not finite -: transform 'broken(fault=state_infinite)': number 1 of its state is inf" },
  { "state_overrun",
    "output overrun -: transform 'broken(fault=state_overrun)': wrote outside of its state" },
  { "fit_fails", "bad input -: transform 'broken(fault=fit_fails)': not these values" },
  { "fit_fails_silently",
    "numeric failure -: transform 'broken(fault=fit_fails_silently)': fit() failed: numeric "
    "failure" },
  { "apply_unwritten",
    "output not written -: transform 'broken(fault=apply_unwritten)': left value 8 unwritten" },
  { "apply_missing",
    "output not finite -: transform 'broken(fault=apply_missing)': value 2 becomes nan" },
  { "apply_overrun",
    "output overrun -: transform 'broken(fault=apply_overrun)': wrote outside of the buffer of the "
    "values" },
  { "invert_unwritten",
    "output not written -: transform 'broken(fault=invert_unwritten)': left step 3 of the forecast "
    "unwritten" },
  { "invert_infinite",
    "output not finite -: transform 'broken(fault=invert_infinite)': step 1 of the forecast "
    "becomes -inf" },
  { "invert_largest",
    "numeric failure -: step 1 of the forecast has no inverse within the numbers" },
  { "invert_overrun",
    "output overrun -: transform 'broken(fault=invert_overrun)': wrote outside of the buffer of "
    "the forecast" },
  { "invert_fails", "numeric failure -: transform 'broken(fault=invert_fails)': no way back" },
};

static void
check_fault(gconstpointer data)
{
  const FaultRow *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_autofree char *model = g_strdup_printf("broken(fault=%s)|repeat_last", row->name);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, model);
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_autofree char *expected = g_strdup_printf("bad %s failed %s\n", model, row->message);
  if (strcmp(row->name, "state_huge") == 0) {
    // Every series is refused: the size is asked for before the series is known.
    g_assert_nonnull(strstr(found, expected));
    return;
  }
  g_assert_cmpstr(found, ==, expected);
  assert_mean(result.table, 0, 8);
  assert_mean(result.table, 2, 28);
}

typedef struct {
  const char *name;
  const char *text; // a data set
  const char *model;
  const char *issues;
} AbilityRow;

static const AbilityRow ability_rows[] = {
  { "model-takes-no-missing", "unique_id,ds,y\na,1,1\na,2,\na,3,3\na,4,4\n", "negate|local_last",
    "a negate|local_last failed unsupported -: behind 'negate': 1 of 4 values are missing, and the "
    "model takes none\n" },
  { "transform-takes-no-missing", "unique_id,ds,y\na,1,1\na,2,\na,3,3\na,4,4\n",
    "negate|twice|local_last",
    "a negate|twice|local_last failed unsupported -: transform 'twice': 1 of 4 values are missing, "
    "and it takes none\n" },
  // Needs four values; one is lost at the least, and in truth three.
  { "too-short-by-what-is-declared", "unique_id,ds,y\na,1,1\na,2,2\na,3,3\na,4,4\n",
    "shorten|repeat_last", "a shorten|repeat_last failed too short -: 4 values, needs 5\n" },
  { "too-short-by-what-is-lost", "unique_id,ds,y\na,1,1\na,2,2\na,3,3\na,4,4\na,5,5\n",
    "shorten|repeat_last",
    "a shorten|repeat_last failed too short -: behind 'shorten': 2 values, needs 4\n" },
  { "nothing-left", "unique_id,ds,y\na,1,1\na,2,2\na,3,3\n", "shorten|local_last",
    "a shorten|local_last failed too short -: transform 'shorten': none of 3 values is left\n" },
};

static void
check_ability(gconstpointer data)
{
  const AbilityRow *row = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init_table(&fixture, row->text, 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, row->model);
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==, row->issues);
}

static void
check_regressors(void)
{
  // The transform, which declares none, divides by 1 + the regressors that it is shown; the model
  // shows its own.
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init_table(&fixture, "unique_id,ds,y,x\na,1,1,11\na,2,2,12\na,3,2,13\na,4,3,14\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "count|show_regressor");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_assert_cmpuint(issue_list_get_length(result.issues), ==, 0);
  assert_mean(result.table, 0, 11);
}

enum {
  N_LEVELS = 3,
  N_SAMPLES = 4,
  HORIZON = 2,
};

/** Forecasts the first series of the fixture with quantiles and samples. */
static void
forecast_all_outputs(const char *text, MemberOutput *output)
{
  static const double levels[N_LEVELS] = { 0.25, 0.5, 0.75 };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(fixture.registry, text, &error);
  g_assert_no_error(error);
  g_autoptr(Member) member = member_new(model, 1, 1);
  g_autoptr(Arena) arena = arena_new();
  Call call;
  call_init(&call, 1);
  call.arena = arena;
  const MemberTraits *traits = member_get_traits(member);
  output->horizon = HORIZON;
  output->probabilities = levels;
  output->n_probabilities = traits->can_quantiles ? N_LEVELS : 0;
  output->n_samples = traits->can_samples ? N_SAMPLES : 0;
  const SeriesView *view = series_view_new(fixture.panel, 0, 0, 8, NULL, 0, FALSE, arena);
  g_assert_cmpint(member_forecast(member, 0, view, 0, &call, output), ==, PLUGCAST_OK);
}

static void
check_quantiles_and_paths(void)
{
  double mean[HORIZON];
  double quantiles[N_LEVELS * HORIZON];
  double samples[N_SAMPLES * HORIZON];
  MemberOutput output = { .mean = mean, .quantiles = quantiles, .samples = samples };
  // 16 + level and 16 + number, halved.
  forecast_all_outputs("twice|spread", &output);
  g_assert_cmpuint(output.n_probabilities, ==, N_LEVELS);
  g_assert_cmpfloat(mean[1], ==, 8);
  g_assert_cmpfloat(quantiles[0], ==, 8.125);
  g_assert_cmpfloat(quantiles[5], ==, 8.375);
  g_assert_cmpfloat(samples[0], ==, 8);
  g_assert_cmpfloat(samples[7], ==, 9.5);
  // -8 + level, negated: the order turns around, the numbers stay.
  forecast_all_outputs("negate|spread", &output);
  g_assert_cmpfloat(quantiles[0], ==, 7.25);
  g_assert_cmpfloat(quantiles[2], ==, 7.5);
  g_assert_cmpfloat(quantiles[4], ==, 7.75);
  g_assert_cmpfloat(samples[7], ==, 5);
}

static void
check_no_sums_of_quantiles(void)
{
  // Paths can be added up, quantiles cannot.
  double mean[HORIZON];
  double samples[N_SAMPLES * HORIZON];
  MemberOutput output = { .mean = mean, .samples = samples };
  forecast_all_outputs("shorten|spread", &output);
  g_assert_cmpuint(output.n_probabilities, ==, 0);
  g_assert_cmpuint(output.n_samples, ==, N_SAMPLES);
  g_assert_cmpfloat(samples[7], ==, 11);
}

static void
check_global_leaves_out_what_fails(void)
{
  // The mean of 8 and 28; the series in between cannot be transformed.
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options =
      run_fixture_options(&fixture, "broken(fault=fit_fails)|global_mean");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);
  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==,
                  "bad broken(fault=fit_fails)|global_mean failed bad input -: transform "
                  "'broken(fault=fit_fails)': not these values\n");
  assert_mean(result.table, 0, 18);
}

static void
add_row(const char *promise, const char *name, gconstpointer row, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf("/pipeline/%s/%s", promise, name);
  g_test_add_data_func(path, row, test);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(label_rows); i++) {
    add_row("is-labelled", label_rows[i].name, &label_rows[i], check_label);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusal_rows); i++) {
    add_row("refuses", refusal_rows[i].name, &refusal_rows[i], check_refusal);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(forecast_rows); i++) {
    add_row("forecasts", forecast_rows[i].name, &forecast_rows[i], check_forecast);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(fault_rows); i++) {
    add_row("survives", fault_rows[i].name, &fault_rows[i], check_fault);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(ability_rows); i++) {
    add_row("says", ability_rows[i].name, &ability_rows[i], check_ability);
  }
  g_test_add_func("/pipeline/sets-parameters-of-the-model", check_parameter_is_the_models);
  g_test_add_func("/pipeline/shows-regressors-to-who-asks", check_regressors);
  g_test_add_func("/pipeline/inverts-quantiles-and-paths", check_quantiles_and_paths);
  g_test_add_func("/pipeline/adds-up-no-quantiles", check_no_sums_of_quantiles);
  g_test_add_func("/pipeline/global/leaves-out-what-fails", check_global_leaves_out_what_fails);
  return g_test_run();
}
