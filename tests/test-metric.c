// SPDX-License-Identifier: MIT
// Values are worked out by hand from the definitions of docs/metrics.md.
#include "run-fixture.h"

#include "run/metric.h"

#include <math.h>

enum {
  HORIZON = 4
};

static const double history[] = { 1, 3, 2, 4 }; // changes 2, -1, 2
static const double actuals[HORIZON] = { 5, 3, NAN, 6 };
static const double mean[HORIZON] = { 4, 4, 9, 6 };
static const double lower[HORIZON] = { 3, 3.5, 0, 6.5 };
static const double upper[HORIZON] = { 6, 4.5, 10, 7 };
static const double *const lowers[] = { lower };
static const double *const uppers[] = { upper };
static const char *const levels[] = { "80", NULL };

static MetricOutcome
make_outcome(gsize season)
{
  return (MetricOutcome){
    .horizon = HORIZON,
    .actuals = actuals,
    .mean = mean,
    .lower = lowers,
    .upper = uppers,
    .scale = metric_scale_new(history, G_N_ELEMENTS(history), season),
  };
}

static CoverageSet *
make_coverages(const char *const *texts)
{
  g_autoptr(GError) error = NULL;
  CoverageSet *set = coverage_set_new(texts, &error);
  g_assert_no_error(error);
  return set;
}

static MetricSet *
make_set(const char *text, const CoverageSet *coverages)
{
  g_autoptr(GError) error = NULL;
  const char *const texts[] = { text, NULL };
  MetricSet *set = metric_set_new(texts, coverages, NULL, &error);
  g_assert_no_error(error);
  return set;
}

typedef struct {
  const char *path;
  const char *metric;
  double expected;
} ValueCase;

// The missing third actual is passed over, so means are over three steps.
static const ValueCase value_cases[] = {
  { "/metric/value/mae", "mae", 2.0 / 3 },
  { "/metric/value/mse", "mse", 2.0 / 3 },
  { "/metric/value/rmse", "rmse", 0.816496580927726 },
  { "/metric/value/bias-is-forecast-less-actual", "bias", 0 },
  { "/metric/value/mape-in-percent", "mape", 100 * (1.0 / 5 + 1.0 / 3) / 3 },
  { "/metric/value/smape-up-to-200", "smape", 200 * (1.0 / 9 + 1.0 / 7) / 3 },
  { "/metric/value/mase", "mase", (2.0 / 3) / (5.0 / 3) },
  { "/metric/value/rmsse", "rmsse", 0.471404520791032 },
  // Widths 3, 1 and 0.5, and twice a miss of 0.5 at 2 / 0.2 each, by 5/3.
  { "/metric/value/msis", "msis", (3 + 6 + 5.5) / 3 / (5.0 / 3) },
  { "/metric/value/coverage", "coverage", 1.0 / 3 },
  // Twice the pinball losses at 0.1, 0.5 and 0.9, by 0.3, 0.4 and 0.3.
  { "/metric/value/crps", "crps", (0.58 + 0.76 + 0.33) / 3 },
  { "/metric/value/wql", "wql", (1.6 + 2.2 + 1.1) / 3 / (5 + 3 + 6) },
  { "/metric/value/sql", "sql", (0.8 + 1.1 + 0.55) / 9 / (5.0 / 3) },
};

static void
check_value(gconstpointer data)
{
  const ValueCase *row = data;
  g_autoptr(CoverageSet) coverages = make_coverages(levels);
  g_autoptr(MetricSet) set = make_set(row->metric, coverages);
  const MetricOutcome outcome = make_outcome(1);
  MetricSum sum = { 0 };
  metric_set_add(set, &outcome, NULL, FALSE, &sum);
  g_assert_cmpfloat_with_epsilon(metric_set_finish(set, 0, &sum), row->expected, 1e-14);
  g_assert_cmpuint(sum.n_steps, ==, 3);
  g_assert_cmpuint(sum.n_undefined, ==, 0);
}

// The M4 definition: the training part's mean absolute change over a season.
static void
check_season(void)
{
  const MetricScale scale = metric_scale_new(history, G_N_ELEMENTS(history), 2);
  g_assert_cmpfloat(scale.absolute, ==, 1);
  g_assert_cmpfloat(scale.square, ==, 1);
  const double with_gap[] = { 1, NAN, 2, 4, 5 };
  g_assert_cmpfloat(metric_scale_new(with_gap, 5, 1).absolute, ==, 1.5);
  g_assert_true(isnan(metric_scale_new(history, 4, 4).absolute));
  g_assert_true(isnan(metric_scale_new(history, 0, 1).square));
}

typedef struct {
  const char *path;
  const char *metric;
  double actual;
  double forecast;
  double change; // of the training part
  double bound;  // both
} UndefinedCase;

