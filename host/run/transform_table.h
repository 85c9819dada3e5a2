// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "data/table_source.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Other values in the place of those of a panel: columns for identifier, time and value under the
 * panel's names, and where wanted for its exogenous columns, a row an observation. Any number of
 * threads may fill different series; whoever reads must have waited for them.
 */
typedef struct TransformTable TransformTable;

/**
 * @panel: borrowed.
 * @has_exogenous: whether there are columns for the panel's exogenous ones.
 * Returns: (transfer full) (nullable): the table, NULL when there is no memory.
 */
TransformTable *transform_table_new(const Panel *panel,
                                    gboolean has_exogenous) G_GNUC_WARN_UNUSED_RESULT;

void transform_table_free(TransformTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TransformTable, transform_table_free)

/** Returns: columns of values: the target, then the exogenous ones. */
gsize transform_table_get_n_columns(const TransformTable *table);

/**
 * Returns: (transfer none): the values of series @index in column @column of
 * transform_table_get_n_columns(), as many as the panel has; all missing at first.
 */
double *transform_table_get_values(TransformTable *table, gsize column, gsize index);

/** Rows of series that are not done are left out when the table is read. Any thread. */
void transform_table_set_done(TransformTable *table, gsize index);

/** Returns: how many series are done. */
gsize transform_table_count_done(const TransformTable *table);

/** Returns: the rows of the table, which is borrowed. */
TableSource transform_table_get_source(const TransformTable *table);

G_END_DECLS
