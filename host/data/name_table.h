// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Numbers texts 0, 1, 2 … in the order in which they first appear. The texts are not copied. */
typedef struct NameTable NameTable;

NameTable *name_table_new(void);
void name_table_free(NameTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NameTable, name_table_free)

/** Returns: the number of the text; a new one's is what name_table_get_size() was before. */
guint32 name_table_add(NameTable *table, const char *text, gsize length);

/** Returns: the number of a text that was added before. */
guint32 name_table_find(const NameTable *table, const char *text, gsize length);

guint32 name_table_get_size(const NameTable *table);

/** Returns: (transfer none): the text, not ended by NUL, and its @length. */
const char *name_table_get(const NameTable *table, guint32 index, gsize *length);

G_END_DECLS