static const UndefinedCase undefined_cases[] = {
  { "/metric/undefined/mape-of-zero", "mape", 0, 1, 1, 0 },
  { "/metric/undefined/smape-of-two-zeros", "smape", 0, 0, 1, 0 },
  { "/metric/undefined/mase-after-a-constant", "mase", 1, 2, 0, 0 },
  { "/metric/undefined/rmsse-after-a-constant", "rmsse", 1, 2, 0, 0 },
  { "/metric/undefined/msis-after-a-constant", "msis", 1, 2, 0, 0 },
  { "/metric/undefined/mase-after-too-little", "mase", 1, 2, NAN, 0 },
  { "/metric/undefined/mae-without-a-forecast", "mae", 1, NAN, 1, 0 },
  { "/metric/undefined/coverage-without-an-interval", "coverage", 1, 2, 1, NAN },
  { "/metric/undefined/crps-without-an-interval", "crps", 1, 2, 1, NAN },
};

static void
check_undefined(gconstpointer data)
{
  const UndefinedCase *row = data;
  g_autoptr(CoverageSet) coverages = make_coverages(levels);
  g_autoptr(MetricSet) set = make_set(row->metric, coverages);
  const double *const bounds[] = { &row->bound };
  const MetricOutcome outcome = {
    .horizon = 1,
    .actuals = &row->actual,
    .mean = &row->forecast,
    .lower = bounds,
    .upper = bounds,
    .scale = { row->change, row->change },
  };
  MetricSum sum = { 0 };
  metric_set_add(set, &outcome, NULL, FALSE, &sum);
  g_assert_true(isnan(metric_set_finish(set, 0, &sum)));
  g_assert_cmpuint(sum.n_undefined, ==, 1);
  g_assert_cmpuint(sum.n_steps, ==, 0);
}

// An error whose square is beyond the range of numbers gives no score rather than an infinite one.
static void
check_range(void)
{
  g_autoptr(CoverageSet) coverages = make_coverages(NULL);
  g_autoptr(MetricSet) set = make_set("mse,mae", coverages);
  const double actual = 1e200;
  const double forecast = -1e200;
  const MetricOutcome outcome = { .horizon = 1, .actuals = &actual, .mean = &forecast };
  MetricSum sums[2] = { { 0 } };
  metric_set_add(set, &outcome, NULL, FALSE, sums);
  g_assert_true(isnan(metric_set_finish(set, 0, &sums[0])));
  g_assert_cmpfloat(metric_set_finish(set, 1, &sums[1]), ==, 2e200);
}

static void
check_steps(void)
{
  g_autoptr(CoverageSet) coverages = make_coverages(levels);
  g_autoptr(MetricSet) set = make_set("mae,wql", coverages);
  const MetricOutcome outcome = make_outcome(1);
  MetricSum by_step[HORIZON * 2] = { { 0 } };
  MetricSum whole[2] = { { 0 } };
  metric_set_add(set, &outcome, NULL, TRUE, by_step);
  metric_set_add(set, &outcome, NULL, FALSE, whole);
  g_assert_cmpfloat(metric_set_finish(set, 0, &by_step[0]), ==, 1);
  g_assert_true(isnan(metric_set_finish(set, 0, &by_step[4])));
  for (gsize metric = 0; metric < 2; metric++) {
    MetricSum joined = { 0 };
    for (gsize h = 0; h < HORIZON; h++) {
      metric_sum_add(&joined, &by_step[h * 2 + metric]);
    }
    g_assert_cmpfloat(metric_set_finish(set, metric, &joined), ==,
                      metric_set_finish(set, metric, &whole[metric]));
  }
}

// With 2 levels the cells of the nodes 0.025, 0.1, 0.5, 0.9, 0.975 are bounded by 0, 0.0625, 0.3,
// 0.7, 0.9375 and 1. All quantiles at the actual but the highest, which lies one above.
static void
check_crps_cells(void)
{
  const char *const two[] = { "80", "95", NULL };
  g_autoptr(CoverageSet) coverages = make_coverages(two);
  g_autoptr(MetricSet) set = make_set("crps", coverages);
  const double zero = 0;
  const double one = 1;
  const double *const lows[] = { &zero, &zero };
  const double *const highs[] = { &zero, &one };
  const MetricOutcome outcome = {
    .horizon = 1,
    .actuals = &zero,
    .mean = &zero,
    .lower = lows,
    .upper = highs,
  };
  MetricSum sum = { 0 };
  metric_set_add(set, &outcome, NULL, FALSE, &sum);
  g_assert_cmpfloat_with_epsilon(metric_set_finish(set, 0, &sum), 2 * 0.025 * 0.0625, 1e-15);
}

typedef struct {
  const char *path;
  const char *metric;
  double score;
  double loss;
} LossCase;

static const LossCase loss_cases[] = {
  { "/metric/loss/of-an-error", "mase", 0.8, 0.8 },
  { "/metric/loss/of-a-bias", "bias", -3, 3 },
  { "/metric/loss/of-a-coverage-above", "coverage", 0.875, 0.075 },
  { "/metric/loss/of-a-coverage-below", "coverage", 0.5, 0.3 },
};

