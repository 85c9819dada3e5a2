// SPDX-License-Identifier: MIT
#include "data/forecast_source.h"
#include "data/reader.h"
#include "data/table_writer.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct {
  Pool *pool;           // owned
  Panel *panel;         // owned
  ForecastTable *table; // owned
} Made;

static void
made_clear(Made *made)
{
  forecast_table_free(made->table);
  panel_free(made->panel);
  pool_free(made->pool);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Made, made_clear)

// Reads on one thread: it is the writer that is put to the test.
static Panel *
read_panel(const char *rows, gssize length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Pool) pool = pool_new(1, &error);
  g_assert_no_error(error);
  g_autofree char *folder = g_dir_make_tmp("plugcast-XXXXXX", &error);
  g_assert_no_error(error);
  g_autofree char *path = g_build_filename(folder, "data.csv", NULL);
  g_assert_true(g_file_set_contents(path, rows, length, &error));
  Panel *panel = reader_read_panel(path, NULL, pool, &error);
  g_assert_no_error(error);
  g_unlink(path);
  g_rmdir(folder);
  return panel;
}

// All series are done, all values 0.
static void
made_init(Made *made, const char *rows, gsize horizon, guint n_threads, gboolean has_levels)
{
  const ForecastLevel levels[] = { { 80, "80" }, { 95, "95" } };
  g_autoptr(GError) error = NULL;
  made->pool = pool_new(n_threads, &error);
  g_assert_no_error(error);
  made->panel = read_panel(rows, -1);
  made->table = forecast_table_new(made->panel, horizon);
  g_assert_true(forecast_table_add_model(made->table, "theta", levels, has_levels ? 2 : 0, &error));
  g_assert_no_error(error);
  for (gsize i = 0; i < panel_get_n_series(made->panel); i++) {
    forecast_table_set_done(made->table, i);
  }
}

// Returns: (transfer full): what the writer sends to a descriptor.
static GBytes *
write_bytes(const Made *made, TableFormat format)
{
  g_autoptr(GError) error = NULL;
  const int descriptor = memfd_create("forecasts", MFD_CLOEXEC);
  g_assert_cmpint(descriptor, >=, 0);
  const TableSource rows = forecast_source_of(made->table);
  g_assert_true(table_write_descriptor(&rows, descriptor, format, made->pool, &error));
  g_assert_no_error(error);

  const gsize size = (gsize)lseek(descriptor, 0, SEEK_END);
  char *bytes = g_malloc(size + 1);
  g_assert_cmpint(pread(descriptor, bytes, size, 0), ==, (gssize)size);
  bytes[size] = '\0';
  close(descriptor);
  return g_bytes_new_take(bytes, size);
}

static void
assert_written(const Made *made, TableFormat format, const char *expected)
{
  g_autoptr(GBytes) bytes = write_bytes(made, format);
  g_assert_cmpstr(g_bytes_get_data(bytes, NULL), ==, expected);
}

static const char monthly[] = "unique_id,ds,y\n"
                              "a,1949-11-30,1\na,1949-12-31,2\n"
                              "b,1949-11-30,1\nb,1949-12-31,2\n"
                              "c,1949-10-31,1\nc,1949-11-30,2\n";

typedef struct {
  const char *name;
  TableFormat format;
  const char *expected;
} Written;

static const Written of_monthly[] = {
  { "csv", TABLE_FORMAT_CSV,
    "unique_id,ds,theta,theta-lo-95,theta-lo-80,theta-hi-80,theta-hi-95\n"
    "a,1950-01-31,112.5,-1,0.1,200,1e+21\n"
    "a,1950-02-28,113.5,-1,0.1,200,1e+21\n"
    "c,1949-12-31,,-inf,,inf,-0\n"
    "c,1950-01-31,0.30000000000000004,1,2,3,4\n" },
  { "tsv", TABLE_FORMAT_TSV,
    "unique_id\tds\ttheta\ttheta-lo-95\ttheta-lo-80\ttheta-hi-80\ttheta-hi-95\n"
    "a\t1950-01-31\t112.5\t-1\t0.1\t200\t1e+21\n"
    "a\t1950-02-28\t113.5\t-1\t0.1\t200\t1e+21\n"
    "c\t1949-12-31\t\t-inf\t\tinf\t-0\n"
    "c\t1950-01-31\t0.30000000000000004\t1\t2\t3\t4\n" },
  { "json-lines", TABLE_FORMAT_JSON_LINES,
    "{\"unique_id\":\"a\",\"ds\":\"1950-01-31\",\"theta\":112.5,\"theta-lo-95\":-1,"
    "\"theta-lo-80\":0.1,\"theta-hi-80\":200,\"theta-hi-95\":1e+21}\n"
    "{\"unique_id\":\"a\",\"ds\":\"1950-02-28\",\"theta\":113.5,\"theta-lo-95\":-1,"
    "\"theta-lo-80\":0.1,\"theta-hi-80\":200,\"theta-hi-95\":1e+21}\n"
    "{\"unique_id\":\"c\",\"ds\":\"1949-12-31\",\"theta\":null,\"theta-lo-95\":null,"
    "\"theta-lo-80\":null,\"theta-hi-80\":null,\"theta-hi-95\":-0}\n"
    "{\"unique_id\":\"c\",\"ds\":\"1950-01-31\",\"theta\":0.30000000000000004,"
    "\"theta-lo-95\":1,\"theta-lo-80\":2,\"theta-hi-80\":3,\"theta-hi-95\":4}\n" },
};

