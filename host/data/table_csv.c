// SPDX-License-Identifier: MIT
#include "data/csv_field.h"
#include "data/table_encoder.h"

#include <math.h>

typedef struct {
  char separator;
  const TableColumn *columns; // [n_columns], borrowed
  gsize n_columns;
} Shared;

static gpointer
make_shared(char separator, const TableColumn *columns, gsize n_columns)
{
  Shared *shared = g_new0(Shared, 1);
  *shared = (Shared){ .separator = separator, .columns = columns, .n_columns = n_columns };
  return shared;
}

static gpointer
prepare_csv(const TableColumn *columns, gsize n_columns, G_GNUC_UNUSED const TableSource *source)
{
  return make_shared(',', columns, n_columns);
}

static gpointer
prepare_tsv(const TableColumn *columns, gsize n_columns, G_GNUC_UNUSED const TableSource *source)
{
  return make_shared('\t', columns, n_columns);
}

static void
put_header(gconstpointer data, GString *text)
{
  const Shared *shared = data;
  for (gsize i = 0; i < shared->n_columns; i++) {
    if (i > 0) {
      g_string_append_c(text, shared->separator);
    }
    csv_field_append(text, shared->columns[i].name);
  }
  g_string_append_c(text, '\n');
}

// A missing cell is empty.
static void
put_cell(const TableColumn *column, const TableSlice *slice, gsize row, GString *text)
{
  switch (column->kind) {
  case TABLE_TEXT:
    if (slice->texts[row] != NULL) {
      csv_field_append(text, slice->texts[row]);
    }
    return;
  case TABLE_TIME:
    if (slice->integers[row] != TABLE_NO_INTEGER) {
      table_encoder_append_time(slice->integers[row], column->style, text);
    }
    return;
  case TABLE_INTEGER:
    if (slice->integers[row] != TABLE_NO_INTEGER) {
      table_encoder_append_integer(slice->integers[row], text);
    }
    return;
  case TABLE_NUMBER:
    if (!isnan(slice->numbers[row])) {
      table_encoder_append_number(slice->numbers[row], text);
    }
    return;
  }
}

static void
put_cells(
    const Shared *shared, const TableBatch *batch, gsize row, gsize begin, gsize end, GString *text)
{
  for (gsize i = begin; i < end; i++) {
    const TableSlice *slice = table_batch_get_slice(batch, i);
    put_cell(&shared->columns[i], slice, slice->is_constant ? 0 : row, text);
    g_string_append_c(text, i + 1 < shared->n_columns ? shared->separator : '\n');
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

const TableEncoder table_encoder_csv = {
  .prepare = prepare_csv,
  .release = g_free,
  .put_header = put_header,
  .put_rows = put_rows,
};

const TableEncoder table_encoder_tsv = {
  .prepare = prepare_tsv,
  .release = g_free,
  .put_header = put_header,
  .put_rows = put_rows,
};
