// SPDX-License-Identifier: MIT
// What the features plugin computes with, against direct sums.
#include "bare-host.h"
#include "classic-series.h"
#include "fourier.h"
#include "moment.h"
#include "regression.h"

#include <math.h>

enum {
  MAX_LENGTH = 400,
};

static double
scatter(gsize index)
{
  const guint64 mixed = (index + 1) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
  return (double)(mixed >> 11) * 0x1p-52 - 1.0;
}

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

static const gsize lengths[] = { 1, 2, 3, 4, 5, 7, 8, 12, 31, 64, 97, 144, 360 };

static void
test_power_is_the_direct_sum(void)
{
  g_autoptr(BareHost) host = bare_host_new_empty();
  double values[MAX_LENGTH];
  double power[MAX_LENGTH];
  for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
    const gsize n = lengths[i];
    for (gsize t = 0; t < n; t++) {
      values[t] = scatter(t);
    }
    Fourier fourier = fourier_make(n);
    g_assert_cmpint(fourier_power(bare_host_begin(host), &fourier, values, n, power), ==,
                    PLUGCAST_OK);
    for (gsize j = 0; j <= n / 2; j++) {
      const double expected = power_at(values, n, (double)j / (double)n);
      g_assert_cmpfloat_with_epsilon(power[j], expected, 1e-12 * (double)(n * n));
    }
  }
}

static void
test_padded_power_is_the_direct_sum(void)
{
  g_autoptr(BareHost) host = bare_host_new_empty();
  double power[MAX_LENGTH];
  const guint64 n_points = fourier_round_up(N_AIR_PASSENGERS);
  g_assert_cmpuint(n_points, ==, 256);
  Fourier fourier = fourier_make(N_AIR_PASSENGERS);
  g_assert_cmpint(fourier_padded_power(bare_host_begin(host), &fourier, air_passengers,
                                       N_AIR_PASSENGERS, power),
                  ==, PLUGCAST_OK);
  for (gsize j = 0; j <= n_points / 2; j++) {
    const double expected =
        power_at(air_passengers, N_AIR_PASSENGERS, (double)j / (double)n_points);
    g_assert_cmpfloat_with_epsilon(power[j], expected, 1e-10 * power[0]);
  }
}

static void
test_lag_sums_are_the_direct_sums(void)
{
  g_autoptr(BareHost) host = bare_host_new_empty();
  double values[MAX_LENGTH];
  double sums[MAX_LENGTH];
  for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
    const gsize n = lengths[i];
    for (gsize t = 0; t < n; t++) {
      values[t] = scatter(t + 1000);
    }
    Fourier fourier = fourier_make(MAX_LENGTH); // more than needed
    g_assert_cmpint(fourier_multiply_lags(bare_host_begin(host), &fourier, values, n, 0.0, sums),
                    ==, PLUGCAST_OK);
    for (gsize lag = 0; lag < n; lag++) {
      double expected = 0.0;
      for (gsize t = 0; t + lag < n; t++) {
        expected += values[t] * values[t + lag];
      }
      g_assert_cmpfloat_with_epsilon(sums[lag], expected, 1e-11);
    }
  }
}

static void
test_transform_stops_when_asked(void)
{
  g_autoptr(BareHost) host = bare_host_new_empty();
  double power[MAX_LENGTH];
  Fourier fourier = fourier_make(N_NILE);
  bare_host_stop(host);
  g_assert_cmpint(fourier_power(bare_host_begin(host), &fourier, nile, N_NILE, power), ==,
                  PLUGCAST_CANCELLED);
}

static void
test_regression_is_orthogonal_to_its_columns(void)
{
  enum {
    N_ROWS = 50,
    N_COLUMNS = 4
  };
  double columns[N_COLUMNS * N_ROWS];
  double response[N_ROWS];
  double coefficients[N_COLUMNS];
  for (gsize i = 0; i < N_ROWS; i++) {
    for (gsize c = 0; c < N_COLUMNS; c++) {
      columns[c * N_ROWS + i] = c == 0 ? 1.0 : scatter(i * N_COLUMNS + c);
    }
    response[i] = scatter(i + 7000);
  }
  double kept_columns[N_COLUMNS * N_ROWS];
  double residuals[N_ROWS];
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
    kept_columns[i] = columns[i];
  }
  for (gsize i = 0; i < N_ROWS; i++) {
    residuals[i] = response[i];
  }
  const double rest = regression_solve(columns, N_ROWS, N_COLUMNS, response, coefficients);
  double squares = 0.0;
  for (gsize i = 0; i < N_ROWS; i++) {
    for (gsize c = 0; c < N_COLUMNS; c++) {
      residuals[i] -= coefficients[c] * kept_columns[c * N_ROWS + i];
    }
    squares += residuals[i] * residuals[i];
  }
  g_assert_cmpfloat_with_epsilon(rest, squares, 1e-12);
  for (gsize c = 0; c < N_COLUMNS; c++) {
    double product = 0.0;
    for (gsize i = 0; i < N_ROWS; i++) {
      product += kept_columns[c * N_ROWS + i] * residuals[i];
    }
    g_assert_cmpfloat_with_epsilon(product, 0.0, 1e-12);
  }
}

