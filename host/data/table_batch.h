// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum {
  TABLE_BATCH_MAX_ROWS = 1024
};

/**
 * Some consecutive rows of a table, by column, on their way from a source to an encoder. One thread
 * at a time; used again for the next rows, it allocates nothing.
 */
typedef struct TableBatch TableBatch;

/** One column of the rows; the array that fits its kind is set. */
typedef struct {
  const char *const *texts;
  const gint64 *integers; // also times
  const double *numbers;
  gboolean is_constant; // one element stands for all rows
} TableSlice;

TableBatch *table_batch_new(gsize n_columns);
void table_batch_free(TableBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TableBatch, table_batch_free)

/** Begins the next @n_rows rows, at most TABLE_BATCH_MAX_ROWS; every column must be set after it.
 */
void table_batch_begin(TableBatch *batch, gsize n_rows);

/** Sets a column to one text for all rows. @text: (nullable): must live as long as the rows do. */
void table_batch_set_text(TableBatch *batch, gsize column, const char *text);

/** Sets a column to one integer or time for all rows. */
void table_batch_set_integer(TableBatch *batch, gsize column, gint64 integer);

/** Sets a column to an array of the source, of one element a row, which must live as long. */
void table_batch_borrow_texts(TableBatch *batch, gsize column, const char *const *texts);
void table_batch_borrow_integers(TableBatch *batch, gsize column, const gint64 *integers);
void table_batch_borrow_numbers(TableBatch *batch, gsize column, const double *numbers);

/** Sets a column to an array of the batch. Returns: (transfer none): it, to be filled. */
const char **table_batch_fill_texts(TableBatch *batch, gsize column);
gint64 *table_batch_fill_integers(TableBatch *batch, gsize column);
double *table_batch_fill_numbers(TableBatch *batch, gsize column);

gsize table_batch_get_n_rows(const TableBatch *batch);
gsize table_batch_get_n_columns(const TableBatch *batch);

/** Returns: (transfer none): one column of the rows. */
const TableSlice *table_batch_get_slice(const TableBatch *batch, gsize column);

/** Returns: how many columns, counted from the first, are the same in all rows. */
gsize table_batch_count_constant(const TableBatch *batch);

G_END_DECLS
