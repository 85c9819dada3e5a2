// SPDX-License-Identifier: MIT
#include "data/observations.h"

#include "data/cell.h"
#include "data/observation_block.h"
#include "data/observation_parser.h"

#include <string.h>

static guint32
count_run_rows(const ObservationBlock *block, guint32 run)
{
  const guint32 end = run + 1 < block->n_runs ? block->runs[run + 1].first_row : block->n_rows;
  return end - block->runs[run].first_row;
}

// Replaces the numbers of series within @block by those within the file.
static void
number_series(NameTable *names, ObservationBlock *block)
{
  const guint32 n_names = name_table_get_size(block->names);
  g_autofree guint32 *numbers = g_new(guint32, n_names);
  for (guint32 i = 0; i < n_names; i++) {
    gsize length = 0;
    const char *name = name_table_get(block->names, i, &length);
    numbers[i] = name_table_add(names, name, length);
  }
  for (guint32 i = 0; i < block->n_runs; i++) {
    block->runs[i].series = numbers[block->runs[i].series];
  }
  g_clear_pointer(&block->names, name_table_free);
}

// Counting sort: how many pieces each series has, where they begin, then the pieces themselves.
static void
collect_pieces(Observations *observations)
{
  const gsize n_series = name_table_get_size(observations->names);
  gsize *first = g_new0(gsize, n_series + 1);
  for (gsize b = 0; b < observations->n_blocks; b++) {
    const ObservationBlock *block = observations->blocks[b];
    for (guint32 i = 0; i < block->n_runs; i++) {
      first[block->runs[i].series + 1]++;
    }
  }
  for (gsize i = 0; i < n_series; i++) {
    first[i + 1] += first[i];
  }
  observations->first_pieces = first;
  observations->pieces = g_new(ObservationPiece, first[n_series]);
  g_autofree gsize *next = g_memdup2(first, n_series * sizeof *first);
  for (gsize b = 0; b < observations->n_blocks; b++) {
    const ObservationBlock *block = observations->blocks[b];
    for (guint32 i = 0; i < block->n_runs; i++) {
      const ObservationRun *run = &block->runs[i];
      observations->pieces[next[run->series]++] =
          (ObservationPiece){ (guint32)b, run->first_row, count_run_rows(block, i) };
    }
  }
}

void
observations_free(Observations *observations)
{
  if (observations == NULL) {
    return;
  }
  for (gsize i = 0; i < observations->n_blocks; i++) {
    observation_block_free(observations->blocks[i]);
  }
  g_free(observations->blocks);
  g_clear_pointer(&observations->names, name_table_free);
  g_free(observations->pieces);
  g_free(observations->first_pieces);
  g_free(observations);
}

Observations *
observations_new(const ReaderInput *input, const Schema *schema, GError **error)
{
  const ObservationSource source = { .input = input, .schema = schema };
  g_autoptr(GPtrArray) blocks = chunks_parse(input, schema->data, observation_parser_parse, &source,
                                             observation_block_free, error);
  if (blocks == NULL) {
    return NULL;
  }
  Observations *observations = g_new0(Observations, 1);
  observations->input = input;
  observations->schema = schema;
  observations->blocks = (ObservationBlock **)g_ptr_array_steal(blocks, &observations->n_blocks);
  observations->names = name_table_new();
  observations->style = schema->style;
  for (gsize b = 0; b < observations->n_blocks; b++) {
    ObservationBlock *block = observations->blocks[b];
    number_series(observations->names, block);
    // The blocks were held to the style of the first row, so that only fractions can differ.
    (void)timestamp_style_join(&observations->style, &block->style);
  }
  collect_pieces(observations);
  return observations;
}

gsize
observations_get_n_series(const Observations *observations)
{
  return name_table_get_size(observations->names);
}

const ObservationPiece *
observations_get_pieces(const Observations *observations, gsize series, gsize *n_pieces)
{
  const gsize *first = observations->first_pieces;
  *n_pieces = first[series + 1] - first[series];
  return &observations->pieces[first[series]];
}

gsize
observations_get_n_rows(const Observations *observations, gsize series)
{
  gsize n_pieces = 0;
  gsize n_rows = 0;
  const ObservationPiece *pieces = observations_get_pieces(observations, series, &n_pieces);
  for (gsize i = 0; i < n_pieces; i++) {
    n_rows += pieces[i].n_rows;
  }
  return n_rows;
}

void
observations_copy_times(const Observations *observations, gsize series, gint64 *times)
{
  gsize n_pieces = 0;
  const ObservationPiece *pieces = observations_get_pieces(observations, series, &n_pieces);
  for (gsize i = 0; i < n_pieces; i++) {
    const ObservationBlock *block = observations->blocks[pieces[i].block];
    observation_block_copy_times(block, pieces[i].first_row, pieces[i].n_rows, times);
    times += pieces[i].n_rows;
  }
}

