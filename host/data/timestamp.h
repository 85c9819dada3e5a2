// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Times as they are written in files. Parsing and formatting know no locale and no time zone
 * database, allocate nothing, and may run on any thread.
 */
typedef enum {
  TIMESTAMP_INTEGER, // 17
  TIMESTAMP_DATE,    // 1949-01-31, also 1949/01/31
  TIMESTAMP_MONTH,   // 1949-01
  TIMESTAMP_QUARTER, // 1949Q1, also 1949-Q1
  TIMESTAMP_MINUTE,  // 1949-01-31 13:45
  TIMESTAMP_SECOND,  // 1949-01-31 13:45:00, fractions of up to six digits
} TimestampForm;

/** How a file writes its times, so that forecasts continue in the same hand. */
typedef struct {
  TimestampForm form;
  char date_separator;   // '-' or '/', of dates and date-times
  char time_separator;   // ' ' or 'T', of date-times
  int n_fraction_digits; // 0 … 6, of seconds
  gboolean has_offset;   // a zone follows; it must be the same in the whole file
  int offset_minutes;    // of the zone; 0 with has_offset is written Z
} TimestampStyle;

enum {
  TIMESTAMP_MAX_LENGTH = 40
}; // of any text that timestamp_format() writes, with the NUL

/**
 * Reads the @length bytes at @text, which need not end in NUL; blanks around it are refused.
 *
 * Returns: TRUE and fills @time (see step.h) and @style; FALSE, with both untouched, when the text
 * is no time or names no day of the calendar.
 */
gboolean timestamp_parse(const char *text, gsize length, gint64 *time, TimestampStyle *style);

/**
 * Writes @time into @buffer, of TIMESTAMP_MAX_LENGTH bytes, NUL included.
 *
 * Returns: the number of bytes written, without the NUL.
 */
gsize timestamp_format(gint64 time, const TimestampStyle *style, char *buffer);

G_END_DECLS
