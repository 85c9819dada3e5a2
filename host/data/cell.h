// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** One field of a line of separated values (RFC 4180), as a view of the text. */
typedef struct {
  const char *text; // without the quotes around it
  gsize length;
  gboolean has_doubled; // quotes inside are still doubled
} Cell;

typedef enum {
  CELL_NUMBER,
  CELL_MISSING,  // empty, NA, NaN, nan, null, NULL, ?
  CELL_INFINITE, // inf in words, or too large for a double
  CELL_TEXT,
} CellKind;

/** Returns: TRUE where a cell that began before @cursor can end. */
static inline gboolean
cell_ends(const char *cursor, const char *end, char delimiter)
{
  return cursor >= end || *cursor == delimiter || *cursor == '\n' ||
         (*cursor == '\r' && (cursor + 1 == end || cursor[1] == '\n'));
}

/** Returns: the start of the next line when a line ends at @cursor, or NULL. */
static inline const char *
cell_skip_line_end(const char *cursor, const char *end)
{
  if (cursor >= end) {
    return end;
  }
  if (*cursor == '\n') {
    return cursor + 1;
  }
  if (*cursor == '\r' && (cursor + 1 == end || cursor[1] == '\n')) {
    return MIN(cursor + 2, end);
  }
  return NULL;
}

/**
 * Takes the cell that begins at @cursor.
 *
 * Returns: where it ends, or NULL with @fault set when its quotes are not those of RFC 4180.
 */
const char *
cell_take(const char *cursor, const char *end, char delimiter, Cell *cell, const char **fault);

/**
 * Appends the cells of the line at @cursor to @cells, of Cell.
 *
 * Returns: the start of the next line, or NULL with @fault and @cursor at the faulty cell.
 */
const char *cell_take_line(
    const char **cursor, const char *end, char delimiter, GArray *cells, const char **fault);

/** Reads a number; blanks around it do not matter. Fills @value for CELL_NUMBER and CELL_MISSING.
 */
CellKind cell_read_number(const Cell *cell, double *value);

/** Returns: TRUE when @cell can name a series; else FALSE with @fault set, for a message. */
gboolean cell_check_id(const Cell *cell, const char **fault);

/** Returns: the cell without the blanks around it. */
Cell cell_trim(const Cell *cell);

/** Returns: (transfer full): the text, quotes halved. */
char *cell_to_string(const Cell *cell);

/** Returns: (transfer full): the text as it can stand in a message: valid, printable, not too long.
 */
char *cell_to_message(const Cell *cell);

G_END_DECLS
