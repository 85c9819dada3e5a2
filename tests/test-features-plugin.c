// SPDX-License-Identifier: MIT
#include "awkward-series.h"
#include "catch22-series.h"
#include "classic-series.h"
#include "feature-checks.h"
#include "feature-facts.h"

#include <math.h>
#include <string.h>

enum {
  LEAST_FEATURES = 60,
};

static const char *const families[] = {
  "distribution", "autocorrelation", "spectrum", "decomposition", "stationarity", "windows",
  "nonlinearity", "smoothing",       "recent",   "intermittency", "calendar",     "catch22",
};

/** The plugin, loaded once for all tests. */
static BareHost *
get_host(void)
{
  static BareHost *host;
  if (host == NULL) {
    host = bare_host_new(g_getenv("PLUGIN_FEATURES"));
  }
  return host;
}

static FeatureInput
make_input(const double *values, gsize n_values, guint32 season_length)
{
  return (FeatureInput){
    .values = values,
    .n_values = n_values,
    .season_length = season_length,
    .step_unit = PLUGCAST_STEP_MONTH,
    .step_count = 1,
  };
}

static void
test_agrees_with_r(gconstpointer data)
{
  const SeriesFacts *const facts = data;
  gsize n = 0;
  g_autofree double *values = feature_read_series(facts->file, facts->id, &n);
  const FeatureInput input = make_input(values, n, facts->season_length);
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "features", &input);
  feature_assert_facts(&outcome, facts->facts, facts->n_facts);
}

// What the reference implementation of catch22 computes: test_output.txt, testShort_output.txt.
static const FeatureFact catch22_facts[] = {
  { "outlier_timing_neg", -0.23703703703704, 1e-12 },
  { "outlier_timing_pos", 0.40740740740741, 1e-12 },
  { "mode_5", -0.61479911484527, 1e-12 },
  { "mode_10", -0.78225446555221, 1e-12 },
  { "embedding_dist", 7.13507860878856, 1e-12 },
  { "acf_timescale", 32.50260547693646, 1e-12 },
  { "acf_first_min", 77, 0 },
  { "ami2", 1.00638907799376, 1e-12 },
  { "trev", 0.00001782472612, 1e-9 },
  { "whiten_timescale", 0.84782608695652, 1e-12 },
  { "forecast_error", 0.08029384289851, 1e-11 },
  { "ami_timescale", 40, 0 },
  { "high_fluctuation", 0.31970260223048, 1e-12 },
  { "stretch_decreasing", 83, 0 },
  { "stretch_high", 87, 0 },
  { "entropy_pairs", 1.21058781724385, 1e-12 },
  { "rs_range", 0.29545454545455, 1e-12 },
  { "dfa", 0.75, 1e-12 },
  { "low_freq_power", 0.99313877887425, 1e-11 },
  { "centroid_freq", 0.03681553890926, 1e-11 },
  { "transition_matrix", 0.08, 1e-12 },
  { "periodicity", 0, 0 },
};
static const FeatureFact catch22_short_facts[] = {
  { "outlier_timing_neg", -0.58333333333333, 1e-12 },
  { "outlier_timing_pos", 0.75, 1e-12 },
  { "mode_5", 0.02269949495805, 1e-11 },
  { "mode_10", 0.02269949495805, 1e-11 },
  { "embedding_dist", 0.51152503131790, 1e-12 },
  { "acf_timescale", 2.67524184613158, 1e-12 },
  { "acf_first_min", 8, 0 },
  { "ami2", 1.36615884756920, 1e-12 },
  { "trev", 0.01964378196445, 1e-11 },
  { "whiten_timescale", 0.6, 1e-12 },
  { "forecast_error", 0.05070841167817, 1e-11 },
  { "ami_timescale", 6, 0 },
  { "high_fluctuation", 1, 0 },
  { "stretch_decreasing", 0, 0 },
  { "stretch_high", 6, 0 },
  { "entropy_pairs", 1.49903067297901, 1e-12 },
  { "low_freq_power", 0.0, 1e-12 },
  { "centroid_freq", 0.39269908169875, 1e-11 },
  { "transition_matrix", 0.16666666666667, 1e-12 },
  { "periodicity", 0, 0 },
  // The reference says 0 where there are too few scales to split; here that is not defined.
  { "rs_range", (double)NAN, 0 },
  { "dfa", (double)NAN, 0 },
};

static void
test_agrees_with_catch22(void)
{
  const FeatureInput input = make_input(catch22_series, N_CATCH22, 1);
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "catch22", &input);
  feature_assert_facts(&outcome, catch22_facts, G_N_ELEMENTS(catch22_facts));
}

