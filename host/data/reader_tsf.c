// SPDX-License-Identifier: MIT
#include "data/cell.h"
#include "data/decimal.h"
#include "data/panel-private.h"
#include "data/reader_layouts.h"
#include "data/rows.h"
#include "data/tsf_header.h"

#include <math.h>
#include <string.h>

typedef struct {
  const ReaderInput *input;
  const TsfHeader *header;
} TsfSource;

typedef struct {
  const ReaderInput *input;
  const TsfHeader *header;
  RowBlock *block;
  GError **error;
} TsfParser;

static const gint64 DAY = 24 * 60 * 60 * (gint64)G_USEC_PER_SEC;

gboolean
reader_tsf_recognise(const ReaderInput *input)
{
  const char *line = input->begin;
  while (line < input->end) {
    const char *end = NULL;
    const char *next = tsf_take_line(&line, input->end, &end);
    if (line < end && *line != '#') {
      return *line == '@';
    }
    line = next;
  }
  return FALSE;
}

static char *
describe_id(const RowSeries *series)
{
  const Cell cell = { .text = series->id, .length = series->id_length };
  return cell_to_message(&cell);
}

static gboolean
read_name(const TsfParser *parser, const Cell *cell, RowSeries *series)
{
  const char *fault = NULL;
  if (cell_check_id(cell, &fault)) {
    series->id = cell->text;
    series->id_length = cell->length;
    return TRUE;
  }
  g_autofree char *text = cell_to_message(cell);
  reader_set_error(parser->error, parser->input, series->line, READER_ERROR_SYNTAX,
                   "the series name '%s' %s", text, fault);
  return FALSE;
}

static gboolean
read_start(const TsfParser *parser, const Cell *cell, RowSeries *series)
{
  RowBlock *block = parser->block;
  TimestampStyle style;
  const char *fault = NULL;
  if (!timestamp_parse(cell->text, cell->length, &series->start, &style) ||
      style.form == TIMESTAMP_INTEGER) {
    fault = "is no time (write 2010-07-01 00-30-00)";
  } else if (block->has_style && !timestamp_style_join(&block->style, &style)) {
    fault = "is written in another form than the times above";
  }
  if (fault != NULL) {
    g_autofree char *text = cell_to_message(cell);
    reader_set_error(parser->error, parser->input, series->line, READER_ERROR_TIME,
                     "the start '%s' %s", text, fault);
    return FALSE;
  }
  if (!block->has_style) {
    block->style = style;
    block->has_style = TRUE;
  }
  return TRUE;
}

// Reads the fields before the values. Returns: where the values begin, or NULL.
static const char *
parse_attributes(const TsfParser *parser, const char *cursor, const char *end, RowSeries *series)
{
  const TsfHeader *header = parser->header;
  for (guint i = 0; i < header->attributes->len; i++) {
    const char *colon = memchr(cursor, ':', (gsize)(end - cursor));
    if (colon == NULL) {
      reader_set_error(parser->error, parser->input, series->line, READER_ERROR_SYNTAX,
                       "%u fields before the values where the header has %u attributes", i,
                       header->attributes->len);
      return NULL;
    }
    const Cell whole = { .text = cursor, .length = (gsize)(colon - cursor) };
    const Cell cell = cell_trim(&whole);
    if (i == header->name_attribute && !read_name(parser, &cell, series)) {
      return NULL;
    }
    if (i == header->time_attribute && !read_start(parser, &cell, series)) {
      return NULL;
    }
    cursor = colon + 1;
  }
  return cursor;
}

static gboolean
read_value(const TsfParser *parser, const Cell *cell, const RowSeries *series, double *value)
{
  const CellKind kind = cell_read_number(cell, value);
  if (kind == CELL_NUMBER || (kind == CELL_MISSING && cell->length > 0)) {
    return TRUE;
  }
  g_autofree char *id = describe_id(series);
  g_autofree char *text = cell_to_message(cell);
  reader_set_error(parser->error, parser->input, series->line, READER_ERROR_NUMBER,
                   "value %" G_GSIZE_FORMAT ", series '%s': '%s' is %s, or ? when it is missing)",
                   series->n_values + 1, id, text,
                   kind == CELL_INFINITE ? "infinite (write a finite number"
                                         : "no number (write a number");
  return FALSE;
}

static gsize
count_values(const char *cursor, const char *end)
{
  gsize n_values = 1;
  for (; cursor < end; cursor++) {
    n_values += *cursor == ',';
  }
  return n_values;
}

