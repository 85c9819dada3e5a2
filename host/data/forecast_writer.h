// SPDX-License-Identifier: MIT
#pragma once

#include "data/forecast_table.h"
#include "pool/pool.h"

#include <glib.h>

G_BEGIN_DECLS

/** How forecasts become text; docs/data.md describes each. */
typedef enum {
  FORECAST_FORMAT_CSV,        // quoted as RFC 4180 says, a missing value is an empty cell
  FORECAST_FORMAT_TSV,        // the same with tabs
  FORECAST_FORMAT_JSON_LINES, // an object a row, a missing value is null
  FORECAST_FORMAT_TEXT,       // columns aligned by blanks, rounded for reading
} ForecastFormat;

typedef enum {
  FORECAST_WRITER_ERROR_FORMAT, // a file ending that names no format
} ForecastWriterError;

#define FORECAST_WRITER_ERROR (forecast_writer_error_quark())
GQuark forecast_writer_error_quark(void);

/**
 * Tells the format from the ending of @path: .csv or none, .tsv or .tab, .jsonl, .ndjson or .json,
 * .txt; .gz may follow.
 *
 * Returns: TRUE and fills @format, or FALSE with FORECAST_WRITER_ERROR_FORMAT, whose message lists
 * the known endings.
 */
gboolean forecast_format_from_path(const char *path,
                                   ForecastFormat *format,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Writes the rows of all series that are done to @path, in the order of the panel; compressed where
 * @path ends in .gz. The text is formatted on @pool, is the same for any number of threads, and is
 * never held as a whole.
 *
 * The file appears under its name only when it is complete: the text goes to a temporary file in
 * the same folder, which is removed on failure. What is no regular file (/dev/null, a named pipe)
 * is written to directly.
 *
 * Returns: TRUE, or FALSE with @error in G_IO_ERROR; the message names @path.
 */
gboolean forecast_writer_write_file(const ForecastTable *table,
                                    const char *path,
                                    ForecastFormat format,
                                    Pool *pool,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Writes the same text to an open descriptor, such as standard output, which stays open.
 *
 * Returns: TRUE, or FALSE with @error in G_IO_ERROR: G_IO_ERROR_BROKEN_PIPE where the reader has
 * left, provided that the program ignores SIGPIPE.
 */
gboolean forecast_writer_write_descriptor(const ForecastTable *table,
                                          int descriptor,
                                          ForecastFormat format,
                                          Pool *pool,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
