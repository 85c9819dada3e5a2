// SPDX-License-Identifier: MIT
#include "data/observation_parser.h"

#include "data/cell.h"
#include "data/decimal.h"
#include "data/observation_block.h"
#include "data/short_number.h"
#include "data/timestamp_memo.h"

#include <math.h>
#include <string.h>

enum {
  FIRST_RUNS = 16
};

// What parsing one range needs beside the block it fills.
typedef struct {
  const ReaderInput *input;
  const Schema *schema;
  const SchemaColumn *columns; // of @schema
  gsize n_columns;
  ObservationBlock *block;
  const char *end;
  char delimiter;
  const char *id; // the id cell of the row above, as it stands in the text
  gsize id_length;
  guint64 id_word;   // its first eight bytes, cut by @id_mask
  guint64 id_mask;   // the bytes that count; 0 when the id is longer or there is none yet
  gint64 base_ticks; // the base of the block
  TimestampMemo memo;
  GError **error;
} BlockParser;

static gsize
count_lines(const TextRange *range)
{
  // Bytes in short stretches, so that the compiler can count sixteen or more at once.
  gsize n_lines = 1;
  const char *cursor = range->begin;
  while (cursor < range->end) {
    const gsize stretch = MIN((gsize)(range->end - cursor), 255);
    guint8 n_newlines = 0;
    for (gsize i = 0; i < stretch; i++) {
      n_newlines = (guint8)(n_newlines + (cursor[i] == '\n'));
    }
    n_lines += n_newlines;
    cursor += stretch;
  }
  return n_lines;
}

static ObservationBlock *
observation_block_new(const TextRange *range, const Schema *schema)
{
  ObservationBlock *block = g_new0(ObservationBlock, 1);
  block->range = *range;
  block->capacity = (guint32)count_lines(range);
  block->values = g_new(double, block->capacity * schema->n_values);
  if (schema->has_time) {
    block->distances = g_new(gint32, block->capacity);
  }
  block->names = name_table_new();
  block->style = schema->style;
  return block;
}

// The name of the row's series for a message, where it stands before @column.
static char *
describe_series(const BlockParser *parser, gsize column)
{
  gboolean is_known = FALSE;
  for (gsize i = 0; i < column; i++) {
    is_known |= schema_get_column(parser->schema, i)->role == COLUMN_ID;
  }
  if (!is_known) {
    return g_strdup("");
  }
  const ObservationRun *run = &parser->block->runs[parser->block->n_runs - 1];
  gsize length = 0;
  const char *name = name_table_get(parser->block->names, run->series, &length);
  const Cell cell = { .text = name, .length = length };
  g_autofree char *text = cell_to_message(&cell);
  return g_strdup_printf(", series '%s'", text);
}

static void
set_cell_error(
    const BlockParser *parser, gsize column, const Cell *cell, ReaderError code, const char *fault)
{
  g_autofree char *text = cell_to_message(cell);
  g_autofree char *series = describe_series(parser, column);
  reader_set_error(parser->error, parser->input, cell->text, code, "column '%s'%s: '%s' %s",
                   schema_get_column(parser->schema, column)->name, series, text, fault);
}

// Takes the cell at @cursor, or sets the error of its quotes.
static const char *
take_cell(const BlockParser *parser, const char *cursor, Cell *cell)
{
  const char *fault = NULL;
  const char *next = cell_take(cursor, parser->end, parser->delimiter, cell, &fault);
  if (next == NULL) {
    reader_set_error(parser->error, parser->input, cursor, READER_ERROR_SYNTAX, "%s", fault);
  }
  return next;
}

static const char *
describe_text_cell(const BlockParser *parser, gsize column, const Cell *cell)
{
  if (memchr(cell->text, ',', cell->length) != NULL) {
    return "is no number (write decimals with a point, and no thousands separators)";
  }
  const gboolean is_exogenous = parser->schema->layout == READER_LAYOUT_LONG &&
                                schema_get_column(parser->schema, column)->value > 0;
  return is_exogenous ? "is no number (exogenous columns hold numbers: leave this column out of "
                        "the file, or write numbers)"
                      : "is no number (write a number, or leave the cell empty when it is missing)";
}

// What the fast path below does not take: missing values, quotes, blanks, and faults.
static const char *
parse_odd_value(const BlockParser *parser, const char *cursor, gsize column, double *value)
{
  Cell cell;
  const char *next = take_cell(parser, cursor, &cell);
  if (next == NULL) {
    return NULL;
  }
  switch (cell_read_number(&cell, value)) {
  case CELL_NUMBER:
  case CELL_MISSING:
    return next;
  case CELL_INFINITE:
    set_cell_error(
        parser, column, &cell, READER_ERROR_NUMBER,
        "is infinite (write a finite number, or leave the cell empty when it is missing)");
    return NULL;
  case CELL_TEXT:
    break;
  }
  set_cell_error(parser, column, &cell, READER_ERROR_NUMBER,
                 describe_text_cell(parser, column, &cell));
  return NULL;
}

