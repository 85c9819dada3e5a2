// SPDX-License-Identifier: MIT
#include "bare-host.h"
#include "classic-series.h"
#include "stl.h"

#include <math.h>
#include <string.h>

typedef struct {
  BareHost *host;
  const plugcast_call *call;
} Fixture;

static void
fixture_set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->host = bare_host_new_empty();
  fixture->call = bare_host_begin(fixture->host);
}

static void
fixture_tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  bare_host_free(fixture->host);
}

typedef struct {
  guint64 index;
  double seasonal;
  double trend;
  double remainder;
} Part;

enum {
  N_PARTS = 4,
};

typedef struct {
  const char *name;
  const double *values;
  guint64 n_values;
  gboolean takes_logs;
  guint64 seasonal_window;
  gboolean is_robust;
  const StlSettings *settings; // NULL: those of stl_settings() for a period of 12
  Part parts[N_PARTS];
  double weights[N_PARTS]; // all 0: not compared
} Row;

static const StlSettings other_settings = {
  .period = 7,
  .seasonal = { .window = 5, .jump = 1, .degree = 1 },
  .trend = { .window = 15, .jump = 4, .degree = 0 },
  .low_pass = { .window = 9, .jump = 3, .degree = 0 },
  .n_inner = 3,
  .n_outer = 2,
};

// All from R 4.2's stl(). The robust ones have an odd number of values: of an even number it does
// not always take the two residuals in the middle for the median, as it asks its partial sort for
// them in the wrong order.
static const Row rows[] = {
    { // stl(nottem, "per")
      .name = "nottingham",
      .values = nottingham,
      .n_values = N_NOTTINGHAM,
      .seasonal_window = 0,
      .is_robust = false,
      .parts = {
          { 0, -9.347198027476, 49.680672648563, 0.266525378913 },
          { 5, 8.983303177823, 49.210270883826, 0.306425938351 },
          { 120, -9.347198027476, 49.433831272520, 1.513366754957 },
          { 239, -9.478142278297, 49.005097082386, -1.726954804089 },
      } },
    { // stl(AirPassengers, "periodic")
      .name = "air-passengers",
      .values = air_passengers,
      .n_values = N_AIR_PASSENGERS,
      .seasonal_window = 0,
      .is_robust = false,
      .parts = {
          { 0, -25.497718339774, 127.187348437257, 10.310369902516 },
          { 6, 70.243881537013, 127.179898142734, -49.423779679747 },
          { 76, -5.737288813190, 278.565673570413, -2.828384757222 },
          { 143, -31.740515501650, 497.429905051779, -33.689389550129 },
      } },
    { // x <- window(AirPassengers, end = c(1960, 11)); stl(x, "periodic", robust = TRUE)
      .name = "air-passengers-robust",
      .values = air_passengers,
      .n_values = N_AIR_PASSENGERS - 1,
      .seasonal_window = 0,
      .is_robust = true,
      .parts = {
          { 0, -21.278035809927, 128.806862423287, 4.471173386640 },
          { 6, 85.102793309316, 131.946846902754, -69.049640212070 },
          { 76, -1.693185248411, 277.149875778397, -5.456690529986 },
          { 142, -51.915747947728, 497.956266030398, -56.040518082670 },
      },
      .weights = { 0.976148236670,  0.000000000000,  0.965651195202,  0.000000000000 } },
    { // stl(log(AirPassengers), 21)
      .name = "logs-of-air-passengers",
      .values = air_passengers,
      .n_values = N_AIR_PASSENGERS,
      .takes_logs = TRUE,
      .seasonal_window = 21,
      .is_robust = false,
      .parts = {
          { 0, -0.090197488664, 4.819221793336, -0.010525433377 },
          { 6, 0.203205386228, 4.841032643478, -0.047025755942 },
          { 76, -0.010595261845, 5.616399523551, -0.007382302708 },
          { 143, -0.107032550110, 6.203013620862, -0.027555482507 },
      } },
    { // stl(x, 7, robust = TRUE)
      .name = "changing-season-robust",
      .values = air_passengers,
      .n_values = N_AIR_PASSENGERS - 1,
      .seasonal_window = 7,
      .is_robust = true,
      .parts = {
          { 0, -13.290443518299, 122.878468703231, 2.411974815068 },
          { 6, 29.358386866594, 127.214489058010, -8.572875924604 },
          { 76, -3.815953933381, 277.948738512832, -4.132784579451 },
          { 142, -74.503659331495, 495.920909816394, -31.417250484899 },
      },
      .weights = { 0.975127337093,  0.710661463355,  0.928854793355,  0.000000000000 } },
    { // stl(ts(Nile, frequency = 7), s.window = 5, s.degree = 1, t.window = 15, t.degree = 0,
      //     l.window = 9, l.degree = 0, s.jump = 1, t.jump = 4, l.jump = 3, inner = 3, outer = 2)
      .name = "other-degrees-and-jumps",
      .values = nile,
      .n_values = N_NILE,
      .settings = &other_settings,
      .parts = {
          { 0, 66.568795154218, 1090.125188733933, -36.693983888151 },
          { 6, -241.675699821699, 1093.671957286218, -38.996257464519 },
          { 49, -29.681441040921, 851.730390540574, -1.048949499653 },
          { 99, -97.274683391561, 885.232807224938, -47.958123833376 },
      },
      .weights = { 0.969410617775, 0.967163160854, 0.868907155082, 0.953309246037 } },
  };

