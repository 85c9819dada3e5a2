// SPDX-License-Identifier: MIT
#include "classic-series.h"
#include "model-checks.h"

#include <math.h>
#include <string.h>

static const double z_80 = 1.2815515655446004;

enum {
  N_PATHS = 20000,
};

typedef struct {
  BareHost *host;
} Fixture;

static void
fixture_set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->host = bare_host_new(g_getenv("PLUGIN_THETA"));
}

static void
fixture_tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  bare_host_free(fixture->host);
}

static void
assert_relative(double actual, double expected, double tolerance)
{
  model_assert_near(actual, expected, tolerance * fabs(expected));
}

static void
test_theta_agrees_with_r_on_nile(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const ModelOutcome outcome = model_run(fixture->host, "theta", nile, N_NILE, 1);
  // forecast 8.20, thetaf(Nile, h = 3); its optimiser stops within 1e-3 of the optimum.
  const double means[] = { 799.811996216, 798.454843501, 797.097690785 };
  const double lows_80[] = { 614.971559285, 608.118295413, 601.419342594 };
  const double highs_95[] = { 1082.50104987, 1089.54947381, 1096.36189936 };
  for (gsize h = 0; h < G_N_ELEMENTS(means); h++) {
    assert_relative(outcome.means[h], means[h], 1e-3);
    assert_relative(outcome.quantiles[1][h], lows_80[h], 1e-3);
    assert_relative(outcome.quantiles[4][h], highs_95[h], 1e-3);
  }
}

static void
test_theta_agrees_with_r_on_air_passengers(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const ModelOutcome outcome =
      model_run(fixture->host, "theta", air_passengers, N_AIR_PASSENGERS, 12);
  // forecast 8.20, thetaf(AirPassengers, h = 6)
  const double means[] = {
    440.078191082, 428.384280557, 489.707098670, 475.704627661, 479.670388669, 545.366272154,
  };
  for (gsize h = 0; h < G_N_ELEMENTS(means); h++) {
    assert_relative(outcome.means[h], means[h], 1e-4);
  }
}

/** Standard Theta by its first definition: the mean of the trend line and a smoothed theta line. */
static void
forecast_by_two_lines(
    const double *values, gsize n_values, double alpha, double level, double *means)
{
  double time_mean = 0.0;
  double mean = 0.0;
  for (gsize i = 0; i < n_values; i++) {
    time_mean += (double)i / (double)n_values;
    mean += values[i] / (double)n_values;
  }
  double products = 0.0;
  double squares = 0.0;
  for (gsize i = 0; i < n_values; i++) {
    products += ((double)i - time_mean) * (values[i] - mean);
    squares += ((double)i - time_mean) * ((double)i - time_mean);
  }
  const double slope = products / squares;
  const double intercept = mean - slope * time_mean;
  // Theta line 2 starts from twice the level less the trend line's first value.
  double smoothed = 2.0 * level - intercept;
  for (gsize i = 0; i < n_values; i++) {
    const double line = 2.0 * values[i] - (intercept + slope * (double)i);
    smoothed += alpha * (line - smoothed);
  }
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    means[h] = (smoothed + intercept + slope * (double)(n_values + h)) / 2.0;
  }
}

/** The initial level of least squared errors of simple exponential smoothing, by bisection. */
static double
best_level(const double *values, gsize n_values, double alpha)
{
  double low = -1e4;
  double high = 1e4;
  for (int round = 0; round < 200; round++) {
    const double middle = (low + high) / 2.0;
    double level = middle;
    double weight = 1.0;
    double gradient = 0.0;
    for (gsize i = 0; i < n_values; i++) {
      const double error = values[i] - level;
      gradient += weight * error;
      level += alpha * error;
      weight *= 1.0 - alpha;
    }
    low = gradient > 0.0 ? middle : low;
    high = gradient > 0.0 ? high : middle;
  }
  return low;
}

static void
test_theta_averages_two_lines(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const ModelOutcome outcome = model_run(fixture->host, "theta:alpha=0.3", nile, N_NILE, 1);
  double expected[MODEL_HORIZON];
  forecast_by_two_lines(nile, N_NILE, 0.3, best_level(nile, N_NILE, 0.3), expected);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    assert_relative(outcome.means[h], expected[h], 1e-10);
  }
}

