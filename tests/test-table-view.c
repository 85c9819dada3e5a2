// SPDX-License-Identifier: MIT
#include "cli/table_view.h"
#include "data/sheet.h"

static Sheet *
make_sheet(gsize n_rows)
{
  const TableColumn columns[] = {
    { .name = "model", .kind = TABLE_TEXT },
    { .name = "folds", .kind = TABLE_INTEGER },
    { .name = "MASE", .kind = TABLE_NUMBER },
  };
  g_autoptr(GError) error = NULL;
  Sheet *sheet = sheet_new();
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
    g_assert_true(sheet_add_column(sheet, &columns[i], &error));
  }
  g_assert_true(sheet_set_n_rows(sheet, n_rows, &error));
  for (gsize i = 0; i < n_rows; i++) {
    sheet_get_texts(sheet, 0)[i] = i % 2 == 0 ? "theta" : "th\x1b";
    sheet_get_integers(sheet, 1)[i] = (gint64)i;
    sheet_get_numbers(sheet, 2)[i] = 10.5 + (double)i;
  }
  return sheet;
}

typedef struct {
  const char *name;
  gsize n_rows;
  gsize width;
  gsize most_rows;
  const char *expected;
} View;

static const View views[] = {
  { "all", 2, 80, 10, "model  folds     MASE\ntheta      0  10.5000\nth?        1  11.5000\n" },
  { "first-rows", 1002, 80, 1, "model  folds   MASE\ntheta      0  10.50\n… and 1001 rows more\n" },
  { "beyond-a-batch", 3000, 80, 1,
    "model  folds   MASE\ntheta      0  10.50\n… and 2999 rows more\n" },
  { "narrow", 1, 15, 10, "model  folds\ntheta      0\n" },
  { "empty", 0, 80, 10, "model  folds  MASE\n" },
};

static void
test_renders(gconstpointer data)
{
  const View *view = data;
  g_autoptr(Sheet) sheet = make_sheet(view->n_rows);
  const TableSource source = sheet_get_source(sheet);
  g_autofree char *text = table_view_render(&source, view->width, view->most_rows);
  g_assert_cmpstr(text, ==, view->expected);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(views); i++) {
    g_autofree char *path = g_strdup_printf("/table-view/renders/%s", views[i].name);
    g_test_add_data_func(path, &views[i], test_renders);
  }
  return g_test_run();
}
