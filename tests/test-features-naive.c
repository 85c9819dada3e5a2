// SPDX-License-Identifier: MIT
// Features against the plainest computation of what their summaries say.
#include "classic-series.h"
#include "feature-checks.h"

#include <math.h>

static BareHost *
get_host(void)
{
  static BareHost *host;
  if (host == NULL) {
    host = bare_host_new(g_getenv("PLUGIN_FEATURES"));
  }
  return host;
}

static void
assert_near(double actual, double expected, double tolerance)
{
  if (!(fabs(actual - expected) <= tolerance * fmax(1.0, fabs(expected)))) {
    g_error("%.17g is not within %g of %.17g", actual, tolerance, expected);
  }
}

/** |Σ x exp(-2πi f t)|². */
static double
power_at(const double *values, gsize n, double frequency)
{
  double real = 0.0;
  double imaginary = 0.0;
  for (gsize t = 0; t < n; t++) {
    real += values[t] * cos(2.0 * G_PI * frequency * (double)t);
    imaginary += values[t] * sin(2.0 * G_PI * frequency * (double)t);
  }
  return real * real + imaginary * imaginary;
}

/** Subtracts the least squares line by its normal equations. */
static void
detrend(const double *values, gsize n, double *rest)
{
  double sum_t = 0.0;
  double sum_tt = 0.0;
  double sum_x = 0.0;
  double sum_tx = 0.0;
  for (gsize t = 0; t < n; t++) {
    const double time = (double)t;
    sum_t += time;
    sum_tt += time * time;
    sum_x += values[t];
    sum_tx += time * values[t];
  }
  const double count = (double)n;
  const double slope = (count * sum_tx - sum_t * sum_x) / (count * sum_tt - sum_t * sum_t);
  const double intercept = (sum_x - slope * sum_t) / count;
  for (gsize t = 0; t < n; t++) {
    rest[t] = values[t] - intercept - slope * (double)t;
  }
}

static void
test_periodogram(void)
{
  double rest[N_AIR_PASSENGERS];
  detrend(air_passengers, N_AIR_PASSENGERS, rest);
  double total = 0.0;
  double weighted = 0.0;
  double slow = 0.0;
  double product = 0.0;
  double greatest = 0.0;
  double squares = 0.0;
  for (gsize t = 0; t < N_AIR_PASSENGERS; t++) {
    squares += rest[t] * rest[t];
  }
  for (gsize j = 1; j <= N_AIR_PASSENGERS / 2; j++) {
    const double frequency = (double)j / N_AIR_PASSENGERS;
    const double power = power_at(rest, N_AIR_PASSENGERS, frequency);
    total += power;
    weighted += power * frequency;
    slow += frequency < 0.1 ? power : 0.0;
    product += log(power);
    greatest = fmax(greatest, power);
  }
  const gsize half = N_AIR_PASSENGERS / 2;
  const FeatureFact facts[] = {
    { "peak_frequency", 1.0 / 12.0, 1e-15 },
    { "peak_power_share", greatest / total, 1e-12 },
    { "mean_frequency", weighted / total, 1e-12 },
    { "slow_power_share", slow / total, 1e-12 },
    { "spectral_flatness", exp(product / (double)half) / (total / (double)half), 1e-10 },
    // At a frequency of the grid R squared is 2 / n of the power over the squares.
    { "fourier_harmonic_1",
      2.0 * power_at(rest, N_AIR_PASSENGERS, 1.0 / 12.0) / N_AIR_PASSENGERS / squares, 1e-12 },
    { "fourier_harmonic_3",
      2.0 * power_at(rest, N_AIR_PASSENGERS, 3.0 / 12.0) / N_AIR_PASSENGERS / squares, 1e-12 },
  };
  const FeatureInput input = { air_passengers, N_AIR_PASSENGERS, 12, PLUGCAST_STEP_MONTH, 1, 0 };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "spectrum", &input);
  feature_assert_facts(&outcome, facts, G_N_ELEMENTS(facts));
  const double sum = feature_get(&outcome, "fourier_harmonic_1") +
                     feature_get(&outcome, "fourier_harmonic_2") +
                     feature_get(&outcome, "fourier_harmonic_3");
  assert_near(feature_get(&outcome, "fourier_season"), sum, 1e-12);
}

/** The least of Robinson's objective over a fine grid of memory parameters. */
static double
search_memory(const double *values, gsize n)
{
  const gsize n_ordinates = (gsize)pow((double)n, 0.65);
  double best = 0.0;
  double least = INFINITY;
  for (int step = -500; step <= 1000; step++) {
    const double memory = step / 1000.0;
    double sum = 0.0;
    double logarithms = 0.0;
    for (gsize j = 1; j <= n_ordinates; j++) {
      const double angle = 2.0 * G_PI * (double)j / (double)n;
      sum += power_at(values, n, (double)j / (double)n) * pow(angle, 2.0 * memory);
      logarithms += log(angle);
    }
    const double count = (double)n_ordinates;
    const double loss = log(sum / count) - 2.0 * memory * logarithms / count;
    if (loss < least) {
      least = loss;
      best = memory;
    }
  }
  return best;
}

