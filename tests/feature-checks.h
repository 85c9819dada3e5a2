// SPDX-License-Identifier: MIT
#pragma once

#include "bare-host.h"

#include <glib.h>

G_BEGIN_DECLS

/** A series with what a test of features wants to tell of it; the rest is as for steps of months.
 */
typedef struct {
  const double *values;
  gsize n_values;
  guint32 season_length;
  guint32 step_unit; // PLUGCAST_STEP_*
  gint64 step_count;
  gint64 start;
} FeatureInput;

/** What a component computes for one series. */
typedef struct {
  const plugcast_features *methods;
  plugcast_status status;
  double *values; // (owned): [n_features]
} FeatureOutcome;

/**
 * Computes features by @component of the plugin in @host. Besides fails the test when the plugin
 * changes its input, writes beside its output, leaves something unwritten or infinite, or reads
 * beyond the end.
 */
FeatureOutcome feature_run(BareHost *host, const char *component, const FeatureInput *input);

void feature_outcome_clear(FeatureOutcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FeatureOutcome, feature_outcome_clear)

/** Returns: the feature @name; ends the program when there is none. */
double feature_get(const FeatureOutcome *outcome, const char *name);

/**
 * Reads series @id of a file of examples/data, rows `unique_id,ds,y` without missing values.
 * Returns: (transfer full): its values.
 */
double *feature_read_series(const char *file, const char *id, gsize *n_values);

/** A feature and what it must be. */
typedef struct {
  const char *name;
  double value;
  double tolerance; // relative to the value, absolute for 0
} FeatureFact;

void feature_assert_facts(const FeatureOutcome *outcome, const FeatureFact *facts, gsize n_facts);

G_END_DECLS
