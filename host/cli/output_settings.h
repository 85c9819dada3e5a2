// SPDX-License-Identifier: MIT
#pragma once

#include "cli/console.h"
#include "cli/option.h"
#include "data/table_writer.h"

#include <glib.h>

G_BEGIN_DECLS

/** Where a command's table goes and how it looks. */
typedef struct {
  const char *path;   // (nullable): NULL for standard output
  TableFormat format; // of the rows
  gboolean shows;     // to people: a terminal, and no format was asked for
} OutputSettings;

/** `--output` and `--format` of commands that write one table; ends with a name of NULL. */
extern const Option output_options[];

/**
 * Reads the settings from @values, which must outlive them.
 *
 * @output_is_terminal: whether standard output shows to people.
 * Returns: TRUE and fills @settings, or FALSE with @error in OPTION_ERROR, TABLE_WRITER_ERROR,
 * or G_IO_ERROR for a file that cannot be written.
 */
gboolean output_settings_read(OutputSettings *settings,
                              const OptionValues *values,
                              gboolean output_is_terminal,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Refuses the file that @option names where it cannot be written, before any work is done; the
 * writer has the last word.
 *
 * @path: (nullable): NULL where there is none, which is accepted.
 */
gboolean output_settings_check_path(const char *option,
                                    const char *path,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Writes @rows to the file @path, or as data where that is NULL. A reader of the data that has seen
 * enough, such as head, is no failure.
 *
 * @path: (nullable).
 * Returns: TRUE, or FALSE with @error in G_IO_ERROR.
 */
gboolean output_settings_write_table(const char *path,
                                     TableFormat format,
                                     const TableSource *rows,
                                     Pool *pool,
                                     const Console *console,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
