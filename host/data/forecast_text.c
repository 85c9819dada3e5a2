// SPDX-License-Identifier: MIT
#include "data/forecast_encoder.h"

#include <math.h>
#include <string.h>

enum {
  SIGNIFICANT_DIGITS = 6, // of the largest value
  DECIMALS_MAX = 9,
  FIXED_EXPONENT_MAX = 14, // larger values, like those that need more decimals, get an exponent
  NUMBER_MAX_LENGTH = 48,
};

static const char gap[] = "  ";

typedef struct {
  int id_width; // in cells of a terminal
  int time_width;
  int *value_widths; // [n_columns]
  char format[8];    // of the values, for g_ascii_formatd()
  gboolean is_fixed; // and not with an exponent
} Shared;

typedef struct {
  double least;
  double greatest;
  gboolean has_odd; // not finite
} Range;

static void
range_extend(Range *range, double value)
{
  if (!isfinite(value)) {
    range->has_odd = TRUE;
    return;
  }
  range->least = MIN(range->least, value);
  range->greatest = MAX(range->greatest, value);
}

// Zero is within every range, as it is no wider than any number.
static Range
column_range(const ForecastTable *table, gsize column)
{
  Range range = { 0, 0, FALSE };
  const gsize horizon = forecast_table_get_horizon(table);
  const gsize n_series = panel_get_n_series(forecast_table_get_panel(table));
  for (gsize i = 0; i < n_series; i++) {
    if (!forecast_table_is_done(table, i)) {
      continue;
    }
    const double *values = forecast_table_get_column(table, column, i);
    for (gsize j = 0; j < horizon; j++) {
      range_extend(&range, values[j]);
    }
  }
  return range;
}

// Chooses the decimals of all values by the largest of them, so that points stand below each other.
static void
choose_format(Shared *shared, double largest)
{
  const int exponent = largest > 0 ? (int)floor(log10(largest)) : 0;
  const int n_decimals = MAX(SIGNIFICANT_DIGITS - 1 - exponent, 0);
  shared->is_fixed = exponent <= FIXED_EXPONENT_MAX && n_decimals <= DECIMALS_MAX;
  g_snprintf(shared->format, sizeof shared->format, "%%.%d%c",
             shared->is_fixed ? n_decimals : SIGNIFICANT_DIGITS - 1, shared->is_fixed ? 'f' : 'e');
}

static int
format_value(const Shared *shared, double value, char *buffer)
{
  if (!isfinite(value)) {
    g_strlcpy(buffer, isnan(value) ? "nan" : value < 0 ? "-inf" : "inf", NUMBER_MAX_LENGTH);
  } else {
    g_ascii_formatd(buffer, NUMBER_MAX_LENGTH, shared->format, value + 0.0); // no negative zero
  }
  return (int)strlen(buffer);
}

static int
range_width(const Shared *shared, const Range *range)
{
  char buffer[NUMBER_MAX_LENGTH];
  // With an exponent, it is the smallest value in size that may be the longest.
  const int least = format_value(shared, shared->is_fixed ? range->least : -1e-300, buffer);
  const int greatest = format_value(shared, range->greatest, buffer);
  const int odd = range->has_odd ? (int)strlen("-inf") : 0;
  return MAX(MAX(least, greatest), odd);
}

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

static int
time_width(const ForecastTable *table, gsize index, gsize step)
{
  g_autoptr(GString) text = g_string_new(NULL);
  forecast_encoder_append_time(table, index, step, text);
  return (int)text->len;
}

static void
measure_series(Shared *shared, const ForecastTable *table)
{
  const Panel *panel = forecast_table_get_panel(table);
  const gsize last = forecast_table_get_horizon(table) - 1;
  shared->id_width = printable_width(panel_get_id_name(panel));
  shared->time_width = printable_width(panel_get_time_name(panel));
  for (gsize i = 0; i < panel_get_n_series(panel); i++) {
    if (forecast_table_is_done(table, i)) {
      shared->id_width = MAX(shared->id_width, printable_width(panel_get_id(panel, i)));
      shared->time_width = MAX(shared->time_width, time_width(table, i, 0));
      shared->time_width = MAX(shared->time_width, time_width(table, i, last));
    }
  }
}

static gpointer
prepare(const ForecastTable *table)
{
  const gsize n_columns = forecast_table_get_n_columns(table);
  Shared *shared = g_new0(Shared, 1);
  measure_series(shared, table);

  g_autofree Range *ranges = g_new(Range, n_columns);
  double largest = 0;
  for (gsize i = 0; i < n_columns; i++) {
    ranges[i] = column_range(table, i);
    largest = MAX(largest, MAX(-ranges[i].least, ranges[i].greatest));
  }
  choose_format(shared, largest);
  shared->value_widths = g_new(int, n_columns);
  for (gsize i = 0; i < n_columns; i++) {
    const int name_width = printable_width(forecast_table_get_column_name(table, i));
    shared->value_widths[i] = MAX(name_width, range_width(shared, &ranges[i]));
  }
  return shared;
}

static void
release(gpointer data)
{
  Shared *shared = data;
  g_free(shared->value_widths);
  g_free(shared);
}

static void
append_blanks(int n_blanks, GString *text)
{
  for (int i = 0; i < n_blanks; i++) {
    g_string_append_c(text, ' ');
  }
}

static void
append_left(const char *field, int width, GString *text)
{
  append_blanks(width - append_printable(field, text), text);
}

static void
append_right(const char *field, int width, GString *text)
{
  append_blanks(width - printable_width(field), text);
  append_printable(field, text);
}

static void
put_header(gconstpointer data, const ForecastTable *table, GString *text)
{
  const Shared *shared = data;
  const Panel *panel = forecast_table_get_panel(table);
  append_left(panel_get_id_name(panel), shared->id_width, text);
  g_string_append(text, gap);
  append_left(panel_get_time_name(panel), shared->time_width, text);
  for (gsize i = 0; i < forecast_table_get_n_columns(table); i++) {
    g_string_append(text, gap);
    append_right(forecast_table_get_column_name(table, i), shared->value_widths[i], text);
  }
  g_string_append_c(text, '\n');
}

static void
put_rows(gconstpointer data,
         const ForecastTable *table,
         gsize index,
         gsize begin,
         gsize end,
         GString *text)
{
  const Shared *shared = data;
  const gsize n_columns = forecast_table_get_n_columns(table);
  const gsize start = text->len;
  append_left(panel_get_id(forecast_table_get_panel(table), index), shared->id_width, text);
  g_string_append(text, gap);
  const gsize start_length = text->len - start;

  for (gsize i = begin; i < end; i++) {
    if (i > begin) {
      forecast_encoder_append_again(text, start, start_length);
    }
    const gsize time_begin = text->len;
    forecast_encoder_append_time(table, index, i, text);
    append_blanks(shared->time_width - (int)(text->len - time_begin), text);
    for (gsize j = 0; j < n_columns; j++) {
      char number[NUMBER_MAX_LENGTH];
      const double value = forecast_table_get_column(table, j, index)[i];
      const int width = format_value(shared, value, number);
      g_string_append(text, gap);
      append_blanks(shared->value_widths[j] - width, text);
      g_string_append(text, number);
    }
    g_string_append_c(text, '\n');
  }
}

const ForecastEncoder forecast_encoder_text = {
  .prepare = prepare,
  .release = release,
  .put_header = put_header,
  .put_rows = put_rows,
};
