// SPDX-License-Identifier: MIT
#include "augmenter-fixture.h"
#include "classic-series.h"
#include "curve.h"
#include "decomposition.h"

#include <math.h>
#include <string.h>

enum {
  LONG = 20000,
  N_SEEDS = 2000,
  SHORT = 101,
};

// Bounds on statistics are five standard errors; the draws are the same in every run.

static void
test_jitter_has_its_variance(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "jitter:sigma=0.1");
  g_autofree double *values = augmenter_fixture_ramp(LONG);
  g_autofree double *out = g_new(double, LONG);
  augmenter_fixture_run(&fixture, 1, values, LONG, out);
  const double deviation = sqrt(((double)LONG * LONG - 1.0) / 12.0);
  double sum = 0.0;
  double squares = 0.0;
  for (gsize i = 0; i < LONG; i++) {
    const double noise = (out[i] - values[i]) / (0.1 * deviation);
    sum += noise;
    squares += noise * noise;
  }
  g_assert_cmpfloat(fabs(sum / LONG), <, 5 * sqrt(1.0 / LONG));
  g_assert_cmpfloat(fabs(squares / LONG - 1.0), <, 5 * sqrt(2.0 / LONG));
}

// Checks the mean and the deviation of a normal factor over seeds, at step @at.
static void
check_factors(const char *text, gsize at, double sigma)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, text);
  double values[SHORT];
  double out[SHORT];
  for (gsize i = 0; i < SHORT; i++) {
    values[i] = 50.0 + (double)(i % 7);
  }
  double sum = 0.0;
  double squares = 0.0;
  for (guint64 seed = 0; seed < N_SEEDS; seed++) {
    augmenter_fixture_run(&fixture, seed, values, SHORT, out);
    const double z = (out[at] / values[at] - 1.0) / sigma;
    sum += z;
    squares += z * z;
  }
  g_assert_cmpfloat(fabs(sum / N_SEEDS), <, 5 * sqrt(1.0 / N_SEEDS));
  g_assert_cmpfloat(fabs(squares / N_SEEDS - 1.0), <, 5 * sqrt(2.0 / N_SEEDS));
}

static void
test_scaling_draws_one_factor(void)
{
  check_factors("scaling:sigma=0.3", 50, 0.3);
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "scaling");
  double out[N_NILE];
  augmenter_fixture_run(&fixture, 1, nile, N_NILE, out);
  for (gsize i = 1; i < N_NILE; i++) {
    g_assert_cmpfloat_with_epsilon(out[i] / nile[i], out[0] / nile[0], 1e-15);
  }
}

// With 4 knots between the ends of 101 steps, the knots stand at 0, 20, 40 … 100.
static void
test_magnitude_warp_draws_its_knots(void)
{
  check_factors("magnitude_warp", 0, 0.2);
  check_factors("magnitude_warp", 40, 0.2);
  check_factors("magnitude_warp:sigma=0.1", 100, 0.1);
}

// R 4.2: splinefun(0:5, c(1, 1.2, 0.7, 1.1, 0.9, 1.3), method = "natural").
static void
test_curve_is_the_natural_spline(void)
{
  const double heights[] = { 1.0, 1.2, 0.7, 1.1, 0.9, 1.3 };
  const double places[] = { 0.25, 1.5, 2.75, 3.1, 4.9 };
  const double expected[] = { 1.1124626196172249, 0.91267942583732053, 1.0118645334928229,
                              1.1086751196172249, 1.2377842105263159 };
  double factors[6];
  double bends[6];
  curve_find_bends(heights, 6, factors, bends);
  for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
    g_assert_cmpfloat_with_epsilon(curve_at(heights, bends, 6, places[i]), expected[i], 1e-15);
  }
  for (gsize i = 0; i < 6; i++) {
    g_assert_cmpfloat_with_epsilon(curve_at(heights, bends, 6, (double)i), heights[i], 1e-15);
  }
}

// On a ramp the copy is the warped time itself.
static void
test_time_warp_runs_forwards(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "time_warp:sigma=2");
  g_autofree double *values = augmenter_fixture_ramp(SHORT);
  double out[SHORT];
  double farthest = 0.0;
  for (guint64 seed = 0; seed < 200; seed++) {
    augmenter_fixture_run(&fixture, seed, values, SHORT, out);
    g_assert_cmpfloat(out[0], ==, 0.0);
    g_assert_cmpfloat(out[SHORT - 1], ==, SHORT - 1.0);
    for (gsize i = 1; i < SHORT; i++) {
      g_assert_cmpfloat(out[i], >, out[i - 1]);
      farthest = fmax(farthest, fabs(out[i] - (double)i));
    }
  }
  g_assert_cmpfloat(farthest, >, 10.0);
}