static void
check_loss(gconstpointer data)
{
  const LossCase *row = data;
  g_autoptr(CoverageSet) coverages = make_coverages(levels);
  g_autoptr(MetricSet) set = make_set(row->metric, coverages);
  g_assert_cmpfloat_with_epsilon(metric_set_get_loss(set, 0, row->score), row->loss, 1e-15);
  g_assert_true(isnan(metric_set_get_loss(set, 0, NAN)));
}

typedef struct {
  const char *path;
  const char *metric;
  gboolean has_levels;
  int code;
  const char *message;
} RefusalCase;

#define NAMES "mae, mse, rmse, bias, mape, smape, mase, rmsse, msis, coverage, crps, wql, sql"

static const RefusalCase refusals[] = {
  { "/metric/refuses/unknown", "nmase", FALSE, METRIC_ERROR_UNKNOWN,
    "metric 'nmase' is none of " NAMES ", and no plugin has it; did you mean 'mase'?" },
  { "/metric/refuses/empty", "mae,", FALSE, METRIC_ERROR_UNKNOWN,
    "metric '' is none of " NAMES ", and no plugin has it" },
  { "/metric/refuses/twice", "mae,mase,mae", FALSE, METRIC_ERROR_UNKNOWN,
    "metric 'mae' is given twice" },
  { "/metric/refuses/coverage-without-levels", "coverage", FALSE, METRIC_ERROR_LEVEL,
    "metric 'coverage' measures intervals, and none are forecast: levels such as 80,95 are "
    "needed" },
};

static void
check_refusal(gconstpointer data)
{
  const RefusalCase *row = data;
  g_autoptr(CoverageSet) coverages = make_coverages(row->has_levels ? levels : NULL);
  g_autoptr(GError) error = NULL;
  const char *const texts[] = { row->metric, NULL };
  g_assert_null(metric_set_new(texts, coverages, NULL, &error));
  g_assert_error(error, METRIC_ERROR, row->code);
  g_assert_cmpstr(error->message, ==, row->message);
}

static void
check_defaults(void)
{
  const char *const two[] = { "80", "95", NULL };
  const char *const expected[] = { "mae",         "rmse",        "mape",    "smape",
                                   "mase",        "rmsse",       "msis-80", "msis-95",
                                   "coverage-80", "coverage-95", "crps" };
  g_autoptr(CoverageSet) coverages = make_coverages(two);
  g_autoptr(GError) error = NULL;
  g_autoptr(MetricSet) set = metric_set_new(NULL, coverages, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(metric_set_get_length(set), ==, G_N_ELEMENTS(expected));
  for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_assert_cmpstr(metric_set_get_label(set, i), ==, expected[i]);
  }
}

static void
check_plugins(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, run_fixture_rows, 1);
  g_autoptr(CoverageSet) coverages = make_coverages(levels);
  g_autoptr(GError) error = NULL;
  const char *const texts[] = { "largest_error,count_below", NULL };
  g_autoptr(MetricSet) set = metric_set_new(texts, coverages, fixture.registry, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(metric_set_get_label(set, 0), ==, "largest_error");
  g_assert_true(metric_set_is_whole(set, 0));
  g_assert_cmpfloat(metric_set_get_loss(set, 1, 3), ==, -3);

  const plugcast_series training = { .struct_size = sizeof training, .values = history };
  MetricOutcome outcome = make_outcome(1);
  outcome.training = &training;
  g_autoptr(Arena) arena = arena_new();
  Call call;
  call_init(&call, 1);
  call.arena = arena;
  MetricSum sums[2] = { { 0 } };
  metric_set_add(set, &outcome, &call, FALSE, sums);
  g_assert_cmpfloat(metric_set_finish(set, 0, &sums[0]), ==, 1);
  g_assert_cmpfloat(metric_set_finish(set, 1, &sums[1]), ==, 3);

  g_autoptr(CoverageSet) none = make_coverages(NULL);
  g_assert_null(metric_set_new(texts, none, fixture.registry, &error));
  g_assert_error(error, METRIC_ERROR, METRIC_ERROR_LEVEL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(value_cases); i++) {
    g_test_add_data_func(value_cases[i].path, &value_cases[i], check_value);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(undefined_cases); i++) {
    g_test_add_data_func(undefined_cases[i].path, &undefined_cases[i], check_undefined);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(loss_cases); i++) {
    g_test_add_data_func(loss_cases[i].path, &loss_cases[i], check_loss);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  g_test_add_func("/metric/scale/by-season", check_season);
  g_test_add_func("/metric/value/beyond-range-is-none", check_range);
  g_test_add_func("/metric/steps/add-up-to-the-whole", check_steps);
  g_test_add_func("/metric/value/crps-of-unequal-cells", check_crps_cells);
  g_test_add_func("/metric/set/defaults", check_defaults);
  g_test_add_func("/metric/set/of-plugins", check_plugins);
  return g_test_run();
}
