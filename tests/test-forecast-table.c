// SPDX-License-Identifier: MIT
#include "data/forecast_table.h"
#include "data/reader.h"
#include "data/timestamp.h"

#include <glib/gstdio.h>
#include <string.h>

static const char two_series[] = "unique_id,ds,y\n"
                                 "a,2023-12-31,1\na,2024-01-31,2\n"
                                 "b,2023-01-31,1\nb,2023-02-28,2\nb,2023-03-31,3\n";

typedef struct {
  Pool *pool;           // owned
  Panel *panel;         // owned
  ForecastTable *table; // owned
} Fixture;

static void
fixture_set_up(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("plugcast-XXXXXX", &error);
  g_assert_no_error(error);
  g_autofree char *path = g_build_filename(folder, "two.csv", NULL);
  g_assert_true(g_file_set_contents(path, two_series, -1, &error));
  fixture->pool = pool_new(1, &error);
  g_assert_no_error(error);
  fixture->panel = reader_read_panel(path, NULL, fixture->pool, &error);
  g_assert_no_error(error);
  fixture->table = forecast_table_new(fixture->panel, 3);
  g_unlink(path);
  g_rmdir(folder);
}

static void
fixture_tear_down(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  forecast_table_free(fixture->table);
  panel_free(fixture->panel);
  pool_free(fixture->pool);
}

static void
add_model(ForecastTable *table, const char *name, const ForecastLevel *levels, gsize n_levels)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(forecast_table_add_model(table, name, levels, n_levels, &error));
  g_assert_no_error(error);
}

static void
test_columns_in_order(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  const ForecastLevel levels[] = { { 80, "80" }, { 99.5, "99.5" }, { 95, "95.0" } };
  add_model(fixture->table, "naive", NULL, 0);
  add_model(fixture->table, "theta", levels, G_N_ELEMENTS(levels));

  const char *const names[] = { "naive",       "theta",       "theta-lo-99.5", "theta-lo-95.0",
                                "theta-lo-80", "theta-hi-80", "theta-hi-95.0", "theta-hi-99.5" };
  g_assert_cmpuint(forecast_table_get_n_columns(fixture->table), ==, G_N_ELEMENTS(names));
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_assert_cmpstr(forecast_table_get_column_name(fixture->table, i), ==, names[i]);
  }
}

static void
fill(double *values, double first)
{
  for (int i = 0; i < 3; i++) {
    values[i] = first + i;
  }
}

static void
test_columns_show_what_was_filled(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  const ForecastLevel levels[] = { { 80, "80" }, { 95, "95" } };
  ForecastTable *table = fixture->table;
  add_model(table, "naive", NULL, 0);
  add_model(table, "theta", levels, G_N_ELEMENTS(levels));
  for (gsize i = 0; i < 2; i++) {
    const double base = 1000 * (double)i;
    fill(forecast_table_get_mean(table, 0, i), base);
    fill(forecast_table_get_mean(table, 1, i), base + 10);
    fill(forecast_table_get_lower(table, 1, 0, i), base + 20);
    fill(forecast_table_get_lower(table, 1, 1, i), base + 30);
    fill(forecast_table_get_upper(table, 1, 0, i), base + 40);
    fill(forecast_table_get_upper(table, 1, 1, i), base + 50);
  }

  const double firsts[] = { 0, 10, 30, 20, 40, 50 }; // lo-95 stands before lo-80
  for (gsize i = 0; i < 2; i++) {
    for (gsize j = 0; j < G_N_ELEMENTS(firsts); j++) {
      const double *values = forecast_table_get_column(table, j, i);
      for (int k = 0; k < 3; k++) {
        g_assert_cmpfloat(values[k], ==, 1000 * (double)i + firsts[j] + k);
      }
    }
  }
}

static void
test_tells_models(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  const ForecastLevel level = { 80, "80" };
  add_model(fixture->table, "naive", NULL, 0);
  add_model(fixture->table, "theta", &level, 1);
  g_assert_cmpuint(forecast_table_get_n_models(fixture->table), ==, 2);
  g_assert_cmpstr(forecast_table_get_model_name(fixture->table, 1), ==, "theta");
  g_assert_cmpuint(forecast_table_get_n_levels(fixture->table, 0), ==, 0);
  g_assert_cmpuint(forecast_table_get_n_levels(fixture->table, 1), ==, 1);
  g_assert_cmpuint(forecast_table_get_horizon(fixture->table), ==, 3);
  g_assert_true(forecast_table_get_panel(fixture->table) == fixture->panel);
}

