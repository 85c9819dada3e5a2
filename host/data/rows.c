// SPDX-License-Identifier: MIT
#include "data/rows.h"

#include "data/cell.h"
#include "data/name_table.h"
#include "data/panel-private.h"

#include <string.h>

enum {
  FIRST_VALUES = 1024,
  FIRST_SERIES = 16,
};

typedef struct {
  const GPtrArray *blocks;
  const gsize *offsets; // of the blocks' values in the panel
  double *values;
} RowCopy;

RowBlock *
row_block_new(void)
{
  return g_new0(RowBlock, 1);
}

void
row_block_free(gpointer data)
{
  RowBlock *block = data;
  if (block == NULL) {
    return;
  }
  g_free(block->series);
  g_clear_pointer(&block->texts, g_string_chunk_free);
  g_free(block->values);
  g_free(block);
}

double *
row_block_reserve(RowBlock *block, gsize n_values)
{
  if (block->capacity - block->n_values < n_values) {
    const gsize needed = block->n_values + n_values;
    block->capacity = MAX(MAX(needed, FIRST_VALUES), block->capacity + block->capacity / 2);
    block->values = g_renew(double, block->values, block->capacity);
  }
  return block->values + block->n_values;
}

const char *
row_block_keep_text(RowBlock *block, const char *id)
{
  if (block->texts == NULL) {
    block->texts = g_string_chunk_new(strlen(id) + 1);
  }
  return g_string_chunk_insert(block->texts, id);
}

void
row_block_end_series(RowBlock *block, const RowSeries *series)
{
  if (block->n_series == block->series_capacity) {
    block->series_capacity = MAX(2 * block->series_capacity, FIRST_SERIES);
    block->series = g_renew(RowSeries, block->series, block->series_capacity);
  }
  RowSeries *ended = &block->series[block->n_series++];
  *ended = *series;
  ended->first_value = block->n_values;
  block->n_values += series->n_values;
}

static gboolean
check_id(const ReaderInput *input,
         NameTable *names,
         GArray *lines,
         const RowSeries *series,
         GError **error)
{
  const guint32 index = name_table_add(names, series->id, series->id_length);
  if (index == lines->len) {
    g_array_append_val(lines, series->line);
    return TRUE;
  }
  const Cell cell = { .text = series->id, .length = series->id_length };
  g_autofree char *id = cell_to_message(&cell);
  const gsize other = reader_get_line(input, g_array_index(lines, const char *, index));
  reader_set_error(error, input, series->line, READER_ERROR_DUPLICATE,
                   "series '%s' stands in line %" G_GSIZE_FORMAT " already", id, other);
  return FALSE;
}

static gboolean
check_ids(const ReaderInput *input, const GPtrArray *blocks, GError **error)
{
  g_autoptr(NameTable) names = name_table_new();
  g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(const char *));
  for (guint b = 0; b < blocks->len; b++) {
    const RowBlock *block = g_ptr_array_index(blocks, b);
    for (gsize i = 0; i < block->n_series; i++) {
      const RowSeries *series = &block->series[i];
      if (!check_id(input, names, lines, series, error)) {
        return FALSE;
      }
    }
  }
  if (lines->len > 0) {
    return TRUE;
  }
  g_set_error(error, READER_ERROR, READER_ERROR_EMPTY, "%s: no series in this file", input->name);
  return FALSE;
}

static void
add_series(Panel *panel, const RowBlock *block, gsize offset, const Step *step)
{
  for (gsize i = 0; i < block->n_series; i++) {
    const RowSeries *series = &block->series[i];
    Step own = *step;
    step_set_anchor(&own, &series->start, 1);
    panel_add_series(panel, series->id, series->id_length, offset + series->first_value,
                     series->n_values, series->start, &own);
  }
}

static void
copy_range(gsize begin, gsize end, G_GNUC_UNUSED PoolWorker *worker, gpointer data)
{
  const RowCopy *copy = data;
  for (gsize i = begin; i < end; i++) {
    const RowBlock *block = g_ptr_array_index(copy->blocks, i);
    if (block->n_values > 0) {
      memcpy(copy->values + copy->offsets[i], block->values, block->n_values * sizeof(double));
    }
  }
}

Panel *
rows_make_panel(const ReaderInput *input, const GPtrArray *blocks, const Step *step, GError **error)
{
  if (!check_ids(input, blocks, error)) {
    return NULL;
  }
  g_autofree gsize *offsets = g_new(gsize, blocks->len);
  gsize n_values = 0;
  for (guint i = 0; i < blocks->len; i++) {
    offsets[i] = n_values;
    n_values += ((const RowBlock *)g_ptr_array_index(blocks, i))->n_values;
  }
  Panel *panel = panel_new(1, n_values);
  if (panel == NULL) {
    g_set_error(error, READER_ERROR, READER_ERROR_LIMIT, "%s: its values do not fit into memory",
                input->name);
    return NULL;
  }
  for (guint i = 0; i < blocks->len; i++) {
    add_series(panel, g_ptr_array_index(blocks, i), offsets[i], step);
  }
  RowCopy copy = { blocks, offsets, panel->columns };
  (void)pool_run(input->pool, blocks->len, 1, copy_range, &copy, NULL);
  return panel;
}
