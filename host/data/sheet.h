// SPDX-License-Identifier: MIT
#pragma once

#include "data/table_source.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * A table in memory, stored by column.
 *
 * Columns are added first and rows reserved, by one thread. Then any number of threads may fill the
 * cells of different rows; whoever reads must have waited for them (pool_run() does). A cell that
 * nobody has set is missing.
 */
typedef struct Sheet Sheet;

typedef enum {
  SHEET_ERROR_NAME,  // two columns of one name
  SHEET_ERROR_LIMIT, // the rows do not fit in memory
} SheetError;

#define SHEET_ERROR (sheet_error_quark())
GQuark sheet_error_quark(void);

Sheet *sheet_new(void);
void sheet_free(Sheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, sheet_free)

/**
 * Adds a column, before the first row. The n-th column added has index n - 1.
 *
 * @column: its name and style are copied.
 * Returns: TRUE, or FALSE with SHEET_ERROR_NAME.
 */
gboolean
sheet_add_column(Sheet *sheet, const TableColumn *column, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gsize sheet_get_n_columns(const Sheet *sheet);

/** Returns: the column; its pointers live as long as the sheet. */
TableColumn sheet_get_column(const Sheet *sheet, gsize column);

/**
 * Sets the number of rows: more are added with all cells missing, or the last ones are dropped. The
 * arrays of the columns move.
 *
 * Returns: TRUE, or FALSE with SHEET_ERROR_LIMIT and the sheet unchanged.
 */
gboolean sheet_set_n_rows(Sheet *sheet, gsize n_rows, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gsize sheet_get_n_rows(const Sheet *sheet);

/**
 * Returns: (transfer none): the cells of a column of the kind that the name says, one a row, to be
 * filled or read. Texts are borrowed and must outlive the sheet; see sheet_keep_text().
 */
const char **sheet_get_texts(Sheet *sheet, gsize column);
gint64 *sheet_get_integers(Sheet *sheet, gsize column); // also times
double *sheet_get_numbers(Sheet *sheet, gsize column);

/** Returns: (transfer none): a copy of @text that lives as long as the sheet. Any thread. */
const char *sheet_keep_text(Sheet *sheet, const char *text);

/** Returns: the rows of the sheet, which is borrowed. */
TableSource sheet_get_source(const Sheet *sheet);

G_END_DECLS
