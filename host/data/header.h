// SPDX-License-Identifier: MIT
#pragma once

#include "data/reader-private.h"

#include <glib.h>

G_BEGIN_DECLS

/** What the first rows show about a column. */
typedef enum {
  SAMPLE_EMPTY, // nothing but missing values
  SAMPLE_NUMBER,
  SAMPLE_TIME, // and no plain number
  SAMPLE_TEXT,
} SampleKind;

typedef struct {
  char *name; // owned, blanks around it removed
  SampleKind sample;
} HeaderColumn;

/** The first line of a file of separated values, and a look at the lines that follow. */
typedef struct {
  GArray *columns;  // of HeaderColumn
  const char *data; // where the rows begin
} Header;

/**
 * Reads the header, its delimiter (into @input) and samples of the columns. A file of one column of
 * numbers may lack the header: its column is then called y.
 *
 * Returns: (transfer full): the header, or NULL with @error set.
 */
Header *header_new(ReaderInput *input, GError **error);

void header_free(Header *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Header, header_free)

const HeaderColumn *header_get_column(const Header *header, gsize index);

/** Returns: (transfer full): the names for a message, 'a', 'b', …, at most a dozen. */
char *header_list_names(const Header *header);

G_END_DECLS
