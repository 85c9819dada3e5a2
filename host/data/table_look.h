// SPDX-License-Identifier: MIT
#pragma once

#include "data/table_source.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * How the cells of a table are shown to people: numbers rounded to the same decimals in all rows of
 * a column, and of all columns of one unit; texts without what could command a terminal. Never
 * changes once made.
 */
typedef struct TableLook TableLook;

/**
 * Reads all rows of @source once.
 *
 * @columns: [n_columns], borrowed for the life of the look.
 */
TableLook *table_look_new(const TableColumn *columns, gsize n_columns, const TableSource *source);

void table_look_free(TableLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TableLook, table_look_free)

/** Returns: the cells of a terminal that the widest text of @column takes, its name included. */
int table_look_get_width(const TableLook *look, gsize column);

/** Returns: TRUE for texts and times, FALSE for what stands at the right of its column. */
gboolean table_look_is_at_left(const TableLook *look, gsize column);

/** Appends one cell, without blanks around it. Returns: the cells of a terminal it takes. */
int table_look_append_cell(
    const TableLook *look, gsize column, const TableSlice *slice, gsize row, GString *text);

/** Appends the name of @column. Returns: the cells of a terminal it takes. */
int table_look_append_name(const TableLook *look, gsize column, GString *text);

G_END_DECLS
