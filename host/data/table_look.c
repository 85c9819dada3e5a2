// SPDX-License-Identifier: MIT
#include "data/table_look.h"

#include "data/table_encoder.h"

#include <math.h>
#include <string.h>

enum {
  SIGNIFICANT_DIGITS = 6, // of the largest value of a unit
  DECIMALS_MAX = 9,
  FIXED_EXPONENT_MAX = 14, // larger values, like those that need more decimals, get an exponent
  NUMBER_MAX_LENGTH = 48,
};

/** How one column is shown. */
typedef struct {
  int width;         // in cells of a terminal
  char format[8];    // of numbers, for g_ascii_formatd()
  gboolean is_fixed; // and not with an exponent
} Look;

struct TableLook {
  const TableColumn *columns; // [n_columns], borrowed
  Look *looks;                // [n_columns], owned
};

/** What the cells of one column reach. */
typedef struct {
  int text_width;
  gint64 first; // of integers and times; above @last where all are missing
  gint64 last;
  double least; // of numbers; zero is within, as it is no wider than any number
  double greatest;
  gboolean has_odd; // not finite
} Extent;

static int
character_width(gunichar character)
{
  if (g_unichar_iszerowidth(character)) {
    return 0;
  }
  return g_unichar_iswide(character) ? 2 : 1;
}

// Appends @field without what could command a terminal. Returns: the cells it takes there.
static int
append_printable(const char *field, GString *text)
{
  int width = 0;
  for (; *field != '\0'; field += g_utf8_skip[(unsigned char)*field]) {
    const gunichar character = g_utf8_get_char(field);
    const gunichar shown = g_unichar_iscntrl(character) ? '?' : character;
    g_string_append_unichar(text, shown);
    width += character_width(shown);
  }
  return width;
}

static int
printable_width(const char *field)
{
  g_autoptr(GString) text = g_string_new(NULL);
  return append_printable(field, text);
}

static void
extend_by_number(Extent *extent, double value)
{
  if (!isfinite(value)) {
    extent->has_odd = TRUE;
    return;
  }
  extent->least = MIN(extent->least, value);
  extent->greatest = MAX(extent->greatest, value);
}

static void
extend_by_integer(Extent *extent, gint64 value)
{
  if (value != TABLE_NO_INTEGER) {
    extent->first = MIN(extent->first, value);
    extent->last = MAX(extent->last, value);
  }
}

static void
extend_by_cell(Extent *extent, TableKind kind, const TableSlice *slice, gsize row)
{
  switch (kind) {
  case TABLE_TEXT:
    if (slice->texts[row] != NULL) {
      extent->text_width = MAX(extent->text_width, printable_width(slice->texts[row]));
    }
    return;
  case TABLE_TIME:
  case TABLE_INTEGER:
    extend_by_integer(extent, slice->integers[row]);
    return;
  case TABLE_NUMBER:
    extend_by_number(extent, slice->numbers[row]);
    return;
  }
}

static void
extend_by_batch(Extent *extents, const TableColumn *columns, const TableBatch *batch)
{
  const gsize n_rows = table_batch_get_n_rows(batch);
  for (gsize i = 0; i < table_batch_get_n_columns(batch) && n_rows > 0; i++) {
    const TableSlice *slice = table_batch_get_slice(batch, i);
    const gsize n_cells = slice->is_constant ? 1 : n_rows;
    for (gsize j = 0; j < n_cells; j++) {
      extend_by_cell(&extents[i], columns[i].kind, slice, j);
    }
  }
}

// Returns: (transfer full): [n_columns]
static Extent *
measure(const TableColumn *columns, gsize n_columns, const TableSource *source)
{
  Extent *extents = g_new0(Extent, n_columns);
  for (gsize i = 0; i < n_columns; i++) {
    extents[i].first = G_MAXINT64;
    extents[i].last = G_MININT64;
  }
  g_autoptr(TableBatch) batch = table_batch_new(n_columns);
  const gsize n_rows = source->methods->get_n_rows(source->data);
  for (gsize row = 0; row < n_rows;) {
    table_batch_begin(batch, 0);
    row = source->methods->read(source->data, row, MIN(n_rows, row + TABLE_BATCH_MAX_ROWS), batch);
    extend_by_batch(extents, columns, batch);
  }
  return extents;
}

// Chooses the decimals of all values by the largest of them, so that points stand below each other.
static void
choose_format(Look *look, double largest)
{
  const int exponent = largest > 0 ? (int)floor(log10(largest)) : 0;
  const int n_decimals = MAX(SIGNIFICANT_DIGITS - 1 - exponent, 0);
  look->is_fixed = exponent <= FIXED_EXPONENT_MAX && n_decimals <= DECIMALS_MAX;
  g_snprintf(look->format, sizeof look->format, "%%.%d%c",
             look->is_fixed ? n_decimals : SIGNIFICANT_DIGITS - 1, look->is_fixed ? 'f' : 'e');
}

