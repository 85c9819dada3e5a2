// SPDX-License-Identifier: MIT
#include "classic-series.h"
#include "model-checks.h"

#include <math.h>

// Of the standard normal distribution at 0.9 and 0.975.
static const double z_80 = 1.2815515655446004;
static const double z_95 = 1.959963984540054;

typedef struct {
  BareHost *host;
} Fixture;

static void
fixture_set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->host = bare_host_new(g_getenv("PLUGIN_BASELINE"));
}

static void
fixture_tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  bare_host_free(fixture->host);
}

/** Asserts step @h (from 0): mean and the lower ends of the 80 and 95 % intervals. */
static void
assert_step(const ModelOutcome *outcome, gsize h, double mean, double low_80, double low_95)
{
  g_assert_cmpint(outcome->status, ==, PLUGCAST_OK);
  model_assert_near(outcome->means[h], mean, 1e-6);
  model_assert_near(outcome->quantiles[1][h], low_80, 1e-6);
  model_assert_near(outcome->quantiles[0][h], low_95, 1e-6);
}

/** Asserts step @h by mean and standard deviation. */
static void
assert_normal(const ModelOutcome *outcome, gsize h, double mean, double deviation)
{
  assert_step(outcome, h, mean, mean - z_80 * deviation, mean - z_95 * deviation);
}

static void
test_naive_agrees_with_r(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const ModelOutcome outcome = model_run(fixture->host, "naive", nile, N_NILE, 1);
  // forecast 8.20, naive(Nile, h = 3)
  assert_step(&outcome, 0, 740.0, 525.564844879, 412.049730688);
  assert_step(&outcome, 1, 740.0, 436.742895378, 276.208281356);
  assert_step(&outcome, 2, 740.0, 368.587416401, 171.973471196);
}

static void
test_drift_agrees_with_r(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const ModelOutcome outcome = model_run(fixture->host, "drift", nile, N_NILE, 1);
  // forecast 8.20, rwf(Nile, drift = TRUE, h = 3)
  assert_step(&outcome, 0, 736.161616162, 519.606400182, 404.968993565);
  assert_step(&outcome, 1, 732.323232323, 424.540441434, 261.610073818);
  assert_step(&outcome, 2, 728.484848485, 349.667934398, 149.134373399);
}

static void
test_mean_agrees_with_the_book(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const ModelOutcome outcome = model_run(fixture->host, "mean", nile, N_NILE, 1);
  // R: mean(Nile), sd(Nile) * sqrt(1 + 1/100); R's meanf() itself takes Student's distribution.
  assert_normal(&outcome, 0, 919.35, 170.07153330112);
  assert_normal(&outcome, MODEL_HORIZON - 1, 919.35, 170.07153330112);
}

static void
test_seasonal_naive_agrees_with_r(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const ModelOutcome outcome =
      model_run(fixture->host, "seasonal_naive", air_passengers, N_AIR_PASSENGERS, 12);
  // forecast 8.20, snaive(AirPassengers, h = 14)
  assert_step(&outcome, 0, 417.0, 370.459500169, 345.822447771);
  assert_step(&outcome, 11, 432.0, 385.459500169, 360.822447771);
  assert_step(&outcome, 12, 417.0, 351.181793939, 316.339740301);
  assert_step(&outcome, 13, 391.0, 325.181793939, 290.339740301);
}

static void
test_seasonal_naive_falls_back_to_naive(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const double values[] = { 4.0, 7.0, 5.0 };
  const ModelOutcome outcome = model_run(fixture->host, "seasonal_naive", values, 3, 5);
  // Places 3 and 4 of the season were never seen; 0, 1 and 2 were, once.
  const double expected[] = { 5.0, 5.0, 4.0, 7.0, 5.0, 5.0, 5.0, 4.0 };
  for (gsize h = 0; h < G_N_ELEMENTS(expected); h++) {
    g_assert_cmpfloat(outcome.means[h], ==, expected[h]);
  }
}

static void
test_naive_counts_missing_steps(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const double gap = (double)NAN;
  const double values[] = { 1.0, 2.0, gap, 6.0, gap };
  const ModelOutcome outcome = model_run(fixture->host, "naive", values, 5, 1);
  // Squared steps 1 over one step and 16 over two: a step's variance is (1 + 16/2) / 2. The
  // forecast of the first step lies two steps after the last value.
  assert_normal(&outcome, 0, 6.0, sqrt(4.5 * 2.0));
  assert_normal(&outcome, 1, 6.0, sqrt(4.5 * 3.0));
}

static void
test_drift_counts_missing_steps(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const double gap = (double)NAN;
  const double values[] = { 1.0, 2.0, gap, 7.0, gap };
  const ModelOutcome outcome = model_run(fixture->host, "drift", values, 5, 1);
  // Slope (7 - 1) / 3; errors -1 over one step, 1 over two: variance (1 + 1/2) / (3 - 2).
  assert_normal(&outcome, 0, 11.0, sqrt(1.5 * 2.0 * (1.0 + 2.0 / 3.0)));
  assert_normal(&outcome, 1, 13.0, sqrt(1.5 * 3.0 * (1.0 + 3.0 / 3.0)));
}

static void
test_mean_leaves_out_missing(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const double gap = (double)NAN;
  const double values[] = { 1.0, gap, 2.0, gap, 6.0 };
  const ModelOutcome outcome = model_run(fixture->host, "mean", values, 5, 1);
  // Variance ((1 - 3)^2 + (2 - 3)^2 + (6 - 3)^2) / 2 = 7.
  assert_normal(&outcome, 0, 3.0, sqrt(7.0 * (1.0 + 1.0 / 3.0)));
}

