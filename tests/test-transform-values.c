// SPDX-License-Identifier: MIT
#include "classic-series.h"
#include "transform-checks.h"

#include <float.h>
#include <math.h>

// The edge cases of preprocessing in parallel.md 3 among them: constant series, one value, a period
// of 0, logarithms of 0, missing values, short series, the upper bound of winsor at 1.
// parallel.md 4.10
static const double gap = (double)NAN;

static BareHost *transforms;

/** A series and what a transform makes of it. */
typedef struct {
  const char *name;
  const char *transform;
  guint32 season_length;
  gsize n_values;
  double values[8];
  double expected[8];
} ValueRow;

static const ValueRow value_rows[] = {
  // Mean 3.875, population standard deviation 2.57087047891.
  { "standard",
    "standard",
    1,
    8,
    { 3, 1, 4, 1, 5, 9, 2, 6 },
    { -0.340352, -1.118299, 0.048622, -1.118299, 0.437595, 1.993488, -0.729325, 0.826568 } },
  { "standard-constant", "standard", 1, 3, { 7, 7, 7 }, { 0, 0, 0 } },
  { "standard-one-value", "standard", 1, 1, { -3 }, { 0 } },
  // Rounding is no variation: 0.1 summed ten times is not 1.
  { "standard-constant-of-tenths", "standard", 1, 6, { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, { 0 } },
  { "standard-missing", "standard", 1, 4, { 1, gap, 3, gap }, { -1, gap, 1, gap } },
  { "minmax", "minmax", 1, 4, { 2, 4, 10, 3 }, { 0, 0.25, 1, 0.125 } },
  { "minmax-constant", "minmax", 1, 3, { 7, 7, 7 }, { 0.5, 0.5, 0.5 } },
  { "minmax-one-value", "minmax", 1, 1, { 1e300 }, { 0.5 } },
  // R 4.2: quartiles 1.75 and 5.25, median 3.5.
  { "robust",
    "robust",
    1,
    8,
    { 3, 1, 4, 1, 5, 9, 2, 6 },
    { -1.0 / 7, -5.0 / 7, 1.0 / 7, -5.0 / 7, 3.0 / 7, 11.0 / 7, -3.0 / 7, 5.0 / 7 } },
  { "robust-half-the-same", "robust", 1, 5, { 2, 2, 2, 2, 9 }, { 0, 0, 0, 0, 7 } },
  { "robust-missing", "robust", 1, 4, { gap, 1, gap, 3 }, { gap, -1, gap, 1 } },
  { "log", "log", 1, 3, { 1, 10, 0.5 }, { 0, 2.302585093, -0.693147181 } },
  { "log1p-zero", "log1p", 1, 3, { 0, -0.5, 1e-20 }, { 0, -0.693147181, 1e-20 } },
  { "box-cox-given", "box_cox:lambda=0.5", 1, 2, { 4, 9 }, { 2, 4 } },
  // R 4.2, diff(x, lag = 2, differences = 2)
  { "difference",
    "difference:lag=2,order=2",
    1,
    8,
    { 3, 1, 4, 1, 5, 9, 2, 6 },
    { gap, gap, gap, gap, 0, 8, -4, -11 } },
  { "difference-missing", "difference", 1, 5, { 1, 3, gap, 4, 9 }, { gap, 2, gap, gap, 5 } },
  // R 4.2, residuals(lm(x ~ seq(0, 7)))
  { "detrend",
    "detrend",
    1,
    8,
    { 3, 1, 4, 1, 5, 9, 2, 6 },
    { 1, -1.535714, 0.928571, -2.607143, 0.857143, 4.321429, -3.214286, 0.25 } },
  { "detrend-one-value", "detrend", 1, 1, { 5 }, { 0 } },
  { "detrend-one-observed", "detrend", 1, 3, { gap, 5, gap }, { gap, 0, gap } },
  { "detrend-missing", "detrend", 1, 4, { 1, gap, 5, 7 }, { 0, gap, 0, 0 } },
  { "deseason-no-season", "deseason:form=additive", 1, 4, { 1, 2, 1, 2 }, { 1, 2, 1, 2 } },
  { "deseason-period-0", "deseason:form=additive", 0, 4, { 1, 2, 1, 2 }, { 1, 2, 1, 2 } },
  { "deseason-too-short", "deseason:form=additive", 2, 4, { 1, 2, 1, 2 }, { 1, 2, 1, 2 } },
  { "deseason-classical",
    "deseason:method=classical,form=additive",
    2,
    4,
    { 1, 2, 1, 2 },
    { 1.5, 1.5, 1.5, 1.5 } },
  // Values below 0 have no multiplicative season: it is added.
  { "deseason-negative",
    "deseason:method=classical,form=multiplicative",
    2,
    4,
    { -1, 2, -1, 2 },
    { 0.5, 0.5, 0.5, 0.5 } },
  // R 4.2: quartiles 2 and 4: bounds -1 and 7.
  { "clip-iqr", "clip_outliers", 1, 5, { 1, 2, 3, 4, 99 }, { 1, 2, 3, 4, 7 } },
  { "clip-half-the-same", "clip_outliers", 1, 5, { 2, 2, 2, 2, 9 }, { 2, 2, 2, 2, 9 } },
  // R 4.2, quantile(x, c(0.1, 0.9))
  { "clip-winsor",
    "clip_outliers:method=winsor,low=0.1,high=0.9",
    1,
    8,
    { 3, 1, 4, 1, 5, 9, 2, 6 },
    { 3, 1, 4, 1, 5, 6.9, 2, 6 } },
  { "clip-to-the-largest",
    "clip_outliers:method=winsor,low=0.5,high=1",
    1,
    3,
    { 1, 2, 9 },
    { 2, 2, 9 } },
  { "clip-missing", "clip_outliers", 1, 3, { 1, gap, 2 }, { 1, gap, 2 } },
  { "impute-linear", "impute", 1, 6, { 1, gap, gap, 4, gap, gap }, { 1, 2, 3, 4, 4, 4 } },
  { "impute-last", "impute:method=last", 1, 5, { 1, gap, gap, 4, gap }, { 1, 1, 1, 4, 4 } },
  { "impute-seasonal",
    "impute:method=seasonal",
    2,
    8,
    { 1, 5, 1, 5, 1, 5, gap, gap },
    { 1, 5, 1, 5, 1, 5, 1, 5 } },
  // By hand: indices -1.5 and 1.5, so that 2.5, 3.5, 2.5, gap, 2.5, 3.5 are filled in.
  { "impute-between-seasons",
    "impute:method=seasonal",
    2,
    8,
    { 1, 5, 1, gap, 1, 5, gap, gap },
    { 1, 5, 1, 4, 1, 5, 2, 5 } },
  { "impute-no-season", "impute:method=seasonal", 1, 3, { 1, gap, 3 }, { 1, 2, 3 } },
};

static void
test_gives_values(gconstpointer data)
{
  const ValueRow *const row = data;
  g_auto(FittedTransform) fitted = fitted_transform_new(transforms, row->transform, row->values,
                                                        row->n_values, row->season_length);
  g_assert_cmpint(fitted.status, ==, PLUGCAST_OK);
  double out[G_N_ELEMENTS(row->values)];
  g_assert_cmpint(fitted_transform_apply(&fitted, row->values, row->n_values, out), ==,
                  PLUGCAST_OK);
  for (gsize i = 0; i < row->n_values; i++) {
    if (isnan(row->expected[i])) {
      g_assert_true(isnan(out[i]));
    } else {
      g_assert_cmpfloat_with_epsilon(out[i], row->expected[i], 2e-6);
    }
  }
}

/** A series that a transform refuses. */
typedef struct {
  const char *name;
  const char *transform;
  gsize n_values;
  double values[6];
  plugcast_status status;
  const char *message;
} RefusalRow;

static const RefusalRow refusal_rows[] = {
  { "log-of-zero",
    "log",
    3,
    { 2, 0, 1 },
    PLUGCAST_BAD_INPUT,
    "value 2 is 0, and a logarithm needs values above 0" },
  { "log-of-negative",
    "log",
    1,
    { -2.5 },
    PLUGCAST_BAD_INPUT,
    "value 1 is -2.5, and a logarithm needs values above 0" },
  { "log1p-of-minus-one",
    "log1p",
    2,
    { 0, -1 },
    PLUGCAST_BAD_INPUT,
    "value 2 is -1, and the logarithm of 1 + y needs values above -1" },
  { "box-cox-of-zero",
    "box_cox:lambda=-1",
    2,
    { 1, 0 },
    PLUGCAST_BAD_INPUT,
    "value 2 is 0, and a lambda of 0 or less needs values above 0" },
  { "box-cox-of-huge",
    "box_cox:lambda=2",
    2,
    { 1, 1e200 },
    PLUGCAST_NUMERIC,
    "value 2 becomes larger than any number" },
  { "difference-too-short",
    "difference:lag=2,order=2",
    4,
    { 1, 2, 3, 4 },
    PLUGCAST_TOO_SHORT,
    "4 values, needs 5" },
  { "difference-without-a-place",
    "difference:lag=2",
    5,
    { 1, gap, 3, gap, 5 },
    PLUGCAST_BAD_INPUT,
    "all values at one of the 2 places are missing: no forecast can start from there" },
  { "difference-of-huge",
    "difference",
    2,
    { -DBL_MAX, DBL_MAX },
    PLUGCAST_NUMERIC,
    "value 2 becomes larger than any number" },
  { "winsor-bounds",
    "clip_outliers:method=winsor,low=0.8,high=0.2",
    2,
    { 1, 2 },
    PLUGCAST_BAD_ARGUMENT,
    "low 0.8 is above high 0.2" },
  { "all-missing", "standard", 2, { gap, gap }, PLUGCAST_BAD_INPUT, "every value is missing" },
};

static void
test_refuses(gconstpointer data)
{
  const RefusalRow *const row = data;
  g_auto(FittedTransform) fitted =
      fitted_transform_new(transforms, row->transform, row->values, row->n_values, 1);
  double out[G_N_ELEMENTS(row->values)];
  const plugcast_status status = fitted_transform_apply_to_itself(&fitted, out);
  g_assert_cmpint(status, ==, row->status);
  g_assert_cmpstr(bare_host_get_message(transforms), ==, row->message);
}

/** A forecast and what it is in the units of the series. */
typedef struct {
  const char *name;
  const char *transform;
  guint32 season_length;
  gsize n_values;
  double values[8];
  double forecast[4];
  double expected[4];
} InverseRow;

static const InverseRow inverse_rows[] = {
  { "difference", "difference", 1, 3, { 1, 4, 6 }, { 1, 1, 1, 1 }, { 7, 8, 9, 10 } },
  { "difference-twice",
    "difference:order=2",
    1,
    4,
    { 1, 2, 4, 7 },
    { 0, 0, 0, 0 },
    { 10, 13, 16, 19 } },
  { "difference-of-seasons",
    "difference:lag=3",
    1,
    6,
    { 1, 2, 3, 5, 6, 7 },
    { 1, 1, 1, 1 },
    { 6, 7, 8, 7 } },
  // From the last observed value of each place: what is missing counts as no change.
  { "difference-missing-at-the-end",
    "difference",
    1,
    5,
    { 1, 4, 6, gap, gap },
    { 1, 1, 1, 1 },
    { 7, 8, 9, 10 } },
  { "difference-of-seasons-missing",
    "difference:lag=2",
    1,
    6,
    { 1, 10, 2, 20, gap, 30 },
    { 1, 1, 1, 1 },
    { 3, 31, 4, 32 } },
  { "difference-twice-missing",
    "difference:order=2",
    1,
    5,
    { 1, 2, 4, 7, gap },
    { 0, 0, 0, 0 },
    { 10, 13, 16, 19 } },
  { "detrend", "detrend", 1, 3, { 1, 3, 5 }, { 0, 0, 1, 0 }, { 7, 9, 12, 13 } },
  { "minmax-constant", "minmax", 1, 3, { 7, 7, 7 }, { 0.5, 0.5, 1.5, 0.5 }, { 7, 7, 8, 7 } },
  { "standard-constant", "standard", 1, 3, { 7, 7, 7 }, { 0, 1, 0, 0 }, { 7, 8, 7, 7 } },
  { "deseason-goes-on",
    "deseason:form=additive",
    2,
    5,
    { 1, 3, 1, 3, 1 },
    { 2, 2, 2, 2 },
    { 3, 1, 3, 1 } },
  { "clip-is-not-undone",
    "clip_outliers",
    1,
    4,
    { 1, 2, 3, 99 },
    { 5, 6, 7, 1e9 },
    { 5, 6, 7, 1e9 } },
  { "impute-is-not-undone", "impute", 1, 3, { 1, gap, 3 }, { 5, 6, 7, 8 }, { 5, 6, 7, 8 } },
  { "log-beyond-the-numbers", "log", 1, 2, { 1, 2 }, { 0, 1000, -1000, 0 }, { 1, DBL_MAX, 0, 1 } },
  // A lambda of -1 takes all numbers to below 1.
  { "box-cox-beyond-the-range",
    "box_cox:lambda=-1",
    1,
    2,
    { 1, 2 },
    { 0.5, 1, 2, 0 },
    { 2, DBL_MAX, DBL_MAX, 1 } },
};

static void
test_inverts_forecasts(gconstpointer data)
{
  const InverseRow *const row = data;
  g_auto(FittedTransform) fitted = fitted_transform_new(transforms, row->transform, row->values,
                                                        row->n_values, row->season_length);
  g_assert_cmpint(fitted.status, ==, PLUGCAST_OK);
  double out[G_N_ELEMENTS(row->forecast)];
  g_assert_cmpint(fitted_transform_invert(&fitted, row->forecast, 1, G_N_ELEMENTS(out), out), ==,
                  PLUGCAST_OK);
  for (gsize i = 0; i < G_N_ELEMENTS(out); i++) {
    g_assert_cmpfloat_with_epsilon(out[i], row->expected[i], 1e-9);
  }
}

static void
test_deseason_agrees_with_r(void)
{
  // R 4.2: AirPassengers / exp(stl(log(AirPassengers), "periodic")$time.series[, 1]), and the same
  // with decompose(AirPassengers, "multiplicative")$figure.
  double out[N_AIR_PASSENGERS];
  g_auto(FittedTransform) stl =
      fitted_transform_new(transforms, "deseason", air_passengers, N_AIR_PASSENGERS, 12);
  g_assert_cmpint(fitted_transform_apply(&stl, air_passengers, N_AIR_PASSENGERS, out), ==,
                  PLUGCAST_OK);
  const double season[] = { 0.912433179505, 0.892232719686, 1.015992381950 };
  for (gsize i = 0; i < G_N_ELEMENTS(season); i++) {
    g_assert_cmpfloat_with_epsilon(air_passengers[i] / out[i], season[i], 1e-8);
  }
  g_auto(FittedTransform) classical = fitted_transform_new(transforms, "deseason:method=classical",
                                                           air_passengers, N_AIR_PASSENGERS, 12);
  g_assert_cmpint(fitted_transform_apply(&classical, air_passengers, N_AIR_PASSENGERS, out), ==,
                  PLUGCAST_OK);
  g_assert_cmpfloat_with_epsilon(air_passengers[0] / out[0], 0.910230367372, 1e-10);
  g_assert_cmpfloat_with_epsilon(air_passengers[143] / out[143], 0.898824389985, 1e-10);
}

static void
test_box_cox_takes_the_lambda_of_guerrero(void)
{
  // R 4.2 with forecast 8.20, BoxCox.lambda(AirPassengers)
  g_auto(FittedTransform) fitted =
      fitted_transform_new(transforms, "box_cox", air_passengers, N_AIR_PASSENGERS, 12);
  g_assert_cmpfloat_with_epsilon(fitted.state[0], -0.294715585559, 1e-7);
}

static void
add_row(const char *promise, const char *name, gconstpointer row, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf("/transform-values/%s/%s", promise, name);
  g_test_add_data_func(path, row, test);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  transforms = bare_host_new(g_getenv("PLUGIN_TRANSFORMS"));
  for (gsize i = 0; i < G_N_ELEMENTS(value_rows); i++) {
    add_row("gives", value_rows[i].name, &value_rows[i], test_gives_values);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusal_rows); i++) {
    add_row("refuses", refusal_rows[i].name, &refusal_rows[i], test_refuses);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(inverse_rows); i++) {
    add_row("inverts", inverse_rows[i].name, &inverse_rows[i], test_inverts_forecasts);
  }
  g_test_add_func("/transform-values/deseason-agrees-with-r", test_deseason_agrees_with_r);
  g_test_add_func("/transform-values/box-cox-takes-the-lambda-of-guerrero",
                  test_box_cox_takes_the_lambda_of_guerrero);
  const int status = g_test_run();
  bare_host_free(transforms);
  return status;
}
