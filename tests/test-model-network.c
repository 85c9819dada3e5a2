// SPDX-License-Identifier: MIT
#include "run/model_network.h"

#include "run-fixture.h"
#include "run/member.h"

#include <math.h>
#include <string.h>

static double
constant_value(gsize t)
{
  (void)t;
  return 5.0;
}

static double
zero_value(gsize t)
{
  (void)t;
  return 0.0;
}

static double
negative_value(gsize t)
{
  return -(double)t;
}

static double
huge_value(gsize t)
{
  return t % 2 == 0 ? 5e307 : -5e307;
}

static double
tiny_value(gsize t)
{
  return 1e-300 * (double)(t % 3);
}

static double
smallest_value(gsize t)
{
  return 5e-324 * (double)(t % 4);
}

static double
gap_value(gsize t)
{
  return t == 10 || t == 20 ? NAN : (double)(t % 7);
}

static void
test_sorts_parameters_and_settings(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(
      fixture.registry, "train_networks:line(0.25,epochs=7,loss=[quantiles:0.1,0.9])", &error);
  g_assert_no_error(error);
  const NetworkModel *network = model_get_network(model);
  g_assert_cmpstr(setup_get_label(network->setup), ==, "line(dropout=0.25)");
  g_assert_cmpuint(network->settings.n_epochs, ==, 7);
  g_assert_cmpstr(model_get_label(model), ==,
                  "line(dropout=0.25,epochs=7,loss=[quantiles:0.1,0.9])");

  g_autoptr(Model) changed = model_copy_with(model, "epochs", "9", &error);
  g_assert_no_error(error);
  g_autoptr(Model) both = model_copy_with(changed, "dropout", "0", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(both), ==, "line(epochs=9,loss=[quantiles:0.1,0.9])");

  // The label is the model again.
  g_autoptr(Model) again = model_new(fixture.registry, model_get_label(both), &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(again), ==, model_get_label(both));
}

static void
test_forecasters_are_no_networks(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(fixture.registry, "global_mean", &error);
  g_assert_no_error(error);
  g_assert_null(model_get_network(model));
}

typedef struct {
  const char *text;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "line(epoch=3)",
    "network 'line' has no parameter 'epoch' (dropout), and training no such setting (input, "
    "horizon, epochs, steps, batch, shard, rate, schedule, optimizer, loss, scaling, "
    "series_scaling, clip, patience, delta, validation); did you mean 'epochs'?" },
  { "line(epochs=x)", "network 'line': epochs: 'x' is no whole number from 1 to 1000000000" },
  { "line(loss=mape)", "network 'line': loss: 'mape' is no loss (mse, mae, huber:DELTA, "
                       "quantile:Q, quantiles:Q,Q,…); did "
                       "you mean 'mae'?" },
};

static void
test_refuses(const void *data)
{
  const Refusal *refusal = data;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(GError) error = NULL;
  g_assert_null(model_new(fixture.registry, refusal->text, &error));
  g_assert_cmpstr(error->message, ==, refusal->message);
}

// Series that rise by one: a linear map of differences to the last value learns it at once.
static void
test_is_trained_where_others_are_fitted(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(
      &fixture, "line(input=3,epochs=400,rate=0.01,validation=0,clip=0,series_scaling=none)");
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  g_autofree char *issues = run_fixture_describe_issues(&fixture, &run);
  g_assert_cmpstr(issues, ==, "");
  static const double last[] = { 8, 18, 28 };
  for (gsize i = 0; i < 3; i++) {
    for (gsize h = 0; h < 3; h++) {
      g_assert_cmpfloat_with_epsilon(forecast_table_get_mean(run.table, 0, i)[h],
                                     last[i] + (double)h + 1.0, 0.05);
    }
  }
}

// Levels within the quantiles of the loss come from the network, wider ones from its errors.
static void
test_intervals_beyond_its_quantiles_are_conformal(const void *data)
{
  const char *const levels[] = { data, NULL };
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options =
      run_fixture_options(&fixture, "line(input=2,epochs=3,validation=0,loss=[quantiles:0.1,0.9])");
  options.horizon = 1;
  options.levels = levels;
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  g_autofree char *issues = run_fixture_describe_issues(&fixture, &run);
  g_assert_cmpstr(issues, ==, "");
  const double mean = forecast_table_get_mean(run.table, 0, 0)[0];
  const double lower = forecast_table_get_lower(run.table, 0, 0, 0)[0];
  const double upper = forecast_table_get_upper(run.table, 0, 0, 0)[0];
  const gboolean is_own = strcmp(data, "80") == 0;
  g_assert_cmpfloat(lower, <, upper);
  // The network says the quantile above the median for its forecast; conformal intervals are even.
  g_assert_true((fabs(mean - upper) <= 0.0) == is_own);
  g_assert_true((fabs((lower + upper) / 2.0 - mean) < 1e-9) == !is_own);
}