static void
test_window_slice_cuts_its_ratio(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "window_slice:ratio=0.6");
  g_autofree double *values = augmenter_fixture_ramp(SHORT);
  double out[SHORT];
  double sum = 0.0;
  for (guint64 seed = 0; seed < N_SEEDS; seed++) {
    augmenter_fixture_run(&fixture, seed, values, SHORT, out);
    g_assert_cmpfloat(out[0], >=, 0.0);
    g_assert_cmpfloat(out[0], <=, 40.0);
    g_assert_cmpfloat_with_epsilon(out[SHORT - 1] - out[0], 60.0, 1e-12);
    sum += out[0] / 40.0;
  }
  g_assert_cmpfloat(fabs(sum / N_SEEDS - 0.5), <, 5 * sqrt(1.0 / 12 / N_SEEDS));
}

// Missing values move along: a slice of nothing but gaps at its end has them there.
static void
test_window_slice_moves_gaps_along(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "window_slice:ratio=0.5");
  g_autofree double *values = augmenter_fixture_ramp(SHORT);
  double full[SHORT];
  augmenter_fixture_run(&fixture, 1, values, SHORT, full);
  for (gsize i = 40; i < 60; i++) {
    values[i] = (double)NAN;
  }
  double out[SHORT];
  augmenter_fixture_run(&fixture, 1, values, SHORT, out);
  gsize n_missing = 0;
  for (gsize i = 0; i < SHORT; i++) {
    const gboolean is_gap = full[i] > 39.0 && full[i] < 60.0;
    g_assert_cmpint(isnan(out[i]) != 0, ==, is_gap);
    g_assert_true(is_gap || out[i] == full[i]);
    n_missing += is_gap ? 1 : 0;
  }
  g_assert_cmpuint(n_missing, >, 0);
}

static void
test_permutation_keeps_the_values(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "permutation:segments=5,least_length=8");
  g_autofree double *values = augmenter_fixture_ramp(SHORT);
  double out[SHORT];
  for (guint64 seed = 0; seed < 500; seed++) {
    augmenter_fixture_run(&fixture, seed, values, SHORT, out);
    gboolean is_seen[SHORT] = { FALSE };
    gsize n_pieces = 1;
    gsize length = 0;
    for (gsize i = 0; i < SHORT; i++) {
      g_assert_false(is_seen[(gsize)out[i]]);
      is_seen[(gsize)out[i]] = TRUE;
      if (i > 0 && out[i] != out[i - 1] + 1.0) {
        g_assert_cmpuint(length, >=, 8);
        n_pieces++;
        length = 0;
      }
      length++;
    }
    g_assert_cmpuint(length, >=, 8);
    g_assert_cmpuint(n_pieces, >=, 2);
    g_assert_cmpuint(n_pieces, <=, 5);
  }
}

// Of two values there is one other order, of one none.
static void
test_permutation_takes_the_shortest(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "permutation");
  const double values[] = { 1.0, 2.0 };
  double out[2];
  augmenter_fixture_run(&fixture, 1, values, 2, out);
  g_assert_cmpfloat(out[0], ==, 2.0);
  g_assert_cmpfloat(out[1], ==, 1.0);
  augmenter_fixture_run(&fixture, 1, values, 1, out);
  g_assert_cmpfloat(out[0], ==, 1.0);
}

// The larger of a Beta(1, 1) weight and its complement is uniform on [1/2, 1].
static void
test_mixup_weighs_with_beta(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "mixup:alpha=1");
  fixture.values[1].integer = 0; // in own units
  const double values[] = { 10.0, 20.0, 40.0 };
  const double partner[] = { 110.0, 220.0, 240.0 };
  fixture.partner = partner;
  fixture.n_partner_values = 3;
  double out[3];
  double sum = 0.0;
  for (guint64 seed = 0; seed < N_SEEDS; seed++) {
    augmenter_fixture_run(&fixture, seed, values, 3, out);
    const double weight = 1.0 - (out[0] - 10.0) / 100.0;
    g_assert_cmpfloat(weight, >=, 0.5);
    g_assert_cmpfloat(weight, <=, 1.0);
    g_assert_cmpfloat_with_epsilon(out[1], weight * 20.0 + (1.0 - weight) * 220.0, 1e-10);
    sum += weight;
  }
  g_assert_cmpfloat(fabs(sum / N_SEEDS - 0.75), <, 5 * sqrt(0.25 / 12 / N_SEEDS));
}