static void
fill_row(ForecastTable *table, gsize index, gsize step, const double *row)
{
  forecast_table_get_mean(table, 0, index)[step] = row[0];
  forecast_table_get_lower(table, 0, 1, index)[step] = row[1];
  forecast_table_get_lower(table, 0, 0, index)[step] = row[2];
  forecast_table_get_upper(table, 0, 0, index)[step] = row[3];
  forecast_table_get_upper(table, 0, 1, index)[step] = row[4];
}

// Makes the table anew with the series in the middle not done.
static void
made_init_monthly(Made *made)
{
  const double plain[] = { 112.5, -1, 0.1, 200, 1e21 };
  const double next[] = { 113.5, -1, 0.1, 200, 1e21 };
  const double odd[] = { NAN, -INFINITY, NAN, INFINITY, -0.0 };
  const double last[] = { 0.1 + 0.2, 1, 2, 3, 4 };
  const ForecastLevel levels[] = { { 80, "80" }, { 95, "95" } };
  g_autoptr(GError) error = NULL;
  made->pool = pool_new(1, &error);
  made->panel = read_panel(monthly, -1);
  made->table = forecast_table_new(made->panel, 2);
  g_assert_true(forecast_table_add_model(made->table, "theta", levels, 2, &error));
  fill_row(made->table, 0, 0, plain);
  fill_row(made->table, 0, 1, next);
  fill_row(made->table, 2, 0, odd);
  fill_row(made->table, 2, 1, last);
  forecast_table_set_done(made->table, 0);
  forecast_table_set_done(made->table, 2);
}

static void
test_writes(gconstpointer data)
{
  const Written *row = data;
  g_auto(Made) made = { 0 };
  made_init_monthly(&made);
  assert_written(&made, row->format, row->expected);
}

static void
test_text_is_aligned(void)
{
  const double usual[] = { 112.5, 101.25, 105.125, 118.0625, 122.123456 };
  const double small[] = { 9.5, -8.25, 0.5, NAN, INFINITY };
  g_auto(Made) made = { 0 };
  made_init(&made,
            "unique_id,ds,y\n\xe6\x97\xa5\xe6\x9c\xac,7,1\n\xe6\x97\xa5\xe6\x9c\xac,8,1\n"
            "Z\xc3\xbcrich\x1b,98,1\nZ\xc3\xbcrich\x1b,99,1\n",
            1, 1, TRUE);
  fill_row(made.table, 0, 0, usual);
  fill_row(made.table, 1, 0, small);
  assert_written(&made, TABLE_FORMAT_TEXT,
                 "unique_id  ds     theta  theta-lo-95  theta-lo-80  theta-hi-80  theta-hi-95\n"
                 "\xe6\x97\xa5\xe6\x9c\xac       9    112.500      101.250      105.125      "
                 "118.062      122.123\n"
                 "Z\xc3\xbcrich?    100    9.500       -8.250        0.500          nan"
                 "          inf\n");
}

static void
test_text_of_extreme_values(void)
{
  g_auto(Made) made = { 0 };
  made_init(&made, "unique_id,ds,y\na,1,1\na,2,1\n", 3, 1, FALSE);
  double *mean = forecast_table_get_mean(made.table, 0, 0);
  mean[0] = 1.5e300;
  mean[1] = -2e-300;
  mean[2] = 0;
  assert_written(&made, TABLE_FORMAT_TEXT,
                 "unique_id  ds          theta\n"
                 "a          3    1.50000e+300\n"
                 "a          4   -2.00000e-300\n"
                 "a          5     0.00000e+00\n");
}

