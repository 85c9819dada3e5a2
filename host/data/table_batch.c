// SPDX-License-Identifier: MIT
#include "data/table_batch.h"

// Room for one column of the longest batch.
typedef union {
  const char *texts[TABLE_BATCH_MAX_ROWS];
  gint64 integers[TABLE_BATCH_MAX_ROWS];
  double numbers[TABLE_BATCH_MAX_ROWS];
} Room;

struct TableBatch {
  gsize n_rows;
  gsize n_columns;
  TableSlice *slices; // [n_columns], owned
  Room **rooms;       // [n_columns], owned, each NULL until it is needed
};

TableBatch *
table_batch_new(gsize n_columns)
{
  TableBatch *batch = g_new0(TableBatch, 1);
  batch->n_columns = n_columns;
  batch->slices = g_new0(TableSlice, n_columns);
  batch->rooms = g_new0(Room *, n_columns);
  return batch;
}

void
table_batch_free(TableBatch *batch)
{
  if (batch == NULL) {
    return;
  }
  for (gsize i = 0; i < batch->n_columns; i++) {
    g_free(batch->rooms[i]);
  }
  g_free(batch->rooms);
  g_free(batch->slices);
  g_free(batch);
}

void
table_batch_begin(TableBatch *batch, gsize n_rows)
{
  g_assert(n_rows <= TABLE_BATCH_MAX_ROWS);

  batch->n_rows = n_rows;
}

static Room *
get_room(TableBatch *batch, gsize column)
{
  g_assert(column < batch->n_columns);

  if (batch->rooms[column] == NULL) {
    batch->rooms[column] = g_new(Room, 1);
  }
  return batch->rooms[column];
}

static void
set_slice(TableBatch *batch, gsize column, const TableSlice *slice)
{
  g_assert(column < batch->n_columns);

  batch->slices[column] = *slice;
}

void
table_batch_set_text(TableBatch *batch, gsize column, const char *text)
{
  Room *room = get_room(batch, column);
  room->texts[0] = text;
  set_slice(batch, column, &(TableSlice){ .texts = room->texts, .is_constant = TRUE });
}

void
table_batch_set_integer(TableBatch *batch, gsize column, gint64 integer)
{
  Room *room = get_room(batch, column);
  room->integers[0] = integer;
  set_slice(batch, column, &(TableSlice){ .integers = room->integers, .is_constant = TRUE });
}

void
table_batch_borrow_texts(TableBatch *batch, gsize column, const char *const *texts)
{
  set_slice(batch, column, &(TableSlice){ .texts = texts });
}

void
table_batch_borrow_integers(TableBatch *batch, gsize column, const gint64 *integers)
{
  set_slice(batch, column, &(TableSlice){ .integers = integers });
}

void
table_batch_borrow_numbers(TableBatch *batch, gsize column, const double *numbers)
{
  set_slice(batch, column, &(TableSlice){ .numbers = numbers });
}

const char **
table_batch_fill_texts(TableBatch *batch, gsize column)
{
  Room *room = get_room(batch, column);
  table_batch_borrow_texts(batch, column, room->texts);
  return room->texts;
}

gint64 *
table_batch_fill_integers(TableBatch *batch, gsize column)
{
  Room *room = get_room(batch, column);
  table_batch_borrow_integers(batch, column, room->integers);
  return room->integers;
}

double *
table_batch_fill_numbers(TableBatch *batch, gsize column)
{
  Room *room = get_room(batch, column);
  table_batch_borrow_numbers(batch, column, room->numbers);
  return room->numbers;
}

gsize
table_batch_get_n_rows(const TableBatch *batch)
{
  return batch->n_rows;
}

gsize
table_batch_get_n_columns(const TableBatch *batch)
{
  return batch->n_columns;
}

const TableSlice *
table_batch_get_slice(const TableBatch *batch, gsize column)
{
  g_assert(column < batch->n_columns);

  return &batch->slices[column];
}

gsize
table_batch_count_constant(const TableBatch *batch)
{
  gsize n_constant = 0;
  while (n_constant < batch->n_columns && batch->slices[n_constant].is_constant) {
    n_constant++;
  }
  return n_constant;
}
