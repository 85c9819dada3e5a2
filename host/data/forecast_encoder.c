// SPDX-License-Identifier: MIT
#include "data/forecast_encoder.h"

#include "data/decimal.h"
#include "data/timestamp.h"

#include <string.h>

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
forecast_encoder_append_again(GString *text, gsize begin, gsize length)
{
  char *end = reserve(text, length + 1);
  memcpy(end, text->str + begin, length);
  end[length] = '\0';
  text->len += length;
}

void
forecast_encoder_append_time(const ForecastTable *table,
                             gsize index,
                             gsize step_index,
                             GString *text)
{
  const TimestampStyle *style = panel_get_timestamp_style(forecast_table_get_panel(table));
  const gint64 time = forecast_table_get_time(table, index, step_index);
  text->len += timestamp_format(time, style, reserve(text, TIMESTAMP_MAX_LENGTH));
}

void
forecast_encoder_append_value(double value, GString *text)
{
  text->len += decimal_format(value, reserve(text, DECIMAL_MAX_LENGTH));
}