/** The dynamic model word for word, with sums and powers instead of recursions. */
typedef struct {
  double alpha;
  double theta;
  const double *values; // y_1 at [0]
  gsize n_values;
} Dynamic;

/** Least squares line through the first @n values: its intercept and slope. */
static void
fit_line(const double *values, gsize n, double *intercept, double *slope)
{
  *intercept = n == 1 ? values[0] : 0.0;
  *slope = 0.0;
  if (n < 2) {
    return;
  }
  const double middle = ((double)n + 1.0) / 2.0;
  double products = 0.0;
  double squares = 0.0;
  double mean = 0.0;
  for (gsize i = 0; i < n; i++) {
    const double time = (double)(i + 1) - middle;
    products += time * values[i];
    squares += time * time;
    mean += values[i] / (double)n;
  }
  *slope = products / squares;
  *intercept = mean - *slope * middle;
}

/** Forecasts the value after the first @n. */
static double
dynamic_step(const Dynamic *model, gsize n)
{
  const double share = 1.0 - 1.0 / model->theta;
  const double decay = 1.0 - model->alpha;
  double level = (1.0 - share) * model->values[0];
  for (gsize i = 0; i < n; i++) {
    level = model->alpha * model->values[i] + decay * level;
  }
  double intercept = 0.0;
  double slope = 0.0;
  fit_line(model->values, n, &intercept, &slope);
  const double reach = (1.0 - pow(decay, (double)n + 1.0)) / model->alpha;
  return level + share * (pow(decay, (double)n) * intercept + reach * slope);
}

static double
dynamic_loss(const Dynamic *model)
{
  double sum = 0.0;
  for (gsize i = 3; i < model->n_values; i++) {
    const double error = model->values[i] - dynamic_step(model, i);
    sum += error * error;
  }
  return sum;
}

static void
dynamic_forecast(const Dynamic *model, double *means)
{
  g_autofree double *extended = g_new(double, model->n_values + MODEL_HORIZON);
  memcpy(extended, model->values, model->n_values * sizeof *extended);
  Dynamic longer = *model;
  longer.values = extended;
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    means[h] = dynamic_step(&longer, model->n_values + h);
    extended[model->n_values + h] = means[h];
  }
}

static void
test_dotm_follows_its_definition(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const ModelOutcome outcome =
      model_run(fixture->host, "dotm:alpha=0.3,theta=3.5", nile, N_NILE, 1);
  const Dynamic model = { .alpha = 0.3, .theta = 3.5, .values = nile, .n_values = N_NILE };
  double expected[MODEL_HORIZON];
  dynamic_forecast(&model, expected);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    assert_relative(outcome.means[h], expected[h], 1e-10);
  }
}

static void
test_dotm_finds_the_least_loss(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  enum {
    N_VALUES = 40
  };
  Dynamic best = { .alpha = 0.1, .theta = 1.0, .values = nile, .n_values = N_VALUES };
  double least = (double)INFINITY;
  for (int i = 0; i <= 89; i++) {
    for (int j = 0; j <= 50; j++) {
      const Dynamic model = {
        .alpha = 0.1 + 0.01 * i,
        .theta = 1.0 / (1.0 - 0.0199 * j),
        .values = nile,
        .n_values = N_VALUES,
      };
      const double loss = dynamic_loss(&model);
      best = loss < least ? model : best;
      least = MIN(loss, least);
    }
  }
  const ModelOutcome outcome = model_run(fixture->host, "dotm", nile, N_VALUES, 1);
  double expected[MODEL_HORIZON];
  dynamic_forecast(&best, expected);
  assert_relative(outcome.means[0], expected[0], 5e-3);
  // The width of the first interval is that of the errors: no grid point's are smaller.
  const double deviation = (outcome.quantiles[3][0] - outcome.means[0]) / z_80;
  g_assert_cmpfloat(deviation * deviation * (N_VALUES - 3 - 2), <=, least);
  assert_relative(deviation * deviation * (N_VALUES - 3 - 2), least, 1e-2);
}

