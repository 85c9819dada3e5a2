// SPDX-License-Identifier: MIT
#include "data/table_encoder.h"

#include <math.h>

typedef struct {
  const TableColumn *columns; // [n_columns], borrowed
  GPtrArray *keys; // of GString, owned: as they stand in every row, with the bracket or comma
                   // before and the colon after
} Shared;

static void
append_escaped(const char *field, GString *text)
{
  for (; *field != '\0'; field++) {
    const unsigned char byte = (unsigned char)*field;
    if (byte == '"' || byte == '\\') {
      g_string_append_c(text, '\\');
      g_string_append_c(text, *field);
    } else if (byte < 0x20) {
      g_string_append_printf(text, "\\u%04x", (unsigned)byte);
    } else {
      g_string_append_c(text, *field);
    }
  }
}

static void
append_string(const char *field, GString *text)
{
  g_string_append_c(text, '"');
  append_escaped(field, text);
  g_string_append_c(text, '"');
}

static GString *
make_key(char before, const char *name)
{
  GString *key = g_string_new(NULL);
  g_string_append_c(key, before);
  append_string(name, key);
  g_string_append_c(key, ':');
  return key;
}

static void
free_key(gpointer key)
{
  g_string_free(key, TRUE);
}

static gpointer
prepare(const TableColumn *columns, gsize n_columns, G_GNUC_UNUSED const TableSource *source)
{
  Shared *shared = g_new0(Shared, 1);
  shared->columns = columns;
  shared->keys = g_ptr_array_new_with_free_func(free_key);
  for (gsize i = 0; i < n_columns; i++) {
    g_ptr_array_add(shared->keys, make_key(i == 0 ? '{' : ',', columns[i].name));
  }
  return shared;
}

static void
release(gpointer data)
{
  Shared *shared = data;
  g_ptr_array_unref(shared->keys);
  g_free(shared);
}

static void
put_header(G_GNUC_UNUSED gconstpointer shared, G_GNUC_UNUSED GString *text)
{
}

static void
append_time(gint64 time, const TimestampStyle *style, GString *text)
{
  if (style->form == TIMESTAMP_INTEGER) {
    table_encoder_append_time(time, style, text);
    return;
  }
  g_string_append_c(text, '"');
  table_encoder_append_time(time, style, text);
  g_string_append_c(text, '"');
}

static gboolean
is_missing(const TableColumn *column, const TableSlice *slice, gsize row)
{
  switch (column->kind) {
  case TABLE_TEXT:
    return slice->texts[row] == NULL;
  case TABLE_TIME:
  case TABLE_INTEGER:
    return slice->integers[row] == TABLE_NO_INTEGER;
  case TABLE_NUMBER:
    return !isfinite(slice->numbers[row]); // JSON has no word for the infinities either
  }
  g_assert_not_reached();
}

static void
put_cell(const TableColumn *column, const TableSlice *slice, gsize row, GString *text)
{
  if (is_missing(column, slice, row)) {
    g_string_append(text, "null");
    return;
  }
  switch (column->kind) {
  case TABLE_TEXT:
    append_string(slice->texts[row], text);
    return;
  case TABLE_TIME:
    append_time(slice->integers[row], column->style, text);
    return;
  case TABLE_INTEGER:
    table_encoder_append_integer(slice->integers[row], text);
    return;
  case TABLE_NUMBER:
    table_encoder_append_number(slice->numbers[row], text);
    return;
  }
}

static void
put_cells(
    const Shared *shared, const TableBatch *batch, gsize row, gsize begin, gsize end, GString *text)
{
  for (gsize i = begin; i < end; i++) {
    const GString *key = g_ptr_array_index(shared->keys, i);
    const TableSlice *slice = table_batch_get_slice(batch, i);
    g_string_append_len(text, key->str, (gssize)key->len);
    put_cell(&shared->columns[i], slice, slice->is_constant ? 0 : row, text);
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
    put_cells(shared, batch, i, n_constant, shared->keys->len, text);
    g_string_append(text, "}\n");
  }
}

const TableEncoder table_encoder_json_lines = {
  .prepare = prepare,
  .release = release,
  .put_header = put_header,
  .put_rows = put_rows,
};