void
observations_copy_values(const Observations *observations,
                         gsize series,
                         gsize column,
                         double *values)
{
  gsize n_pieces = 0;
  const ObservationPiece *pieces = observations_get_pieces(observations, series, &n_pieces);
  for (gsize i = 0; i < n_pieces; i++) {
    const ObservationBlock *block = observations->blocks[pieces[i].block];
    const double *column_values = block->values + column * block->capacity;
    memcpy(values, column_values + pieces[i].first_row, pieces[i].n_rows * sizeof *values);
    values += pieces[i].n_rows;
  }
}

char *
observations_get_name(const Observations *observations, gsize series)
{
  Cell cell = { 0 };
  cell.text = name_table_get(observations->names, (guint32)series, &cell.length);
  return cell_to_message(&cell);
}

// Walks over the rows of a block, as its text gives them.
typedef struct {
  const Observations *observations;
  const char *cursor;
  const char *end;
  GArray *cells; // of Cell, of the row
} RowWalk;

// Returns: the line of the next row, with its cells, or NULL behind the last.
static const char *
walk_next(RowWalk *walk)
{
  const gboolean skips_blank_lines = walk->observations->schema->n_columns > 1;
  while (walk->cursor < walk->end) {
    const char *line = walk->cursor;
    const char *next = skips_blank_lines ? cell_skip_line_end(line, walk->end) : NULL;
    if (next != NULL) {
      walk->cursor = next;
      continue;
    }
    const char *cursor = line;
    const char *fault = NULL;
    g_array_set_size(walk->cells, 0);
    walk->cursor = cell_take_line(&cursor, walk->end, walk->observations->input->delimiter,
                                  walk->cells, &fault);
    g_assert(walk->cursor != NULL); // it was read before
    return line;
  }
  return NULL;
}

// Returns: the series of the row that the walk stands on.
static gsize
walk_get_series(const RowWalk *walk)
{
  const Schema *schema = walk->observations->schema;
  for (guint i = 0; schema->has_id && i < walk->cells->len; i++) {
    if (schema_get_column(schema, i)->role == COLUMN_ID) {
      const Cell *cell = &g_array_index(walk->cells, Cell, i);
      g_autofree char *id = cell_to_string(cell);
      return name_table_find(walk->observations->names, id, strlen(id));
    }
  }
  return 0;
}

// Splits row @row of @series into its block and the row among those of the series there.
static guint32
locate_row(const Observations *observations, gsize series, gsize *row)
{
  gsize n_pieces = 0;
  const ObservationPiece *pieces = observations_get_pieces(observations, series, &n_pieces);
  while (*row >= pieces->n_rows) {
    *row -= pieces->n_rows;
    pieces++;
  }
  return pieces->block;
}

guint32
observations_find_block(const Observations *observations, gsize series, gsize row)
{
  return locate_row(observations, series, &row);
}

// Walks to the first row of @rows. Returns: its line.
static const char *
find_first_line(const Observations *observations, guint32 block, GHashTable *rows, gsize *found)
{
  g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(Cell));
  g_autoptr(GHashTable) n_seen = g_hash_table_new(NULL, NULL);
  const TextRange range = observations->blocks[block]->range;
  RowWalk walk = { observations, range.begin, range.end, cells };
  for (const char *line = walk_next(&walk); line != NULL; line = walk_next(&walk)) {
    const gsize series = walk_get_series(&walk);
    gpointer row = NULL;
    if (!g_hash_table_lookup_extended(rows, GSIZE_TO_POINTER(series), NULL, &row)) {
      continue;
    }
    gsize wanted = GPOINTER_TO_SIZE(row);
    (void)locate_row(observations, series, &wanted);
    const gsize seen = GPOINTER_TO_SIZE(g_hash_table_lookup(n_seen, GSIZE_TO_POINTER(series)));
    if (seen == wanted) {
      *found = series;
      return line;
    }
    g_hash_table_insert(n_seen, GSIZE_TO_POINTER(series), GSIZE_TO_POINTER(seen + 1));
  }
  g_assert_not_reached();
}

gsize
observations_find_first(const Observations *observations, guint32 block, GHashTable *rows)
{
  gsize series = 0;
  (void)find_first_line(observations, block, rows, &series);
  return series;
}

const char *
observations_find_row(const Observations *observations, gsize series, gsize row)
{
  g_autoptr(GHashTable) rows = g_hash_table_new(NULL, NULL);
  g_hash_table_insert(rows, GSIZE_TO_POINTER(series), GSIZE_TO_POINTER(row));
  gsize found = 0;
  return find_first_line(observations, observations_find_block(observations, series, row), rows,
                         &found);
}
