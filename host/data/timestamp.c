// SPDX-License-Identifier: MIT
#include "data/timestamp.h"

#include "data/calendar.h"

enum {
  INTEGER_MAX_DIGITS = 18, // always fits a gint64, with room to step beyond
  FRACTION_MAX_DIGITS = 6,
  YEAR_DIGITS = 4,
};

static const gint64 SECOND = G_USEC_PER_SEC;
static const gint64 MINUTE = 60 * (gint64)G_USEC_PER_SEC;

typedef struct {
  const char *at;
  const char *end;
} Cursor;

static gboolean
cursor_is_at_end(const Cursor *cursor)
{
  return cursor->at == cursor->end;
}

static gboolean
cursor_take_char(Cursor *cursor, char wanted)
{
  if (cursor->at == cursor->end || *cursor->at != wanted) {
    return FALSE;
  }
  cursor->at++;
  return TRUE;
}

// Takes one of the two characters. Returns: which, or NUL.
static char
cursor_take_either(Cursor *cursor, char first, char second)
{
  if (cursor_take_char(cursor, first)) {
    return first;
  }
  return cursor_take_char(cursor, second) ? second : '\0';
}

static gboolean
cursor_take_digits(Cursor *cursor, int n_digits, int *value)
{
  if (cursor->end - cursor->at < n_digits) {
    return FALSE;
  }
  int sum = 0;
  for (int i = 0; i < n_digits; i++) {
    const unsigned digit = (unsigned)(unsigned char)cursor->at[i] - '0';
    if (digit > 9) {
      return FALSE;
    }
    sum = sum * 10 + (int)digit;
  }
  cursor->at += n_digits;
  *value = sum;
  return TRUE;
}

static gboolean
parse_integer(Cursor cursor, gint64 *time, TimestampStyle *style)
{
  const gboolean is_negative = cursor_take_char(&cursor, '-');
  const gsize n_digits = (gsize)(cursor.end - cursor.at);
  if (n_digits == 0 || n_digits > INTEGER_MAX_DIGITS) {
    return FALSE;
  }

  gint64 sum = 0;
  for (; cursor.at < cursor.end; cursor.at++) {
    if (!g_ascii_isdigit(*cursor.at)) {
      return FALSE;
    }
    sum = sum * 10 + (*cursor.at - '0');
  }
  *time = is_negative ? -sum : sum;
  *style = (TimestampStyle){ .form = TIMESTAMP_INTEGER };
  return TRUE;
}

static gboolean
take_fraction(Cursor *cursor, gint64 *time, TimestampStyle *style)
{
  if (!cursor_take_char(cursor, '.')) {
    return TRUE;
  }
  gint64 unit = SECOND;
  int n_digits = 0;
  for (int digit = 0; cursor_take_digits(cursor, 1, &digit); n_digits++) {
    if (n_digits == FRACTION_MAX_DIGITS) {
      return FALSE;
    }
    unit /= 10;
    *time += digit * unit;
  }
  style->n_fraction_digits = n_digits;
  return n_digits > 0;
}

// Takes a clock into @time, which holds the day: hours and minutes, maybe seconds.
static gboolean
take_clock(Cursor *cursor, gint64 *time, TimestampStyle *style)
{
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!cursor_take_digits(cursor, 2, &hour)) {
    return FALSE;
  }
  const char colon = cursor_take_either(cursor, ':', '-');
  if (colon == '\0' || !cursor_take_digits(cursor, 2, &minute) || hour > 23 || minute > 59) {
    return FALSE;
  }
  *time += (hour * 60 + minute) * MINUTE;
  style->form = TIMESTAMP_MINUTE;

  // After a clock of dashes, a dash always leads to the seconds: such files know no zones.
  if (!cursor_take_char(cursor, colon)) {
    return TRUE;
  }
  if (!cursor_take_digits(cursor, 2, &second) || second > 59) {
    return FALSE;
  }
  *time += second * SECOND;
  style->form = TIMESTAMP_SECOND;
  return take_fraction(cursor, time, style);
}

static gboolean
take_zone(Cursor *cursor, TimestampStyle *style)
{
  if (cursor_is_at_end(cursor)) {
    return TRUE;
  }
  style->has_offset = TRUE;
  style->is_zulu = cursor_take_char(cursor, 'Z');
  if (style->is_zulu) {
    return TRUE;
  }

  int hours = 0;
  int minutes = 0;
  const char sign = cursor_take_either(cursor, '+', '-');
  if (sign == '\0' || !cursor_take_digits(cursor, 2, &hours) || !cursor_take_char(cursor, ':') ||
      !cursor_take_digits(cursor, 2, &minutes) || hours > 23 || minutes > 59) {
    return FALSE;
  }
  style->offset_minutes = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
  return TRUE;
}

// Takes what follows the year and its separator: a month, a date, or a date and a clock.
static gboolean
take_date(Cursor *cursor, int year, gint64 *time, TimestampStyle *style)
{
  int month = 0;
  int day = 1;
  if (!cursor_take_digits(cursor, 2, &month) || month < 1 || month > 12) {
    return FALSE;
  }
  style->form = TIMESTAMP_MONTH;
  if (!cursor_is_at_end(cursor)) {
    if (!cursor_take_char(cursor, style->date_separator) || !cursor_take_digits(cursor, 2, &day) ||
        day < 1 || day > calendar_days_in_month(year, month)) {
      return FALSE;
    }
    style->form = TIMESTAMP_DATE;
  }
  *time = CALENDAR_DAY_US * calendar_day_from_date((CalendarDate){ year, month, day });
  if (cursor_is_at_end(cursor)) {
    return TRUE;
  }

  style->time_separator = cursor_take_either(cursor, ' ', 'T');
  return style->time_separator != '\0' && take_clock(cursor, time, style) &&
         take_zone(cursor, style);
}

