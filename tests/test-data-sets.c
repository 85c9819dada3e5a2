// SPDX-License-Identifier: MIT
// The program as a user runs it, over whole data sets: M3 from ../shared/data where that is, else
// the bundled sets.
#include "data/reader.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>

typedef struct {
  const char *name;
  const char *train; // file
  const char *test;  // (nullable): file with what was to be forecast
  gsize horizon;
  gsize n_series;
  double theta_limit; // sMAPE that may not be passed
  double dotm_limit;
} DataSet;

// Limits: R's thetaf and statsforecast's dynamic optimised Theta on the same series, plus 0.10.
static const DataSet m3_sets[] = {
  { "m3-yearly", "m3-yearly-train.csv.gz", "m3-yearly-test.csv.gz", 6, 645, 16.86, 15.89 },
  { "m3-quarterly", "m3-quarterly-train.csv.gz", "m3-quarterly-test.csv.gz", 8, 756, 9.30, 9.42 },
  { "m3-monthly", "m3-monthly-train.csv.gz", "m3-monthly-test.csv.gz", 18, 1428, 13.96, 13.83 },
  { "m3-other", "m3-other-train.csv.gz", "m3-other-test.csv.gz", 8, 174, 5.02, 4.64 },
};

static const DataSet bundled_sets[] = {
  { "classic-yearly", "classic-yearly.csv", NULL, 6, 0, 0, 0 },
  { "classic-quarterly", "classic-quarterly.csv", NULL, 8, 0, 0, 0 },
  { "classic-monthly", "classic-monthly.csv", NULL, 18, 0, 0, 0 },
  { "generated-weekly", "generated-weekly.csv", NULL, 13, 0, 0, 0 },
  { "generated-daily", "generated-daily.csv", NULL, 14, 0, 0, 0 },
  { "generated-business-daily", "generated-business-daily.csv", NULL, 10, 0, 0, 0 },
  { "generated-hourly", "generated-hourly.csv", NULL, 48, 0, 0, 0 },
  { "generated-half-hourly", "generated-half-hourly.csv", NULL, 48, 0, 0, 0 },
  { "generated-quarterly", "generated-quarterly.tsf", NULL, 8, 0, 0, 0 },
  { "generated-wide", "generated-wide.csv", NULL, 8, 0, 0, 0 },
  { "sunspots", "sunspots.csv.gz", NULL, 24, 0, 0, 0 },
  { "new-york-air", "new-york-air.csv", NULL, 14, 0, 0, 0 },
  { "seatbelts", "seatbelts.csv", NULL, 12, 0, 0, 0 },
  { "us-population", "us-population.csv", NULL, 3, 0, 0, 0 },
};

static const char models[] = "theta,dotm,naive,seasonal_naive,drift,mean,window_average,"
                             "seasonal_window_average";

static char *
find_m3_folder(void)
{
  g_autofree char *folder = g_test_build_filename(G_TEST_DIST, "..", "..", "shared", "data", NULL);
  return g_file_test(folder, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&folder) : NULL;
}

static char *
find_bundled_folder(void)
{
  return g_test_build_filename(G_TEST_DIST, "..", "examples", "data", NULL);
}

// Not GSubprocess, which starts a thread that no race detector sees through.
static void
forecast(const char *train, gsize horizon, const char *threads, const char *output)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *steps = g_strdup_printf("%" G_GSIZE_FORMAT, horizon);
  const char *arguments[] = { g_getenv("PLUGCAST_PROGRAM"),
                              "forecast",
                              train,
                              "-m",
                              models,
                              "--horizon",
                              steps,
                              "--level",
                              "80,95",
                              "--threads",
                              threads,
                              "--seed",
                              "7",
                              "--quiet",
                              "-o",
                              output,
                              NULL };
  g_auto(GStrv) argv = g_strdupv((char **)(gsize)arguments);
  g_autofree char *message = NULL;
  int status = 0;
  g_assert_true(
      g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &message, &status, &error));
  g_assert_no_error(error);
  if (!g_spawn_check_wait_status(status, NULL)) {
    g_error("forecast of %s failed: %s", train, message);
  }
}

static GBytes *
read_file(const char *path)
{
  g_autoptr(GError) error = NULL;
  char *text = NULL;
  gsize length = 0;
  g_assert_true(g_file_get_contents(path, &text, &length, &error));
  g_assert_no_error(error);
  return g_bytes_new_take(text, length);
}

static Panel *
read_column(const char *path, const char *column, Pool *pool)
{
  g_autoptr(GError) error = NULL;
  const ReaderOptions options = { .target_name = column };
  Panel *panel = reader_read_panel(path, &options, pool, &error);
  g_assert_no_error(error);
  return panel;
}

static void
assert_finite(const Panel *panel)
{
  for (gsize i = 0; i < panel_get_n_series(panel); i++) {
    const double *values = panel_get_values(panel, i);
    for (gsize t = 0; t < panel_get_length(panel, i); t++) {
      g_assert_true(isfinite(values[t]));
    }
  }
}

