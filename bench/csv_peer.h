// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

/** Returns: FALSE when libcsv was not there to build with. */
gboolean csv_peer_is_built(void);

/** Reads a file with libcsv and strtod. Returns: the sum of column @column, its first cell skipped.
 */
double csv_peer_sum_column(const char *path, gsize column);