static void
test_done_is_each_series_own(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  g_assert_false(forecast_table_is_done(fixture->table, 0));
  forecast_table_set_done(fixture->table, 1);
  g_assert_false(forecast_table_is_done(fixture->table, 0));
  g_assert_true(forecast_table_is_done(fixture->table, 1));
}

static void
test_times_follow_each_series(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
  const char *const expected[2][3] = { { "2024-02-29", "2024-03-31", "2024-04-30" },
                                       { "2023-04-30", "2023-05-31", "2023-06-30" } };
  for (gsize i = 0; i < 2; i++) {
    for (gsize j = 0; j < 3; j++) {
      char text[TIMESTAMP_MAX_LENGTH];
      timestamp_format(forecast_table_get_time(fixture->table, i, j),
                       panel_get_timestamp_style(fixture->panel), text);
      g_assert_cmpstr(text, ==, expected[i][j]);
    }
  }
}

typedef struct {
  const char *path;
  const char *name;
  ForecastLevel levels[2];
  gsize n_levels;
  const char *column;
} Clash;

static const Clash clashes[] = {
  { "model-twice", "theta", { { 0, NULL } }, 0, "theta" },
  { "bound-of-another", "theta-lo-80", { { 0, NULL } }, 0, "theta-lo-80" },
  { "identifier", "unique_id", { { 0, NULL } }, 0, "unique_id" },
  { "time", "ds", { { 0, NULL } }, 0, "ds" },
  { "level-twice", "naive", { { 80, "80" }, { 80, "80" } }, 2, "naive-lo-80" },
};

static void
test_rejects_name(Fixture *fixture, gconstpointer data)
{
  const Clash *row = data;
  const ForecastLevel level = { 80, "80" };
  add_model(fixture->table, "theta", &level, 1);

  g_autoptr(GError) error = NULL;
  g_assert_false(
      forecast_table_add_model(fixture->table, row->name, row->levels, row->n_levels, &error));
  g_assert_error(error, FORECAST_TABLE_ERROR, FORECAST_TABLE_ERROR_NAME);
  g_autofree char *message =
      g_strdup_printf("two columns of the forecasts would be named '%s'", row->column);
  g_assert_cmpstr(error->message, ==, message);
  g_assert_cmpuint(forecast_table_get_n_models(fixture->table), ==, 1);
  g_assert_cmpuint(forecast_table_get_n_columns(fixture->table), ==, 3);
}

static void
test_rejects_horizon(Fixture *fixture, gconstpointer data)
{
  const gsize horizon = *(const gsize *)data;
  g_autoptr(ForecastTable) table = forecast_table_new(fixture->panel, horizon);
  g_autoptr(GError) error = NULL;
  g_assert_false(forecast_table_add_model(table, "theta", NULL, 0, &error));
  g_assert_error(error, FORECAST_TABLE_ERROR, FORECAST_TABLE_ERROR_LIMIT);
  g_assert_true(g_str_has_prefix(error->message, "no memory for 1 columns of "));
  g_assert_cmpuint(forecast_table_get_n_models(table), ==, 0);
}

static void
add(const char *path, gconstpointer data, void (*test)(Fixture *fixture, gconstpointer data))
{
  g_test_add(path, Fixture, data, fixture_set_up, test, fixture_tear_down);
}

int
main(int argc, char **argv)
{
  static const gsize horizons[] = { G_MAXSIZE, G_MAXSIZE / 2, G_MAXSIZE / 8 };

  g_test_init(&argc, &argv, NULL);
  add("/forecast-table/columns-in-order", NULL, test_columns_in_order);
  add("/forecast-table/columns-show-what-was-filled", NULL, test_columns_show_what_was_filled);
  add("/forecast-table/tells-models", NULL, test_tells_models);
  add("/forecast-table/done-is-each-series-own", NULL, test_done_is_each_series_own);
  add("/forecast-table/times-follow-each-series", NULL, test_times_follow_each_series);
  for (gsize i = 0; i < G_N_ELEMENTS(clashes); i++) {
    g_autofree char *path = g_strdup_printf("/forecast-table/rejects/%s", clashes[i].path);
    add(path, &clashes[i], test_rejects_name);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(horizons); i++) {
    g_autofree char *path =
        g_strdup_printf("/forecast-table/rejects/horizon-%" G_GSIZE_FORMAT, horizons[i]);
    add(path, &horizons[i], test_rejects_horizon);
  }
  return g_test_run();
}
