// SPDX-License-Identifier: MIT
#include "awkward-series.h"
#include "classic-series.h"
#include "transform-checks.h"

#include <float.h>
#include <math.h>
#include <string.h>

static BareHost *transforms;

// Each with settings that take another way through it.
static const char *const all[] = {
  "standard",
  "minmax",
  "robust",
  "log",
  "log1p",
  "box_cox",
  "box_cox:lambda=0",
  "box_cox:lambda=-0.5",
  "box_cox:lambda=0.3",
  "difference",
  "difference:lag=4",
  "difference:lag=12,order=2",
  "difference:lag=1,order=3",
  "detrend",
  "deseason",
  "deseason:form=additive",
  "deseason:form=multiplicative",
  "deseason:form=additive,window=7",
  "deseason:form=multiplicative,window=7,robust=true",
  "deseason:method=classical,form=additive",
  "deseason:method=classical,form=multiplicative",
  "deseason:form=none",
  "clip_outliers",
  "clip_outliers:method=winsor",
  "impute",
  "impute:method=seasonal",
  "impute:method=last",
};

enum {
  HORIZON = 24,
};

/** A transform and a series. */
typedef struct {
  const char *transform;
  const AwkwardSeries *series;
} Case;

static gboolean
is_clean_refusal(plugcast_status status)
{
  return status == PLUGCAST_BAD_INPUT || status == PLUGCAST_TOO_SHORT || status == PLUGCAST_NUMERIC;
}

// Whether a transform may leave a value missing that its input has: it looks back.
static gboolean
looks_back(const FittedTransform *fitted)
{
  return ((const plugcast_transform *)fitted->component->methods)->n_lost > 0;
}

static void
check_awkward(const Case *row, const double *values, guint32 season_length)
{
  const gsize n_values = row->series->n_values;
  g_auto(FittedTransform) fitted =
      fitted_transform_new(transforms, row->transform, values, n_values, season_length);
  g_autofree double *out = g_new0(double, n_values);
  const plugcast_status status = fitted_transform_apply_to_itself(&fitted, out);
  if (status != PLUGCAST_OK) {
    g_assert_true(is_clean_refusal(status));
    g_assert_cmpstr(bare_host_get_message(transforms), !=, "");
    return;
  }
  const gboolean fills = g_str_has_prefix(row->transform, "impute");
  for (gsize i = 0; i < n_values; i++) {
    g_assert_false(isinf(out[i]));
    g_assert_true(!isnan(values[i]) || isnan(out[i]) || (fills && i >= 1));
    g_assert_true(isnan(values[i]) || !isnan(out[i]) || looks_back(&fitted));
  }
  double forecast[2 * HORIZON];
  for (gsize i = 0; i < 2 * HORIZON; i++) {
    forecast[i] = (double)i - 5.0;
  }
  g_assert_cmpint(fitted_transform_invert(&fitted, forecast, 2, HORIZON, forecast), ==,
                  PLUGCAST_OK);
  for (gsize i = 0; i < 2 * HORIZON; i++) {
    g_assert_true(isfinite(forecast[i]));
  }
}

static void
test_takes_awkward_series(gconstpointer data)
{
  const Case *const row = data;
  const guint32 season_lengths[] = { 0, 1, 4, 7, 50 };
  g_autofree double *values = awkward_series_make(row->series);
  for (gsize i = 0; i < G_N_ELEMENTS(season_lengths); i++) {
    check_awkward(row, values, season_lengths[i]);
  }
}

/** Forgets all but the first @n_training values, then transforms and inverts what comes after. */
static void
check_inverts(const char *transform, const double *values, gsize n_training)
{
  g_auto(FittedTransform) fitted =
      fitted_transform_new(transforms, transform, values, n_training, 12);
  g_assert_cmpint(fitted.status, ==, PLUGCAST_OK);
  g_autofree double *out = g_new0(double, n_training + HORIZON);
  g_assert_cmpint(fitted_transform_apply(&fitted, values, n_training + HORIZON, out), ==,
                  PLUGCAST_OK);
  double rows[3 * HORIZON];
  for (gsize row = 0; row < 3; row++) {
    memcpy(rows + row * HORIZON, out + n_training, HORIZON * sizeof *rows);
  }
  g_assert_cmpint(fitted_transform_invert(&fitted, rows, 3, HORIZON, rows), ==, PLUGCAST_OK);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    const double actual = values[n_training + i % HORIZON];
    g_assert_cmpfloat_with_epsilon(rows[i], actual, 1e-9 * fabs(actual));
  }
}