static void
test_agrees_with_r(Fixture *fixture, gconstpointer data)
{
  const Row *const row = data;
  g_autofree double *values = g_memdup2(row->values, row->n_values * sizeof *values);
  for (guint64 i = 0; i < row->n_values && row->takes_logs; i++) {
    values[i] = log(values[i]);
  }
  const StlSettings chosen =
      row->settings != NULL ? *row->settings
                            : stl_settings(row->n_values, 12, row->seasonal_window, row->is_robust);
  Stl stl;
  g_assert_cmpint(stl_decompose(fixture->call, &chosen, values, row->n_values, &stl), ==,
                  PLUGCAST_OK);
  for (gsize i = 0; i < N_PARTS; i++) {
    const Part *const part = &row->parts[i];
    g_assert_cmpfloat_with_epsilon(stl.seasonal[part->index], part->seasonal, 1e-9);
    g_assert_cmpfloat_with_epsilon(stl.trend[part->index], part->trend, 1e-9);
    g_assert_cmpfloat_with_epsilon(stl.remainder[part->index], part->remainder, 1e-9);
    if (row->weights[0] > 0.0) {
      g_assert_cmpfloat_with_epsilon(stl.weights[part->index], row->weights[i], 1e-10);
    }
  }
}

static void
test_parts_add_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const StlSettings settings = stl_settings(N_AIR_PASSENGERS, 12, 13, true);
  Stl stl;
  g_assert_cmpint(stl_decompose(fixture->call, &settings, air_passengers, N_AIR_PASSENGERS, &stl),
                  ==, PLUGCAST_OK);
  for (gsize i = 0; i < N_AIR_PASSENGERS; i++) {
    g_assert_cmpfloat_with_epsilon(stl.seasonal[i] + stl.trend[i] + stl.remainder[i],
                                   air_passengers[i], 1e-12);
    g_assert_cmpfloat(stl.weights[i], >=, 0.0);
    g_assert_cmpfloat(stl.weights[i], <=, 1.0);
  }
}

static void
test_constant_has_no_season(Fixture *fixture, gconstpointer data)
{
  const gboolean is_robust = GPOINTER_TO_INT(data) != 0;
  double values[40];
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    values[i] = 7.0;
  }
  const StlSettings settings = stl_settings(G_N_ELEMENTS(values), 4, 0, is_robust);
  Stl stl;
  g_assert_cmpint(stl_decompose(fixture->call, &settings, values, G_N_ELEMENTS(values), &stl), ==,
                  PLUGCAST_OK);
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    g_assert_cmpfloat_with_epsilon(stl.seasonal[i], 0.0, 1e-12);
    g_assert_cmpfloat_with_epsilon(stl.trend[i], 7.0, 1e-12);
  }
}

static void
test_outlier_has_no_weight(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  double values[N_AIR_PASSENGERS];
  memcpy(values, air_passengers, sizeof values);
  values[70] = 5000.0;
  const StlSettings settings = stl_settings(N_AIR_PASSENGERS, 12, 0, true);
  Stl stl;
  g_assert_cmpint(stl_decompose(fixture->call, &settings, values, N_AIR_PASSENGERS, &stl), ==,
                  PLUGCAST_OK);
  g_assert_cmpfloat(stl.weights[70], ==, 0.0);
  g_assert_cmpfloat(stl.trend[70], <, 400.0);
}

