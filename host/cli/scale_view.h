// SPDX-License-Identifier: MIT
#pragma once

#include "data/sheet.h"
#include "run/scale.h"

#include <glib.h>

G_BEGIN_DECLS

/** What `plugcast scale` found, as tables and for people. */

/**
 * Returns: (transfer full): a row for the sequential run and for each count of threads: `threads`,
 * `kind` (sequential, measured or simulated), `seconds_min`, `seconds_median`, `seconds_max`,
 * `speedup`, `speedup_min`, `speedup_max`, `efficiency`.
 */
Sheet *scale_view_new_sheet(const ScaleResult *result);

/**
 * Returns: (transfer full): the table, a bar for each speed-up, the laws with their spread, and
 * what limits what can be read from them.
 */
char *scale_view_render(const ScaleResult *result, gsize width, gboolean unicode);

G_END_DECLS
