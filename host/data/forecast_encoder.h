// SPDX-License-Identifier: MIT
#pragma once

#include "data/forecast_table.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * One way to write forecasts as text. The rows of different series, or of different parts of one,
 * may be put on several threads at once, each into a text of its own.
 */
typedef struct {
  /** Returns: (transfer full): what all rows share, to be given back to release(). */
  gpointer (*prepare)(const ForecastTable *table);
  void (*release)(gpointer shared);

  void (*put_header)(gconstpointer shared, const ForecastTable *table, GString *text);

  /** Appends steps @begin … @end - 1 of series @index, which is done. */
  void (*put_rows)(gconstpointer shared,
                   const ForecastTable *table,
                   gsize index,
                   gsize begin,
                   gsize end,
                   GString *text);
} ForecastEncoder;

extern const ForecastEncoder forecast_encoder_csv;
extern const ForecastEncoder forecast_encoder_tsv;
extern const ForecastEncoder forecast_encoder_json_lines;
extern const ForecastEncoder forecast_encoder_text;

/** Appends @length bytes of @text itself, those from @begin on: what a row has in common with the
 * last. */
void forecast_encoder_append_again(GString *text, gsize begin, gsize length);

/** Appends the time stamp of one row as the panel's file writes it. */
void forecast_encoder_append_time(const ForecastTable *table,
                                  gsize index,
                                  gsize step_index,
                                  GString *text);

/** Appends @value so that it reads back to the same bits. */
void forecast_encoder_append_value(double value, GString *text);

G_END_DECLS
