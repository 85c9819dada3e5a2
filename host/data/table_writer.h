// SPDX-License-Identifier: MIT
#pragma once

#include "data/table_source.h"
#include "pool/pool.h"

#include <glib.h>

G_BEGIN_DECLS

/** How tables become text; docs/data.md describes each. */
typedef enum {
  TABLE_FORMAT_CSV,        // quoted as RFC 4180 says, a missing cell is empty
  TABLE_FORMAT_TSV,        // the same with tabs
  TABLE_FORMAT_JSON_LINES, // an object a row, a missing cell is null
  TABLE_FORMAT_TEXT,       // columns aligned by blanks, rounded for reading
} TableFormat;

typedef enum {
  TABLE_WRITER_ERROR_FORMAT, // a file ending that names no format
} TableWriterError;

#define TABLE_WRITER_ERROR (table_writer_error_quark())
GQuark table_writer_error_quark(void);

/**
 * Tells the format from the ending of @path: .csv or none, .tsv or .tab, .jsonl, .ndjson or .json,
 * .txt; .gz may follow.
 *
 * Returns: TRUE and fills @format, or FALSE with TABLE_WRITER_ERROR_FORMAT, whose message lists the
 * known endings.
 */
gboolean table_format_from_path(const char *path,
                                TableFormat *format,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * A table on its way to a file or a descriptor. It may be put in parts, each made, put and dropped
 * before the next, so that it is never in memory as a whole.
 *
 * The text is formatted on a pool, is the same for any number of threads and any cut into parts,
 * and is never held as a whole. One thread at a time.
 */
typedef struct TableWriter TableWriter;

/**
 * Begins a table in the file @path, compressed where it ends in .gz.
 *
 * The file appears under its name only when it is complete: the text goes to a temporary file in
 * the same folder, which is removed on failure. What is no regular file (/dev/null, a named pipe)
 * is written to directly.
 *
 * @pool: borrowed for the life of the writer.
 * Returns: (transfer full): the writer, or NULL with @error in G_IO_ERROR; the message names @path,
 * as those of the functions below do.
 */
TableWriter *table_writer_new_for_file(const char *path,
                                       TableFormat format,
                                       Pool *pool,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Begins a table at an open descriptor, such as standard output, which stays open. */
TableWriter *table_writer_new_for_descriptor(int descriptor, TableFormat format, Pool *pool);

/** Leaves a file that table_writer_finish() has not completed as it was before. */
void table_writer_free(TableWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TableWriter, table_writer_free)

/**
 * Writes the rows of @source, which may be dropped afterwards. The first source names the columns,
 * and the others have the same; TABLE_FORMAT_TEXT takes the widths from the first one, too.
 *
 * Returns: TRUE, or FALSE with @error in G_IO_ERROR, after which nothing more may be put:
 * G_IO_ERROR_BROKEN_PIPE where the reader has left, provided that the program ignores SIGPIPE.
 */
gboolean table_writer_put(TableWriter *writer,
                          const TableSource *source,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Completes the table. Returns: as table_writer_put() does. */
gboolean table_writer_finish(TableWriter *writer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Writes the rows of @source to @path as a whole table, or to @descriptor; as the functions above
 * do.
 */
gboolean table_write_file(const TableSource *source,
                          const char *path,
                          TableFormat format,
                          Pool *pool,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean table_write_descriptor(const TableSource *source,
                                int descriptor,
                                TableFormat format,
                                Pool *pool,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