static void
test_integers_are_json_numbers(void)
{
  g_auto(Made) made = { 0 };
  made_init(&made, "unique_id,ds,y\na,1,1\na,2,1\n", 1, 1, FALSE);
  assert_written(&made, TABLE_FORMAT_JSON_LINES, "{\"unique_id\":\"a\",\"ds\":3,\"theta\":0}\n");
}

static void
test_json_escapes(void)
{
  g_auto(Made) made = { 0 };
  made_init(&made,
            "unique_id,ds,y\n\"a\"\"b\\c\n\td\xc3\xa9\",1,1\n\"a\"\"b\\c\n\td\xc3\xa9\",2,1\n", 1,
            1, FALSE);
  assert_written(&made, TABLE_FORMAT_JSON_LINES,
                 "{\"unique_id\":\"a\\\"b\\\\c\\u000a\\u0009d\xc3\xa9\",\"ds\":3,\"theta\":0}\n");
}

static const char *const names[] = {
  "plain",
  "with blank",
  " edge ",
  "comma,name",
  "semi;name",
  "tab\tname",
  "quote\"name",
  "\"quoted\"",
  "line\nbreak",
  "carriage\rreturn",
  "\xe6\x97\xa5\xe6\x9c\xac",
  "'",
  "#1",
  "-5",
};

static void
append_quoted(GString *rows, const char *name, int time)
{
  g_auto(GStrv) parts = g_strsplit(name, "\"", -1);
  g_autofree char *doubled = g_strjoinv("\"\"", parts);
  g_string_append_printf(rows, "\"%s\",%d,1\n", doubled, time);
}

static void
test_names_read_back(gconstpointer data)
{
  const TableFormat format = (TableFormat)GPOINTER_TO_INT(data);
  g_autoptr(GString) rows = g_string_new("unique_id,ds,y\n");
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    append_quoted(rows, names[i], 1);
    append_quoted(rows, names[i], 2);
  }
  g_auto(Made) made = { 0 };
  made_init(&made, rows->str, 2, 1, FALSE);

  g_autoptr(GBytes) bytes = write_bytes(&made, format);
  g_autoptr(GString) renamed = g_string_new(g_bytes_get_data(bytes, NULL));
  g_string_replace(renamed, "theta", "y", 1);
  g_autoptr(Panel) panel = read_panel(renamed->str, (gssize)renamed->len);
  g_assert_cmpuint(panel_get_n_series(panel), ==, G_N_ELEMENTS(names));
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_assert_cmpstr(panel_get_id(panel, i), ==, names[i]);
    g_assert_cmpint(panel_get_start(panel, i), ==, 3);
  }
}

// Every value is the number of its row, so that a chunk in the wrong place shows.
static void
made_init_counted(Made *made, gsize n_series, gsize horizon, guint n_threads)
{
  g_autoptr(GString) rows = g_string_new("unique_id,ds,y\n");
  for (gsize i = 0; i < n_series; i++) {
    g_string_append_printf(rows, "s%d,1,1\ns%d,2,1\n", (int)i, (int)i);
  }
  made_init(made, rows->str, horizon, n_threads, FALSE);
  for (gsize i = 0; i < n_series; i++) {
    double *mean = forecast_table_get_mean(made->table, 0, i);
    for (gsize j = 0; j < horizon; j++) {
      mean[j] = (double)(i * horizon + j);
    }
  }
}

typedef struct {
  const char *name;
  gsize n_series;
  gsize horizon;
} Size;

// Several waves of up to four threads; one row in all.
static const Size sizes[] = {
  { "many-series", 20000, 14 },
  { "long-horizon", 3, 100000 },
  { "one-row", 1, 1 },
};

static void
assert_counted(const char *text, const Size *size)
{
  const char *at = strchr(text, '\n') + 1;
  for (gsize i = 0; i < size->n_series * size->horizon; i++) {
    char expected[64];
    const int length = g_snprintf(expected, sizeof expected, "s%d,%d,%d\n",
                                  (int)(i / size->horizon), (int)(i % size->horizon) + 3, (int)i);
    if (strncmp(at, expected, (gsize)length) != 0) {
      g_error("row %d is not %s", (int)i, expected);
    }
    at += length;
  }
  g_assert_cmpstr(at, ==, "");
}

