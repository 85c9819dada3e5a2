// SPDX-License-Identifier: MIT
#include "data/sheet.h"

#include <math.h>

enum {
  TEXT_BLOCK_BYTES = 4096
};

/** A cell of any kind, so that a row of a column takes the same room in all of them. */
typedef union {
  const char *text;
  gint64 integer;
  double number;
} SheetCell;

G_STATIC_ASSERT(sizeof(SheetCell) == sizeof(double));
G_STATIC_ASSERT(sizeof(const char *) == sizeof(double));

typedef struct {
  TableColumn column;   // its name owned by the sheet, its style by @style
  TimestampStyle style; // of TABLE_TIME
  gpointer cells;       // [n_rows] of the type of the kind, owned
} SheetColumn;

struct Sheet {
  GPtrArray *columns; // of SheetColumn, owned
  gsize n_rows;
  GMutex lock;         // guards the texts
  GStringChunk *texts; // owned
};

G_DEFINE_QUARK(sheet_error, sheet_error)

static void
sheet_column_free(gpointer data)
{
  SheetColumn *column = data;
  g_free(column->cells);
  g_free(column);
}

Sheet *
sheet_new(void)
{
  Sheet *sheet = g_new0(Sheet, 1);
  sheet->columns = g_ptr_array_new_with_free_func(sheet_column_free);
  sheet->texts = g_string_chunk_new(TEXT_BLOCK_BYTES);
  g_mutex_init(&sheet->lock);
  return sheet;
}

void
sheet_free(Sheet *sheet)
{
  if (sheet == NULL) {
    return;
  }
  g_ptr_array_unref(sheet->columns);
  g_string_chunk_free(sheet->texts);
  g_mutex_clear(&sheet->lock);
  g_free(sheet);
}

static SheetColumn *
get_column(const Sheet *sheet, gsize column)
{
  g_assert(column < sheet->columns->len);

  return g_ptr_array_index(sheet->columns, column);
}

gboolean
sheet_add_column(Sheet *sheet, const TableColumn *column, GError **error)
{
  g_return_val_if_fail(sheet->n_rows == 0, FALSE);
  g_return_val_if_fail((column->kind == TABLE_TIME) == (column->style != NULL), FALSE);

  for (gsize i = 0; i < sheet->columns->len; i++) {
    if (g_str_equal(get_column(sheet, i)->column.name, column->name)) {
      g_set_error(error, SHEET_ERROR, SHEET_ERROR_NAME, "two columns would be named '%s'",
                  column->name);
      return FALSE;
    }
  }
  SheetColumn *added = g_new0(SheetColumn, 1);
  added->column = *column;
  added->column.name = sheet_keep_text(sheet, column->name);
  if (column->style != NULL) {
    added->style = *column->style;
    added->column.style = &added->style;
  }
  g_ptr_array_add(sheet->columns, added);
  return TRUE;
}

gsize
sheet_get_n_columns(const Sheet *sheet)
{
  return sheet->columns->len;
}

TableColumn
sheet_get_column(const Sheet *sheet, gsize column)
{
  return get_column(sheet, column)->column;
}

static void
clear_cells(SheetColumn *column, gsize begin, gsize end)
{
  for (gsize i = begin; i < end; i++) {
    switch (column->column.kind) {
    case TABLE_TEXT:
      ((const char **)column->cells)[i] = NULL;
      break;
    case TABLE_TIME:
    case TABLE_INTEGER:
      ((gint64 *)column->cells)[i] = TABLE_NO_INTEGER;
      break;
    case TABLE_NUMBER:
      ((double *)column->cells)[i] = (double)NAN;
      break;
    }
  }
}

// Columns that were given more room keep it when a later one finds none.
static gboolean
reserve(Sheet *sheet, gsize n_rows)
{
  if (n_rows > G_MAXSIZE / sizeof(SheetCell)) {
    return FALSE;
  }
  for (gsize i = 0; i < sheet->columns->len; i++) {
    SheetColumn *column = get_column(sheet, i);
    gpointer cells = g_try_realloc(column->cells, MAX(n_rows, 1) * sizeof(SheetCell));
    if (cells == NULL) {
      return FALSE;
    }
    column->cells = cells;
  }
  return TRUE;
}

gboolean
sheet_set_n_rows(Sheet *sheet, gsize n_rows, GError **error)
{
  if (n_rows > sheet->n_rows && !reserve(sheet, n_rows)) {
    g_set_error(error, SHEET_ERROR, SHEET_ERROR_LIMIT,
                "no memory for %" G_GSIZE_FORMAT " rows of %u columns", n_rows,
                sheet->columns->len);
    return FALSE;
  }
  for (gsize i = 0; i < sheet->columns->len; i++) {
    clear_cells(get_column(sheet, i), sheet->n_rows, n_rows);
  }
  sheet->n_rows = n_rows;
  return TRUE;
}

gsize
sheet_get_n_rows(const Sheet *sheet)
{
  return sheet->n_rows;
}

const char **
sheet_get_texts(Sheet *sheet, gsize column)
{
  SheetColumn *found = get_column(sheet, column);
  g_assert(found->column.kind == TABLE_TEXT);

  return found->cells;
}

gint64 *
sheet_get_integers(Sheet *sheet, gsize column)
{
  SheetColumn *found = get_column(sheet, column);
  g_assert(found->column.kind == TABLE_INTEGER || found->column.kind == TABLE_TIME);

  return found->cells;
}

double *
sheet_get_numbers(Sheet *sheet, gsize column)
{
  SheetColumn *found = get_column(sheet, column);
  g_assert(found->column.kind == TABLE_NUMBER);

  return found->cells;
}

const char *
sheet_keep_text(Sheet *sheet, const char *text)
{
  g_mutex_lock(&sheet->lock);
  const char *kept = g_string_chunk_insert_const(sheet->texts, text);
  g_mutex_unlock(&sheet->lock);
  return kept;
}

static gsize
source_get_n_columns(gconstpointer data)
{
  return sheet_get_n_columns(data);
}

static TableColumn
source_get_column(gconstpointer data, gsize column)
{
  return sheet_get_column(data, column);
}

static gsize
source_get_n_rows(gconstpointer data)
{
  return sheet_get_n_rows(data);
}

static gsize
source_read(gconstpointer data, gsize begin, gsize end, TableBatch *batch)
{
  const Sheet *sheet = data;
  table_batch_begin(batch, end - begin);
  for (gsize i = 0; i < sheet->columns->len; i++) {
    const SheetColumn *column = get_column(sheet, i);
    switch (column->column.kind) {
    case TABLE_TEXT:
      table_batch_borrow_texts(batch, i, (const char *const *)column->cells + begin);
      break;
    case TABLE_TIME:
    case TABLE_INTEGER:
      table_batch_borrow_integers(batch, i, (const gint64 *)column->cells + begin);
      break;
    case TABLE_NUMBER:
      table_batch_borrow_numbers(batch, i, (const double *)column->cells + begin);
      break;
    }
  }
  return end;
}

static const TableSourceClass source_class = {
  .get_n_columns = source_get_n_columns,
  .get_column = source_get_column,
  .get_n_rows = source_get_n_rows,
  .read = source_read,
};

TableSource
sheet_get_source(const Sheet *sheet)
{
  return (TableSource){ .methods = &source_class, .data = sheet };
}
