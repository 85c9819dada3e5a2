// SPDX-License-Identifier: MIT
#include "data/cell.h"
#include "data/decimal.h"
#include "data/panel-private.h"
#include "data/reader_layouts.h"
#include "data/rows.h"
#include "data/short_number.h"

#include <math.h>
#include <string.h>

typedef struct {
  const ReaderInput *input;
  const Schema *schema;
} WideSource;

typedef struct {
  const ReaderInput *input;
  const Schema *schema;
  const char *end;
  RowBlock *block;
  GError **error;
} WideParser;

static void
set_value_error(const WideParser *parser,
                const RowSeries *series,
                gsize column,
                const Cell *cell,
                CellKind kind)
{
  const Cell id_cell = { .text = series->id, .length = series->id_length };
  g_autofree char *id = cell_to_message(&id_cell);
  g_autofree char *text = cell_to_message(cell);
  reader_set_error(parser->error, parser->input, cell->text, READER_ERROR_NUMBER,
                   "column '%s', series '%s': '%s' is %s, or leave the cell empty when it is "
                   "missing)",
                   schema_get_column(parser->schema, column)->name, id, text,
                   kind == CELL_INFINITE ? "infinite (write a finite number"
                                         : "no number (write a number");
}

// Returns: where the cell ends, or NULL with the error set.
static const char *
parse_value(const WideParser *parser,
            const char *cursor,
            const RowSeries *series,
            gsize column,
            double *value)
{
  const char delimiter = parser->input->delimiter;
  gsize length = short_number_read(cursor, value);
  if (length > 0 && cell_ends(cursor + length, parser->end, delimiter)) {
    return cursor + length;
  }
  length = decimal_parse(cursor, (gsize)(parser->end - cursor), value);
  if (length > 0 && cell_ends(cursor + length, parser->end, delimiter) && isfinite(*value)) {
    return cursor + length;
  }
  if (cell_ends(cursor, parser->end, delimiter)) {
    *value = NAN;
    return cursor;
  }
  Cell cell;
  const char *fault = NULL;
  const char *next = cell_take(cursor, parser->end, delimiter, &cell, &fault);
  if (next == NULL) {
    reader_set_error(parser->error, parser->input, cursor, READER_ERROR_SYNTAX, "%s", fault);
    return NULL;
  }
  const CellKind kind = cell_read_number(&cell, value);
  if (kind == CELL_NUMBER || kind == CELL_MISSING) {
    return next;
  }
  set_value_error(parser, series, column, &cell, kind);
  return NULL;
}

static const char *
parse_id(const WideParser *parser, const char *cursor, RowSeries *series)
{
  Cell cell;
  const char *fault = NULL;
  const char *next = cell_take(cursor, parser->end, parser->input->delimiter, &cell, &fault);
  if (next == NULL) {
    reader_set_error(parser->error, parser->input, cursor, READER_ERROR_SYNTAX, "%s", fault);
    return NULL;
  }
  const char *name = schema_get_column(parser->schema, 0)->name;
  if (!cell_check_id(&cell, &fault)) {
    g_autofree char *text = cell_to_message(&cell);
    reader_set_error(parser->error, parser->input, cursor, READER_ERROR_SYNTAX,
                     "column '%s': '%s' %s", name, text, fault);
    return NULL;
  }
  series->id = cell.text;
  series->id_length = cell.length;
  if (cell.has_doubled) {
    g_autofree char *id = cell_to_string(&cell);
    series->id = row_block_keep_text(parser->block, id);
    series->id_length = strlen(id);
  }
  return next;
}

// Drops the blanks before the first and after the last value: they are not part of the series.
static gboolean
trim_values(const WideParser *parser, RowSeries *series, double *values, gsize n_values)
{
  gsize begin = 0;
  while (begin < n_values && isnan(values[begin])) {
    begin++;
  }
  while (n_values > begin && isnan(values[n_values - 1])) {
    n_values--;
  }
  if (begin == n_values) {
    const Cell cell = { .text = series->id, .length = series->id_length };
    g_autofree char *id = cell_to_message(&cell);
    reader_set_error(parser->error, parser->input, series->line, READER_ERROR_EMPTY,
                     "series '%s' holds no value (leave its line out of the file)", id);
    return FALSE;
  }
  memmove(values, values + begin, (n_values - begin) * sizeof *values);
  series->start = (gint64)begin + 1;
  series->n_values = n_values - begin;
  return TRUE;
}

static const char *
parse_row(const WideParser *parser, const char *line)
{
  const gsize n_columns = parser->schema->n_columns;
  RowSeries series = { .line = line };
  const char *cursor = parse_id(parser, line, &series);
  double *values = row_block_reserve(parser->block, n_columns);
  gsize n_values = 0;
  while (cursor != NULL && cursor < parser->end && *cursor == parser->input->delimiter) {
    if (n_values + 1 == n_columns) {
      reader_set_error(parser->error, parser->input, line, READER_ERROR_SYNTAX,
                       "more fields than the %" G_GSIZE_FORMAT " of the header", n_columns);
      return NULL;
    }
    cursor = parse_value(parser, cursor + 1, &series, n_values + 1, &values[n_values]);
    n_values++;
  }
  if (cursor == NULL || !trim_values(parser, &series, values, n_values)) {
    return NULL;
  }
  row_block_end_series(parser->block, &series);
  return cell_skip_line_end(cursor, parser->end);
}

