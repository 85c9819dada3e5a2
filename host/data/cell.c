// SPDX-License-Identifier: MIT
#include "data/cell.h"

#include "data/decimal.h"

#include <math.h>
#include <string.h>

enum {
  MESSAGE_LENGTH = 40
}; // characters of a cell that a message shows

static const char *
take_quoted(const char *cursor, const char *end, char delimiter, Cell *cell, const char **fault)
{
  cell->text = cursor + 1;
  cell->has_doubled = FALSE;
  const char *quote = cell->text;
  for (;;) {
    quote = memchr(quote, '"', (gsize)(end - quote));
    if (quote == NULL) {
      *fault = "the quote that opens here is never closed";
      return NULL;
    }
    if (quote + 1 < end && quote[1] == '"') {
      cell->has_doubled = TRUE;
      quote += 2;
      continue;
    }
    break;
  }
  cell->length = (gsize)(quote - cell->text);
  if (!cell_ends(quote + 1, end, delimiter)) {
    *fault = "a quoted cell goes on after its closing quote";
    return NULL;
  }
  return quote + 1;
}

const char *
cell_take(const char *cursor, const char *end, char delimiter, Cell *cell, const char **fault)
{
  if (cursor < end && *cursor == '"') {
    return take_quoted(cursor, end, delimiter, cell, fault);
  }
  cell->text = cursor;
  cell->has_doubled = FALSE;
  while (!cell_ends(cursor, end, delimiter)) {
    if (*cursor == '"') {
      *fault = "a quote inside a cell that does not begin with one";
      return NULL;
    }
    cursor++;
  }
  cell->length = (gsize)(cursor - cell->text);
  return cursor;
}

const char *
cell_take_line(
    const char **cursor, const char *end, char delimiter, GArray *cells, const char **fault)
{
  for (;;) {
    Cell cell;
    const char *next = cell_take(*cursor, end, delimiter, &cell, fault);
    if (next == NULL) {
      return NULL;
    }
    g_array_append_val(cells, cell);
    const char *line = cell_skip_line_end(next, end);
    if (line != NULL) {
      return line;
    }
    *cursor = next + 1;
  }
}

static gboolean
is_word(const Cell *cell, const char *const *words)
{
  for (gsize i = 0; words[i] != NULL; i++) {
    if (strlen(words[i]) == cell->length &&
        g_ascii_strncasecmp(words[i], cell->text, cell->length) == 0) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_missing(const Cell *cell)
{
  static const char *const words[] = { "NA", "NaN", "null", "?", NULL };
  return cell->length == 0 || is_word(cell, words);
}

static gboolean
is_infinite(const Cell *cell)
{
  static const char *const words[] = {
    "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", NULL,
  };
  return is_word(cell, words);
}

Cell
cell_trim(const Cell *cell)
{
  Cell trimmed = *cell;
  while (trimmed.length > 0 && (*trimmed.text == ' ' || *trimmed.text == '\t')) {
    trimmed.text++;
    trimmed.length--;
  }
  while (trimmed.length > 0 &&
         (trimmed.text[trimmed.length - 1] == ' ' || trimmed.text[trimmed.length - 1] == '\t')) {
    trimmed.length--;
  }
  return trimmed;
}

CellKind
cell_read_number(const Cell *cell, double *value)
{
  const Cell trimmed = cell_trim(cell);
  if (is_missing(&trimmed)) {
    *value = NAN;
    return CELL_MISSING;
  }
  double number = 0;
  if (decimal_parse(trimmed.text, trimmed.length, &number) != trimmed.length) {
    return is_infinite(&trimmed) ? CELL_INFINITE : CELL_TEXT;
  }
  if (!isfinite(number)) {
    return CELL_INFINITE;
  }
  *value = number;
  return CELL_NUMBER;
}

gboolean
cell_check_id(const Cell *cell, const char **fault)
{
  if (cell->length == 0) {
    *fault = "is no name: every row needs one";
  } else if (memchr(cell->text, '\0', cell->length) != NULL) {
    *fault = "holds a NUL byte";
  } else if (!g_utf8_validate_len(cell->text, cell->length, NULL)) {
    *fault = "is not UTF-8";
  } else {
    return TRUE;
  }
  return FALSE;
}

char *
cell_to_string(const Cell *cell)
{
  if (!cell->has_doubled) {
    return g_strndup(cell->text, cell->length);
  }
  GString *text = g_string_sized_new(cell->length);
  for (gsize i = 0; i < cell->length; i++) {
    g_string_append_c(text, cell->text[i]);
    if (cell->text[i] == '"') {
      i++;
    }
  }
  return g_string_free(text, FALSE);
}

char *
cell_to_message(const Cell *cell)
{
  g_autofree char *text = cell_to_string(cell);
  g_autofree char *valid = g_utf8_make_valid(text, (gssize)strlen(text));
  GString *message = g_string_new(NULL);
  char *character = valid;
  for (gsize i = 0; i < MESSAGE_LENGTH && *character != '\0'; i++) {
    const gunichar code = g_utf8_get_char(character);
    g_string_append_unichar(message, g_unichar_isprint(code) ? code : 0xFFFD);
    character = g_utf8_next_char(character);
  }
  if (*character != '\0') {
    g_string_append(message, "…");
  }
  return g_string_free(message, FALSE);
}
