// SPDX-License-Identifier: MIT
#include "cli/table_view.h"

#include "cli/text_table.h"
#include "data/table_look.h"

static void
add_columns(TextTable *table, const TableLook *look, gsize n_columns)
{
  for (gsize i = 0; i < n_columns; i++) {
    g_autoptr(GString) name = g_string_new(NULL);
    table_look_append_name(look, i, name);
    text_table_add_column(table, name->str,
                          table_look_is_at_left(look, i) ? TEXT_TABLE_LEFT : TEXT_TABLE_RIGHT);
  }
}

static void
add_rows(TextTable *table, const TableLook *look, const TableBatch *batch, gsize n_rows)
{
  g_autoptr(GString) cell = g_string_new(NULL);
  for (gsize i = 0; i < n_rows; i++) {
    for (gsize j = 0; j < table_batch_get_n_columns(batch); j++) {
      const TableSlice *slice = table_batch_get_slice(batch, j);
      g_string_truncate(cell, 0);
      table_look_append_cell(look, j, slice, slice->is_constant ? 0 : i, cell);
      text_table_add_cell(table, cell->str);
    }
  }
}

/** Adds the first rows and counts the others. Returns: how many those are. */
static gsize
add_source(TextTable *table, const TableLook *look, const TableSource *source, gsize most_rows)
{
  const gsize n_rows = source->methods->get_n_rows(source->data);
  g_autoptr(TableBatch) batch = table_batch_new(source->methods->get_n_columns(source->data));
  gsize n_seen = 0;
  for (gsize row = 0; row < n_rows;) {
    table_batch_begin(batch, 0);
    row = source->methods->read(source->data, row, MIN(n_rows, row + TABLE_BATCH_MAX_ROWS), batch);
    const gsize n_read = table_batch_get_n_rows(batch);
    add_rows(table, look, batch, MIN(n_read, most_rows - MIN(n_seen, most_rows)));
    n_seen += n_read;
  }
  return n_seen - MIN(n_seen, most_rows);
}

char *
table_view_render(const TableSource *source, gsize width, gsize most_rows)
{
  const gsize n_columns = source->methods->get_n_columns(source->data);
  g_autofree TableColumn *columns = g_new(TableColumn, n_columns);
  for (gsize i = 0; i < n_columns; i++) {
    columns[i] = source->methods->get_column(source->data, i);
  }
  g_autoptr(TableLook) look = table_look_new(columns, n_columns, source);
  g_autoptr(TextTable) table = text_table_new();
  add_columns(table, look, n_columns);
  const gsize n_more = add_source(table, look, source, most_rows);
  g_autofree char *text = text_table_render(table, width);
  if (n_more == 0) {
    return g_steal_pointer(&text);
  }
  return g_strdup_printf("%s… and %" G_GSIZE_FORMAT " rows more\n", text, n_more);
}
