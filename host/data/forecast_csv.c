// SPDX-License-Identifier: MIT
#include "data/forecast_encoder.h"

#include "data/csv_field.h"

#include <math.h>

typedef struct {
  char separator;
} Shared;

static gpointer
make_shared(char separator)
{
  Shared *shared = g_new0(Shared, 1);
  shared->separator = separator;
  return shared;
}

static gpointer
prepare_csv(G_GNUC_UNUSED const ForecastTable *table)
{
  return make_shared(',');
}

static gpointer
prepare_tsv(G_GNUC_UNUSED const ForecastTable *table)
{
  return make_shared('\t');
}

static void
put_header(gconstpointer shared, const ForecastTable *table, GString *text)
{
  const char separator = ((const Shared *)shared)->separator;
  const Panel *panel = forecast_table_get_panel(table);
  csv_field_append(text, panel_get_id_name(panel));
  g_string_append_c(text, separator);
  csv_field_append(text, panel_get_time_name(panel));
  for (gsize i = 0; i < forecast_table_get_n_columns(table); i++) {
    g_string_append_c(text, separator);
    csv_field_append(text, forecast_table_get_column_name(table, i));
  }
  g_string_append_c(text, '\n');
}

static void
put_rows(gconstpointer shared,
         const ForecastTable *table,
         gsize index,
         gsize begin,
         gsize end,
         GString *text)
{
  const char separator = ((const Shared *)shared)->separator;
  const gsize n_columns = forecast_table_get_n_columns(table);
  const gsize start = text->len;
  csv_field_append(text, panel_get_id(forecast_table_get_panel(table), index));
  g_string_append_c(text, separator);
  const gsize start_length = text->len - start;

  for (gsize i = begin; i < end; i++) {
    if (i > begin) {
      forecast_encoder_append_again(text, start, start_length);
    }
    forecast_encoder_append_time(table, index, i, text);
    for (gsize j = 0; j < n_columns; j++) {
      const double value = forecast_table_get_column(table, j, index)[i];
      g_string_append_c(text, separator);
      if (!isnan(value)) {
        forecast_encoder_append_value(value, text);
      }
    }
    g_string_append_c(text, '\n');
  }
}

const ForecastEncoder forecast_encoder_csv = {
  .prepare = prepare_csv,
  .release = g_free,
  .put_header = put_header,
  .put_rows = put_rows,
};

const ForecastEncoder forecast_encoder_tsv = {
  .prepare = prepare_tsv,
  .release = g_free,
  .put_header = put_header,
  .put_rows = put_rows,
};
