// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A table for people: columns aligned by blanks, two between them. One thread at a time. */
typedef struct TextTable TextTable;

typedef enum {
  TEXT_TABLE_LEFT,
  TEXT_TABLE_RIGHT, // for numbers
} TextTableAlignment;

TextTable *text_table_new(void);
void text_table_free(TextTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextTable, text_table_free)

/** Adds a column; all columns come before the first cell. */
void text_table_add_column(TextTable *table, const char *heading, TextTableAlignment alignment);

/** Adds the next cell of the row, or the first of the next row. Takes a copy. */
void text_table_add_cell(TextTable *table, const char *text);

/**
 * Returns: (transfer full): a line of headings and a line a row; columns at the right that do not
 * fit into @width are left off, save that a last column aligned left is wrapped there.
 */
char *text_table_render(const TextTable *table, gsize width);

/** Returns: the columns of a terminal that @text takes; wide characters take two. */
gsize text_width(const char *text);

/** Returns: (transfer full): @text with '?' for what would steer a terminal, but for newlines. */
char *text_make_printable(const char *text);

/** Adds @text to @out in lines of at most @width, all but the first one indented by @indent. */
void text_wrap(GString *out, const char *text, gsize indent, gsize width);

G_END_DECLS