// Series of every awkward kind, all in one training: each is forecast, or refused for a reason that
// is its own.
static void
test_takes_awkward_series(const void *data)
{
  static const struct {
    const char *id;
    double (*value)(gsize t);
  } kinds[] = {
    { "constant", constant_value }, { "zero", zero_value }, { "negative", negative_value },
    { "huge", huge_value },         { "tiny", tiny_value }, { "smallest", smallest_value },
    { "gap", gap_value },
  };
  g_autoptr(GString) rows = g_string_new("short,1,1\nshort,2,2\n");
  for (gsize kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
    for (gsize t = 1; t <= 40; t++) {
      char digits[G_ASCII_DTOSTR_BUF_SIZE];
      const double value = kinds[kind].value(t);
      g_string_append_printf(rows, "%s,%" G_GSIZE_FORMAT ",%s\n", kinds[kind].id, t,
                             isnan(value) ? "" : g_ascii_dtostr(digits, sizeof digits, value));
    }
  }
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, rows->str, 2);
  g_autofree char *model = g_strdup_printf("line(input=6,epochs=3,scaling=%s)", (const char *)data);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, model);
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  g_assert_cmpuint(issue_list_get_length(run.issues), ==, 1);
  g_assert_cmpstr(issue_list_get(run.issues, 0)->message, ==,
                  "2 values, and the network was trained on windows of 6");
  for (gsize i = 1; i <= G_N_ELEMENTS(kinds); i++) {
    for (gsize h = 0; h < options.horizon; h++) {
      g_assert_true(isfinite(forecast_table_get_mean(run.table, 0, i)[h]));
    }
  }
}

static void
test_failure_of_training_is_told_for_each_series(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 2);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "line(input=30)");
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  g_assert_cmpuint(issue_list_get_length(run.issues), ==, 3);
  g_assert_cmpstr(issue_list_get(run.issues, 0)->message, ==,
                  "the network could not be trained: no series has a window to train on: 30 steps "
                  "of input and 3 of horizon without a missing value");
}

static double *
forecast_real_data(unsigned n_threads, gsize *n_values)
{
  g_autoptr(GError) error = NULL;
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, n_threads);
  g_autofree char *path =
      g_test_build_filename(G_TEST_DIST, "..", "examples", "data", "classic-monthly.csv", NULL);
  g_clear_pointer(&fixture.panel, panel_free);
  fixture.panel = reader_read_panel(path, NULL, fixture.pool, &error);
  g_assert_no_error(error);
  g_auto(ForecastOptions) options =
      run_fixture_options(&fixture, "line(dropout=0.2,input=24,epochs=2)");
  options.horizon = 18;
  options.seed = 3;
  const char *const levels[] = { "80", NULL };
  options.levels = levels;
  g_auto(ForecastRun) run = { 0 };
  run_fixture_run(&options, &run);
  const gsize n_series = panel_get_n_series(fixture.panel);
  const gsize n_columns = forecast_table_get_n_columns(run.table);
  *n_values = n_series * n_columns * options.horizon;
  double *values = g_new(double, *n_values);
  for (gsize i = 0; i < n_series; i++) {
    for (gsize column = 0; column < n_columns; column++) {
      memcpy(values + (i * n_columns + column) * options.horizon,
             forecast_table_get_column(run.table, column, i), options.horizon * sizeof *values);
    }
  }
  return values;
}

// Trained at the end and at earlier origins, for the intervals. parallel.md 4.5
static void
test_same_bits_for_any_number_of_threads(const void *data)
{
  gsize n_expected = 0;
  gsize n_values = 0;
  g_autofree double *expected = forecast_real_data(1, &n_expected);
  g_autofree double *values = forecast_real_data(GPOINTER_TO_UINT(data), &n_values);
  g_assert_cmpuint(n_values, ==, n_expected);
  g_assert_cmpint(memcmp(expected, values, n_values * sizeof *values), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/model-network/sorts-parameters-and-settings",
                  test_sorts_parameters_and_settings);
  g_test_add_func("/model-network/forecasters-are-none", test_forecasters_are_no_networks);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path = g_strdup_printf("/model-network/refuses/%s", refusals[i].text);
    g_test_add_data_func(path, &refusals[i], test_refuses);
  }
  g_test_add_func("/model-network/is-trained-where-others-are-fitted",
                  test_is_trained_where_others_are_fitted);
  g_test_add_func("/model-network/failure-is-told-for-each-series",
                  test_failure_of_training_is_told_for_each_series);
  g_test_add_data_func("/model-network/intervals/of-its-quantiles", "80",
                       test_intervals_beyond_its_quantiles_are_conformal);
  g_test_add_data_func("/model-network/intervals/beyond-its-quantiles", "90",
                       test_intervals_beyond_its_quantiles_are_conformal);
  static const char *const scalings[] = { "none", "standard", "robust", "last", "revin" };
  for (gsize i = 0; i < G_N_ELEMENTS(scalings); i++) {
    g_autofree char *path = g_strdup_printf("/model-network/takes-awkward-series/%s", scalings[i]);
    g_test_add_data_func(path, scalings[i], test_takes_awkward_series);
  }
  static const unsigned n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path = g_strdup_printf("/model-network/same-bits/%u-threads", n_threads[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(n_threads[i]),
                         test_same_bits_for_any_number_of_threads);
  }
  return g_test_run();
}