static gboolean
parse_values(const TsfParser *parser, const char *cursor, const char *end, RowSeries *series)
{
  double *values = row_block_reserve(parser->block, count_values(cursor, end));
  for (;;) {
    double *value = &values[series->n_values];
    const char *next = cursor + decimal_parse(cursor, (gsize)(end - cursor), value);
    if (next == cursor || (next < end && *next != ',') || !isfinite(*value)) {
      const char *comma = memchr(cursor, ',', (gsize)(end - cursor));
      next = comma != NULL ? comma : end;
      const Cell cell = { .text = cursor, .length = (gsize)(next - cursor) };
      if (!read_value(parser, &cell, series, value)) {
        return FALSE;
      }
    }
    series->n_values++;
    if (next == end) {
      return TRUE;
    }
    cursor = next + 1;
  }
}

static gboolean
parse_line(const TsfParser *parser, const char *line, const char *end)
{
  RowSeries series = { .line = line, .start = 1 };
  const char *values = parse_attributes(parser, line, end, &series);
  if (values == NULL || !parse_values(parser, values, end, &series)) {
    return FALSE;
  }
  row_block_end_series(parser->block, &series);
  return TRUE;
}

static gpointer
parse_block(const TextRange *range, gconstpointer data, GError **error)
{
  const TsfSource *source = data;
  const TsfParser parser = { source->input, source->header, row_block_new(), error };
  const char *line = range->begin;
  while (line < range->end) {
    const char *end = NULL;
    const char *next = tsf_take_line(&line, range->end, &end);
    if (line < end && *line != '#' && !parse_line(&parser, line, end)) {
      row_block_free(parser.block);
      return NULL;
    }
    line = next;
  }
  return parser.block;
}

static gboolean
find_step(const ReaderInput *input, const TsfHeader *header, Step *step, GError **error)
{
  const Step *asked = input->options->step;
  const gboolean has_times = header->time_attribute != G_MAXUINT;
  *step = (Step){ .unit = STEP_INDEX, .count = 1 };
  if (asked != NULL && (asked->unit == STEP_INDEX) == has_times) {
    g_autofree char *name = step_to_string(asked);
    g_set_error(error, READER_ERROR, READER_ERROR_STEP,
                "%s: the step '%s' does not fit, as the series of this file begin at %s",
                input->name, name, has_times ? "dates" : "no time");
    return FALSE;
  }
  if (asked != NULL) {
    *step = *asked;
  } else if (has_times && !header->has_step) {
    g_set_error(error, READER_ERROR, READER_ERROR_STEP,
                "%s: the series begin at dates, but there is no @frequency (name the step with "
                "--step)",
                input->name);
    return FALSE;
  } else if (has_times) {
    *step = header->step;
  }
  return TRUE;
}

// Joins the styles of the blocks. A file of days or longer writes its midnights in vain.
static gboolean
join_styles(const ReaderInput *input,
            const GPtrArray *blocks,
            const Step *step,
            TimestampStyle *style,
            GError **error)
{
  gboolean has_style = FALSE;
  gboolean at_midnight = TRUE;
  for (guint b = 0; b < blocks->len; b++) {
    const RowBlock *block = g_ptr_array_index(blocks, b);
    if (has_style && block->has_style && !timestamp_style_join(style, &block->style)) {
      const RowSeries *first = &block->series[0];
      reader_set_error(error, input, first->line, READER_ERROR_TIME,
                       "the start is written in another form than the times above");
      return FALSE;
    }
    if (!has_style && block->has_style) {
      *style = block->style;
      has_style = TRUE;
    }
    for (gsize i = 0; i < block->n_series; i++) {
      at_midnight &= block->series[i].start % DAY == 0;
    }
  }
  if (at_midnight && step->unit != STEP_MICROSECOND && style->form >= TIMESTAMP_MINUTE) {
    *style = (TimestampStyle){ .form = TIMESTAMP_DATE, .date_separator = style->date_separator };
  }
  return TRUE;
}

Panel *
reader_tsf_read(const ReaderInput *input, GError **error)
{
  g_autoptr(TsfHeader) header = tsf_header_new(input, error);
  Step step;
  if (header == NULL || !find_step(input, header, &step, error)) {
    return NULL;
  }
  const TsfSource source = { input, header };
  g_autoptr(GPtrArray) blocks =
      chunks_parse(input, header->data, parse_block, &source, row_block_free, error);
  TimestampStyle style = { .form = TIMESTAMP_INTEGER };
  if (blocks == NULL) {
    return NULL;
  }
  if (header->time_attribute != G_MAXUINT && !join_styles(input, blocks, &step, &style, error)) {
    return NULL;
  }
  Panel *panel = rows_make_panel(input, blocks, &step, error);
  if (panel != NULL) {
    panel->style = style;
    panel->horizon = header->horizon;
  }
  return panel;
}