static inline const char *
parse_value(const BlockParser *parser, const char *cursor, gsize column, double *value)
{
  const gsize short_length = short_number_read(cursor, value);
  const char *next = cursor + short_length;
  if (short_length > 0 && cell_ends(next, parser->end, parser->delimiter)) {
    return next;
  }
  next = cursor + decimal_parse(cursor, (gsize)(parser->end - cursor), value);
  if (next > cursor && cell_ends(next, parser->end, parser->delimiter) && isfinite(*value)) {
    return next;
  }
  return parse_odd_value(parser, cursor, column, value);
}

static gboolean
read_odd_time(BlockParser *parser, gsize column, const Cell *cell, gint64 *time)
{
  const Cell trimmed = cell_trim(cell);
  TimestampStyle style;
  if (trimmed.length == 0) {
    set_cell_error(parser, column, cell, READER_ERROR_TIME, "is no time: every row needs one");
    return FALSE;
  }
  if (!timestamp_parse(trimmed.text, trimmed.length, time, &style)) {
    set_cell_error(parser, column, cell, READER_ERROR_TIME,
                   "is no time (write it as those above: 2020-01-31, 2020-01-31 13:45:00, 2020-01, "
                   "2020Q1 or an integer)");
    return FALSE;
  }
  if (!timestamp_style_join(&parser->block->style, &style)) {
    set_cell_error(parser, column, cell, READER_ERROR_TIME,
                   "is written in another form than the times above");
    return FALSE;
  }
  timestamp_memo_learn(&parser->memo, trimmed.text, trimmed.length, *time);
  return TRUE;
}

static void
widen_times(ObservationBlock *block)
{
  block->times = g_new(gint64, block->capacity);
  for (gsize i = 0; i < block->n_rows; i++) {
    block->times[i] = block->base + block->tick * block->distances[i];
  }
  g_clear_pointer(&block->distances, g_free);
}

// Stores a time that is no whole number of ticks, or none that fits the distances.
static void
store_odd_time(ObservationBlock *block, gint64 time)
{
  if (block->times == NULL) {
    gint64 span = 0;
    const gboolean fits = !__builtin_sub_overflow(time, block->base, &span);
    const gint64 distance = fits ? span / block->tick : G_MAXINT64;
    if (fits && span % block->tick == 0 && distance == (gint32)distance) {
      block->distances[block->n_rows] = (gint32)distance;
      return;
    }
    widen_times(block);
  }
  block->times[block->n_rows] = time;
}

static const char *
parse_odd_time(BlockParser *parser, const char *cursor, gsize column)
{
  Cell cell;
  gint64 time = 0;
  const char *next = take_cell(parser, cursor, &cell);
  if (next == NULL || !read_odd_time(parser, column, &cell, &time)) {
    return NULL;
  }
  if (parser->block->n_rows == 0) {
    parser->base_ticks = time / parser->block->tick;
    parser->block->base = parser->base_ticks * parser->block->tick;
  }
  store_odd_time(parser->block, time);
  return next;
}

static inline const char *
parse_time(BlockParser *parser, const char *cursor, gsize column)
{
  ObservationBlock *block = parser->block;
  gint64 ticks = 0;
  const gsize length = timestamp_memo_read(&parser->memo, cursor, &ticks);
  const char *next = cursor + length;
  if (length == 0 || !cell_ends(next, parser->end, parser->delimiter)) {
    return parse_odd_time(parser, cursor, column);
  }
  if (block->n_rows == 0) {
    parser->base_ticks = ticks;
    block->base = ticks * block->tick;
  }
  const gint64 distance = ticks - parser->base_ticks;
  if (block->distances != NULL && distance == (gint32)distance) {
    block->distances[block->n_rows] = (gint32)distance;
  } else {
    store_odd_time(block, ticks * block->tick);
  }
  return next;
}

static gboolean
check_id(const BlockParser *parser, gsize column, const Cell *cell)
{
  const char *fault = NULL;
  if (cell_check_id(cell, &fault)) {
    return TRUE;
  }
  g_autofree char *text = cell_to_message(cell);
  reader_set_error(parser->error, parser->input, cell->text, READER_ERROR_SYNTAX,
                   "column '%s': '%s' %s", schema_get_column(parser->schema, column)->name, text,
                   fault);
  return FALSE;
}

static void
begin_run(ObservationBlock *block, const char *name, gsize length)
{
  if (block->n_runs == block->run_capacity) {
    block->run_capacity = MAX(2 * block->run_capacity, FIRST_RUNS);
    block->runs = g_renew(ObservationRun, block->runs, block->run_capacity);
  }
  block->runs[block->n_runs++] = (ObservationRun){
    .series = name_table_add(block->names, name, length),
    .first_row = block->n_rows,
  };
}

static inline guint64
load_word(const char *text)
{
  guint64 word = 0;
  memcpy(&word, text, sizeof word);
  return word;
}

// Keeps the id cell at @cursor, so that the same one below is known without being taken apart.
// Eight bytes can be loaded from it, as the text is padded.
static void
remember_id(BlockParser *parser, const char *cursor, gsize length)
{
  parser->id = cursor;
  parser->id_length = length;
  parser->id_mask = length <= sizeof(guint64) ? GUINT64_TO_LE(G_MAXUINT64 >> (64 - 8 * length)) : 0;
  parser->id_word = load_word(cursor) & parser->id_mask;
}