static void
test_agrees_with_catch22_on_twelve_values(void)
{
  const FeatureInput input = make_input(catch22_series, N_CATCH22_SHORT, 1);
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "catch22", &input);
  feature_assert_facts(&outcome, catch22_short_facts, G_N_ELEMENTS(catch22_short_facts));
}

static void
test_families_are_parts_of_the_whole(void)
{
  const FeatureInput input = make_input(air_passengers, N_AIR_PASSENGERS, 12);
  g_auto(FeatureOutcome) whole = feature_run(get_host(), "features", &input);
  g_assert_cmpuint(whole.methods->n_features, >=, LEAST_FEATURES);
  guint32 place = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(families); i++) {
    g_auto(FeatureOutcome) part = feature_run(get_host(), families[i], &input);
    for (guint32 j = 0; j < part.methods->n_features; j++, place++) {
      g_assert_cmpstr(part.methods->features[j].name, ==, whole.methods->features[place].name);
      g_assert_true(memcmp(&part.values[j], &whole.values[place], sizeof(double)) == 0);
    }
  }
  g_assert_cmpuint(place, ==, whole.methods->n_features);
}

static void
test_names_differ(void)
{
  const plugcast_features *const methods = bare_host_find(get_host(), "features")->methods;
  g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint32 i = 0; i < methods->n_features; i++) {
    g_assert_nonnull(methods->features[i].summary);
    g_assert_true(g_hash_table_add(names, (char *)(guintptr)methods->features[i].name));
  }
}

/** A change of a series that some features do not see, and others do. */
typedef struct {
  const char *name;
  guint32 flag; // of those that do not
  double factor;
  double offset;
} Change;

static const Change changes[] = {
  { "scale-free/small", PLUGCAST_FEATURE_SCALE_FREE, 0.0371, 0.0 },
  { "scale-free/large", PLUGCAST_FEATURE_SCALE_FREE, 1e6, 0.0 },
  { "shift-free/up", PLUGCAST_FEATURE_SHIFT_FREE, 1.0, 1000.25 },
  { "shift-free/below-zero", PLUGCAST_FEATURE_SHIFT_FREE, 1.0, -5000.5 },
};

/** How features of one series before and after a change compare. */
static void
compare_changed(const FeatureInput *input, const Change *change, gboolean *has_changed)
{
  g_autofree double *changed = g_new(double, input->n_values);
  for (gsize i = 0; i < input->n_values; i++) {
    changed[i] = input->values[i] * change->factor + change->offset;
  }
  FeatureInput changed_input = *input;
  changed_input.values = changed;
  g_auto(FeatureOutcome) before = feature_run(get_host(), "features", input);
  g_auto(FeatureOutcome) after = feature_run(get_host(), "features", &changed_input);
  for (guint32 i = 0; i < before.methods->n_features; i++) {
    const double left = before.values[i];
    const double right = after.values[i];
    const gboolean agrees =
        isnan(left) ? isnan(right) : fabs(left - right) <= 1e-8 * fmax(1.0, fabs(left));
    has_changed[i] = has_changed[i] || !agrees;
    if ((before.methods->features[i].flags & change->flag) != 0 && !agrees) {
      g_error("%s: %.17g became %.17g", before.methods->features[i].name, left, right);
    }
  }
}

static void
compare_on_classic(const Change *change, gboolean *has_changed)
{
  for (gsize i = 0; i < n_series_facts; i++) {
    gsize n = 0;
    g_autofree double *values = feature_read_series(series_facts[i].file, series_facts[i].id, &n);
    const FeatureInput input = make_input(values, n, series_facts[i].season_length);
    compare_changed(&input, change, has_changed);
  }
}

/** Runs @change on series with a season and without, with days, hours, zeros and missing values. */
static void
compare_on_all(const Change *change, gboolean *has_changed)
{
  compare_on_classic(change, has_changed);
  FeatureInput input = make_input(nile, N_NILE, 1);
  input.step_unit = PLUGCAST_STEP_DAY;
  compare_changed(&input, change, has_changed);
  input = make_input(catch22_series, N_CATCH22, 24);
  input.step_unit = PLUGCAST_STEP_MICROSECOND;
  input.step_count = G_GINT64_CONSTANT(3600000000);
  compare_changed(&input, change, has_changed);
  double demand[N_NILE];
  for (gsize i = 0; i < N_NILE; i++) {
    demand[i] = i % 3 == 0 ? 0.0 : (i % 17 == 5 ? (double)NAN : nile[i]);
  }
  input = make_input(demand, N_NILE, 4);
  input.step_unit = PLUGCAST_STEP_BUSINESS_DAY;
  compare_changed(&input, change, has_changed);
}

