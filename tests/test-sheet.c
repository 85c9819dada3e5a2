// SPDX-License-Identifier: MIT
#include "data/sheet.h"
#include "pool/pool.h"

#include <math.h>

enum {
  NAME,
  TIME,
  COUNT,
  VALUE,
  N_ROWS = 5000
};

static const TimestampStyle dates = { .form = TIMESTAMP_DATE, .date_separator = '-' };

static Sheet *
make_sheet(gsize n_rows)
{
  const TableColumn columns[] = {
    { .name = "name", .kind = TABLE_TEXT },
    { .name = "time", .kind = TABLE_TIME, .style = &dates },
    { .name = "count", .kind = TABLE_INTEGER },
    { .name = "value", .kind = TABLE_NUMBER },
  };
  g_autoptr(Sheet) sheet = sheet_new();
  g_autoptr(GError) error = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
    g_assert_true(sheet_add_column(sheet, &columns[i], &error));
    g_assert_no_error(error);
  }
  g_assert_true(sheet_set_n_rows(sheet, n_rows, &error));
  g_assert_no_error(error);
  return g_steal_pointer(&sheet);
}

static void
assert_missing(Sheet *sheet, gsize row)
{
  g_assert_null(sheet_get_texts(sheet, NAME)[row]);
  g_assert_cmpint(sheet_get_integers(sheet, TIME)[row], ==, TABLE_NO_INTEGER);
  g_assert_cmpint(sheet_get_integers(sheet, COUNT)[row], ==, TABLE_NO_INTEGER);
  g_assert_true(isnan(sheet_get_numbers(sheet, VALUE)[row]));
}

static void
test_new_cells_are_missing(void)
{
  g_autoptr(Sheet) sheet = make_sheet(2);
  sheet_get_numbers(sheet, VALUE)[1] = 7;
  g_autoptr(GError) error = NULL;
  g_assert_true(sheet_set_n_rows(sheet, 3, &error));
  assert_missing(sheet, 0);
  g_assert_cmpfloat(sheet_get_numbers(sheet, VALUE)[1], ==, 7);
  assert_missing(sheet, 2);
}

static void
test_dropped_rows_come_back_missing(void)
{
  g_autoptr(Sheet) sheet = make_sheet(2);
  sheet_get_integers(sheet, COUNT)[1] = 7;
  g_autoptr(GError) error = NULL;
  g_assert_true(sheet_set_n_rows(sheet, 1, &error));
  g_assert_true(sheet_set_n_rows(sheet, 2, &error));
  assert_missing(sheet, 1);
}

static void
test_refuses_second_column_of_a_name(void)
{
  g_autoptr(Sheet) sheet = make_sheet(0);
  const TableColumn column = { .name = "count", .kind = TABLE_NUMBER };
  g_autoptr(GError) error = NULL;
  g_assert_false(sheet_add_column(sheet, &column, &error));
  g_assert_error(error, SHEET_ERROR, SHEET_ERROR_NAME);
  g_assert_cmpstr(error->message, ==, "two columns would be named 'count'");
  g_assert_cmpuint(sheet_get_n_columns(sheet), ==, 4);
}

static void
test_refuses_rows_beyond_memory(void)
{
  g_autoptr(Sheet) sheet = make_sheet(1);
  g_autoptr(GError) error = NULL;
  g_assert_false(sheet_set_n_rows(sheet, G_MAXSIZE / 2, &error));
  g_assert_error(error, SHEET_ERROR, SHEET_ERROR_LIMIT);
  g_autofree char *message =
      g_strdup_printf("no memory for %" G_GSIZE_FORMAT " rows of 4 columns", G_MAXSIZE / 2);
  g_assert_cmpstr(error->message, ==, message);
  g_assert_cmpuint(sheet_get_n_rows(sheet), ==, 1);
  assert_missing(sheet, 0);
}

static void
test_columns_outlive_what_named_them(void)
{
  g_autoptr(Sheet) sheet = sheet_new();
  g_autoptr(GError) error = NULL;
  {
    g_autofree char *name = g_strdup("when");
    const TimestampStyle style = dates;
    const TableColumn column = { .name = name, .kind = TABLE_TIME, .style = &style };
    g_assert_true(sheet_add_column(sheet, &column, &error));
    name[0] = 'X';
  }
  const TableColumn column = sheet_get_column(sheet, 0);
  g_assert_cmpstr(column.name, ==, "when");
  g_assert_cmpint(column.style->form, ==, TIMESTAMP_DATE);
}

static void
fill_rows(gsize begin, gsize end, G_GNUC_UNUSED PoolWorker *worker, void *data)
{
  Sheet *sheet = data;
  for (gsize i = begin; i < end; i++) {
    g_autofree char *text = g_strdup_printf("row %d", (int)i);
    sheet_get_texts(sheet, NAME)[i] = sheet_keep_text(sheet, text);
    sheet_get_integers(sheet, COUNT)[i] = (gint64)i;
  }
}

static void
test_threads_fill_their_own_rows(void)
{
  g_autoptr(Sheet) sheet = make_sheet(N_ROWS);
  g_autoptr(GError) error = NULL;
  g_autoptr(Pool) pool = pool_new(4, &error);
  g_assert_no_error(error);
  g_assert_true(pool_run(pool, N_ROWS, 1, fill_rows, sheet, NULL));
  for (gsize i = 0; i < N_ROWS; i++) {
    g_autofree char *text = g_strdup_printf("row %d", (int)i);
    g_assert_cmpstr(sheet_get_texts(sheet, NAME)[i], ==, text);
    g_assert_cmpint(sheet_get_integers(sheet, COUNT)[i], ==, (gint64)i);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sheet/new-cells-are-missing", test_new_cells_are_missing);
  g_test_add_func("/sheet/dropped-rows-come-back-missing", test_dropped_rows_come_back_missing);
  g_test_add_func("/sheet/refuses-second-column-of-a-name", test_refuses_second_column_of_a_name);
  g_test_add_func("/sheet/refuses-rows-beyond-memory", test_refuses_rows_beyond_memory);
  g_test_add_func("/sheet/columns-outlive-what-named-them", test_columns_outlive_what_named_them);
  g_test_add_func("/sheet/threads-fill-their-own-rows", test_threads_fill_their_own_rows);
  return g_test_run();
}
