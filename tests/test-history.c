// SPDX-License-Identifier: MIT
#include "bare-host.h"
#include "history.h"

#include <float.h>
#include <math.h>

static const double gap = (double)NAN;

static plugcast_status
read_values(BareHost *host, const double *values, gsize n_values, History *history)
{
  const plugcast_series series = {
    .struct_size = sizeof series,
    .season_length = 1,
    .id = "series",
    .values = values,
    .n_values = n_values,
  };
  return history_read(bare_host_begin(host), &series, history);
}

static void
test_cuts_missing_ends(void)
{
  g_autoptr(BareHost) host = bare_host_new_empty();
  const double values[] = { gap, 3.0, gap, 4.0, gap, gap };
  History history;
  g_assert_cmpint(read_values(host, values, G_N_ELEMENTS(values), &history), ==, PLUGCAST_OK);
  g_assert_cmpuint(history.n_values, ==, 3);
  g_assert_cmpuint(history.n_observed, ==, 2);
  g_assert_cmpuint(history.n_trailing, ==, 2);
  g_assert_cmpfloat(history_restore(&history, history.values[0]), ==, 3.0);
  g_assert_true(isnan(history.values[1]));
  g_assert_cmpfloat(history_restore(&history, history.values[2]), ==, 4.0);
}

static void
test_keeps_every_bit(gconstpointer data)
{
  const double magnitude = *(const double *)data;
  g_autoptr(BareHost) host = bare_host_new_empty();
  const double values[] = { magnitude, -magnitude / 3.0, magnitude * 0.7, 0.0 };
  History history;
  g_assert_cmpint(read_values(host, values, G_N_ELEMENTS(values), &history), ==, PLUGCAST_OK);
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    g_assert_cmpfloat(fabs(history.values[i]), <=, 1.0);
    g_assert_cmpfloat(history_restore(&history, history.values[i]), ==, values[i]);
  }
}

static void
test_holds_what_overflows(void)
{
  g_autoptr(BareHost) host = bare_host_new_empty();
  const double values[] = { DBL_MAX };
  History history;
  g_assert_cmpint(read_values(host, values, 1, &history), ==, PLUGCAST_OK);
  g_assert_cmpfloat(history_restore(&history, 3.0), ==, DBL_MAX);
  g_assert_cmpfloat(history_restore(&history, -3.0), ==, -DBL_MAX);
  g_assert_true(isnan(history_restore(&history, gap)));
}

static void
test_interpolates_gaps(void)
{
  double values[] = { 1.0, gap, gap, 4.0, 6.0, gap, 2.0 };
  const double expected[] = { 1.0, 2.0, 3.0, 4.0, 6.0, 4.0, 2.0 };
  history_interpolate(values, G_N_ELEMENTS(values));
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    g_assert_cmpfloat(values[i], ==, expected[i]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  static const double magnitudes[] = { 1.0, 1e-3, 123456.789, DBL_MAX, DBL_MIN, 5e-324 };
  g_test_add_func("/history/cuts-missing-ends", test_cuts_missing_ends);
  for (gsize i = 0; i < G_N_ELEMENTS(magnitudes); i++) {
    g_autofree char *path = g_strdup_printf("/history/keeps-every-bit/%g", magnitudes[i]);
    g_test_add_data_func(path, &magnitudes[i], test_keeps_every_bit);
  }
  g_test_add_func("/history/holds-what-overflows", test_holds_what_overflows);
  g_test_add_func("/history/interpolates-gaps", test_interpolates_gaps);
  return g_test_run();
}