// Ends side by side; in front of the partner, and where it misses a value, the series is alone.
static void
test_mixup_aligns_the_ends(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "mixup:alpha=100");
  fixture.values[1].integer = 0;
  const double values[] = { 10.0, 20.0, 40.0, 50.0, 60.0 };
  const double partner[] = { 100.0, (double)NAN, 300.0 };
  fixture.partner = partner;
  fixture.n_partner_values = 3;
  double out[5];
  augmenter_fixture_run(&fixture, 1, values, 5, out);
  const double weight = 1.0 - (out[2] - 40.0) / 60.0;
  g_assert_cmpfloat(weight, <, 0.7);
  g_assert_cmpfloat(out[0], ==, 10.0);
  g_assert_cmpfloat(out[1], ==, 20.0);
  g_assert_cmpfloat(out[3], ==, 50.0);
  g_assert_cmpfloat_with_epsilon(out[4], weight * 60.0 + (1.0 - weight) * 300.0, 1e-10);
}

// A partner that is the series in other units changes nothing once it is standardised.
static void
test_mixup_standardizes_the_partner(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "mixup:alpha=100");
  double partner[N_NILE];
  for (gsize i = 0; i < N_NILE; i++) {
    partner[i] = -7.0 + 0.001 * nile[i];
  }
  fixture.partner = partner;
  double out[N_NILE];
  augmenter_fixture_run(&fixture, 1, nile, N_NILE, out);
  for (gsize i = 0; i < N_NILE; i++) {
    g_assert_cmpfloat_with_epsilon(out[i], nile[i], 1e-8);
  }
}

static void
decompose(BareHost *host,
          const double *values,
          gsize n_values,
          guint64 period,
          double lambda,
          Decomposition *parts)
{
  const plugcast_series series = {
    .struct_size = sizeof series,
    .values = values,
    .n_values = n_values,
  };
  const plugcast_call *const call = bare_host_begin(host);
  Copy copy;
  g_assert_cmpint(copy_read(call, &series, &copy), ==, PLUGCAST_OK);
  g_assert_cmpint(decomposition_find(call, &copy, lambda, period, parts), ==, PLUGCAST_OK);
}

// R 4.2: loess(Nile ~ time, span = 6/100, degree = 1, surface = "direct"). The copy is in units of
// 2^11, since the largest value is 1370.
static void
test_trend_is_that_of_r(void)
{
  const gsize places[] = { 0, 1, 2, 49, 97, 98, 99 };
  const double expected[] = { 1111.9958846264904, 1107.4804241555607, 1112.2542995930157,
                              796.29947631759353, 773.510655988797,   742.08068850931841,
                              709.92545998636888 };
  g_autoptr(BareHost) host = bare_host_new_empty();
  Decomposition parts;
  decompose(host, nile, N_NILE, 1, 1.0, &parts);
  g_assert_false(parts.is_seasonal);
  for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
    const double value =
        (parts.smooth[places[i]] + 1.0) * 2048.0; // Box-Cox of lambda 1 takes 1 off
    g_assert_cmpfloat_with_epsilon(value, expected[i], 1e-9);
  }
}

static void
test_lambda_is_held_within_bounds(void)
{
  g_autoptr(BareHost) host = bare_host_new_empty();
  Decomposition parts;
  // forecast 8.20: BoxCox.lambda(AirPassengers, lower = 0, upper = 1) is 6.6e-05, its search's
  // nearest to the bound;
  // that of -1 … 2 is -0.2947.
  decompose(host, air_passengers, N_AIR_PASSENGERS, 12, (double)NAN, &parts);
  g_assert_true(parts.is_seasonal);
  g_assert_cmpfloat(parts.lambda, ==, 0.0);
  const double values[] = { 1.0, -2.0, 3.0, 1.0, 2.0, 5.0 };
  decompose(host, values, 6, 1, (double)NAN, &parts);
  g_assert_cmpfloat(parts.lambda, ==, 1.0);
}

