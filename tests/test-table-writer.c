// SPDX-License-Identifier: MIT
#include "data/sheet.h"
#include "data/table_writer.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const TimestampStyle months = { .form = TIMESTAMP_MONTH, .date_separator = '-' };

#define MONTH_US (G_GINT64_CONSTANT(31) * 86400000000) // January of 1970

static Pool *
make_pool(guint n_threads)
{
  g_autoptr(GError) error = NULL;
  Pool *pool = pool_new(n_threads, &error);
  g_assert_no_error(error);
  return pool;
}

static void
add_column(Sheet *sheet, const TableColumn *column)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(sheet_add_column(sheet, column, &error));
  g_assert_no_error(error);
}

static void
reserve(Sheet *sheet, gsize n_rows)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(sheet_set_n_rows(sheet, n_rows, &error));
  g_assert_no_error(error);
}

// Two usual rows and one in which all is missing; a column of each kind, the first one of numbers.
static Sheet *
make_sheet(void)
{
  const TableColumn columns[] = {
    { .name = "score", .kind = TABLE_NUMBER },
    { .name = "id", .kind = TABLE_TEXT },
    { .name = "from", .kind = TABLE_TIME, .style = &months },
    { .name = "n", .kind = TABLE_INTEGER },
    { .name = "large", .kind = TABLE_NUMBER, .unit = 1 },
    { .name = "small", .kind = TABLE_NUMBER, .unit = 1 },
    { .name = "reason", .kind = TABLE_TEXT },
  };
  Sheet *sheet = sheet_new();
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
    add_column(sheet, &columns[i]);
  }
  reserve(sheet, 3);
  sheet_get_numbers(sheet, 0)[0] = 0.125;
  sheet_get_numbers(sheet, 0)[1] = -INFINITY;
  sheet_get_texts(sheet, 1)[0] = "a";
  sheet_get_texts(sheet, 1)[1] = "b,\"c\"";
  sheet_get_integers(sheet, 2)[0] = 0;
  sheet_get_integers(sheet, 2)[1] = MONTH_US;
  sheet_get_integers(sheet, 3)[0] = -5;
  sheet_get_integers(sheet, 3)[1] = G_MAXINT64;
  sheet_get_numbers(sheet, 4)[0] = 12345;
  sheet_get_numbers(sheet, 5)[1] = 0.5;
  sheet_get_texts(sheet, 6)[0] = "";
  sheet_get_texts(sheet, 6)[1] = "too short";
  return sheet;
}

static char *
read_all(int descriptor)
{
  const gsize size = (gsize)lseek(descriptor, 0, SEEK_END);
  char *bytes = g_malloc(size + 1);
  g_assert_cmpint(pread(descriptor, bytes, size, 0), ==, (gssize)size);
  bytes[size] = '\0';
  return bytes;
}

static char *
write_text(const TableSource *source, TableFormat format, guint n_threads)
{
  g_autoptr(Pool) pool = make_pool(n_threads);
  g_autoptr(GError) error = NULL;
  const int descriptor = memfd_create("table", MFD_CLOEXEC);
  g_assert_cmpint(descriptor, >=, 0);
  g_assert_true(table_write_descriptor(source, descriptor, format, pool, &error));
  g_assert_no_error(error);
  char *text = read_all(descriptor);
  close(descriptor);
  return text;
}

typedef struct {
  const char *name;
  TableFormat format;
  const char *expected;
} Written;

