// SPDX-License-Identifier: MIT
#include "data/table_encoder.h"

#include "data/decimal.h"

#include <string.h>

enum {
  INTEGER_MAX_LENGTH = 24 // of a gint64, with the NUL
};

// Returns: room for @n_bytes behind the text, which keeps its length.
static char *
reserve(GString *text, gsize n_bytes)
{
  const gsize length = text->len;
  g_string_set_size(text, length + n_bytes);
  text->len = length;
  return text->str + length;
}

void
table_encoder_append_again(GString *text, gsize begin, gsize length)
{
  char *end = reserve(text, length + 1);
  memcpy(end, text->str + begin, length);
  end[length] = '\0';
  text->len += length;
}

void
table_encoder_append_time(gint64 time, const TimestampStyle *style, GString *text)
{
  text->len += timestamp_format(time, style, reserve(text, TIMESTAMP_MAX_LENGTH));
}

void
table_encoder_append_integer(gint64 integer, GString *text)
{
  text->len += (gsize)g_snprintf(reserve(text, INTEGER_MAX_LENGTH), INTEGER_MAX_LENGTH,
                                 "%" G_GINT64_FORMAT, integer);
}

void
table_encoder_append_number(double value, GString *text)
{
  text->len += decimal_format(value, reserve(text, DECIMAL_MAX_LENGTH));
}