// What the copy adds to trend and season are blocks of the remainder, in their order.
static void
test_bootstrap_draws_blocks(void)
{
  enum {
    BLOCK = 10
  };
  g_autoptr(BareHost) host = bare_host_new_empty();
  Decomposition parts;
  decompose(host, nile, N_NILE, 1, 1.0, &parts);
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "block_bootstrap:block_length=10,lambda=1");
  double out[N_NILE];
  for (guint64 seed = 0; seed < 50; seed++) {
    augmenter_fixture_run(&fixture, seed, nile, N_NILE, out);
    gsize n_blocks = 0;
    gsize expected = N_NILE;
    for (gsize i = 0; i < N_NILE; i++) {
      const double added = out[i] / 2048.0 - 1.0 - parts.smooth[i];
      if (expected < N_NILE && fabs(parts.remainder[expected] - added) < 1e-12) {
        expected++;
        continue;
      }
      n_blocks++;
      expected = 0;
      while (expected < N_NILE && fabs(parts.remainder[expected] - added) >= 1e-12) {
        expected++;
      }
      g_assert_cmpuint(expected, <, N_NILE);
      expected++;
    }
    g_assert_cmpuint(n_blocks, <=, N_NILE / BLOCK + 1);
    g_assert_cmpuint(n_blocks, >=, 2);
  }
}

static double
mean_of_month(const double *values, gsize month)
{
  double sum = 0.0;
  for (gsize i = month; i < N_AIR_PASSENGERS; i += 12) {
    sum += log(values[i]);
  }
  return sum / (N_AIR_PASSENGERS / 12.0);
}

// The monthly means of the logarithms differ by up to 0.4; the remainder's deviation is near 0.04.
static void
test_bootstrap_keeps_the_season(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "block_bootstrap");
  fixture.season_length = 12;
  double out[N_AIR_PASSENGERS];
  for (guint64 seed = 0; seed < 50; seed++) {
    augmenter_fixture_run(&fixture, seed, air_passengers, N_AIR_PASSENGERS, out);
    for (gsize month = 0; month < 12; month++) {
      g_assert_cmpfloat_with_epsilon(mean_of_month(out, month),
                                     mean_of_month(air_passengers, month), 0.06);
    }
  }
}

static void
test_bootstrap_refuses_logs_of_nothing(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "block_bootstrap:lambda=0");
  const double values[] = { 1.0, 0.0, 3.0, 1.0, 2.0, 5.0 };
  double out[6];
  g_assert_cmpint(augmenter_fixture_run(&fixture, 1, values, 6, out), ==, PLUGCAST_BAD_INPUT);
  g_assert_cmpstr(bare_host_get_message(fixture.host), ==,
                  "lambda 0 needs positive values, and one is not");
}

static void
test_bootstrap_ends_when_told(void)
{
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, "block_bootstrap");
  fixture.season_length = 12;
  bare_host_stop(fixture.host);
  double out[N_AIR_PASSENGERS];
  g_assert_cmpint(augmenter_fixture_run(&fixture, 1, air_passengers, N_AIR_PASSENGERS, out), ==,
                  PLUGCAST_CANCELLED);
}

static const struct {
  const char *path;
  GTestFunc func;
} tests[] = {
  { "/augmenters/jitter/has-its-variance", test_jitter_has_its_variance },
  { "/augmenters/scaling/draws-one-factor", test_scaling_draws_one_factor },
  { "/augmenters/magnitude_warp/draws-its-knots", test_magnitude_warp_draws_its_knots },
  { "/augmenters/curve-is-the-natural-spline", test_curve_is_the_natural_spline },
  { "/augmenters/time_warp/runs-forwards", test_time_warp_runs_forwards },
  { "/augmenters/window_slice/cuts-its-ratio", test_window_slice_cuts_its_ratio },
  { "/augmenters/window_slice/moves-gaps-along", test_window_slice_moves_gaps_along },
  { "/augmenters/permutation/keeps-the-values", test_permutation_keeps_the_values },
  { "/augmenters/permutation/takes-the-shortest", test_permutation_takes_the_shortest },
  { "/augmenters/mixup/weighs-with-beta", test_mixup_weighs_with_beta },
  { "/augmenters/mixup/aligns-the-ends", test_mixup_aligns_the_ends },
  { "/augmenters/mixup/standardizes-the-partner", test_mixup_standardizes_the_partner },
  { "/augmenters/block_bootstrap/trend-is-that-of-r", test_trend_is_that_of_r },
  { "/augmenters/block_bootstrap/lambda-is-held-within-bounds", test_lambda_is_held_within_bounds },
  { "/augmenters/block_bootstrap/draws-blocks", test_bootstrap_draws_blocks },
  { "/augmenters/block_bootstrap/keeps-the-season", test_bootstrap_keeps_the_season },
  { "/augmenters/block_bootstrap/refuses-logs-of-nothing", test_bootstrap_refuses_logs_of_nothing },
  { "/augmenters/block_bootstrap/ends-when-told", test_bootstrap_ends_when_told },
};

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
    g_test_add_func(tests[i].path, tests[i].func);
  }
  return g_test_run();
}
