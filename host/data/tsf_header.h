// SPDX-License-Identifier: MIT
#pragma once

#include "data/reader-private.h"

#include <glib.h>

G_BEGIN_DECLS

/** The head of a .tsf file: what stands before @data. */
typedef struct {
  GPtrArray *attributes; // names, owned, in the order of the fields of a row
  guint name_attribute;  // which of them names the series
  guint time_attribute;  // which holds the first time; G_MAXUINT where none does
  gboolean has_step;
  Step step; // of @frequency
  gsize horizon;
  const char *data; // the first line behind @data
} TsfHeader;

/** Returns: (transfer full): the header, or NULL with @error set. */
TsfHeader *tsf_header_new(const ReaderInput *input, GError **error);

void tsf_header_free(TsfHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TsfHeader, tsf_header_free)

/** Returns: the start of the line behind that at @line, and in @end where this one ends, trimmed.
 */
const char *tsf_take_line(const char **line, const char *text_end, const char **end);

G_END_DECLS
