// SPDX-License-Identifier: MIT
#pragma once

#include "data/chunks.h"
#include "data/name_table.h"
#include "data/schema.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The rows of a file that gives one time and its values a line, as they were read: in blocks of
 * lines, each block ordered by series and within a series as in the file.
 *
 * Times are kept as 32-bit distances where they fit, so that a row costs 4 bytes beside its values.
 */
typedef struct {
  guint32 series;    // number within the block, until observations_new() makes it that of the file
  guint32 first_row; // of the block
} ObservationRun;

typedef struct {
  TextRange range; // where the rows came from
  guint32 n_rows;
  guint32 capacity;     // rows between the columns of @values
  double *values;       // owned, a column after the other
  gint32 *distances;    // owned, in ticks from @base; NULL without times or with @times
  gint64 *times;        // owned, where distances do not fit; else NULL
  gint64 base;          // the time that distances are counted from
  gint64 tick;          // the unit of distances, in the units of step.h
  ObservationRun *runs; // owned
  guint32 n_runs;
  guint32 run_capacity;
  NameTable *names;     // of the series in the block, owned; NULL once they have their numbers
  GStringChunk *texts;  // owned: names that do not stand in the file as they are
  TimestampStyle style; // with the longest fraction of a second in the block
} ObservationBlock;

/** Some neighbouring rows of one series. */
typedef struct {
  guint32 block;
  guint32 first_row;
  guint32 n_rows;
} ObservationPiece;

typedef struct {
  const ReaderInput *input;
  const Schema *schema;
  ObservationBlock **blocks; // owned
  gsize n_blocks;
  NameTable *names;         // of the series, in order of first appearance
  ObservationPiece *pieces; // owned; by series, then in file order
  gsize *first_pieces;      // owned; one a series and one more
  TimestampStyle style;
} Observations;

/**
 * Reads all rows behind the header.
 *
 * @input and @schema must outlive the observations.
 * Returns: (transfer full): the rows, or NULL with @error set.
 */
Observations *observations_new(const ReaderInput *input, const Schema *schema, GError **error);

void observations_free(Observations *observations);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Observations, observations_free)

gsize observations_get_n_series(const Observations *observations);

/** Returns: (transfer none): the pieces of @series and their number. */
const ObservationPiece *
observations_get_pieces(const Observations *observations, gsize series, gsize *n_pieces);

gsize observations_get_n_rows(const Observations *observations, gsize series);

/** Copies the times of @series, in file order. */
void observations_copy_times(const Observations *observations, gsize series, gint64 *times);

/** Copies value column @column of @series, in file order. */
void observations_copy_values(const Observations *observations,
                              gsize series,
                              gsize column,
                              double *values);

/** Returns: (transfer full): the name of @series as it can stand in a message. */
char *observations_get_name(const Observations *observations, gsize series);

/** Returns: the number of the block that holds row @row of @series. */
guint32 observations_find_block(const Observations *observations, gsize series, gsize row);

/**
 * Finds which of some rows of one block stands first in the text.
 *
 * @rows: the row of each series in question, both as GSIZE_TO_POINTER(); not empty.
 * Returns: its series.
 */
gsize observations_find_first(const Observations *observations, guint32 block, GHashTable *rows);

/**
 * Finds row @row of @series in the text, by reading its block once more: rows do not remember
 * their lines.
 */
const char *observations_find_row(const Observations *observations, gsize series, gsize row);

G_END_DECLS
