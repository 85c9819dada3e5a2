// SPDX-License-Identifier: MIT
#include "bare-host.h"
#include "box_cox.h"
#include "classic-series.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const double gap = (double)NAN;

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

static double
lambda_of(Fixture *fixture, const double *values, guint64 n_values, guint64 period)
{
  double lambda = gap;
  g_assert_cmpint(box_cox_lambda(fixture->call, values, n_values, period, &lambda), ==,
                  PLUGCAST_OK);
  return lambda;
}

typedef struct {
  const char *name;
  double factor; // of the values; 0: some are missing
  const double *values;
  guint64 n_values;
  guint64 period;
  double shift;
  double lambda;
} LambdaRow;

// From R 4.2 with forecast 8.20, BoxCox.lambda().
static const LambdaRow lambda_rows[] = {
  { "air-passengers", 1.0, air_passengers, N_AIR_PASSENGERS, 12, 0.0, -0.294715585559 },
  { "no-whole-periods", 1.0, air_passengers, 140, 12, 0.0, -0.171321408629 },
  { "no-season", 1.0, nile, N_NILE, 1, 0.0, 0.998889361993 },
  { "negative-values", 1.0, nile, N_NILE, 1, -900.0, 1.14379268203 },
  // What multiplies the values does not change the choice.
  { "huge-values", 0x1p1010, air_passengers, N_AIR_PASSENGERS, 12, 0.0, -0.294715585559 },
  { "tiny-values", 0x1p-1000, air_passengers, N_AIR_PASSENGERS, 12, 0.0, -0.294715585559 },
};

static void
test_lambda_agrees_with_r(Fixture *fixture, gconstpointer data)
{
  const LambdaRow *const row = data;
  g_autofree double *values = g_new(double, row->n_values);
  for (guint64 i = 0; i < row->n_values; i++) {
    values[i] = (row->values[i] + row->shift) * row->factor;
  }
  // Rounding moves a minimum of quadratic shape by about 1e-8.
  g_assert_cmpfloat_with_epsilon(lambda_of(fixture, values, row->n_values, row->period),
                                 row->lambda, 1e-7);
}

static void
test_lambda_leaves_missing_out(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  double values[N_AIR_PASSENGERS];
  memcpy(values, air_passengers, sizeof values);
  values[4] = values[29] = values[30] = values[143] = gap;
  // From R, too.
  g_assert_cmpfloat_with_epsilon(lambda_of(fixture, values, N_AIR_PASSENGERS, 12), -0.295149052984,
                                 1e-7);
}

static void
test_lambda_is_one_without_evidence(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  double constant[48];
  for (gsize i = 0; i < G_N_ELEMENTS(constant); i++) {
    constant[i] = 5.0;
  }
  g_assert_cmpfloat(lambda_of(fixture, constant, G_N_ELEMENTS(constant), 12), ==, 1.0);
  g_assert_cmpfloat(lambda_of(fixture, air_passengers, 24, 12), ==, 1.0);
  g_assert_cmpfloat(lambda_of(fixture, air_passengers, 2, 1), ==, 1.0);
  g_assert_cmpfloat(lambda_of(fixture, air_passengers, 3, 0), ==, 1.0);
  const double missing[] = { gap, gap, gap, gap, gap, gap };
  g_assert_cmpfloat(lambda_of(fixture, missing, G_N_ELEMENTS(missing), 2), ==, 1.0);
  const double negative[] = { -1.0, -2.0, -4.0, -8.0, -3.0, -9.0 };
  g_assert_cmpfloat(lambda_of(fixture, negative, G_N_ELEMENTS(negative), 1), >=, 0.0);
}

static void
test_lambda_stops_when_asked(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  double lambda = 9.0;
  bare_host_stop(fixture->host);
  g_assert_cmpint(box_cox_lambda(fixture->call, air_passengers, N_AIR_PASSENGERS, 12, &lambda), ==,
                  PLUGCAST_CANCELLED);
  g_assert_cmpfloat(lambda, ==, 9.0);
}

typedef struct {
  const char *name;
  double lambda;
  double value;
  double transformed;
} ApplyRow;

