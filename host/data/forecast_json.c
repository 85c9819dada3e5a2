// SPDX-License-Identifier: MIT
#include "data/forecast_encoder.h"

#include <math.h>

// The keys as they stand in every row, with the brackets, commas and colons around them.
typedef struct {
  GString *before_id;       // owned
  GString *before_time;     // owned
  GPtrArray *before_values; // of GString, owned
  gboolean is_time_quoted;
} Shared;

static void
append_escaped(const char *field, GString *text)
{
  for (; *field != '\0'; field++) {
    const unsigned char byte = (unsigned char)*field;
    if (byte == '"' || byte == '\\') {
      g_string_append_c(text, '\\');
      g_string_append_c(text, *field);
    } else if (byte < 0x20) {
      g_string_append_printf(text, "\\u%04x", (unsigned)byte);
    } else {
      g_string_append_c(text, *field);
    }
  }
}

static void
append_string(const char *field, GString *text)
{
  g_string_append_c(text, '"');
  append_escaped(field, text);
  g_string_append_c(text, '"');
}

static GString *
make_key(char before, const char *name)
{
  GString *key = g_string_new(NULL);
  g_string_append_c(key, before);
  append_string(name, key);
  g_string_append_c(key, ':');
  return key;
}

static void
free_key(gpointer key)
{
  g_string_free(key, TRUE);
}

static gpointer
prepare(const ForecastTable *table)
{
  const Panel *panel = forecast_table_get_panel(table);
  Shared *shared = g_new0(Shared, 1);
  shared->before_id = make_key('{', panel_get_id_name(panel));
  shared->before_time = make_key(',', panel_get_time_name(panel));
  shared->before_values = g_ptr_array_new_with_free_func(free_key);
  for (gsize i = 0; i < forecast_table_get_n_columns(table); i++) {
    g_ptr_array_add(shared->before_values, make_key(',', forecast_table_get_column_name(table, i)));
  }
  shared->is_time_quoted = panel_get_timestamp_style(panel)->form != TIMESTAMP_INTEGER;
  return shared;
}

static void
release(gpointer data)
{
  Shared *shared = data;
  g_string_free(shared->before_id, TRUE);
  g_string_free(shared->before_time, TRUE);
  g_ptr_array_unref(shared->before_values);
  g_free(shared);
}

static void
put_header(G_GNUC_UNUSED gconstpointer shared,
           G_GNUC_UNUSED const ForecastTable *table,
           G_GNUC_UNUSED GString *text)
{
}

static void
append_time(
    const Shared *shared, const ForecastTable *table, gsize index, gsize step, GString *text)
{
  if (!shared->is_time_quoted) {
    forecast_encoder_append_time(table, index, step, text);
    return;
  }
  g_string_append_c(text, '"');
  forecast_encoder_append_time(table, index, step, text);
  g_string_append_c(text, '"');
}

static void
append_value(double value, GString *text)
{
  if (isfinite(value)) {
    forecast_encoder_append_value(value, text);
  } else {
    g_string_append(text, "null"); // JSON has no other word for it
  }
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
  const gsize start = text->len;
  g_string_append(text, shared->before_id->str);
  append_string(panel_get_id(forecast_table_get_panel(table), index), text);
  g_string_append(text, shared->before_time->str);
  const gsize start_length = text->len - start;

  for (gsize i = begin; i < end; i++) {
    if (i > begin) {
      forecast_encoder_append_again(text, start, start_length);
    }
    append_time(shared, table, index, i, text);
    for (gsize j = 0; j < shared->before_values->len; j++) {
      const GString *key = g_ptr_array_index(shared->before_values, j);
      g_string_append_len(text, key->str, (gssize)key->len);
      append_value(forecast_table_get_column(table, j, index)[i], text);
    }
    g_string_append(text, "}\n");
  }
}

const ForecastEncoder forecast_encoder_json_lines = {
  .prepare = prepare,
  .release = release,
  .put_header = put_header,
  .put_rows = put_rows,
};
