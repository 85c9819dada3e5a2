// SPDX-License-Identifier: MIT
#include "data/table_encoder.h"
#include "data/table_look.h"

#include <string.h>

static const char gap[] = "  ";

typedef struct {
  gsize n_columns;
  TableLook *look; // owned
} Shared;

static gpointer
prepare(const TableColumn *columns, gsize n_columns, const TableSource *source)
{
  Shared *shared = g_new0(Shared, 1);
  shared->n_columns = n_columns;
  shared->look = table_look_new(columns, n_columns, source);
  return shared;
}

static void
release(gpointer data)
{
  Shared *shared = data;
  table_look_free(shared->look);
  g_free(shared);
}

// Puts blanks beside the cell of @width at the end of @text, which begins at @begin. Cells at the
// left of the last column need none.
static void
pad(const Shared *shared, gsize column, gsize begin, int width, GString *text)
{
  const gboolean is_at_left = table_look_is_at_left(shared->look, column);
  if (is_at_left && column + 1 == shared->n_columns) {
    return;
  }
  const gsize end = text->len;
  for (int i = table_look_get_width(shared->look, column); i > width; i--) {
    g_string_append_c(text, ' ');
  }
  if (!is_at_left) {
    const gsize n_blanks = text->len - end;
    memmove(text->str + begin + n_blanks, text->str + begin, end - begin);
    memset(text->str + begin, ' ', n_blanks);
  }
}

static void
put_header(gconstpointer data, GString *text)
{
  const Shared *shared = data;
  for (gsize i = 0; i < shared->n_columns; i++) {
    const gsize begin = text->len;
    pad(shared, i, begin, table_look_append_name(shared->look, i, text), text);
    g_string_append(text, i + 1 < shared->n_columns ? gap : "\n");
  }
}

static void
put_cells(
    const Shared *shared, const TableBatch *batch, gsize row, gsize begin, gsize end, GString *text)
{
  for (gsize i = begin; i < end; i++) {
    const TableSlice *slice = table_batch_get_slice(batch, i);
    const gsize at = text->len;
    const gsize cell = slice->is_constant ? 0 : row;
    pad(shared, i, at, table_look_append_cell(shared->look, i, slice, cell, text), text);
    g_string_append(text, i + 1 < shared->n_columns ? gap : "\n");
  }
}

static void
put_rows(gconstpointer data, const TableBatch *batch, GString *text)
{
  const Shared *shared = data;
  const gsize n_rows = table_batch_get_n_rows(batch);
  const gsize n_constant = table_batch_count_constant(batch);
  const gsize start = text->len;
  put_cells(shared, batch, 0, 0, n_constant, text);
  const gsize start_length = text->len - start;

  for (gsize i = 0; i < n_rows; i++) {
    if (i > 0) {
      table_encoder_append_again(text, start, start_length);
    }
    put_cells(shared, batch, i, n_constant, shared->n_columns, text);
  }
}

const TableEncoder table_encoder_text = {
  .prepare = prepare,
  .release = release,
  .put_header = put_header,
  .put_rows = put_rows,
};
