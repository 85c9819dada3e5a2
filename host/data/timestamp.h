// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Times as they are written in files. Parsing and formatting know no locale and no time zone
 * database, allocate nothing, and may run on any thread.
 */
typedef enum {
  TIMESTAMP_INTEGER, // 17, at most 18 digits
  TIMESTAMP_DATE,    // 1949-01-31, also 1949/01/31
  TIMESTAMP_MONTH,   // 1949-01, also 1949/01
  TIMESTAMP_QUARTER, // 1949Q1, also 1949-Q1
  TIMESTAMP_MINUTE,  // 1949-01-31 13:45
  TIMESTAMP_SECOND,  // 1949-01-31 13:45:00, fractions of up to six digits
} TimestampForm;

/** How a file writes its times, so that forecasts continue in the same hand. */
typedef struct {
  TimestampForm form;
  char date_separator;   // '-' or '/', of dates and date-times; of quarters '-' or NUL for none
  char time_separator;   // ' ' or 'T', of date-times
  int n_fraction_digits; // 0 … 6, of seconds
  gboolean has_offset;   // a zone follows; it must be the same in the whole file
  gboolean is_zulu;      // the zone is written Z, not +00:00
  int offset_minutes;    // of the zone
} TimestampStyle;

enum {
  TIMESTAMP_MAX_LENGTH = 40
}; // of any text that timestamp_format() writes, with the NUL

/**
 * Reads the @length bytes at @text, which need not end in NUL; blanks around it are refused. A
 * clock of dashes, as in .tsf files (1949-01-31 13-45-00), is read too, and written with colons.
 *
 * Returns: TRUE and fills @time (see step.h) and @style; FALSE, with both untouched, when the text
 * is no time or names no day of the calendar. A zone does not move @time, which is local.
 */
gboolean timestamp_parse(const char *text, gsize length, gint64 *time, TimestampStyle *style);

/**
 * Takes what @other shows into @style: the longer fraction of a second wins. In any order the
 * result is the same.
 *
 * Returns: FALSE, with @style untouched, when the two are of different forms, separators or zones.
 */
gboolean timestamp_style_join(TimestampStyle *style, const TimestampStyle *other);

/**
 * Writes @time into @buffer, of TIMESTAMP_MAX_LENGTH bytes, NUL included.
 *
 * Returns: the number of bytes written, without the NUL.
 */
gsize timestamp_format(gint64 time, const TimestampStyle *style, char *buffer);

G_END_DECLS
