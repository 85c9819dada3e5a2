// SPDX-License-Identifier: MIT
#include "model-checks.h"

#include "awkward-series.h"

#include <float.h>
#include <math.h>
#include <string.h>

const double model_levels[MODEL_N_LEVELS] = { 0.025, 0.1, 0.5, 0.9, 0.975 };

enum {
  N_GUARDS = 8,
  PARAMS_LIMIT = 16,
};

static const double guard = 1234.5678;

/** A row of outputs between guard words. */
typedef struct {
  double before[N_GUARDS];
  double means[MODEL_HORIZON];
  double between[N_GUARDS];
  double quantiles[MODEL_N_LEVELS][MODEL_HORIZON];
  double after[N_GUARDS];
} Outputs;

static void
assert_guards(const double *guards)
{
  for (int i = 0; i < N_GUARDS; i++) {
    g_assert_true(guards[i] == guard);
  }
}

/** Forecasts once with @poison in the memory right after the values. */
static ModelOutcome
run_poisoned(BareHost *host,
             const char *model,
             const double *values,
             gsize n_values,
             guint32 season_length,
             double poison)
{
  g_auto(GStrv) parts = g_strsplit(model, ":", 2);
  const plugcast_component *const component = bare_host_find(host, parts[0]);
  g_assert_nonnull(component);
  g_assert_cmpuint(component->n_params, <=, PARAMS_LIMIT);
  plugcast_value settings[PARAMS_LIMIT];
  bare_host_parse(component, parts[1], settings);

  g_autofree double *input = g_new(double, n_values + N_GUARDS);
  memcpy(input, values, n_values * sizeof *input);
  for (gsize i = 0; i < N_GUARDS; i++) {
    input[n_values + i] = poison;
  }
  Outputs outputs;
  for (gsize i = 0; i < sizeof outputs / sizeof guard; i++) {
    ((double *)&outputs)[i] = guard;
  }
  const double period = (double)season_length;
  const plugcast_series series = {
    .struct_size = sizeof series,
    .season_length = season_length,
    .id = "series",
    .values = input,
    .n_values = n_values,
    .periods = &period,
    .n_periods = season_length > 1 ? 1 : 0,
    .step_count = 1,
  };
  plugcast_status status = PLUGCAST_OK;
  const plugcast_forecast out = {
    .struct_size = sizeof out,
    .n_levels = MODEL_N_LEVELS,
    .horizon = MODEL_HORIZON,
    .levels = model_levels,
    .mean = outputs.means,
    .quantiles = outputs.quantiles[0],
    .status = &status,
  };
  ModelOutcome outcome = { .status = 0 };
  outcome.status = bare_host_forecast(host, component, settings, &series, &out);

  g_assert_true(memcmp(input, values, n_values * sizeof *input) == 0);
  assert_guards(outputs.before);
  assert_guards(outputs.between);
  assert_guards(outputs.after);
  memcpy(outcome.means, outputs.means, sizeof outcome.means);
  memcpy(outcome.quantiles, outputs.quantiles, sizeof outcome.quantiles);
  return outcome;
}

ModelOutcome
model_run(
    BareHost *host, const char *model, const double *values, gsize n_values, guint32 season_length)
{
  const ModelOutcome outcome =
      run_poisoned(host, model, values, n_values, season_length, (double)NAN);
  const ModelOutcome again = run_poisoned(host, model, values, n_values, season_length, 1e300);
  g_assert_cmpint(outcome.status, ==, again.status);
  g_assert_true(memcmp(outcome.means, again.means, sizeof again.means) == 0);
  g_assert_true(memcmp(outcome.quantiles, again.quantiles, sizeof again.quantiles) == 0);
  return outcome;
}

void
model_assert_near(double actual, double expected, double tolerance)
{
  if (!(fabs(actual - expected) <= tolerance)) {
    g_error("%.17g is not within %g of %.17g", actual, tolerance, expected);
  }
}

/** One registered test: a model, a promise and a series. */
typedef struct {
  BareHost *host;
  const char *model;
  const AwkwardSeries *series;
} Case;

static const guint32 season_lengths[] = { 1, 4, 7, 50 };

static void
test_is_finite(gconstpointer data)
{
  const Case *const row = data;
  g_autofree double *values = awkward_series_make(row->series);
  for (gsize i = 0; i < G_N_ELEMENTS(season_lengths); i++) {
    const ModelOutcome outcome =
        model_run(row->host, row->model, values, row->series->n_values, season_lengths[i]);
    g_assert_cmpint(outcome.status, ==, PLUGCAST_OK);
    for (gsize h = 0; h < MODEL_HORIZON; h++) {
      g_assert_true(isfinite(outcome.means[h]));
      for (gsize level = 0; level < MODEL_N_LEVELS; level++) {
        g_assert_true(isfinite(outcome.quantiles[level][h]));
      }
    }
  }
}

static void
test_quantiles_do_not_cross(gconstpointer data)
{
  const Case *const row = data;
  g_autofree double *values = awkward_series_make(row->series);
  for (gsize i = 0; i < G_N_ELEMENTS(season_lengths); i++) {
    const ModelOutcome outcome =
        model_run(row->host, row->model, values, row->series->n_values, season_lengths[i]);
    for (gsize h = 0; h < MODEL_HORIZON; h++) {
      for (gsize level = 1; level < MODEL_N_LEVELS; level++) {
        g_assert_cmpfloat(outcome.quantiles[level - 1][h], <=, outcome.quantiles[level][h]);
      }
      g_assert_cmpfloat(outcome.quantiles[2][h], ==, outcome.means[h]);
    }
  }
}