static void
test_flags_are_true(gconstpointer data)
{
  gboolean has_changed[512] = { FALSE };
  compare_on_all(data, has_changed);
}

/** The other way round: what is not flagged does change. */
static void
test_flags_are_complete(void)
{
  const plugcast_features *const methods = bare_host_find(get_host(), "features")->methods;
  for (gsize c = 0; c < G_N_ELEMENTS(changes); c++) {
    gboolean has_changed[512] = { FALSE };
    compare_on_all(&changes[c], has_changed);
    for (guint32 i = 0; i < methods->n_features; i++) {
      const gboolean is_free = (methods->features[i].flags & changes[c].flag) != 0;
      if (!is_free && !has_changed[i]) {
        g_error("%s: %s, and does not say so", methods->features[i].name, changes[c].name);
      }
    }
  }
}

static void
test_takes(gconstpointer data)
{
  const AwkwardSeries *const series = data;
  static const guint32 seasons[] = { 1, 2, 4, 7, 50 };
  g_autofree double *values = awkward_series_make(series);
  for (gsize i = 0; i < G_N_ELEMENTS(seasons); i++) {
    const FeatureInput input = make_input(values, series->n_values, seasons[i]);
    g_auto(FeatureOutcome) outcome = feature_run(get_host(), "features", &input);
    g_assert_cmpint(outcome.status, ==, PLUGCAST_OK);
  }
}

static void
test_refuses_all_missing(void)
{
  const double values[] = { (double)NAN, (double)NAN };
  const FeatureInput input = make_input(values, G_N_ELEMENTS(values), 1);
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "features", &input);
  g_assert_cmpint(outcome.status, ==, PLUGCAST_BAD_INPUT);
  g_assert_cmpstr(bare_host_get_message(get_host()), ==, "every value is missing");
}

static void
test_refuses_infinity(void)
{
  const double values[] = { 1.0, INFINITY, 2.0 };
  const FeatureInput input = make_input(values, G_N_ELEMENTS(values), 1);
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "features", &input);
  g_assert_cmpint(outcome.status, ==, PLUGCAST_BAD_INPUT);
  g_assert_cmpstr(bare_host_get_message(get_host()), ==, "a value is infinite");
}

static void
test_constant_has_no_spread(void)
{
  double values[40];
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    values[i] = 0.1;
  }
  const FeatureFact facts[] = {
    { "mean", 0.1, 1e-15 },
    { "standard_deviation", 0.0, 0.0 },
    { "skewness", (double)NAN, 0.0 },
    { "x_acf1", (double)NAN, 0.0 },
    { "entropy", (double)NAN, 0.0 },
    { "trend_strength", (double)NAN, 0.0 },
    { "ndiffs", 0.0, 0.0 },
    { "lumpiness", (double)NAN, 0.0 },
    { "crossing_points", 0.0, 0.0 },
    { "flat_spots", 40.0, 0.0 },
    { "nonlinearity", (double)NAN, 0.0 },
    { "ses_alpha", (double)NAN, 0.0 },
    { "rolling_deviation", 0.0, 0.0 },
    { "rolling_score", (double)NAN, 0.0 },
    { "mode_5", (double)NAN, 0.0 },
  };
  const FeatureInput input = make_input(values, G_N_ELEMENTS(values), 4);
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "features", &input);
  feature_assert_facts(&outcome, facts, G_N_ELEMENTS(facts));
}

static void
test_short_is_not_defined(void)
{
  const FeatureFact facts[] = {
    { "length", 2.0, 0.0 },         { "mean", 1140.0, 1e-15 },
    { "skewness", (double)NAN, 0 }, { "x_acf1", (double)NAN, 0 },
    { "entropy", (double)NAN, 0 },  { "unitroot_kpss", (double)NAN, 0 },
    { "mode_5", (double)NAN, 0 },   { "lumpiness", (double)NAN, 0 },
    { "last_change", 40.0, 1e-15 }, { "lag_season_value", (double)NAN, 0 },
  };
  const FeatureInput input = make_input(nile, 2, 12);
  g_auto(FeatureOutcome) outcome = feature_run(get_host(), "features", &input);
  feature_assert_facts(&outcome, facts, G_N_ELEMENTS(facts));
}

