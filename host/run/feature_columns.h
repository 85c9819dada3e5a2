// SPDX-License-Identifier: MIT
#pragma once

#include "run/setup.h"

#include <glib.h>

G_BEGIN_DECLS

/** One column of a table of features: a number that a component computes. */
typedef struct {
  gsize setup;   // in the list of setups
  gsize feature; // of its component
  char *name;    // (owned): the feature's; behind the label of its setup where two share it
} FeatureColumn;

typedef enum {
  FEATURE_COLUMNS_ERROR_NAME,  // no such feature
  FEATURE_COLUMNS_ERROR_TWICE, // asked for twice
} FeatureColumnsError;

#define FEATURE_COLUMNS_ERROR (feature_columns_error_quark())
GQuark feature_columns_error_quark(void);

/**
 * Makes the columns of @setups, in their order and that of their features, or of @names in theirs.
 * A name is that of a feature, of all components that have it, or of a column.
 *
 * @setups: (element-type Setup): of PLUGCAST_KIND_FEATURES.
 * @names: (nullable): ends in NULL; NULL for all features.
 * Returns: (transfer full) (element-type FeatureColumn): at least one, or NULL with
 * FEATURE_COLUMNS_ERROR.
 */
GPtrArray *feature_columns_new(const GPtrArray *setups,
                               const char *const *names,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): what the plugin declares of a column. */
const plugcast_feature *feature_column_declare(const FeatureColumn *column,
                                               const GPtrArray *setups);

G_END_DECLS