static const Written kinds[] = {
  { "csv", TABLE_FORMAT_CSV,
    "score,id,from,n,large,small,reason\n"
    "0.125,a,1970-01,-5,12345,,\n"
    "-inf,\"b,\"\"c\"\"\",1970-02,9223372036854775807,,0.5,too short\n"
    ",,,,,,\n" },
  { "tsv", TABLE_FORMAT_TSV,
    "score\tid\tfrom\tn\tlarge\tsmall\treason\n"
    "0.125\ta\t1970-01\t-5\t12345\t\t\n"
    "-inf\t\"b,\"\"c\"\"\"\t1970-02\t9223372036854775807\t\t0.5\ttoo short\n"
    "\t\t\t\t\t\t\n" },
  { "json-lines", TABLE_FORMAT_JSON_LINES,
    "{\"score\":0.125,\"id\":\"a\",\"from\":\"1970-01\",\"n\":-5,\"large\":12345,"
    "\"small\":null,\"reason\":\"\"}\n"
    "{\"score\":null,\"id\":\"b,\\\"c\\\"\",\"from\":\"1970-02\",\"n\":9223372036854775807,"
    "\"large\":null,\"small\":0.5,\"reason\":\"too short\"}\n"
    "{\"score\":null,\"id\":null,\"from\":null,\"n\":null,\"large\":null,\"small\":null,"
    "\"reason\":null}\n" },
  { "text", TABLE_FORMAT_TEXT,
    "   score  id     from                       n    large  small  reason\n"
    "0.125000  a      1970-01                   -5  12345.0    nan  \n"
    "    -inf  b,\"c\"  1970-02  9223372036854775807      nan    0.5  too short\n"
    "     nan                                           nan    nan  \n" },
};

static void
test_writes_every_kind(gconstpointer data)
{
  const Written *row = data;
  g_autoptr(Sheet) sheet = make_sheet();
  const TableSource source = sheet_get_source(sheet);
  g_autofree char *text = write_text(&source, row->format, 1);
  g_assert_cmpstr(text, ==, row->expected);
}

static const Written headers[] = {
  { "csv", TABLE_FORMAT_CSV, "id,n\n" },
  { "tsv", TABLE_FORMAT_TSV, "id\tn\n" },
  { "json-lines", TABLE_FORMAT_JSON_LINES, "" },
  { "text", TABLE_FORMAT_TEXT, "id  n\n" },
};

static void
test_no_rows_are_a_header(gconstpointer data)
{
  const Written *row = data;
  g_autoptr(Sheet) sheet = sheet_new();
  add_column(sheet, &(TableColumn){ .name = "id", .kind = TABLE_TEXT });
  add_column(sheet, &(TableColumn){ .name = "n", .kind = TABLE_INTEGER });
  const TableSource source = sheet_get_source(sheet);
  g_autofree char *text = write_text(&source, row->format, 2);
  g_assert_cmpstr(text, ==, row->expected);
}

enum {
  STREAM_ROWS = 300000, // several waves of four threads
  STREAM_PART = 7000,
};

// Rows that are made as they are read: the group, the row, and every seventh left out.
static gsize
stream_get_n_columns(G_GNUC_UNUSED gconstpointer data)
{
  return 2;
}

static TableColumn
stream_get_column(G_GNUC_UNUSED gconstpointer data, gsize column)
{
  const TableColumn columns[] = {
    { .name = "group", .kind = TABLE_INTEGER },
    { .name = "row", .kind = TABLE_INTEGER },
  };
  return columns[column];
}

typedef struct {
  gsize begin;
  gsize end;
} Stretch;

static gsize
stream_get_n_rows(gconstpointer data)
{
  const Stretch *stretch = data;
  return stretch->end - stretch->begin;
}

static gsize
stream_read(gconstpointer data, gsize begin, gsize end, TableBatch *batch)
{
  const Stretch *stretch = data;
  const gsize first = stretch->begin + begin;
  const gsize stop = MIN(stretch->begin + end, (first / 7 + 1) * 7);
  if (first / 7 % 3 != 0) {
    table_batch_begin(batch, stop - first);
    table_batch_set_integer(batch, 0, (gint64)(first / 7));
    gint64 *rows = table_batch_fill_integers(batch, 1);
    for (gsize i = first; i < stop; i++) {
      rows[i - first] = (gint64)i;
    }
  }
  return stop - stretch->begin;
}