static void
test_missing_values_are_bridged(void)
{
  double gaps[N_NILE];
  double bridged[N_NILE];
  memcpy(gaps, nile, sizeof gaps);
  memcpy(bridged, nile, sizeof bridged);
  for (gsize i = 41; i < 44; i++) {
    gaps[i] = (double)NAN;
    bridged[i] = nile[40] + (nile[44] - nile[40]) * (double)(i - 40) / 4.0;
  }
  gaps[N_NILE - 1] = (double)NAN;
  const FeatureInput with_gaps = make_input(gaps, N_NILE, 1);
  const FeatureInput without = make_input(bridged, N_NILE - 1, 1);
  g_auto(FeatureOutcome) left = feature_run(get_host(), "features", &with_gaps);
  g_auto(FeatureOutcome) right = feature_run(get_host(), "features", &without);
  static const char *const same[] = { "x_acf1",        "entropy",   "trend_strength",
                                      "unitroot_kpss", "lumpiness", "nonlinearity",
                                      "last_value",    "dfa" };
  for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
    g_assert_cmpfloat(feature_get(&left, same[i]), ==, feature_get(&right, same[i]));
  }
  double sum = 0.0;
  for (gsize i = 0; i < N_NILE; i++) {
    sum += isnan(gaps[i]) ? 0.0 : gaps[i];
  }
  const FeatureFact facts[] = {
    { "mean", sum / (N_NILE - 4), 1e-14 },
    { "missing_share", 4.0 / N_NILE, 1e-14 },
    { "length", N_NILE - 1, 0.0 },
  };
  feature_assert_facts(&left, facts, G_N_ELEMENTS(facts));
}

static void
test_survives_without_memory(void)
{
  const plugcast_features *const methods = bare_host_find(get_host(), "features")->methods;
  const double period = 12.0;
  const plugcast_series series = {
    .struct_size = sizeof series,
    .season_length = 12,
    .id = "series",
    .values = air_passengers,
    .n_values = N_AIR_PASSENGERS,
    .periods = &period,
    .n_periods = 1,
    .step_unit = PLUGCAST_STEP_MONTH,
    .step_count = 1,
  };
  g_autofree double *out = g_new(double, methods->n_features);
  g_autoptr(BareHost) host = bare_host_new(g_getenv("PLUGIN_FEATURES"));
  plugcast_status status = PLUGCAST_NO_MEMORY;
  gsize n_blocks = 0;
  while (status != PLUGCAST_OK && n_blocks < 1000) {
    bare_host_starve(host, n_blocks++);
    status = methods->compute(bare_host_begin(host), NULL, &series, out);
    g_assert_true(status == PLUGCAST_OK || status == PLUGCAST_NO_MEMORY);
    g_assert_true(status == PLUGCAST_OK || bare_host_get_message(host)[0] != '\0');
  }
  g_assert_cmpint(status, ==, PLUGCAST_OK);
  g_assert_cmpuint(n_blocks, >, 10);
}

static void
test_stops_when_asked(void)
{
  g_autoptr(BareHost) host = bare_host_new(g_getenv("PLUGIN_FEATURES"));
  bare_host_stop(host);
  const FeatureInput input = make_input(air_passengers, N_AIR_PASSENGERS, 12);
  g_auto(FeatureOutcome) outcome = feature_run(host, "features", &input);
  g_assert_cmpint(outcome.status, ==, PLUGCAST_CANCELLED);
}

static void
add_series_tests(void)
{
  for (gsize i = 0; i < n_series_facts; i++) {
    g_autofree char *path = g_strdup_printf("/features/agrees-with-r/%s", series_facts[i].id);
    g_test_add_data_func(path, &series_facts[i], test_agrees_with_r);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
    g_autofree char *path = g_strdup_printf("/features/flags-are-true/%s", changes[i].name);
    g_test_add_data_func(path, &changes[i], test_flags_are_true);
  }
  for (gsize i = 0; i < awkward_series_count(); i++) {
    g_autofree char *path = g_strdup_printf("/features/takes/%s", awkward_series_get(i)->name);
    g_test_add_data_func(path, awkward_series_get(i), test_takes);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_series_tests();
  g_test_add_func("/features/agrees-with-catch22/long", test_agrees_with_catch22);
  g_test_add_func("/features/agrees-with-catch22/short", test_agrees_with_catch22_on_twelve_values);
  g_test_add_func("/features/families-are-parts-of-the-whole",
                  test_families_are_parts_of_the_whole);
  g_test_add_func("/features/names-differ", test_names_differ);
  g_test_add_func("/features/flags-are-complete", test_flags_are_complete);
  g_test_add_func("/features/refuses/all-missing", test_refuses_all_missing);
  g_test_add_func("/features/refuses/infinity", test_refuses_infinity);
  g_test_add_func("/features/constant-has-no-spread", test_constant_has_no_spread);
  g_test_add_func("/features/short-is-not-defined", test_short_is_not_defined);
  g_test_add_func("/features/missing-values-are-bridged", test_missing_values_are_bridged);
  g_test_add_func("/features/survives-without-memory", test_survives_without_memory);
  g_test_add_func("/features/stops-when-asked", test_stops_when_asked);
  return g_test_run();
}