static void
test_inverts_what_it_applied(gconstpointer data)
{
  check_inverts(data, air_passengers, N_AIR_PASSENGERS - HORIZON);
  check_inverts(data, nottingham, N_NOTTINGHAM - HORIZON);
}

static void
test_learns_from_training_only(gconstpointer data)
{
  // What the memory behind the training part holds changes nothing.
  const double poisons[] = { 1e300, (double)NAN, -(double)INFINITY };
  double values[72 + HORIZON];
  memcpy(values, air_passengers, sizeof values);
  g_auto(FittedTransform) clean = fitted_transform_new(transforms, data, values, 72, 12);
  for (gsize i = 0; i < G_N_ELEMENTS(poisons); i++) {
    for (gsize j = 72; j < G_N_ELEMENTS(values); j++) {
      values[j] = poisons[i];
    }
    g_auto(FittedTransform) poisoned = fitted_transform_new(transforms, data, values, 72, 12);
    g_assert_cmpint(poisoned.status, ==, clean.status);
    g_assert_cmpuint(poisoned.n_state, ==, clean.n_state);
    g_assert_true(memcmp(poisoned.state, clean.state, clean.n_state * sizeof(double)) == 0);
  }
}

static void
test_refuses_infinity(gconstpointer data)
{
  const double values[] = { 1.0, (double)INFINITY, 2.0, 3.0, 4.0, 5.0, 6.0 };
  g_auto(FittedTransform) fitted =
      fitted_transform_new(transforms, data, values, G_N_ELEMENTS(values), 1);
  double out[G_N_ELEMENTS(values)];
  const plugcast_status status = fitted_transform_apply_to_itself(&fitted, out);
  g_assert_true(is_clean_refusal(status));
  g_assert_cmpstr(bare_host_get_message(transforms), !=, "");
}

static void
test_says_when_memory_is_short(gconstpointer data)
{
  gsize n_blocks = 0;
  plugcast_status status = PLUGCAST_NO_MEMORY;
  while (status == PLUGCAST_NO_MEMORY) {
    g_assert_cmpuint(n_blocks, <, 100);
    bare_host_starve(transforms, n_blocks++);
    g_auto(FittedTransform) fitted =
        fitted_transform_new(transforms, data, air_passengers, N_AIR_PASSENGERS, 12);
    status = fitted.status;
    g_assert_true(status == PLUGCAST_OK ||
                  g_str_has_prefix(bare_host_get_message(transforms), "no memory for "));
  }
  bare_host_starve(transforms, G_MAXSIZE);
  g_assert_cmpint(status, ==, PLUGCAST_OK);
}

static void
add_cases(const char *transform)
{
  for (gsize i = 0; i < awkward_series_count(); i++) {
    Case *row = g_new0(Case, 1);
    *row = (Case){ .transform = transform, .series = awkward_series_get(i) };
    g_autofree char *path =
        g_strdup_printf("/transforms/takes/%s/%s", transform, row->series->name);
    g_test_add_data_func_full(path, row, test_takes_awkward_series, g_free);
  }
}

static void
add_transform(const char *promise, const char *transform, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf("/transforms/%s/%s", promise, transform);
  g_test_add_data_func(path, transform, test);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  transforms = bare_host_new(g_getenv("PLUGIN_TRANSFORMS"));
  for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
    add_cases(all[i]);
    add_transform("learns-from-training-only", all[i], test_learns_from_training_only);
    add_transform("refuses-infinity", all[i], test_refuses_infinity);
    add_transform("says-when-memory-is-short", all[i], test_says_when_memory_is_short);
    if (!g_str_has_prefix(all[i], "clip")) {
      add_transform("inverts-what-it-applied", all[i], test_inverts_what_it_applied);
    }
  }
  const int status = g_test_run();
  bare_host_free(transforms);
  return status;
}
