// SPDX-License-Identifier: MIT
#pragma once

#include "data/observations.h"

G_BEGIN_DECLS

typedef struct {
  const ReaderInput *input;
  const Schema *schema;
} ObservationSource;

/**
 * A ChunkParser: reads the rows of @range into an ObservationBlock, grouped by series; @data is an
 * ObservationSource.
 */
gpointer observation_parser_parse(const TextRange *range, gconstpointer data, GError **error);

G_END_DECLS