static void
test_rows_keep_order(gconstpointer data)
{
  const Size *size = data;
  static const guint n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_auto(Made) made = { 0 };
    made_init_counted(&made, size->n_series, size->horizon, n_threads[i]);
    g_autoptr(GBytes) bytes = write_bytes(&made, TABLE_FORMAT_CSV);
    assert_counted(g_bytes_get_data(bytes, NULL), size);
  }
}

static void
test_nothing_done_is_a_header(void)
{
  g_autoptr(GError) error = NULL;
  g_auto(Made) made = { 0 };
  made.pool = pool_new(2, &error);
  made.panel = read_panel(monthly, -1);
  made.table = forecast_table_new(made.panel, 2);
  g_assert_true(forecast_table_add_model(made.table, "theta", NULL, 0, &error));
  assert_written(&made, TABLE_FORMAT_CSV, "unique_id,ds,theta\n");
  assert_written(&made, TABLE_FORMAT_JSON_LINES, "");
  assert_written(&made, TABLE_FORMAT_TEXT, "unique_id  ds    theta\n");
}

static void
test_file_holds_the_same(gconstpointer data)
{
  const char *name = data;
  g_auto(Made) made = { 0 };
  made_init_counted(&made, 2000, 14, 2);
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("plugcast-XXXXXX", &error);
  g_autofree char *path = g_build_filename(folder, name, NULL);
  const TableSource rows = forecast_source_of(made.table);
  g_assert_true(table_write_file(&rows, path, TABLE_FORMAT_CSV, made.pool, &error));
  g_assert_no_error(error);

  // The reader unpacks what is compressed.
  const ReaderOptions options = { .target_name = "theta" };
  g_autoptr(Pool) pool = pool_new(1, &error);
  g_autoptr(Panel) panel = reader_read_panel(path, &options, pool, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(panel_get_n_series(panel), ==, 2000);
  for (gsize i = 0; i < 2000; i++) {
    g_assert_cmpuint(panel_get_length(panel, i), ==, 14);
    const double *mean = forecast_table_get_mean(made.table, 0, i);
    for (gsize j = 0; j < 14; j++) {
      g_assert_cmpfloat(panel_get_values(panel, i)[j], ==, mean[j]);
    }
  }
  g_unlink(path);
  g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void
test_failing_device_is_an_error(void)
{
  g_auto(Made) made = { 0 };
  made_init_counted(&made, 50000, 14, 2);
  g_autoptr(GError) error = NULL;
  const TableSource rows = forecast_source_of(made.table);
  g_assert_false(table_write_file(&rows, "/dev/full", TABLE_FORMAT_CSV, made.pool, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_true(g_str_has_prefix(error->message, "/dev/full: "));
}

static void
add_row(const char *promise, const char *name, gconstpointer row, GTestDataFunc func)
{
  g_autofree char *shown = g_strdelimit(g_strdup(name), "/", '|');
  g_autofree char *path = g_strdup_printf("/forecast-writer/%s/%s", promise, shown);
  g_test_add_data_func(path, row, func);
}

static void
add_rows(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(of_monthly); i++) {
    add_row("writes", of_monthly[i].name, &of_monthly[i], test_writes);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    add_row("rows-keep-order", sizes[i].name, &sizes[i], test_rows_keep_order);
  }
  add_row("names-read-back", "csv", GINT_TO_POINTER(TABLE_FORMAT_CSV), test_names_read_back);
  add_row("names-read-back", "tsv", GINT_TO_POINTER(TABLE_FORMAT_TSV), test_names_read_back);
  add_row("file-holds-the-same", "plain", "out.csv", test_file_holds_the_same);
  add_row("file-holds-the-same", "compressed", "out.csv.gz", test_file_holds_the_same);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows();
  g_test_add_func("/forecast-writer/text/is-aligned", test_text_is_aligned);
  g_test_add_func("/forecast-writer/text/of-extreme-values", test_text_of_extreme_values);
  g_test_add_func("/forecast-writer/integers-are-json-numbers", test_integers_are_json_numbers);
  g_test_add_func("/forecast-writer/json-escapes", test_json_escapes);
  g_test_add_func("/forecast-writer/nothing-done-is-a-header", test_nothing_done_is_a_header);
  g_test_add_func("/forecast-writer/failing-device-is-an-error", test_failing_device_is_an_error);
  return g_test_run();
}
