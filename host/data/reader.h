// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "pool/pool.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  READER_LAYOUT_AUTO,
  READER_LAYOUT_LONG,        // unique_id,ds,y[,exogenous…], a row an observation
  READER_LAYOUT_WIDE_ROW,    // id,v1,v2,…, a row a series, blanks at the end
  READER_LAYOUT_WIDE_COLUMN, // ds,a,b,c…, a column a series
  READER_LAYOUT_TSF,         // Monash .tsf
} ReaderLayout;

/** What to do with two rows of one series and one time. */
typedef enum {
  READER_DUPLICATES_ERROR,
  READER_DUPLICATES_FIRST,
  READER_DUPLICATES_LAST,
  READER_DUPLICATES_SUM,
  READER_DUPLICATES_MEAN,
} ReaderDuplicates;

typedef struct {
  ReaderLayout layout;
  const char *id_name;     // (nullable): column names of the long layout; NULL: unique_id, ds, y
  const char *time_name;   // (nullable)
  const char *target_name; // (nullable)
  const Step *step;        // (nullable): NULL infers it
  gboolean sort;           // rows out of order are sorted, not refused
  ReaderDuplicates duplicates;
} ReaderOptions;

typedef enum {
  READER_ERROR_SYNTAX,    // a line that cannot be split into the right number of fields
  READER_ERROR_NUMBER,    // a cell that is no number
  READER_ERROR_TIME,      // a cell that is no time, or of another form than those above it
  READER_ERROR_HEADER,    // columns missing, doubled, or of no known layout
  READER_ERROR_DUPLICATE, // the same series and time twice
  READER_ERROR_ORDER,     // times that go back
  READER_ERROR_STEP,      // times that no step fits
  READER_ERROR_EMPTY,     // no series
  READER_ERROR_LIMIT,     // more than the reader takes, or the gaps would dwarf the values
} ReaderError;

#define READER_ERROR (reader_error_quark())
GQuark reader_error_quark(void);

/**
 * Reads a panel from @path, `-` for standard input; CSV, TSV, semicolons or .tsf, told apart by
 * content, gzip by its magic bytes. Parses on @pool by ranges of lines; the panel is the same for
 * any number of threads.
 *
 * @options: (nullable): NULL for the defaults, which are all zero.
 * Returns: (transfer full): the panel, or NULL with @error in READER_ERROR or G_IO_ERROR; its
 * message reads `file:line: column 'y', series 'N1402': 'abc' is no number`.
 */
Panel *reader_read_panel(const char *path, const ReaderOptions *options, Pool *pool, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
