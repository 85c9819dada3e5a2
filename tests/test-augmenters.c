// SPDX-License-Identifier: MIT
#include "augmenter-fixture.h"
#include "awkward-series.h"
#include "classic-series.h"

#include <math.h>
#include <string.h>

/** An augmenter and what it promises. */
typedef struct {
  const char *name;
  gboolean keeps_places;   // missing values stay where they are
  gboolean keeps_constant; // a constant series comes back as it is
  gsize n_blocks;          // of scratch memory that it needs for Nile
} Case;

static const Case cases[] = {
  { "jitter", TRUE, TRUE, 1 },          { "scaling", TRUE, FALSE, 1 },
  { "magnitude_warp", TRUE, FALSE, 3 }, { "time_warp", FALSE, TRUE, 4 },
  { "window_slice", FALSE, TRUE, 2 },   { "permutation", FALSE, TRUE, 3 },
  { "mixup", TRUE, TRUE, 2 },           { "block_bootstrap", TRUE, TRUE, 3 },
};

/** One augmenter on one awkward series. */
typedef struct {
  const Case *augmenter;
  const AwkwardSeries *series;
} Pair;

enum {
  N_COPIES = 20,
};

// With the partner of every fixture, and a season that some series have.
static void
test_takes_awkward_series(gconstpointer data)
{
  const Pair *const pair = data;
  g_autofree double *values = awkward_series_make(pair->series);
  const gsize n_values = pair->series->n_values;
  g_autofree double *out = g_new(double, n_values);
  static const guint32 seasons[] = { 1, 4 };
  for (gsize i = 0; i < G_N_ELEMENTS(seasons); i++) {
    g_auto(AugmenterFixture) fixture = { 0 };
    augmenter_fixture_init(&fixture, pair->augmenter->name);
    fixture.season_length = seasons[i];
    const plugcast_status status = augmenter_fixture_run(&fixture, 7, values, n_values, out);
    g_assert_cmpint(status, ==, PLUGCAST_OK);
    gsize n_missing = 0;
    gsize n_left = 0;
    for (gsize t = 0; t < n_values; t++) {
      g_assert_false(isinf(out[t]));
      n_missing += isnan(values[t]) ? 1 : 0;
      n_left += isnan(out[t]) ? 1 : 0;
      if (pair->augmenter->keeps_places) {
        g_assert_cmpint(isnan(out[t]) != 0, ==, isnan(values[t]) != 0);
      }
    }
    g_assert_true(n_missing > 0 || n_left == 0);
  }
}

static void
test_same_seed_same_bits(gconstpointer data)
{
  const Case *const row = data;
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, row->name);
  fixture.season_length = 12;
  double first[N_AIR_PASSENGERS];
  double again[N_AIR_PASSENGERS];
  for (guint64 seed = 0; seed < 3; seed++) {
    augmenter_fixture_run(&fixture, seed, air_passengers, N_AIR_PASSENGERS, first);
    augmenter_fixture_run(&fixture, seed + 100, nile, N_NILE, again);
    augmenter_fixture_run(&fixture, seed, air_passengers, N_AIR_PASSENGERS, again);
    g_assert_true(memcmp(first, again, sizeof first) == 0);
  }
}

// parallel.md 4.5: the copies of a random augmenter are never equal.
static void
test_copies_differ(gconstpointer data)
{
  const Case *const row = data;
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, row->name);
  fixture.season_length = 12;
  double copies[N_COPIES + 1][N_AIR_PASSENGERS];
  memcpy(copies[N_COPIES], air_passengers, sizeof air_passengers);
  for (gsize i = 0; i < N_COPIES; i++) {
    const plugcast_status status =
        augmenter_fixture_run(&fixture, i, air_passengers, N_AIR_PASSENGERS, copies[i]);
    g_assert_cmpint(status, ==, PLUGCAST_OK);
  }
  for (gsize i = 0; i <= N_COPIES; i++) {
    for (gsize j = 0; j < i; j++) {
      g_assert_true(memcmp(copies[i], copies[j], sizeof copies[i]) != 0);
    }
  }
}