static void
test_regression_leaves_out_what_depends(void)
{
  double columns[] = { 1, 1, 1, 1, 2, 2, 2, 2, 0, 1, 2, 3 };
  double response[] = { 1, 3, 5, 7 };
  double coefficients[3];
  const double rest = regression_solve(columns, 4, 3, response, coefficients);
  g_assert_cmpfloat_with_epsilon(rest, 0.0, 1e-24);
  g_assert_cmpfloat_with_epsilon(coefficients[0], 1.0, 1e-14);
  g_assert_cmpfloat(coefficients[1], ==, 0.0);
  g_assert_cmpfloat_with_epsilon(coefficients[2], 2.0, 1e-14);
}

static void
test_line_goes_through_a_line(void)
{
  double values[9];
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    values[i] = 5.0 - 0.75 * (double)i;
  }
  const Line line = line_fit(values, G_N_ELEMENTS(values));
  g_assert_cmpfloat_with_epsilon(line.slope, -0.75, 1e-15);
  g_assert_cmpfloat_with_epsilon(line_at(&line, 0.0), 5.0, 1e-14);
  const Line level = line_fit(values, 1);
  g_assert_cmpfloat(line_at(&level, 3.0), ==, 5.0);
}

static plugcast_series
make_series(guint32 step_unit, gint64 step_count, gint64 start)
{
  return (plugcast_series){
    .struct_size = sizeof(plugcast_series),
    .season_length = 1,
    .id = "series",
    .step_unit = step_unit,
    .step_count = step_count,
    .start = start,
  };
}

static void
test_days_are_those_of_glib(void)
{
  g_autoptr(GDateTime) start = g_date_time_new_utc(1898, 12, 28, 0, 0, 0.0);
  const plugcast_series series =
      make_series(PLUGCAST_STEP_DAY, 3, g_date_time_to_unix(start) * 1000000);
  for (gsize i = 0; i < 40000; i += 7) {
    g_autoptr(GDateTime) time = g_date_time_add_days(start, 3 * (int)i);
    Moment moment;
    g_assert_true(moment_find(&series, i, &moment));
    g_assert_cmpint(moment.year, ==, g_date_time_get_year(time));
    g_assert_cmpint(moment.month, ==, g_date_time_get_month(time));
    g_assert_cmpint(moment.day, ==, g_date_time_get_day_of_month(time));
    g_assert_cmpint(moment.weekday, ==, g_date_time_get_day_of_week(time) - 1);
    g_assert_cmpint(moment.hour, ==, -1);
  }
}

static void
test_months_are_counted_from_the_start(void)
{
  g_autoptr(GDateTime) start = g_date_time_new_utc(1966, 10, 1, 0, 0, 0.0);
  const plugcast_series series =
      make_series(PLUGCAST_STEP_MONTH, 3, g_date_time_to_unix(start) * 1000000);
  for (gsize i = 0; i < 100; i++) {
    g_autoptr(GDateTime) time = g_date_time_add_months(start, 3 * (int)i);
    Moment moment;
    g_assert_true(moment_find(&series, i, &moment));
    g_assert_cmpint(moment.year, ==, g_date_time_get_year(time));
    g_assert_cmpint(moment.month, ==, g_date_time_get_month(time));
    g_assert_cmpint(moment.weekday, ==, -1);
  }
}

static void
test_no_time_is_beyond_64_bits(void)
{
  Moment moment;
  const plugcast_series far = make_series(PLUGCAST_STEP_MICROSECOND, G_MAXINT64 / 2, 0);
  g_assert_true(moment_find(&far, 1, &moment));
  g_assert_false(moment_find(&far, 3, &moment));
  const plugcast_series index = make_series(PLUGCAST_STEP_INDEX, 1, 5);
  g_assert_false(moment_find(&index, 0, &moment));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fourier/power-is-the-direct-sum", test_power_is_the_direct_sum);
  g_test_add_func("/fourier/padded-power-is-the-direct-sum", test_padded_power_is_the_direct_sum);
  g_test_add_func("/fourier/lag-sums-are-the-direct-sums", test_lag_sums_are_the_direct_sums);
  g_test_add_func("/fourier/stops-when-asked", test_transform_stops_when_asked);
  g_test_add_func("/regression/is-orthogonal-to-its-columns",
                  test_regression_is_orthogonal_to_its_columns);
  g_test_add_func("/regression/leaves-out-what-depends", test_regression_leaves_out_what_depends);
  g_test_add_func("/regression/line-goes-through-a-line", test_line_goes_through_a_line);
  g_test_add_func("/moment/days-are-those-of-glib", test_days_are_those_of_glib);
  g_test_add_func("/moment/months-are-counted-from-the-start",
                  test_months_are_counted_from_the_start);
  g_test_add_func("/moment/no-time-is-beyond-64-bits", test_no_time_is_beyond_64_bits);
  return g_test_run();
}
