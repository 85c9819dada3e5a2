// SPDX-License-Identifier: MIT
#pragma once

#include "data/table_batch.h"
#include "data/timestamp.h"

#include <glib.h>

G_BEGIN_DECLS

/** What the cells of a column hold. */
typedef enum {
  TABLE_TEXT,    // UTF-8; NULL where missing
  TABLE_TIME,    // as in step.h; TABLE_NO_INTEGER where missing
  TABLE_INTEGER, // TABLE_NO_INTEGER where missing
  TABLE_NUMBER,  // NaN where missing
} TableKind;

#define TABLE_NO_INTEGER G_MININT64

typedef struct {
  const char *name; // unique in its table
  TableKind kind;
  const TimestampStyle *style; // of TABLE_TIME, else NULL
  guint unit; // of TABLE_NUMBER: columns of one unit are rounded alike for people; 0 for one of its
              // own
} TableColumn;

/**
 * How the rows of one sort of table are read. All functions are called on any thread, several at
 * once.
 */
typedef struct {
  gsize (*get_n_columns)(gconstpointer data);
  TableColumn (*get_column)(gconstpointer data, gsize column);
  gsize (*get_n_rows)(gconstpointer data);

  /**
   * Puts rows from @begin on, and none from @end on, into the empty @batch; @end lies after @begin
   * by at most TABLE_BATCH_MAX_ROWS.
   *
   * Returns: the row to read next, after @begin. A batch that is left empty leaves those rows out.
   */
  gsize (*read)(gconstpointer data, gsize begin, gsize end, TableBatch *batch);
} TableSourceClass;

/** A table that can be written or shown; its rows need not exist before they are read. */
typedef struct {
  const TableSourceClass *methods;
  gconstpointer data; // borrowed
} TableSource;

G_END_DECLS
