// SPDX-License-Identifier: MIT
#pragma once

#include "data/table_source.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Returns: (transfer full): a table for people, of at most @most_rows rows, with a line that says
 * how many more there are; columns at the right that do not fit into @width are left off.
 */
char *table_view_render(const TableSource *source, gsize width, gsize most_rows);

G_END_DECLS