static void
test_shortest_series_is_decomposed(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const double values[] = { 1.0, 3.0, 2.0, 4.0, 3.0 };
  const StlSettings settings = stl_settings(G_N_ELEMENTS(values), 2, 0, false);
  Stl stl;
  g_assert_true(stl_is_possible(G_N_ELEMENTS(values), 2));
  g_assert_cmpint(stl_decompose(fixture->call, &settings, values, G_N_ELEMENTS(values), &stl), ==,
                  PLUGCAST_OK);
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    g_assert_true(isfinite(stl.trend[i]));
    g_assert_cmpfloat(stl.seasonal[i], ==, stl.seasonal[i % 2]);
  }
}

static void
test_needs_more_than_two_periods(void)
{
  g_assert_false(stl_is_possible(0, 2));
  g_assert_false(stl_is_possible(24, 12));
  g_assert_true(stl_is_possible(25, 12));
  g_assert_false(stl_is_possible(100, 1));
  g_assert_false(stl_is_possible(100, 0));
  g_assert_false(stl_is_possible(100, G_MAXUINT64));
}

static void
test_settings_are_those_of_r(void)
{
  // From R 4.2: stl(nottem, "per")$win, stl(AirPassengers, 7, robust = TRUE)$win and $jump.
  const StlSettings periodic = stl_settings(240, 12, 0, false);
  g_assert_cmpuint(periodic.seasonal.window, ==, 2401);
  g_assert_cmpuint(periodic.trend.window, ==, 19);
  g_assert_cmpuint(periodic.low_pass.window, ==, 13);
  g_assert_cmpuint(periodic.n_inner, ==, 2);
  g_assert_cmpuint(periodic.n_outer, ==, 0);
  const StlSettings robust = stl_settings(144, 12, 7, true);
  g_assert_cmpuint(robust.trend.window, ==, 23);
  g_assert_cmpuint(robust.trend.jump, ==, 3);
  g_assert_cmpuint(robust.low_pass.jump, ==, 2);
  g_assert_cmpuint(robust.seasonal.jump, ==, 1);
  g_assert_cmpuint(robust.n_inner, ==, 1);
  g_assert_cmpuint(robust.n_outer, ==, 15);
  g_assert_cmpuint(stl_settings(144, 12, 8, false).seasonal.window, ==, 9);
}

static void
test_stops_when_asked(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const StlSettings settings = stl_settings(N_AIR_PASSENGERS, 12, 0, true);
  Stl stl = { .seasonal = NULL };
  bare_host_stop(fixture->host);
  g_assert_cmpint(stl_decompose(fixture->call, &settings, air_passengers, N_AIR_PASSENGERS, &stl),
                  ==, PLUGCAST_CANCELLED);
  g_assert_null(stl.seasonal);
}

static void
test_says_when_memory_is_short(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const StlSettings settings = stl_settings(N_AIR_PASSENGERS, 12, 0, false);
  Stl stl;
  bare_host_starve(fixture->host, 0);
  g_assert_cmpint(stl_decompose(fixture->call, &settings, air_passengers, N_AIR_PASSENGERS, &stl),
                  ==, PLUGCAST_NO_MEMORY);
}

static void
add_test(const char *promise,
         gconstpointer data,
         void (*test)(Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf("/stl/%s", promise);
  g_test_add(path, Fixture, data, fixture_set_up, test, fixture_tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *promise = g_strdup_printf("agrees-with-r/%s", rows[i].name);
    add_test(promise, &rows[i], test_agrees_with_r);
  }
  g_test_add_func("/stl/settings-are-those-of-r", test_settings_are_those_of_r);
  g_test_add_func("/stl/needs-more-than-two-periods", test_needs_more_than_two_periods);
  add_test("parts-add-up", NULL, test_parts_add_up);
  add_test("constant-has-no-season/plain", GINT_TO_POINTER(0), test_constant_has_no_season);
  add_test("constant-has-no-season/robust", GINT_TO_POINTER(1), test_constant_has_no_season);
  add_test("outlier-has-no-weight", NULL, test_outlier_has_no_weight);
  add_test("shortest-series-is-decomposed", NULL, test_shortest_series_is_decomposed);
  add_test("stops-when-asked", NULL, test_stops_when_asked);
  add_test("says-when-memory-is-short", NULL, test_says_when_memory_is_short);
  return g_test_run();
}