/** Standard deviations of @N_PATHS paths of the model with errors of deviation 1. */
static void
simulate_spread(const Dynamic *model, gsize n_steps, double *deviations)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  g_autofree double *extended = g_new(double, model->n_values + n_steps);
  memcpy(extended, model->values, model->n_values * sizeof *extended);
  double sums[MODEL_HORIZON] = { 0.0 };
  double squares[MODEL_HORIZON] = { 0.0 };
  Dynamic path = *model;
  path.values = extended;
  for (int i = 0; i < N_PATHS; i++) {
    for (gsize h = 0; h < n_steps; h++) {
      const double radius = sqrt(-2.0 * log(1.0 - g_rand_double(random)));
      const double error = radius * cos(2.0 * G_PI * g_rand_double(random));
      const double value = dynamic_step(&path, model->n_values + h) + error;
      extended[model->n_values + h] = value;
      sums[h] += value / N_PATHS;
      squares[h] += value * value / N_PATHS;
    }
  }
  for (gsize h = 0; h < n_steps; h++) {
    deviations[h] = sqrt(squares[h] - sums[h] * sums[h]);
  }
}

static void
test_dotm_intervals_match_simulated_paths(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  enum {
    N_VALUES = 20,
    N_STEPS = 8
  };
  const ModelOutcome outcome =
      model_run(fixture->host, "dotm:alpha=0.4,theta=4", nile, N_VALUES, 1);
  const Dynamic model = { .alpha = 0.4, .theta = 4.0, .values = nile, .n_values = N_VALUES };
  double deviations[MODEL_HORIZON];
  simulate_spread(&model, N_STEPS, deviations);
  const double first = outcome.quantiles[3][0] - outcome.means[0];
  for (gsize h = 0; h < N_STEPS; h++) {
    // 20000 paths leave a standard error of 0.5 %.
    assert_relative((outcome.quantiles[3][h] - outcome.means[h]) / first, deviations[h], 0.02);
  }
}

static void
test_shift_moves_the_forecast(Fixture *fixture, gconstpointer data)
{
  const char *const model = data;
  double shifted[N_AIR_PASSENGERS];
  for (gsize i = 0; i < N_AIR_PASSENGERS; i++) {
    shifted[i] = air_passengers[i] - 5000.0;
  }
  const ModelOutcome plain = model_run(fixture->host, model, air_passengers, N_AIR_PASSENGERS, 12);
  const ModelOutcome moved = model_run(fixture->host, model, shifted, N_AIR_PASSENGERS, 12);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    model_assert_near(moved.means[h], plain.means[h] - 5000.0, 1e-6);
    model_assert_near(moved.quantiles[0][h], plain.quantiles[0][h] - 5000.0, 1e-6);
  }
}

static void
test_constant_stays_constant(Fixture *fixture, gconstpointer data)
{
  const double values[] = { 3.3, 3.3, 3.3, 3.3, 3.3, 3.3, 3.3, 3.3, 3.3 };
  const ModelOutcome outcome = model_run(fixture->host, data, values, G_N_ELEMENTS(values), 1);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    model_assert_near(outcome.means[h], 3.3, 1e-12);
    model_assert_near(outcome.quantiles[0][h], 3.3, 1e-12);
  }
}

static void
test_missing_end_is_forecast(Fixture *fixture, gconstpointer data)
{
  double values[N_NILE];
  memcpy(values, nile, sizeof values);
  values[N_NILE - 1] = values[N_NILE - 2] = (double)NAN;
  const ModelOutcome longer = model_run(fixture->host, data, nile, N_NILE - 2, 1);
  const ModelOutcome cut = model_run(fixture->host, data, values, N_NILE, 1);
  for (gsize h = 0; h + 2 < MODEL_HORIZON; h++) {
    model_assert_near(cut.means[h], longer.means[h + 2], 1e-9);
    model_assert_near(cut.quantiles[4][h], longer.quantiles[4][h + 2], 1e-9);
  }
}

static void
test_missing_values_are_bridged(Fixture *fixture, gconstpointer data)
{
  double values[N_AIR_PASSENGERS];
  memcpy(values, air_passengers, sizeof values);
  for (gsize i = 20; i < N_AIR_PASSENGERS; i += 23) {
    values[i] = (double)NAN;
  }
  const ModelOutcome whole = model_run(fixture->host, data, air_passengers, N_AIR_PASSENGERS, 12);
  const ModelOutcome holed = model_run(fixture->host, data, values, N_AIR_PASSENGERS, 12);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    assert_relative(holed.means[h], whole.means[h], 0.02);
  }
}

