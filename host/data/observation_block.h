// SPDX-License-Identifier: MIT
#pragma once

#include "data/observations.h"

G_BEGIN_DECLS

/** A GDestroyNotify of ObservationBlock. */
void observation_block_free(gpointer data);

/** Copies the times of @n_rows rows. */
void observation_block_copy_times(const ObservationBlock *block,
                                  gsize first_row,
                                  gsize n_rows,
                                  gint64 *times);

/** Orders the rows by series, each series' rows kept in file order; afterwards each has one run. */
void observation_block_group(ObservationBlock *block, gsize n_columns);

G_END_DECLS
