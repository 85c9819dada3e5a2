// SPDX-License-Identifier: MIT
#include "data/observation_block.h"

#include <string.h>

void
observation_block_free(gpointer data)
{
  ObservationBlock *block = data;
  if (block == NULL) {
    return;
  }
  g_free(block->values);
  g_free(block->distances);
  g_free(block->times);
  g_clear_pointer(&block->runs, g_array_unref);
  name_table_free(block->names);
  g_clear_pointer(&block->texts, g_string_chunk_free);
  g_free(block);
}

void
observation_block_copy_times(const ObservationBlock *block,
                             gsize first_row,
                             gsize n_rows,
                             gint64 *times)
{
  if (block->times != NULL) {
    memcpy(times, block->times + first_row, n_rows * sizeof *times);
    return;
  }
  for (gsize i = 0; i < n_rows; i++) {
    times[i] = block->base + block->tick * block->distances[first_row + i];
  }
}

// Returns: where each row goes; @runs become those of the ordered block.
static guint32 *
order_rows(ObservationBlock *block)
{
  const guint32 n_series = name_table_get_size(block->names);
  g_autoptr(GArray) ordered = g_array_sized_new(FALSE, TRUE, sizeof(ObservationRun), n_series + 1);
  g_array_set_size(ordered, n_series + 1);
  ObservationRun *starts = (ObservationRun *)(gpointer)ordered->data;
  const ObservationRun *runs = (const ObservationRun *)(gconstpointer)block->runs->data;
  const guint n_runs = block->runs->len;
  for (guint i = 0; i < n_runs; i++) {
    const guint32 end = i + 1 < n_runs ? runs[i + 1].first_row : block->n_rows;
    starts[runs[i].series + 1].first_row += end - runs[i].first_row;
  }
  for (guint32 i = 0; i < n_series; i++) {
    starts[i].series = i;
    starts[i + 1].first_row += starts[i].first_row;
  }
  g_autofree guint32 *next = g_new(guint32, n_series);
  for (guint32 i = 0; i < n_series; i++) {
    next[i] = starts[i].first_row;
  }
  guint32 *places = g_new(guint32, block->n_rows);
  for (guint i = 0; i < n_runs; i++) {
    const guint32 end = i + 1 < n_runs ? runs[i + 1].first_row : block->n_rows;
    for (guint32 row = runs[i].first_row; row < end; row++) {
      places[row] = next[runs[i].series]++;
    }
  }
  g_array_set_size(ordered, n_series);
  g_array_unref(block->runs);
  block->runs = g_steal_pointer(&ordered);
  return places;
}

void
observation_block_group(ObservationBlock *block, gsize n_columns)
{
  g_autofree guint32 *places = order_rows(block);
  double *values = g_new(double, block->capacity *n_columns);
  for (gsize column = 0; column < n_columns; column++) {
    for (gsize row = 0; row < block->n_rows; row++) {
      values[column * block->capacity + places[row]] =
          block->values[column * block->capacity + row];
    }
  }
  g_free(block->values);
  block->values = values;
  if (block->distances != NULL) {
    gint32 *distances = g_new(gint32, block->capacity);
    for (gsize row = 0; row < block->n_rows; row++) {
      distances[places[row]] = block->distances[row];
    }
    g_free(block->distances);
    block->distances = distances;
  }
  if (block->times != NULL) {
    gint64 *times = g_new(gint64, block->capacity);
    for (gsize row = 0; row < block->n_rows; row++) {
      times[places[row]] = block->times[row];
    }
    g_free(block->times);
    block->times = times;
  }
}