static void
test_hurst(void)
{
  const FeatureInput input = { nile, N_NILE, 1, PLUGCAST_STEP_MONTH, 1, 0 };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "stationarity", &input);
  const double expected = search_memory(nile, N_NILE) + 0.5;
  g_assert_cmpfloat_with_epsilon(feature_get(&outcome, "hurst"), expected, 1e-3);
}

static void
test_recent(void)
{
  const double *const window = air_passengers + N_AIR_PASSENGERS - 12;
  double sum = 0.0;
  double total = 0.0;
  double squares = 0.0;
  for (gsize i = 0; i < 12; i++) {
    sum += window[i];
    squares += window[i] * window[i];
  }
  double level = air_passengers[0];
  for (gsize i = 0; i < N_AIR_PASSENGERS; i++) {
    total += air_passengers[i];
    level = air_passengers[i] * 2.0 / 13.0 + level * 11.0 / 13.0;
  }
  const double mean = sum / 12.0;
  const double deviation = sqrt((squares - 12.0 * mean * mean) / 11.0);
  const FeatureFact facts[] = {
    { "last_value", 432, 0 },
    { "lag_1_value", 390, 0 },
    { "lag_season_value", 405, 0 },
    { "last_change", 42, 1e-15 },
    { "seasonal_change", 27, 1e-15 },
    { "last_growth", 42.0 / 390.0, 1e-14 },
    { "seasonal_growth", 27.0 / 405.0, 1e-14 },
    { "rolling_mean", mean, 1e-14 },
    { "rolling_deviation", deviation, 1e-12 },
    { "rolling_minimum", 390, 0 },
    { "rolling_maximum", 622, 0 },
    { "rolling_score", (432.0 - mean) / deviation, 1e-12 },
    { "rolling_mean_ratio", mean / (total / N_AIR_PASSENGERS), 1e-13 },
    { "smoothed_level", level, 1e-13 },
  };
  const FeatureInput input = { air_passengers, N_AIR_PASSENGERS, 12, PLUGCAST_STEP_MONTH, 1, 0 };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "recent", &input);
  feature_assert_facts(&outcome, facts, G_N_ELEMENTS(facts));
  double rest[12];
  detrend(window, 12, rest);
  const double slope = (window[11] - rest[11] - (window[0] - rest[0])) / 11.0;
  assert_near(feature_get(&outcome, "rolling_slope"), slope, 1e-12);
}

typedef struct {
  const char *name;
  double values[12];
  FeatureFact facts[8];
} DemandCase;

static const DemandCase demand_cases[] = {
  { "lumpy",
    { 0, 0, 3, 0, 0, 0, 9, 0, 1, 0, 0, 0 },
    { { "zero_share", 9.0 / 12.0, 1e-15 },
      { "demand_interval", 4.0, 1e-15 },
      // Demands 3, 9, 1: mean 13/3, variance 52/3.
      { "demand_cv2", (52.0 / 3.0) / (169.0 / 9.0), 1e-14 },
      { "demand_class", 4.0, 0 },
      { "zero_run_mean", 9.0 / 4.0, 1e-15 },
      { "zero_run_longest", 3.0, 0 },
      { "zero_start_share", 2.0 / 12.0, 1e-15 },
      { "zero_end_share", 3.0 / 12.0, 1e-15 } } },
  { "intermittent",
    { 4, 0, 4, 0, 4, 0, 5, 0, 4, 0, 4, 0 },
    { { "zero_share", 0.5, 0 },
      { "demand_interval", 2.0, 0 },
      { "demand_cv2", (1.0 / 6.0) / (625.0 / 36.0), 1e-14 },
      { "demand_class", 2.0, 0 },
      { "zero_run_mean", 1.0, 0 },
      { "zero_run_longest", 1.0, 0 },
      { "zero_start_share", 0.0, 0 },
      { "zero_end_share", 1.0 / 12.0, 1e-15 } } },
  { "smooth",
    { 4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5 },
    { { "zero_share", 0.0, 0 },
      { "demand_interval", 1.0, 0 },
      { "demand_cv2", (3.0 / 11.0) / (81.0 / 4.0), 1e-14 },
      { "demand_class", 1.0, 0 },
      { "zero_run_mean", (double)NAN, 0 },
      { "zero_run_longest", 0.0, 0 },
      { "zero_start_share", 0.0, 0 },
      { "zero_end_share", 0.0, 0 } } },
  { "erratic",
    { 1, 1, 1, 1, 1, 50, 1, 1, 1, 1, 1, 1 },
    { { "zero_share", 0.0, 0 },
      { "demand_interval", 1.0, 0 },
      { "demand_cv2", (2401.0 / 12.0) / (3721.0 / 144.0), 1e-13 },
      { "demand_class", 3.0, 0 },
      { "zero_run_mean", (double)NAN, 0 },
      { "zero_run_longest", 0.0, 0 },
      { "zero_start_share", 0.0, 0 },
      { "zero_end_share", 0.0, 0 } } },
  { "nothing-asked",
    { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
    { { "zero_share", 1.0, 0 },
      { "demand_interval", (double)NAN, 0 },
      { "demand_cv2", (double)NAN, 0 },
      { "demand_class", (double)NAN, 0 },
      { "zero_run_mean", 12.0, 0 },
      { "zero_run_longest", 12.0, 0 },
      { "zero_start_share", 1.0, 0 },
      { "zero_end_share", 1.0, 0 } } },
};

static void
test_intermittency(gconstpointer data)
{
  const DemandCase *const row = data;
  const FeatureInput input = { row->values, 12, 1, PLUGCAST_STEP_INDEX, 1, 0 };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "intermittency", &input);
  feature_assert_facts(&outcome, row->facts, G_N_ELEMENTS(row->facts));
}

