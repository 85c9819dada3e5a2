// SPDX-License-Identifier: MIT
#pragma once

#include "data/reader-private.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  COLUMN_ID,
  COLUMN_TIME,
  COLUMN_VALUE,
} ColumnRole;

typedef struct {
  char *name; // owned
  ColumnRole role;
  gsize value; // COLUMN_VALUE: which of the values, 0 being the target of the long layout
} SchemaColumn;

/** What the first lines of a file of separated values tell about the rest. */
typedef struct {
  ReaderLayout layout;
  SchemaColumn *columns; // owned
  gsize n_columns;
  gsize n_values; // columns of COLUMN_VALUE
  gboolean has_id;
  gboolean has_time;
  TimestampStyle style; // of the first time, where there is one
  const char *data;     // the first line behind the header
} Schema;

/**
 * Reads the header and finds the layout by the rules of docs/data.md, unless the options name it.
 * Sets the delimiter of @input.
 *
 * Returns: (transfer full): the schema, or NULL with @error set.
 */
Schema *schema_new(ReaderInput *input, GError **error);

void schema_free(Schema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schema, schema_free)

const SchemaColumn *schema_get_column(const Schema *schema, gsize index);

/** Returns: (transfer none): the name of the first column of @role and @value, or NULL. */
const char *schema_get_name(const Schema *schema, ColumnRole role, gsize value);

G_END_DECLS