static const TableSourceClass stream_class = {
  .get_n_columns = stream_get_n_columns,
  .get_column = stream_get_column,
  .get_n_rows = stream_get_n_rows,
  .read = stream_read,
};

static char *
stream_expect(void)
{
  g_autoptr(GString) text = g_string_new("group,row\n");
  for (gsize i = 0; i < STREAM_ROWS; i++) {
    if (i / 7 % 3 != 0) {
      g_string_append_printf(text, "%d,%d\n", (int)(i / 7), (int)i);
    }
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
test_rows_are_made_as_they_are_read(void)
{
  const Stretch all = { .begin = 0, .end = STREAM_ROWS };
  const TableSource source = { .methods = &stream_class, .data = &all };
  g_autofree char *expected = stream_expect();
  static const guint n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *text = write_text(&source, TABLE_FORMAT_CSV, n_threads[i]);
    g_assert_true(g_str_equal(text, expected));
  }
}

static void
put_part(TableWriter *writer, gsize begin, gsize end)
{
  const Stretch part = { .begin = begin, .end = end };
  const TableSource source = { .methods = &stream_class, .data = &part };
  g_autoptr(GError) error = NULL;
  g_assert_true(table_writer_put(writer, &source, &error));
  g_assert_no_error(error);
}

static void
test_parts_make_the_same_table(void)
{
  g_autoptr(Pool) pool = make_pool(4);
  g_autoptr(GError) error = NULL;
  const int descriptor = memfd_create("table", MFD_CLOEXEC);
  g_autoptr(TableWriter) writer =
      table_writer_new_for_descriptor(descriptor, TABLE_FORMAT_CSV, pool);
  for (gsize i = 0; i < STREAM_ROWS; i += STREAM_PART) {
    put_part(writer, i, MIN(i + STREAM_PART, STREAM_ROWS));
    put_part(writer, i, i); // of no rows
  }
  g_assert_true(table_writer_finish(writer, &error));
  g_assert_no_error(error);
  g_autofree char *text = read_all(descriptor);
  g_autofree char *expected = stream_expect();
  g_assert_true(g_str_equal(text, expected));
  close(descriptor);
}

static void
test_columns_outlive_the_first_part(void)
{
  g_autoptr(Pool) pool = make_pool(1);
  g_autoptr(GError) error = NULL;
  const int descriptor = memfd_create("table", MFD_CLOEXEC);
  g_autoptr(TableWriter) writer =
      table_writer_new_for_descriptor(descriptor, TABLE_FORMAT_JSON_LINES, pool);
  for (gsize i = 0; i < 2; i++) {
    g_autoptr(Sheet) sheet = sheet_new();
    add_column(sheet, &(TableColumn){ .name = "at", .kind = TABLE_TIME, .style = &months });
    reserve(sheet, 1);
    sheet_get_integers(sheet, 0)[0] = (gint64)i * MONTH_US;
    const TableSource source = sheet_get_source(sheet);
    g_assert_true(table_writer_put(writer, &source, &error));
  }
  g_assert_true(table_writer_finish(writer, &error));
  g_autofree char *text = read_all(descriptor);
  g_assert_cmpstr(text, ==, "{\"at\":\"1970-01\"}\n{\"at\":\"1970-02\"}\n");
  close(descriptor);
}

static void
test_unfinished_file_does_not_appear(void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("plugcast-XXXXXX", &error);
  g_autofree char *path = g_build_filename(folder, "out.csv", NULL);
  g_autoptr(Pool) pool = make_pool(1);
  TableWriter *writer = table_writer_new_for_file(path, TABLE_FORMAT_CSV, pool, &error);
  g_assert_no_error(error);
  put_part(writer, 0, STREAM_PART);
  g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  table_writer_free(writer);
  // No temporary file is left either.
  g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void
test_failing_device_is_an_error(void)
{
  g_autoptr(Pool) pool = make_pool(2);
  g_autoptr(GError) error = NULL;
  const Stretch all = { .begin = 0, .end = STREAM_ROWS };
  const TableSource source = { .methods = &stream_class, .data = &all };
  g_assert_false(table_write_file(&source, "/dev/full", TABLE_FORMAT_CSV, pool, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_true(g_str_has_prefix(error->message, "/dev/full: "));
}

typedef struct {
  const char *path;
  TableFormat format;
} Ending;

static const Ending endings[] = {
  { "out", TABLE_FORMAT_CSV },
  { "out.csv", TABLE_FORMAT_CSV },
  { "OUT.CSV", TABLE_FORMAT_CSV },
  { "out.gz", TABLE_FORMAT_CSV },
  { "out.csv.gz", TABLE_FORMAT_CSV },
  { "folder.json/out", TABLE_FORMAT_CSV },
  { "/dev/stdout", TABLE_FORMAT_CSV },
  { "out.tsv", TABLE_FORMAT_TSV },
  { "out.tab", TABLE_FORMAT_TSV },
  { "out.jsonl", TABLE_FORMAT_JSON_LINES },
  { "out.ndjson.gz", TABLE_FORMAT_JSON_LINES },
  { "out.json", TABLE_FORMAT_JSON_LINES },
  { "a.csv.txt", TABLE_FORMAT_TEXT },
};

static void
test_ending_names_format(gconstpointer data)
{
  const Ending *row = data;
  g_autoptr(GError) error = NULL;
  TableFormat format = TABLE_FORMAT_CSV;
  g_assert_true(table_format_from_path(row->path, &format, &error));
  g_assert_no_error(error);
  g_assert_cmpint(format, ==, row->format);
}

static void
test_refuses_ending(gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  TableFormat format = TABLE_FORMAT_TEXT;
  g_assert_false(table_format_from_path(data, &format, &error));
  g_assert_error(error, TABLE_WRITER_ERROR, TABLE_WRITER_ERROR_FORMAT);
  g_autofree char *message = g_strdup_printf(
      "%s: '.xlsx' names no format; known are .csv, .tsv, .tab, .jsonl, .ndjson, .json and .txt, "
      "and .gz after any of them",
      (const char *)data);
  g_assert_cmpstr(error->message, ==, message);
  g_assert_cmpint(format, ==, TABLE_FORMAT_TEXT);
}

static void
add_row(const char *promise, const char *name, gconstpointer row, GTestDataFunc func)
{
  g_autofree char *shown = g_strdelimit(g_strdup(name), "/", '|');
  g_autofree char *path = g_strdup_printf("/table-writer/%s/%s", promise, shown);
  g_test_add_data_func(path, row, func);
}

static void
add_rows(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    add_row("writes-every-kind", kinds[i].name, &kinds[i], test_writes_every_kind);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
    add_row("no-rows-are-a-header", headers[i].name, &headers[i], test_no_rows_are_a_header);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
    add_row("ending-names-format", endings[i].path, &endings[i], test_ending_names_format);
  }
  add_row("refuses-ending", "plain", "out.xlsx", test_refuses_ending);
  add_row("refuses-ending", "compressed", "out.xlsx.gz", test_refuses_ending);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows();
  g_test_add_func("/table-writer/rows-are-made-as-they-are-read",
                  test_rows_are_made_as_they_are_read);
  g_test_add_func("/table-writer/parts-make-the-same-table", test_parts_make_the_same_table);
  g_test_add_func("/table-writer/columns-outlive-the-first-part",
                  test_columns_outlive_the_first_part);
  g_test_add_func("/table-writer/unfinished-file-does-not-appear",
                  test_unfinished_file_does_not_appear);
  g_test_add_func("/table-writer/failing-device-is-an-error", test_failing_device_is_an_error);
  return g_test_run();
}
