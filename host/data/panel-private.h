// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"

G_BEGIN_DECLS

typedef struct {
  const char *id; // in the panel's own store
  gsize offset;   // of the first observation in each column
  gsize length;
  gint64 start;
  Step step;
} PanelSeries;

struct Panel {
  PanelSeries *series; // owned
  gsize n_series;
  gsize series_capacity;
  GStringChunk *texts;    // ids and names
  double *columns;        // target, then exogenous, each of @column_length
  gsize column_length;    // of one column, in values
  gboolean borrows;       // @columns are another panel's
  const char **exogenous; // names of the exogenous columns, in @texts; the array is owned
  gsize n_exogenous;
  TimestampStyle style;
  gsize horizon;
  const char *id_name;
  const char *time_name;
  const char *target_name;
};

/**
 * Makes a panel without series, its columns unwritten, its names unique_id, ds and y. The readers
 * fill it and then hand it out; nobody else writes to it.
 *
 * Returns: (transfer full): the panel, or NULL when the columns do not fit into memory.
 */
Panel *panel_new(gsize n_columns, gsize column_length);

/** Appends a series; @id need not end in NUL. */
void panel_add_series(Panel *panel,
                      const char *id,
                      gsize id_length,
                      gsize offset,
                      gsize length,
                      gint64 start,
                      const Step *step);

void panel_add_exogenous(Panel *panel, const char *name);

/** Each is kept as it is when NULL. */
void
panel_set_names(Panel *panel, const char *id_name, const char *time_name, const char *target_name);

G_END_DECLS