static const char *
parse_new_id(BlockParser *parser, const char *cursor, gsize column)
{
  ObservationBlock *block = parser->block;
  Cell cell;
  const char *next = take_cell(parser, cursor, &cell);
  if (next == NULL || !check_id(parser, column, &cell)) {
    return NULL;
  }
  remember_id(parser, cursor, (gsize)(next - cursor));
  if (!cell.has_doubled) {
    begin_run(block, cell.text, cell.length);
    return next;
  }
  if (block->texts == NULL) {
    block->texts = g_string_chunk_new(cell.length + 1);
  }
  g_autofree char *name = cell_to_string(&cell);
  begin_run(block, g_string_chunk_insert_const(block->texts, name), strlen(name));
  return next;
}

static inline const char *
parse_id(BlockParser *parser, const char *cursor, gsize column)
{
  const gsize length = parser->id_length;
  if (parser->id_mask != 0 && (load_word(cursor) & parser->id_mask) == parser->id_word &&
      cell_ends(cursor + length, parser->end, parser->delimiter)) {
    return cursor + length;
  }
  if (parser->id_mask == 0 && (gsize)(parser->end - cursor) > length &&
      memcmp(cursor, parser->id, length) == 0 &&
      cell_ends(cursor + length, parser->end, parser->delimiter)) {
    return cursor + length;
  }
  return parse_new_id(parser, cursor, column);
}

static inline const char *
parse_cell(BlockParser *parser, const char *cursor, gsize index)
{
  const SchemaColumn *column = &parser->columns[index];
  switch (column->role) {
  case COLUMN_ID:
    return parse_id(parser, cursor, index);
  case COLUMN_TIME:
    return parse_time(parser, cursor, index);
  case COLUMN_VALUE:
    break;
  }
  const ObservationBlock *block = parser->block;
  double *value = &block->values[column->value * block->capacity + block->n_rows];
  return parse_value(parser, cursor, index, value);
}

static const char *
set_width_error(const BlockParser *parser, const char *line)
{
  g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(Cell));
  const char *cursor = line;
  const char *fault = NULL;
  if (cell_take_line(&cursor, parser->end, parser->delimiter, cells, &fault) == NULL) {
    reader_set_error(parser->error, parser->input, cursor, READER_ERROR_SYNTAX, "%s", fault);
    return NULL;
  }
  reader_set_error(parser->error, parser->input, line, READER_ERROR_SYNTAX,
                   "%u fields where the header has %" G_GSIZE_FORMAT, cells->len,
                   parser->n_columns);
  return NULL;
}

// Returns: the start of the next line, or NULL with the error set.
static const char *
parse_row(BlockParser *parser, const char *line)
{
  const gsize n_columns = parser->n_columns;
  const char *cursor = line;
  for (gsize i = 0; i < n_columns; i++) {
    cursor = parse_cell(parser, cursor, i);
    if (cursor == NULL) {
      return NULL;
    }
    if (i + 1 == n_columns) {
      break;
    }
    if (cursor >= parser->end || *cursor != parser->delimiter) {
      return set_width_error(parser, line);
    }
    cursor++;
  }
  const char *next = cell_skip_line_end(cursor, parser->end);
  return next != NULL ? next : set_width_error(parser, line);
}

// Returns: FALSE with the error set.
static gboolean
parse_rows(BlockParser *parser, const char *cursor)
{
  const gboolean skips_blank_lines = parser->n_columns > 1;
  while (cursor < parser->end) {
    const char *next = skips_blank_lines ? cell_skip_line_end(cursor, parser->end) : NULL;
    if (next == NULL) {
      next = parse_row(parser, cursor);
      if (next == NULL) {
        return FALSE;
      }
      parser->block->n_rows++;
    }
    cursor = next;
  }
  return TRUE;
}

gpointer
observation_parser_parse(const TextRange *range, gconstpointer data, GError **error)
{
  const ObservationSource *source = data;
  ObservationBlock *block = observation_block_new(range, source->schema);
  BlockParser *parser = g_new(BlockParser, 1);
  parser->input = source->input;
  parser->schema = source->schema;
  parser->columns = schema_get_column(source->schema, 0);
  parser->n_columns = source->schema->n_columns;
  parser->block = block;
  parser->end = range->end;
  parser->delimiter = source->input->delimiter;
  parser->id = NULL;
  parser->id_length = G_MAXSIZE;
  parser->id_mask = 0;
  parser->error = error;
  timestamp_memo_init(&parser->memo, &source->schema->style);
  block->tick = parser->memo.tick;
  if (!source->schema->has_id) {
    begin_run(block, source->input->series_id, strlen(source->input->series_id));
  }
  const gboolean is_read = parse_rows(parser, range->begin);
  g_free(parser);
  if (!is_read) {
    observation_block_free(block);
    return NULL;
  }
  if (block->n_runs > name_table_get_size(block->names)) {
    observation_block_group(block, source->schema->n_values);
  }
  return block;
}
