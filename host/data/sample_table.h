// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "data/table_source.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Sample paths of the series of one panel by one or more models: n_samples of horizon steps for
 * each series. Identifiers and time stamps are the panel's, as in forecast_table.h.
 *
 * Models are added first, by one thread; then any number of threads may fill different series.
 */
typedef struct SampleTable SampleTable;

typedef enum {
  SAMPLE_TABLE_ERROR_NAME,  // two columns of one name
  SAMPLE_TABLE_ERROR_LIMIT, // the paths do not fit in memory
} SampleTableError;

#define SAMPLE_TABLE_ERROR (sample_table_error_quark())
GQuark sample_table_error_quark(void);

/** @panel: borrowed for the life of the table. */
SampleTable *sample_table_new(const Panel *panel, gsize horizon, gsize n_samples);

void sample_table_free(SampleTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SampleTable, sample_table_free)

/** Adds the column @name. Returns: TRUE, or FALSE with SAMPLE_TABLE_ERROR. */
gboolean sample_table_add_model(SampleTable *table,
                                const char *name,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): [n_samples × horizon] of series @index, to be filled or read. */
double *sample_table_get(SampleTable *table, gsize model, gsize index);

/** Tells that all models of series @index are filled; the rows of others are not written. */
void sample_table_set_done(SampleTable *table, gsize index);

/**
 * Returns: the rows by series, sample and time, in the columns of the panel's identifiers and
 * times, `sample` (counted from 1) and one for each model. @table is borrowed.
 */
TableSource sample_table_get_source(const SampleTable *table);

G_END_DECLS