static gpointer
parse_block(const TextRange *range, gconstpointer data, GError **error)
{
  const WideSource *source = data;
  const WideParser parser = { source->input, source->schema, range->end, row_block_new(), error };
  const char *cursor = range->begin;
  while (cursor < range->end) {
    const char *next = cell_skip_line_end(cursor, range->end);
    cursor = next != NULL ? next : parse_row(&parser, cursor);
    if (cursor == NULL) {
      row_block_free(parser.block);
      return NULL;
    }
  }
  return parser.block;
}

static gboolean
set_step_error(const ReaderInput *input, const char *fact, GError **error)
{
  g_autofree char *name = step_to_string(input->options->step);
  g_set_error(error, READER_ERROR, READER_ERROR_STEP,
              "%s: the step '%s' does not fit, as this file %s", input->name, name, fact);
  return FALSE;
}

static gboolean
rises(const gint64 *times, gsize n_times)
{
  for (gsize i = 1; i < n_times; i++) {
    if (times[i] <= times[i - 1]) {
      return FALSE;
    }
  }
  return TRUE;
}

// Reads the names of the value columns as times of one style. Returns: FALSE when they are none.
static gboolean
read_header_times(const Schema *schema, gint64 *times, TimestampStyle *style)
{
  for (gsize i = 1; i < schema->n_columns; i++) {
    const char *name = schema_get_column(schema, i)->name;
    TimestampStyle own = { 0 };
    if (!timestamp_parse(name, strlen(name), &times[i - 1], &own) ||
        (i > 1 && !timestamp_style_join(style, &own))) {
      return FALSE;
    }
    *style = i > 1 ? *style : own;
  }
  return TRUE;
}

// Returns: TRUE when each time is one step after the one before.
static gboolean
check_header_times(const ReaderInput *input,
                   const Schema *schema,
                   const gint64 *times,
                   const Step *step,
                   GError **error)
{
  for (gsize i = 1; i + 1 < schema->n_columns; i++) {
    gint64 n_steps = 0;
    if (step_between(step, times[i - 1], times[i], &n_steps) && n_steps == 1) {
      continue;
    }
    g_autofree char *name = step_to_string(step);
    reader_set_error(error, input, input->begin, READER_ERROR_STEP,
                     "column '%s' does not follow '%s' by one step of '%s'",
                     schema_get_column(schema, i + 1)->name, schema_get_column(schema, i)->name,
                     name);
    return FALSE;
  }
  return TRUE;
}

// Finds the step of the header's times: the first two tell it, the others must follow.
static gboolean
find_header_step(const ReaderInput *input,
                 const Schema *schema,
                 const gint64 *times,
                 gboolean is_index,
                 Step *step,
                 GError **error)
{
  const Step *asked = input->options->step;
  const gsize n_times = schema->n_columns - 1;
  g_autoptr(GError) cause = NULL;
  if (asked != NULL && (asked->unit == STEP_INDEX) != is_index) {
    return set_step_error(input, is_index ? "has no dates" : "has dates", error);
  }
  if (asked != NULL) {
    *step = *asked;
  } else if (n_times < 2 && is_index) {
    *step = (Step){ .unit = STEP_INDEX, .count = 1 };
  } else if (!rises(times, n_times) || !step_infer(times, n_times, is_index, step, &cause)) {
    reader_set_error(error, input, input->begin, READER_ERROR_STEP,
                     "the times of the header follow no step");
    return FALSE;
  }
  step_set_anchor(step, times, n_times);
  return check_header_times(input, schema, times, step, error);
}

// Moves the series, which count from 1, to the times of the header.
static void
date_series(GPtrArray *blocks, const gint64 *times)
{
  for (guint b = 0; b < blocks->len; b++) {
    RowBlock *block = g_ptr_array_index(blocks, b);
    for (gsize i = 0; i < block->n_series; i++) {
      block->series[i].start = times[block->series[i].start - 1];
    }
  }
}

Panel *
reader_wide_row_read(const ReaderInput *input, const Schema *schema, GError **error)
{
  g_autofree gint64 *times = g_new0(gint64, schema->n_columns);
  TimestampStyle style = { .form = TIMESTAMP_INTEGER };
  Step step = { .unit = STEP_INDEX, .count = 1 };
  const gboolean has_times = read_header_times(schema, times, &style);
  const gboolean is_index = !has_times || style.form == TIMESTAMP_INTEGER;
  if (!has_times && input->options->step != NULL && input->options->step->unit != STEP_INDEX) {
    (void)set_step_error(input, "has no times", error);
    return NULL;
  }
  if (has_times && !find_header_step(input, schema, times, is_index, &step, error)) {
    return NULL;
  }
  const WideSource source = { input, schema };
  g_autoptr(GPtrArray) blocks =
      chunks_parse(input, schema->data, parse_block, &source, row_block_free, error);
  if (blocks == NULL) {
    return NULL;
  }
  if (has_times) {
    date_series(blocks, times);
  }
  Panel *panel = rows_make_panel(input, blocks, &step, error);
  if (panel != NULL && has_times) {
    panel->style = style;
  }
  return panel;
}
