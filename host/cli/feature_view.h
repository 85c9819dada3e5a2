// SPDX-License-Identifier: MIT
#pragma once

#include "data/sheet.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What features of a run's columns there are: `feature`, `component`, `ignores` ("scale shift"),
 * `summary` and `reference`.
 *
 * @setups: (element-type Setup); @columns: (element-type FeatureColumn), of the same setups.
 * Returns: (transfer full): a row a column.
 */
Sheet *feature_view_new_list(const GPtrArray *setups, const GPtrArray *columns);

/**
 * Returns: (transfer full): a table of features_run() for people: of a few series a line a feature
 * and a column a series, of more the first of both.
 */
char *feature_view_render(Sheet *table, gsize width);

G_END_DECLS
