// SPDX-License-Identifier: MIT
#pragma once

#include "feature-checks.h"

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/** A series of examples/data and what R computes for it, see feature-facts.R. */
typedef struct {
  const char *id;
  const char *file;
  guint32 season_length;
  const FeatureFact *facts; // [n_facts]
  gsize n_facts;
} SeriesFacts;

extern const SeriesFacts series_facts[];
extern const gsize n_series_facts;

G_END_DECLS