static void
test_intervals_widen(gconstpointer data)
{
  const Case *const row = data;
  g_autofree double *values = awkward_series_make(row->series);
  const ModelOutcome outcome = model_run(row->host, row->model, values, row->series->n_values, 1);
  const double rounding = 1e-12 * awkward_series_largest(row->series);
  for (gsize h = 1; h < MODEL_HORIZON; h++) {
    if (fabs(outcome.quantiles[0][h]) == DBL_MAX || fabs(outcome.quantiles[4][h]) == DBL_MAX) {
      break;
    }
    // Halves, as the whole width of an interval may exceed the largest number.
    const double before = outcome.quantiles[4][h - 1] / 2 - outcome.quantiles[0][h - 1] / 2;
    const double now = outcome.quantiles[4][h] / 2 - outcome.quantiles[0][h] / 2;
    g_assert_cmpfloat(now, >=, before * (1.0 - 1e-9) - rounding);
  }
}

static void
test_scales(gconstpointer data)
{
  const Case *const row = data;
  g_autofree double *values = awkward_series_make(row->series);
  const gsize n_values = row->series->n_values;
  const ModelOutcome plain = model_run(row->host, row->model, values, n_values, 4);
  // A power of two loses no digit, unless the numbers leave the range where they have all of them.
  const double largest = awkward_series_largest(row->series);
  const double factor = largest > 1.0 ? 0x1p-20 : 0x1p20;
  for (gsize i = 0; i < n_values; i++) {
    values[i] *= factor;
  }
  const ModelOutcome scaled = model_run(row->host, row->model, values, n_values, 4);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    const double expected = plain.means[h] * factor;
    const double slack = largest * factor * 1e-9 + 0x1p-1000;
    if (fabs(plain.means[h]) < 1e308) {
      model_assert_near(scaled.means[h], expected, slack);
    }
  }
}

static void
test_refuses_all_missing(gconstpointer data)
{
  const Case *const row = data;
  const double values[] = { (double)NAN, (double)NAN, (double)NAN };
  const ModelOutcome outcome = model_run(row->host, row->model, values, G_N_ELEMENTS(values), 1);
  g_assert_cmpint(outcome.status, ==, PLUGCAST_BAD_INPUT);
  g_assert_cmpstr(bare_host_get_message(row->host), ==, "every value is missing");
}

static void
test_refuses_infinity(gconstpointer data)
{
  const Case *const row = data;
  const double values[] = { 1.0, (double)INFINITY, 2.0 };
  const ModelOutcome outcome = model_run(row->host, row->model, values, G_N_ELEMENTS(values), 1);
  g_assert_cmpint(outcome.status, ==, PLUGCAST_BAD_INPUT);
  g_assert_cmpstr(bare_host_get_message(row->host), ==, "a value is infinite");
}

static void
test_reports_lack_of_memory(gconstpointer data)
{
  const Case *const row = data;
  double values[40];
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    values[i] = 10.0 + (double)(i % 4);
  }
  gsize n_blocks = 0;
  ModelOutcome outcome = { .status = PLUGCAST_NO_MEMORY };
  while (outcome.status == PLUGCAST_NO_MEMORY) {
    g_assert_cmpuint(n_blocks, <, 100);
    bare_host_starve(row->host, n_blocks++);
    outcome = model_run(row->host, row->model, values, G_N_ELEMENTS(values), 4);
    if (outcome.status == PLUGCAST_NO_MEMORY) {
      g_assert_true(g_str_has_prefix(bare_host_get_message(row->host), "no memory for "));
    }
  }
  bare_host_starve(row->host, G_MAXSIZE);
  g_assert_cmpint(outcome.status, ==, PLUGCAST_OK);
  g_assert_cmpuint(n_blocks, >, 2);
}

static void
add_case(const Case *shared, const char *promise, const char *series, GTestDataFunc test)
{
  g_autofree char *path = series != NULL
                              ? g_strdup_printf("/%s/%s/%s", shared->model, promise, series)
                              : g_strdup_printf("/%s/%s", shared->model, promise);
  g_test_add_data_func_full(path, g_memdup2(shared, sizeof *shared), test, g_free);
}

void
model_checks_add(BareHost *host, const char *model)
{
  Case row = { .host = host, .model = model };
  for (gsize i = 0; i < awkward_series_count(); i++) {
    row.series = awkward_series_get(i);
    add_case(&row, "is-finite", row.series->name, test_is_finite);
    add_case(&row, "quantiles-do-not-cross", row.series->name, test_quantiles_do_not_cross);
    add_case(&row, "intervals-widen", row.series->name, test_intervals_widen);
    add_case(&row, "scales", row.series->name, test_scales);
  }
  add_case(&row, "refuses-all-missing", NULL, test_refuses_all_missing);
  add_case(&row, "refuses-infinity", NULL, test_refuses_infinity);
  add_case(&row, "reports-lack-of-memory", NULL, test_reports_lack_of_memory);
}