static void
test_without_trend_and_smoothing_is_naive(Fixture *fixture, gconstpointer data)
{
  const ModelOutcome outcome = model_run(fixture->host, data, nile, N_NILE, 1);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    model_assert_near(outcome.means[h], nile[N_NILE - 1], 1e-9);
  }
}

static void
test_none_takes_no_season(Fixture *fixture, gconstpointer data)
{
  const ModelOutcome told = model_run(fixture->host, data, air_passengers, N_AIR_PASSENGERS, 12);
  const ModelOutcome plain = model_run(fixture->host, data, air_passengers, N_AIR_PASSENGERS, 1);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    g_assert_cmpfloat(told.means[h], ==, plain.means[h]);
  }
}

static void
test_auto_is_multiplicative(Fixture *fixture, gconstpointer data)
{
  g_autofree char *forced = g_strdup_printf("%s:season=multiplicative", (const char *)data);
  g_autofree char *additive = g_strdup_printf("%s:season=additive", (const char *)data);
  const gsize n = N_AIR_PASSENGERS;
  const ModelOutcome found = model_run(fixture->host, data, air_passengers, n, 12);
  const ModelOutcome same = model_run(fixture->host, forced, air_passengers, n, 12);
  const ModelOutcome other = model_run(fixture->host, additive, air_passengers, n, 12);
  g_assert_cmpfloat(found.means[6], ==, same.means[6]);
  // July stands out by a quarter of a level that has doubled, not by what it was on average.
  g_assert_cmpfloat(found.means[6], >, other.means[6] + 20.0);
}

static void
test_stops_when_asked(Fixture *fixture, gconstpointer data)
{
  bare_host_stop(fixture->host);
  const ModelOutcome outcome = model_run(fixture->host, data, nile, N_NILE, 1);
  g_assert_cmpint(outcome.status, ==, PLUGCAST_CANCELLED);
}

/** Adds a test of one model; @model is also the first part of its path. */
static void
add_test(const char *model,
         const char *promise,
         const char *settings,
         void (*test)(Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf("/%s/%s", model, promise);
  g_test_add(path, Fixture, settings, fixture_set_up, test, fixture_tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autoptr(BareHost) host = bare_host_new(g_getenv("PLUGIN_THETA"));
  static const char *const models[][4] = {
    { "theta", "theta:season=additive", "theta:alpha=1,theta=1", "theta:season=none" },
    { "dotm", "dotm:season=additive", "dotm:alpha=1,theta=1", "dotm:season=none" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(models); i++) {
    const char *const model = models[i][0];
    model_checks_add(host, model);
    add_test(model, "shift-moves-the-forecast", models[i][1], test_shift_moves_the_forecast);
    add_test(model, "without-trend-and-smoothing-is-naive", models[i][2],
             test_without_trend_and_smoothing_is_naive);
    add_test(model, "season/none-takes-no-season", models[i][3], test_none_takes_no_season);
    add_test(model, "season/auto-is-multiplicative", model, test_auto_is_multiplicative);
    add_test(model, "constant-stays-constant", model, test_constant_stays_constant);
    add_test(model, "missing-end-is-forecast", model, test_missing_end_is_forecast);
    add_test(model, "missing-values-are-bridged", model, test_missing_values_are_bridged);
    add_test(model, "stops-when-asked", model, test_stops_when_asked);
  }
  add_test("theta", "agrees-with-r/nile", NULL, test_theta_agrees_with_r_on_nile);
  add_test("theta", "agrees-with-r/air-passengers", NULL,
           test_theta_agrees_with_r_on_air_passengers);
  add_test("theta", "averages-two-lines", NULL, test_theta_averages_two_lines);
  add_test("dotm", "follows-its-definition", NULL, test_dotm_follows_its_definition);
  add_test("dotm", "finds-the-least-loss", NULL, test_dotm_finds_the_least_loss);
  add_test("dotm", "intervals-match-simulated-paths", NULL,
           test_dotm_intervals_match_simulated_paths);
  return g_test_run();
}
