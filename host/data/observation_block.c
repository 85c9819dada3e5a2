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
  g_free(block->runs);
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

static guint32
get_run_end(const ObservationBlock *block, guint32 run)
{
  return run + 1 < block->n_runs ? block->runs[run + 1].first_row : block->n_rows;
}

// Returns: (transfer full): one run a series, in the order of their numbers.
static ObservationRun *
join_runs(const ObservationBlock *block, guint32 n_series)
{
  ObservationRun *joined = g_new0(ObservationRun, n_series + 1);
  for (guint32 i = 0; i < block->n_runs; i++) {
    const ObservationRun *run = &block->runs[i];
    joined[run->series + 1].first_row += get_run_end(block, i) - run->first_row;
  }
  for (guint32 i = 0; i < n_series; i++) {
    joined[i].series = i;
    joined[i + 1].first_row += joined[i].first_row;
  }
  return joined;
}

// Returns: (transfer full): where each row goes.
static guint32 *
place_rows(const ObservationBlock *block, const ObservationRun *joined, guint32 n_series)
{
  g_autofree guint32 *next = g_new0(guint32, n_series);
  for (guint32 i = 0; i < n_series; i++) {
    next[i] = joined[i].first_row;
  }
  guint32 *places = g_new0(guint32, block->n_rows);
  for (guint32 i = 0; i < block->n_runs; i++) {
    const ObservationRun *run = &block->runs[i];
    for (guint32 row = run->first_row; row < get_run_end(block, i); row++) {
      places[row] = next[run->series]++;
    }
  }
  return places;
}

void
observation_block_group(ObservationBlock *block, gsize n_columns)
{
  const guint32 n_series = name_table_get_size(block->names);
  ObservationRun *joined = join_runs(block, n_series);
  g_autofree guint32 *places = place_rows(block, joined, n_series);
  g_free(block->runs);
  block->runs = joined;
  block->n_runs = n_series;
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