/** Words, walkers and circles, word for word. */
static void
test_symbols(void)
{
  double mean = 0.0;
  double squares = 0.0;
  double standard[N_NILE];
  for (gsize t = 0; t < N_NILE; t++) {
    mean += nile[t] / N_NILE;
  }
  for (gsize t = 0; t < N_NILE; t++) {
    squares += (nile[t] - mean) * (nile[t] - mean);
  }
  for (gsize t = 0; t < N_NILE; t++) {
    standard[t] = (nile[t] - mean) / sqrt(squares / (N_NILE - 1));
  }
  double counts[8] = { 0.0 };
  double product = 0.0;
  double cubes = 0.0;
  double changes = 0.0;
  for (gsize t = 2; t < N_NILE; t++) {
    const gsize word = (standard[t - 2] > 0.0 ? 4U : 0U) + (standard[t - 1] > 0.0 ? 2U : 0U) +
                       (standard[t] > 0.0 ? 1U : 0U);
    counts[word] += 1.0;
    product += standard[t] * standard[t - 1] * standard[t - 2];
  }
  double entropy = 0.0;
  for (gsize i = 0; i < 8; i++) {
    entropy -= counts[i] > 0.0 ? counts[i] / 98.0 * log(counts[i] / 98.0) : 0.0;
  }
  double walker[N_NILE] = { 0.0 };
  double n_crossings = 0.0;
  for (gsize t = 1; t < N_NILE; t++) {
    walker[t] = 0.9 * walker[t - 1] + 0.1 * standard[t - 1];
    const gboolean was_above = walker[t - 1] > standard[t - 1];
    const gboolean is_above = walker[t] > standard[t];
    n_crossings += was_above != is_above ? 1.0 : 0.0;
    cubes += pow(standard[t] - standard[t - 1], 3.0);
    changes += pow(standard[t] - standard[t - 1], 2.0);
  }
  const FeatureFact facts[] = {
    { "motiftwo_entro3", entropy, 1e-13 },
    { "walker_propcross", n_crossings / 99.0, 1e-14 },
    { "c3", product / 98.0, 1e-12 },
    { "time_asymmetry", cubes / 99.0 / pow(changes / 99.0, 1.5), 1e-12 },
  };
  const FeatureInput input = { nile, N_NILE, 1, PLUGCAST_STEP_MONTH, 1, 0 };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "nonlinearity", &input);
  feature_assert_facts(&outcome, facts, G_N_ELEMENTS(facts));
}

/** Σ e² of Holt and Winters' smoothing of @values, standardised or not: the form with smoothed
 * parts. */
typedef struct {
  const double *values;
  gsize n_values;
  gsize season; // 1 without one
  double level;
  double slope;
  double seasonal[12];
} Smoothing;

static double
smoothing_loss(const Smoothing *smoothing, double alpha, double beta, double gamma)
{
  double level = smoothing->level;
  double slope = smoothing->slope;
  double seasonal[12] = { 0.0 };
  for (gsize i = 0; i < smoothing->season; i++) {
    seasonal[i] = smoothing->seasonal[i];
  }
  double squares = 0.0;
  for (gsize t = 0; t < smoothing->n_values; t++) {
    double *const place = &seasonal[t % smoothing->season];
    const double error = smoothing->values[t] - level - slope - *place;
    squares += error * error;
    level = level + slope + alpha * error;
    slope = slope + beta * error;
    *place = *place + gamma * error;
  }
  return squares;
}