// From R 4.2 with forecast 8.20, BoxCox(); the identity and the logarithm by definition.
static const ApplyRow apply_rows[] = {
  { "negative-power", -0.5, 5.0, 1.105572809000084 },
  { "negative-value", 0.5, -5.0, -6.47213595499958 },
  { "negative-value-squared", 2.0, -5.0, -13.0 },
  { "identity", 1.0, 5.0, 4.0 },
  { "logarithm", 0.0, 1.0, 0.0 },
  { "zero", 0.25, 0.0, -4.0 },
  { "reciprocal", -1.0, 4.0, 0.75 },
  // log y + lambda (log y)^2 / 2 + …, as y^lambda = exp(lambda log y).
  { "near-logarithm", 1e-12, 20.0, 2.995732273558478 },
  { "near-logarithm-below", -1e-300, 20.0, 2.995732273553991 },
};

static void
test_applies_and_inverts(gconstpointer data)
{
  const ApplyRow *const row = data;
  g_assert_cmpfloat_with_epsilon(box_cox_apply(row->lambda, row->value), row->transformed, 1e-14);
  g_assert_cmpfloat_with_epsilon(box_cox_invert(row->lambda, row->transformed), row->value, 1e-13);
}

static void
test_takes_no_logarithm_of_negative_values(void)
{
  g_assert_true(isnan(box_cox_apply(0.0, 0.0)));
  g_assert_true(isnan(box_cox_apply(0.0, -1.0)));
  g_assert_true(isnan(box_cox_apply(-0.5, 0.0)));
  g_assert_true(isnan(box_cox_apply(-0.5, -1.0)));
  g_assert_true(isnan(box_cox_apply(0.5, gap)));
  g_assert_true(isnan(box_cox_invert(-0.5, gap)));
}

static void
test_inverse_is_infinite_beyond_the_range(void)
{
  g_assert_cmpfloat(box_cox_invert(-0.5, 2.0), ==, (double)INFINITY);
  g_assert_cmpfloat(box_cox_invert(-0.5, 3.0), ==, (double)INFINITY);
  g_assert_cmpfloat(box_cox_invert(-0.5, 1.0), ==, 4.0);
  g_assert_cmpfloat(box_cox_invert(0.0, 1000.0), ==, (double)INFINITY);
}

static void
test_inverse_rises(void)
{
  const double lambdas[] = { -1.0, -0.3, 0.0, 0.3, 1.0, 2.0 };
  for (gsize i = 0; i < G_N_ELEMENTS(lambdas); i++) {
    double before = -(double)INFINITY;
    for (int step = -200; step <= 200; step++) {
      const double now = box_cox_invert(lambdas[i], step / 20.0);
      g_assert_cmpfloat(now, >=, before);
      before = now;
    }
  }
}

static void
add_test(const char *promise,
         gconstpointer data,
         void (*test)(Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf("/box-cox/%s", promise);
  g_test_add(path, Fixture, data, fixture_set_up, test, fixture_tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(lambda_rows); i++) {
    g_autofree char *promise = g_strdup_printf("lambda/agrees-with-r/%s", lambda_rows[i].name);
    add_test(promise, &lambda_rows[i], test_lambda_agrees_with_r);
  }
  add_test("lambda/leaves-missing-out", NULL, test_lambda_leaves_missing_out);
  add_test("lambda/is-one-without-evidence", NULL, test_lambda_is_one_without_evidence);
  add_test("lambda/stops-when-asked", NULL, test_lambda_stops_when_asked);
  for (gsize i = 0; i < G_N_ELEMENTS(apply_rows); i++) {
    g_autofree char *path = g_strdup_printf("/box-cox/applies-and-inverts/%s", apply_rows[i].name);
    g_test_add_data_func(path, &apply_rows[i], test_applies_and_inverts);
  }
  g_test_add_func("/box-cox/takes-no-logarithm-of-negative-values",
                  test_takes_no_logarithm_of_negative_values);
  g_test_add_func("/box-cox/inverse-is-infinite-beyond-the-range",
                  test_inverse_is_infinite_beyond_the_range);
  g_test_add_func("/box-cox/inverse-rises", test_inverse_rises);
  return g_test_run();
}
