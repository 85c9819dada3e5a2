// SPDX-License-Identifier: MIT
#pragma once

#include "data/schema.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The readers of the single layouts. Each returns (transfer full) the panel, or NULL with @error
 * set.
 */
Panel *reader_long_read(const ReaderInput *input, const Schema *schema, GError **error);
Panel *reader_wide_column_read(const ReaderInput *input, const Schema *schema, GError **error);
Panel *reader_wide_row_read(const ReaderInput *input, const Schema *schema, GError **error);

/** @input need not have a delimiter. */
Panel *reader_tsf_read(const ReaderInput *input, GError **error);

/** Returns: TRUE when the first line that is no comment begins with `@`. */
gboolean reader_tsf_recognise(const ReaderInput *input);

G_END_DECLS
