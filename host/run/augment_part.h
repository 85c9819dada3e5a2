// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "data/table_source.h"

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/** One series of the output. */
typedef struct {
  gsize series;         // in the panel
  gsize augmenter;      // in the list; meaningless for an original
  gsize copy;           // from 1; 0 for an original
  const char *id;       // the part's, or the panel's for an original
  const double *values; // [length of the series]: the part's, or the panel's for an original
  gboolean is_begun;
  plugcast_status status;
  char *message; // (owned) (nullable): why it could not be made
} AugmentEntry;

/**
 * Consecutive series of the output on their way to it, with room for their values. Used again for
 * the next ones, it grows and allocates nothing else. Entries are added by one thread, then made by
 * any number of threads, each its own ones.
 */
typedef struct AugmentPart AugmentPart;

AugmentPart *augment_part_new(const Panel *panel);
void augment_part_free(AugmentPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AugmentPart, augment_part_free)

/** Drops all entries. */
void augment_part_clear(AugmentPart *part);

/** Adds an original (@label is NULL) or copy @copy of series @series by @augmenter. */
void
augment_part_add(AugmentPart *part, gsize series, gsize augmenter, const char *label, gsize copy);

gsize augment_part_get_n_entries(const AugmentPart *part);

/** Returns: the values of all copies together. */
gsize augment_part_get_n_values(const AugmentPart *part);

/** Gives every copy its room and its identifier; after the last one has been added. */
void augment_part_lay_out(AugmentPart *part);

AugmentEntry *augment_part_get_entry(AugmentPart *part, gsize index);

/** Returns: where the values of a copy go. */
double *augment_part_get_room(AugmentPart *part, gsize index);

/** Returns: the rows of the entries that were made; when all that were begun have ended. */
TableSource augment_part_get_rows(AugmentPart *part);

G_END_DECLS