static gboolean
take_quarter(Cursor *cursor, int year, gint64 *time, TimestampStyle *style)
{
  int quarter = 0;
  if (!cursor_take_digits(cursor, 1, &quarter) || quarter < 1 || quarter > 4) {
    return FALSE;
  }
  *time = CALENDAR_DAY_US * calendar_day_from_date((CalendarDate){ year, 3 * quarter - 2, 1 });
  style->form = TIMESTAMP_QUARTER;
  return TRUE;
}

gboolean
timestamp_parse(const char *text, gsize length, gint64 *time, TimestampStyle *style)
{
  Cursor cursor = { .at = text, .end = text + length };
  int year = 0;
  if (!cursor_take_digits(&cursor, YEAR_DIGITS, &year) || cursor_is_at_end(&cursor) ||
      g_ascii_isdigit(*cursor.at)) {
    return parse_integer((Cursor){ .at = text, .end = text + length }, time, style);
  }

  gint64 parsed = 0;
  TimestampStyle shown = { .date_separator = cursor_take_either(&cursor, '-', '/') };
  const gboolean is_quarter = shown.date_separator != '/' && cursor_take_char(&cursor, 'Q');
  if (!is_quarter && shown.date_separator == '\0') {
    return FALSE;
  }
  const gboolean is_read = is_quarter ? take_quarter(&cursor, year, &parsed, &shown)
                                      : take_date(&cursor, year, &parsed, &shown);
  if (!is_read || !cursor_is_at_end(&cursor)) {
    return FALSE;
  }
  *time = parsed;
  *style = shown;
  return TRUE;
}

gboolean
timestamp_style_join(TimestampStyle *style, const TimestampStyle *other)
{
  if (style->form != other->form || style->date_separator != other->date_separator ||
      style->time_separator != other->time_separator || style->has_offset != other->has_offset ||
      style->is_zulu != other->is_zulu || style->offset_minutes != other->offset_minutes) {
    return FALSE;
  }
  style->n_fraction_digits = MAX(style->n_fraction_digits, other->n_fraction_digits);
  return TRUE;
}

// Writes @value with leading zeros up to @n_digits; more where it needs them.
static char *
put_digits(char *at, guint64 value, int n_digits)
{
  int n_needed = 1;
  for (guint64 rest = value / 10; rest > 0; rest /= 10) {
    n_needed++;
  }
  const int n_written = MAX(n_digits, n_needed);
  for (int i = n_written - 1; i >= 0; i--) {
    at[i] = (char)('0' + value % 10);
    value /= 10;
  }
  return at + n_written;
}

static char *
put_signed(char *at, gint64 value, int n_digits)
{
  if (value < 0) {
    *at++ = '-';
  }
  return put_digits(at, value < 0 ? 0 - (guint64)value : (guint64)value, n_digits);
}

static char *
put_clock(char *at, gint64 time_of_day, const TimestampStyle *style)
{
  const guint64 seconds = (guint64)(time_of_day / SECOND);
  *at++ = style->time_separator;
  at = put_digits(at, seconds / 3600, 2);
  *at++ = ':';
  at = put_digits(at, seconds / 60 % 60, 2);
  if (style->form == TIMESTAMP_MINUTE) {
    return at;
  }

  *at++ = ':';
  at = put_digits(at, seconds % 60, 2);
  if (style->n_fraction_digits == 0) {
    return at;
  }
  guint64 fraction = (guint64)(time_of_day % SECOND);
  for (int i = style->n_fraction_digits; i < FRACTION_MAX_DIGITS; i++) {
    fraction /= 10;
  }
  *at++ = '.';
  return put_digits(at, fraction, style->n_fraction_digits);
}

static char *
put_zone(char *at, const TimestampStyle *style)
{
  if (!style->has_offset) {
    return at;
  }
  if (style->is_zulu) {
    *at++ = 'Z';
    return at;
  }
  const guint64 minutes = (guint64)ABS(style->offset_minutes);
  *at++ = style->offset_minutes < 0 ? '-' : '+';
  at = put_digits(at, minutes / 60, 2);
  *at++ = ':';
  return put_digits(at, minutes % 60, 2);
}

static char *
put_quarter(char *at, CalendarDate date, char separator)
{
  at = put_signed(at, date.year, YEAR_DIGITS);
  if (separator != '\0') {
    *at++ = separator;
  }
  *at++ = 'Q';
  return put_digits(at, (guint64)(date.month + 2) / 3, 1);
}

static char *
put_calendar(char *at, gint64 time, const TimestampStyle *style)
{
  const CalendarDate date = calendar_date_from_day(calendar_day_from_time(time));
  if (style->form == TIMESTAMP_QUARTER) {
    return put_quarter(at, date, style->date_separator);
  }

  at = put_signed(at, date.year, YEAR_DIGITS);
  *at++ = style->date_separator;
  at = put_digits(at, (guint64)date.month, 2);
  if (style->form == TIMESTAMP_MONTH) {
    return at;
  }
  *at++ = style->date_separator;
  at = put_digits(at, (guint64)date.day, 2);
  if (style->form == TIMESTAMP_DATE) {
    return at;
  }
  return put_zone(put_clock(at, calendar_time_of_day(time), style), style);
}

gsize
timestamp_format(gint64 time, const TimestampStyle *style, char *buffer)
{
  char *end = style->form == TIMESTAMP_INTEGER ? put_signed(buffer, time, 1)
                                               : put_calendar(buffer, time, style);
  *end = '\0';
  return (gsize)(end - buffer);
}