/** No nearby parameters within the bounds have a lower loss, nor any of a coarse grid. */
static void
assert_is_least(const Smoothing *smoothing, double alpha, double beta, double gamma)
{
  const double least = smoothing_loss(smoothing, alpha, beta, gamma) * (1.0 + 1e-12);
  for (int i = 0; i < 27; i++) {
    const int steps[] = { i / 9 - 1, i / 3 % 3 - 1, i % 3 - 1 };
    const double a = fmin(fmax(alpha + 1e-4 * steps[0], 1e-4), 0.9999);
    const double b = beta > 0.0 ? fmin(fmax(beta + 1e-4 * steps[1], 1e-4 * a), a) : 0.0;
    const double most = 0.9999 * (1.0 - a);
    const double g =
        gamma > 0.0 ? fmin(fmax(gamma + 1e-4 * steps[2], 1e-4 * (1.0 - a)), most) : 0.0;
    g_assert_cmpfloat(smoothing_loss(smoothing, a, b, g), >=, least / (1.0 + 2e-12));
  }
  for (int i = 1; i < 20; i++) {
    for (int j = 0; j < 20; j++) {
      const double a = i / 20.0;
      const double b = beta > 0.0 ? a * (j + 1) / 21.0 : 0.0;
      const double g = gamma > 0.0 ? (1.0 - a) * (j + 1) / 21.0 : 0.0;
      g_assert_cmpfloat(smoothing_loss(smoothing, a, b, g), >=, least / (1.0 + 2e-12));
    }
  }
}

static void
test_simple_smoothing_is_the_best(void)
{
  Smoothing smoothing = { .values = nile, .n_values = N_NILE, .season = 1 };
  for (gsize t = 0; t < 10; t++) {
    smoothing.level += nile[t] / 10.0;
  }
  const FeatureInput input = { nile, N_NILE, 1, PLUGCAST_STEP_MONTH, 1, 0 };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "smoothing", &input);
  assert_is_least(&smoothing, feature_get(&outcome, "ses_alpha"), 0.0, 0.0);
}

static void
test_trend_smoothing_is_the_best(void)
{
  Smoothing smoothing = { .values = nile, .n_values = N_NILE, .season = 1 };
  double rest[10];
  detrend(nile, 10, rest);
  smoothing.slope = (nile[9] - rest[9] - (nile[0] - rest[0])) / 9.0;
  smoothing.level = nile[0] - rest[0] - smoothing.slope;
  const FeatureInput input = { nile, N_NILE, 1, PLUGCAST_STEP_MONTH, 1, 0 };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "smoothing", &input);
  assert_is_least(&smoothing, feature_get(&outcome, "holt_alpha"),
                  feature_get(&outcome, "holt_beta"), 0.0);
}

static void
test_seasonal_smoothing_is_the_best(void)
{
  Smoothing smoothing = { .values = air_passengers, .n_values = N_AIR_PASSENGERS, .season = 12 };
  double first = 0.0;
  double second = 0.0;
  for (gsize t = 0; t < 12; t++) {
    first += air_passengers[t] / 12.0;
    second += air_passengers[t + 12] / 12.0;
  }
  smoothing.slope = (second - first) / 12.0;
  smoothing.level = first - 6.5 * smoothing.slope;
  for (gsize t = 0; t < 12; t++) {
    const double line = smoothing.level + smoothing.slope * (double)(t + 1);
    smoothing.seasonal[t] =
        (air_passengers[t] + air_passengers[t + 12]) / 2.0 - line - 6.0 * smoothing.slope;
  }
  const FeatureInput input = { air_passengers, N_AIR_PASSENGERS, 12, PLUGCAST_STEP_MONTH, 1, 0 };
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "smoothing", &input);
  assert_is_least(&smoothing, feature_get(&outcome, "hw_alpha"), feature_get(&outcome, "hw_beta"),
                  feature_get(&outcome, "hw_gamma"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/features/naive/periodogram", test_periodogram);
  g_test_add_func("/features/naive/hurst", test_hurst);
  g_test_add_func("/features/naive/recent", test_recent);
  g_test_add_func("/features/naive/symbols", test_symbols);
  g_test_add_func("/features/naive/smoothing/simple", test_simple_smoothing_is_the_best);
  g_test_add_func("/features/naive/smoothing/trend", test_trend_smoothing_is_the_best);
  g_test_add_func("/features/naive/smoothing/season", test_seasonal_smoothing_is_the_best);
  for (gsize i = 0; i < G_N_ELEMENTS(demand_cases); i++) {
    g_autofree char *path = g_strdup_printf("/features/naive/demand/%s", demand_cases[i].name);
    g_test_add_data_func(path, &demand_cases[i], test_intermittency);
  }
  return g_test_run();
}