// A constant series has no scale and no shape to vary: it comes back, but for what multiplies it.
static void
test_treats_a_constant_by_rule(gconstpointer data)
{
  const Case *const row = data;
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, row->name);
  double values[30];
  double out[30];
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    values[i] = 5.3;
  }
  g_assert_cmpint(augmenter_fixture_run(&fixture, 3, values, 30, out), ==, PLUGCAST_OK);
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    if (row->keeps_constant) {
      g_assert_cmpfloat_with_epsilon(out[i], 5.3, 1e-14);
    } else {
      g_assert_cmpfloat(fabs(out[i] - 5.3), >, 1e-6);
    }
  }
}

// Units do not matter: a power of two times the series gives that times the copy, to the last bit.
static void
test_follows_the_units(gconstpointer data)
{
  const Case *const row = data;
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, row->name);
  double scaled[N_NILE];
  double out[N_NILE];
  double out_scaled[N_NILE];
  g_assert_cmpint(augmenter_fixture_run(&fixture, 3, nile, N_NILE, out), ==, PLUGCAST_OK);
  static const int exponents[] = { -900, 900 };
  for (gsize i = 0; i < G_N_ELEMENTS(exponents); i++) {
    for (gsize t = 0; t < N_NILE; t++) {
      scaled[t] = ldexp(nile[t], exponents[i]);
    }
    augmenter_fixture_run(&fixture, 3, scaled, N_NILE, out_scaled);
    for (gsize t = 0; t < N_NILE; t++) {
      g_assert_cmpfloat(out_scaled[t], ==, ldexp(out[t], exponents[i]));
    }
  }
}

static void
test_tells_when_memory_ends(gconstpointer data)
{
  const Case *const row = data;
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, row->name);
  double out[N_NILE];
  for (gsize n_blocks = 0; n_blocks < row->n_blocks; n_blocks++) {
    bare_host_starve(fixture.host, n_blocks);
    g_assert_cmpint(augmenter_fixture_run(&fixture, 3, nile, N_NILE, out), ==, PLUGCAST_NO_MEMORY);
    g_assert_true(g_str_has_prefix(bare_host_get_message(fixture.host), "no memory for "));
  }
  bare_host_starve(fixture.host, G_MAXSIZE);
  g_assert_cmpint(augmenter_fixture_run(&fixture, 3, nile, N_NILE, out), ==, PLUGCAST_OK);
}

static void
test_refuses_infinite_values(gconstpointer data)
{
  const Case *const row = data;
  g_auto(AugmenterFixture) fixture = { 0 };
  augmenter_fixture_init(&fixture, row->name);
  const double values[] = { 1.0, 2.0, (double)INFINITY, 3.0 };
  double out[4];
  g_assert_cmpint(augmenter_fixture_run(&fixture, 3, values, 4, out), ==, PLUGCAST_BAD_INPUT);
  g_assert_cmpstr(bare_host_get_message(fixture.host), ==, "a value is infinite");
}

static void
add_case(const Case *row)
{
  static const struct {
    const char *promise;
    GTestDataFunc func;
  } promises[] = {
    { "same-seed-same-bits", test_same_seed_same_bits },
    { "copies-differ", test_copies_differ },
    { "treats-a-constant-by-rule", test_treats_a_constant_by_rule },
    { "follows-the-units", test_follows_the_units },
    { "tells-when-memory-ends", test_tells_when_memory_ends },
    { "refuses-infinite-values", test_refuses_infinite_values },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(promises); i++) {
    g_autofree char *path = g_strdup_printf("/augmenters/%s/%s", row->name, promises[i].promise);
    g_test_add_data_func(path, row, promises[i].func);
  }
  for (gsize i = 0; i < awkward_series_count(); i++) {
    Pair *const pair = g_new(Pair, 1);
    *pair = (Pair){ .augmenter = row, .series = awkward_series_get(i) };
    g_autofree char *path =
        g_strdup_printf("/augmenters/%s/takes/%s", row->name, pair->series->name);
    g_test_add_data_func_full(path, pair, test_takes_awkward_series, g_free);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    add_case(&cases[i]);
  }
  return g_test_run();
}
