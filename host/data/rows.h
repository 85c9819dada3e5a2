// SPDX-License-Identifier: MIT
#pragma once

#include "data/chunks.h"
#include "data/panel.h"

#include <glib.h>

G_BEGIN_DECLS

/** The series of some lines of a file that gives a whole series a line. */
typedef struct {
  const char *id; // in the text or in the store of the block
  gsize id_length;
  const char *line;  // where it stands, for messages
  gsize first_value; // in the values of the block
  gsize n_values;
  gint64 start;
} RowSeries;

typedef struct {
  RowSeries *series; // owned
  gsize n_series;
  gsize series_capacity;
  double *values; // owned, of all series end to end
  gsize n_values;
  gsize capacity;
  TimestampStyle style; // of the starts, where @has_style
  gboolean has_style;
  GStringChunk *texts; // owned, NULL until an id does not stand in the text as it is
} RowBlock;

RowBlock *row_block_new(void);

/** A GDestroyNotify of RowBlock. */
void row_block_free(gpointer data);

/** Returns: where to write the next @n_values values; row_block_end_series() tells how many were.
 */
double *row_block_reserve(RowBlock *block, gsize n_values);

/** Keeps a copy of @id. Returns: (transfer none): the copy. */
const char *row_block_keep_text(RowBlock *block, const char *id);

/** Ends a series of @series->n_values values, written where row_block_reserve() said. */
void row_block_end_series(RowBlock *block, const RowSeries *series);

/**
 * Makes a panel from @blocks, of RowBlock, in their order.
 *
 * @step: of all series; the anchor day of months, where it is 0, is taken from each start.
 * Returns: (transfer full): the panel, or NULL with @error set when two series share a name.
 */
Panel *rows_make_panel(const ReaderInput *input,
                       const GPtrArray *blocks,
                       const Step *step,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