static void
test_window_average_follows_its_formula(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const double values[] = { 1.0, 3.0, 2.0, 5.0 };
  const ModelOutcome outcome = model_run(fixture->host, "window_average:window=2", values, 4, 1);
  // Steps 2, -1, 3: variance 14/3, lag-one covariance (-2 - 3) / 2 = -5/2, held at half the
  // variance; so all is noise and the errors 2, 0, 2.5 count over 2, 3/2 and 3/2.
  const double variance = (4.0 / 2.0 + 0.0 + 6.25 / 1.5) / 3.0;
  assert_normal(&outcome, 0, 3.5, sqrt(variance * 1.5));
  assert_normal(&outcome, 5, 3.5, sqrt(variance * 1.5));
}

static void
test_window_average_grows_on_a_walk(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const double values[] = { 1.0, 2.0, 4.0, 7.0 };
  const ModelOutcome outcome = model_run(fixture->host, "window_average:window=2", values, 4, 1);
  // Steps 1, 2, 3 with a positive covariance: no noise. The second value follows an average of one,
  // factor 1; the others an average of two, factor 1 + (2 - 1)(4 - 1) / 12.
  const double variance = (1.0 + 2.5 * 2.5 / 1.25 + 4.0 * 4.0 / 1.25) / 3.0;
  assert_normal(&outcome, 0, 5.5, sqrt(variance * 1.25));
  assert_normal(&outcome, 4, 5.5, sqrt(variance * 5.25));
}

static void
test_window_of_one_is_naive(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const ModelOutcome window = model_run(fixture->host, "window_average:window=1", nile, N_NILE, 1);
  const ModelOutcome naive = model_run(fixture->host, "naive", nile, N_NILE, 1);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    g_assert_cmpfloat(window.means[h], ==, naive.means[h]);
  }
}

static void
test_window_defaults_to_the_season(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const double values[] = { 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0 };
  const ModelOutcome seasonal = model_run(fixture->host, "window_average", values, 8, 4);
  model_assert_near(seasonal.means[0], 6.5, 1e-12);
  const ModelOutcome plain = model_run(fixture->host, "window_average", values, 8, 1);
  model_assert_near(plain.means[0], 7.0, 1e-12);
}

static void
test_seasonal_window_averages_places(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const double gap = (double)NAN;
  const double values[] = { 9.0, 90.0, 1.0, 10.0, gap, 20.0, 3.0, 40.0 };
  const ModelOutcome outcome =
      model_run(fixture->host, "seasonal_window_average:window=2", values, 8, 2);
  model_assert_near(outcome.means[0], (1.0 + 3.0) / 2.0, 1e-12);
  model_assert_near(outcome.means[1], (20.0 + 40.0) / 2.0, 1e-12);
  model_assert_near(outcome.means[2], outcome.means[0], 0.0);
}

static void
test_shift_moves_the_forecast(Fixture *fixture, gconstpointer data)
{
  const char *const model = data;
  double shifted[N_NILE];
  for (gsize i = 0; i < N_NILE; i++) {
    shifted[i] = nile[i] - 5000.0;
  }
  const ModelOutcome plain = model_run(fixture->host, model, nile, N_NILE, 4);
  const ModelOutcome moved = model_run(fixture->host, model, shifted, N_NILE, 4);
  for (gsize h = 0; h < MODEL_HORIZON; h++) {
    model_assert_near(moved.means[h], plain.means[h] - 5000.0, 1e-9);
    model_assert_near(moved.quantiles[0][h], plain.quantiles[0][h] - 5000.0, 1e-7);
  }
}

static void
add_values(const char *path, void (*test)(Fixture *fixture, gconstpointer data))
{
  g_test_add(path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autoptr(BareHost) host = bare_host_new(g_getenv("PLUGIN_BASELINE"));
  static const char *const models[] = {
    "naive", "seasonal_naive", "drift", "mean", "window_average", "seasonal_window_average",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(models); i++) {
    model_checks_add(host, models[i]);
    g_autofree char *path = g_strdup_printf("/%s/shift-moves-the-forecast", models[i]);
    g_test_add(path, Fixture, models[i], fixture_set_up, test_shift_moves_the_forecast,
               fixture_tear_down);
  }
  add_values("/naive/agrees-with-r", test_naive_agrees_with_r);
  add_values("/naive/counts-missing-steps", test_naive_counts_missing_steps);
  add_values("/seasonal_naive/agrees-with-r", test_seasonal_naive_agrees_with_r);
  add_values("/seasonal_naive/falls-back-to-naive", test_seasonal_naive_falls_back_to_naive);
  add_values("/drift/agrees-with-r", test_drift_agrees_with_r);
  add_values("/drift/counts-missing-steps", test_drift_counts_missing_steps);
  add_values("/mean/agrees-with-the-book", test_mean_agrees_with_the_book);
  add_values("/mean/leaves-out-missing", test_mean_leaves_out_missing);
  add_values("/window_average/follows-its-formula", test_window_average_follows_its_formula);
  add_values("/window_average/grows-on-a-walk", test_window_average_grows_on_a_walk);
  add_values("/window_average/window-of-one-is-naive", test_window_of_one_is_naive);
  add_values("/window_average/defaults-to-the-season", test_window_defaults_to_the_season);
  add_values("/seasonal_window_average/averages-places", test_seasonal_window_averages_places);
  return g_test_run();
}
