// SPDX-License-Identifier: MIT
#pragma once

#include "data/table_source.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * One way to write the rows of a table as text. Different rows may be put on several threads at
 * once, each into a text of its own.
 */
typedef struct {
  /**
   * @columns: [n_columns], borrowed for the life of what is returned.
   * @source: the first rows to be written, for encoders that measure them.
   * Returns: (transfer full): what all rows share, to be given back to release().
   */
  gpointer (*prepare)(const TableColumn *columns, gsize n_columns, const TableSource *source);
  void (*release)(gpointer shared);

  void (*put_header)(gconstpointer shared, GString *text);
  void (*put_rows)(gconstpointer shared, const TableBatch *batch, GString *text);
} TableEncoder;

extern const TableEncoder table_encoder_csv;
extern const TableEncoder table_encoder_tsv;
extern const TableEncoder table_encoder_json_lines;
extern const TableEncoder table_encoder_text;

/** Appends @length bytes of @text itself, those from @begin on: what a row has in common with the
 * last. */
void table_encoder_append_again(GString *text, gsize begin, gsize length);

/** Appends @time as @style writes it. */
void table_encoder_append_time(gint64 time, const TimestampStyle *style, GString *text);

void table_encoder_append_integer(gint64 integer, GString *text);

/** Appends @value so that it reads back to the same bits. */
void table_encoder_append_number(double value, GString *text);

G_END_DECLS
