// SPDX-License-Identifier: MIT
#include "data/header.h"

#include "data/cell.h"

#include <string.h>

enum {
  N_SAMPLE_ROWS = 100,
  N_LISTED_NAMES = 12,
};

static void
column_clear(gpointer data)
{
  HeaderColumn *column = data;
  g_clear_pointer(&column->name, g_free);
}

void
header_free(Header *header)
{
  if (header == NULL) {
    return;
  }
  g_clear_pointer(&header->columns, g_array_unref);
  g_free(header);
}

const HeaderColumn *
header_get_column(const Header *header, gsize index)
{
  return &g_array_index(header->columns, HeaderColumn, index);
}

char *
header_list_names(const Header *header)
{
  GString *names = g_string_new(NULL);
  const gsize n_columns = header->columns->len;
  for (gsize i = 0; i < MIN(n_columns, N_LISTED_NAMES); i++) {
    g_string_append_printf(names, "%s'%s'", i > 0 ? ", " : "", header_get_column(header, i)->name);
  }
  if (n_columns > N_LISTED_NAMES) {
    g_string_append(names, ", …");
  }
  return g_string_free(names, FALSE);
}

// Returns: how many cells the line at *cursor has under @delimiter, 0 for broken quotes; *cursor
// moves to the next line.
static gsize
count_cells(const char **cursor, const char *end, char delimiter)
{
  g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(Cell));
  const char *fault = NULL;
  const char *line = *cursor;
  const char *next = cell_take_line(&line, end, delimiter, cells, &fault);
  if (next == NULL) {
    return 0;
  }
  *cursor = next;
  return cells->len;
}

// The delimiter that cuts header and first row into equally many cells, more than one; the one with
// the most cells when there are several or none.
static char
sniff_delimiter(const ReaderInput *input)
{
  static const char candidates[] = { ',', '\t', ';' };
  char best = ',';
  gsize best_score = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(candidates); i++) {
    const char *cursor = input->begin;
    const gsize n_names = count_cells(&cursor, input->end, candidates[i]);
    const gsize n_cells = count_cells(&cursor, input->end, candidates[i]);
    if (n_names < 2) {
      continue;
    }
    const gsize score = n_names == n_cells ? n_names + G_MAXUINT32 : n_names;
    if (score > best_score) {
      best = candidates[i];
      best_score = score;
    }
  }
  return best;
}

static SampleKind
sample_cell(const Cell *cell)
{
  double value = 0;
  const Cell trimmed = cell_trim(cell);
  switch (cell_read_number(&trimmed, &value)) {
  case CELL_MISSING:
    return SAMPLE_EMPTY;
  case CELL_NUMBER:
  case CELL_INFINITE:
    return SAMPLE_NUMBER;
  case CELL_TEXT:
    break;
  }
  gint64 time = 0;
  TimestampStyle style;
  return timestamp_parse(trimmed.text, trimmed.length, &time, &style) ? SAMPLE_TIME : SAMPLE_TEXT;
}

static void
sample_rows(Header *header, const ReaderInput *input)
{
  g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(Cell));
  const char *line = header->data;
  for (gsize row = 0; row < N_SAMPLE_ROWS && line != NULL && line < input->end; row++) {
    g_array_set_size(cells, 0);
    const char *cursor = line;
    const char *fault = NULL;
    line = cell_take_line(&cursor, input->end, input->delimiter, cells, &fault);
    for (gsize i = 0; i < MIN(cells->len, header->columns->len); i++) {
      HeaderColumn *column = &g_array_index(header->columns, HeaderColumn, i);
      if (column->sample == SAMPLE_EMPTY) {
        column->sample = sample_cell(&g_array_index(cells, Cell, i));
      }
    }
  }
}

static gboolean
check_name(const ReaderInput *input, const Cell *cell, GError **error)
{
  if (g_utf8_validate_len(cell->text, cell->length, NULL)) {
    return TRUE;
  }
  const gboolean has_nul = memchr(cell->text, '\0', cell->length) != NULL;
  g_autofree char *text = cell_to_message(cell);
  reader_set_error(error, input, cell->text, READER_ERROR_SYNTAX, "the header's name '%s' %s", text,
                   has_nul ? "holds a NUL byte" : "is not UTF-8");
  return FALSE;
}

static gboolean
add_names(Header *header, const ReaderInput *input, const GArray *cells, GError **error)
{
  for (gsize i = 0; i < cells->len; i++) {
    const Cell cell = cell_trim(&g_array_index(cells, Cell, i));
    if (!check_name(input, &cell, error)) {
      return FALSE;
    }
    const HeaderColumn column = { .name = cell_to_string(&cell) };
    g_array_append_val(header->columns, column);
  }
  return TRUE;
}

// A first line that begins with a number or a time is no header: it would be lost as one.
static gboolean
check_is_header(Header *header, const ReaderInput *input, const GArray *cells, GError **error)
{
  const Cell *first = &g_array_index(cells, Cell, 0);
  const SampleKind kind = sample_cell(first);
  if (kind == SAMPLE_TEXT || kind == SAMPLE_EMPTY) {
    return TRUE;
  }
  if (cells->len == 1 && kind == SAMPLE_NUMBER) {
    HeaderColumn *column = &g_array_index(header->columns, HeaderColumn, 0);
    g_free(column->name);
    column->name = g_strdup("y");
    header->data = input->begin;
    return TRUE;
  }
  g_autofree char *text = cell_to_message(first);
  reader_set_error(error, input, input->begin, READER_ERROR_HEADER,
                   "the first line begins with '%s' and holds no column names; add a line with "
                   "names, such as unique_id,ds,y",
                   text);
  return FALSE;
}

static void
skip_blank_lines(Header *header, const ReaderInput *input)
{
  const char *next = cell_skip_line_end(header->data, input->end);
  while (header->data < input->end && next != NULL) {
    header->data = next;
    next = cell_skip_line_end(header->data, input->end);
  }
}

Header *
header_new(ReaderInput *input, GError **error)
{
  input->delimiter = sniff_delimiter(input);
  g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(Cell));
  const char *cursor = input->begin;
  const char *fault = NULL;
  const char *data = cell_take_line(&cursor, input->end, input->delimiter, cells, &fault);
  if (data == NULL) {
    reader_set_error(error, input, cursor, READER_ERROR_SYNTAX, "%s", fault);
    return NULL;
  }
  g_autoptr(Header) header = g_new0(Header, 1);
  header->columns = g_array_new(FALSE, TRUE, sizeof(HeaderColumn));
  g_array_set_clear_func(header->columns, column_clear);
  header->data = data;
  if (!add_names(header, input, cells, error) || !check_is_header(header, input, cells, error)) {
    return NULL;
  }
  if (cells->len > 1) {
    skip_blank_lines(header, input);
  }
  sample_rows(header, input);
  return g_steal_pointer(&header);
}