static void
assert_follows(const Panel *forecasts, const Panel *train, gsize horizon)
{
  const gsize n = panel_get_n_series(train);
  g_assert_cmpuint(panel_get_n_series(forecasts), ==, n);
  for (gsize i = 0; i < n; i++) {
    g_assert_cmpstr(panel_get_id(forecasts, i), ==, panel_get_id(train, i));
    g_assert_cmpuint(panel_get_length(forecasts, i), ==, horizon);
    const gint64 next = step_add(panel_get_step(train, i), panel_get_start(train, i),
                                 (gint64)panel_get_length(train, i));
    g_assert_cmpint(panel_get_start(forecasts, i), ==, next);
  }
}

// The M4 definition, mean over series of the means over steps.
static double
smape(const Panel *actuals, const Panel *forecasts)
{
  double total = 0;
  for (gsize i = 0; i < panel_get_n_series(actuals); i++) {
    const gsize horizon = panel_get_length(actuals, i);
    const double *y = panel_get_values(actuals, i);
    const double *f = panel_get_values(forecasts, i);
    double sum = 0;
    for (gsize h = 0; h < horizon; h++) {
      sum += 200 * fabs(y[h] - f[h]) / (fabs(y[h]) + fabs(f[h]));
    }
    total += sum / (double)horizon;
  }
  return total / (double)panel_get_n_series(actuals);
}

static void
assert_accurate(const DataSet *set, const char *folder, const char *output, Pool *pool)
{
  g_autofree char *path = g_build_filename(folder, set->test, NULL);
  g_autoptr(Panel) actuals = read_column(path, "y", pool);
  const struct {
    const char *model;
    double limit;
  } rows[] = { { "theta", set->theta_limit }, { "dotm", set->dotm_limit } };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Panel) forecasts = read_column(output, rows[i].model, pool);
    const double error = smape(actuals, forecasts);
    g_test_message("%s %s sMAPE %.2f", set->name, rows[i].model, error);
    g_assert_cmpfloat(error, <=, rows[i].limit);
    for (gsize k = 0; k < panel_get_n_series(actuals); k++) {
      g_assert_cmpint(panel_get_start(actuals, k), ==, panel_get_start(forecasts, k));
    }
  }
}

static void
check_set(const DataSet *set, const char *folder)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *work = g_dir_make_tmp("plugcast-sets-XXXXXX", &error);
  g_assert_no_error(error);
  g_autofree char *train = g_build_filename(folder, set->train, NULL);
  g_autofree char *output = g_build_filename(work, "forecasts.csv", NULL);
  g_autoptr(Pool) pool = pool_new(2, &error);
  g_assert_no_error(error);

  forecast(train, set->horizon, "1", output);
  g_autoptr(GBytes) alone = read_file(output);
  g_autoptr(Panel) panel = read_column(train, set->test != NULL ? "y" : NULL, pool);
  if (set->n_series > 0) {
    g_assert_cmpuint(panel_get_n_series(panel), ==, set->n_series);
  }
  static const char *const columns[] = { "theta", "dotm", "theta-lo-95", "mean-hi-80", "naive" };
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
    g_autoptr(Panel) forecasts = read_column(output, columns[i], pool);
    assert_finite(forecasts);
    assert_follows(forecasts, panel, set->horizon);
  }
  if (set->test != NULL) {
    assert_accurate(set, folder, output, pool);
  }

  static const char *const threads[] = { "2", "4", "16" };
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++) {
    forecast(train, set->horizon, threads[i], output);
    g_autoptr(GBytes) together = read_file(output);
    g_assert_true(g_bytes_equal(alone, together));
  }
  g_assert_cmpint(g_unlink(output), ==, 0);
  g_assert_cmpint(g_rmdir(work), ==, 0);
}

static void
check_m3(gconstpointer data)
{
  g_autofree char *folder = find_m3_folder();
  check_set(data, folder);
}

static void
check_bundled(gconstpointer data)
{
  g_autofree char *folder = find_bundled_folder();
  check_set(data, folder);
}

static void
check_enough_bundled(void)
{
  g_autofree char *folder = find_bundled_folder();
  g_autoptr(Pool) pool = pool_new(1, NULL);
  gsize n_series = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(bundled_sets); i++) {
    g_autofree char *path = g_build_filename(folder, bundled_sets[i].train, NULL);
    g_autoptr(Panel) panel = read_column(path, NULL, pool);
    n_series += panel_get_n_series(panel);
  }
  g_assert_cmpuint(n_series, >=, 60);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autofree char *m3 = find_m3_folder();
  for (gsize i = 0; m3 != NULL && i < G_N_ELEMENTS(m3_sets); i++) {
    g_autofree char *path =
        g_strdup_printf("/data-sets/%s/same-bytes-and-accurate", m3_sets[i].name);
    g_test_add_data_func(path, &m3_sets[i], check_m3);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(bundled_sets); i++) {
    g_autofree char *path = g_strdup_printf("/data-sets/%s/same-bytes", bundled_sets[i].name);
    g_test_add_data_func(path, &bundled_sets[i], check_bundled);
  }
  g_test_add_func("/data-sets/bundled/at-least-sixty-series", check_enough_bundled);
  return g_test_run();
}