static int
format_number(const Look *look, double value, char *buffer)
{
  if (!isfinite(value)) {
    g_strlcpy(buffer, isnan(value) ? "nan" : value < 0 ? "-inf" : "inf", NUMBER_MAX_LENGTH);
  } else {
    g_ascii_formatd(buffer, NUMBER_MAX_LENGTH, look->format, value + 0.0); // no negative zero
  }
  return (int)strlen(buffer);
}

static int
numbers_width(const Look *look, const Extent *extent)
{
  char buffer[NUMBER_MAX_LENGTH];
  // With an exponent, it is the smallest value in size that may be the longest.
  const int least = format_number(look, look->is_fixed ? extent->least : -1e-300, buffer);
  const int greatest = format_number(look, extent->greatest, buffer);
  const int odd = extent->has_odd ? (int)strlen("-inf") : 0;
  return MAX(MAX(least, greatest), odd);
}

static void
append_integer(const TableColumn *column, gint64 value, GString *text)
{
  if (value == TABLE_NO_INTEGER) {
    return;
  }
  if (column->kind == TABLE_TIME) {
    table_encoder_append_time(value, column->style, text);
  } else {
    table_encoder_append_integer(value, text);
  }
}

// The longest of a range of integers or years is one of its ends.
static int
integers_width(const TableColumn *column, const Extent *extent)
{
  if (extent->first > extent->last) {
    return 0;
  }
  g_autoptr(GString) text = g_string_new(NULL);
  append_integer(column, extent->first, text);
  const gsize first = text->len;
  append_integer(column, extent->last, text);
  return (int)MAX(first, text->len - first);
}

static double
largest_of_unit(const TableColumn *columns, gsize n_columns, const Extent *extents, gsize column)
{
  double largest = 0;
  for (gsize i = 0; i < n_columns; i++) {
    const gboolean is_alike = columns[i].kind == TABLE_NUMBER && columns[i].unit != 0 &&
                              columns[i].unit == columns[column].unit;
    if (i == column || is_alike) {
      largest = MAX(largest, MAX(-extents[i].least, extents[i].greatest));
    }
  }
  return largest;
}

static int
cells_width(const TableColumn *column, const Look *look, const Extent *extent)
{
  switch (column->kind) {
  case TABLE_TEXT:
    return extent->text_width;
  case TABLE_TIME:
  case TABLE_INTEGER:
    return integers_width(column, extent);
  case TABLE_NUMBER:
    return numbers_width(look, extent);
  }
  g_assert_not_reached();
}

TableLook *
table_look_new(const TableColumn *columns, gsize n_columns, const TableSource *source)
{
  TableLook *look = g_new0(TableLook, 1);
  look->columns = columns;
  look->looks = g_new0(Look, n_columns);
  g_autofree Extent *extents = measure(columns, n_columns, source);
  for (gsize i = 0; i < n_columns; i++) {
    Look *of_column = &look->looks[i];
    if (columns[i].kind == TABLE_NUMBER) {
      choose_format(of_column, largest_of_unit(columns, n_columns, extents, i));
    }
    of_column->width =
        MAX(printable_width(columns[i].name), cells_width(&columns[i], of_column, &extents[i]));
  }
  return look;
}

void
table_look_free(TableLook *look)
{
  if (look == NULL) {
    return;
  }
  g_free(look->looks);
  g_free(look);
}

int
table_look_get_width(const TableLook *look, gsize column)
{
  return look->looks[column].width;
}

gboolean
table_look_is_at_left(const TableLook *look, gsize column)
{
  const TableKind kind = look->columns[column].kind;
  return kind == TABLE_TEXT || kind == TABLE_TIME;
}

static int
append_number(const Look *look, double value, GString *text)
{
  char number[NUMBER_MAX_LENGTH];
  const int width = format_number(look, value, number);
  g_string_append_len(text, number, width);
  return width;
}

int
table_look_append_cell(
    const TableLook *look, gsize column, const TableSlice *slice, gsize row, GString *text)
{
  const gsize begin = text->len;
  switch (look->columns[column].kind) {
  case TABLE_TEXT:
    return slice->texts[row] == NULL ? 0 : append_printable(slice->texts[row], text);
  case TABLE_TIME:
  case TABLE_INTEGER:
    append_integer(&look->columns[column], slice->integers[row], text);
    return (int)(text->len - begin);
  case TABLE_NUMBER:
    return append_number(&look->looks[column], slice->numbers[row], text);
  }
  g_assert_not_reached();
}

int
table_look_append_name(const TableLook *look, gsize column, GString *text)
{
  return append_printable(look->columns[column].name, text);
}
