// SPDX-License-Identifier: MIT
#pragma once

#include "data/forecast_table.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The intervals and quantiles that a user asks for, and the probabilities of all bounds and
 * quantiles. Never changes once made.
 */
typedef struct CoverageSet CoverageSet;

typedef enum {
  COVERAGE_ERROR_LEVEL,    // no number between 0 and 100, or given twice
  COVERAGE_ERROR_QUANTILE, // no number between 0 and 1, or given twice
} CoverageError;

#define COVERAGE_ERROR (coverage_error_quark())
GQuark coverage_error_quark(void);

/**
 * Reads levels in percent, such as "80" and "99.5".
 *
 * @texts: (nullable): ends in NULL; NULL or empty makes the empty set.
 * Returns: (transfer full): the set, or NULL with COVERAGE_ERROR.
 */
CoverageSet *coverage_set_new(const char *const *texts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The same with quantiles, such as "0.5" and "0.975".
 *
 * @quantiles: (nullable): ends in NULL.
 */
CoverageSet *coverage_set_new_with_quantiles(const char *const *levels,
                                             const char *const *quantiles,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

void coverage_set_free(CoverageSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CoverageSet, coverage_set_free)

gsize coverage_set_get_length(const CoverageSet *set);

/** Returns: (transfer none): the levels in the user's order, for forecast_table_add_model(). */
const ForecastLevel *coverage_set_get_levels(const CoverageSet *set);

/** Returns: (transfer none): the coverages as fractions, in the user's order. */
const double *coverage_set_get_fractions(const CoverageSet *set);

/** Returns: (transfer none): the rising probabilities of all bounds and quantiles, each once. */
const double *coverage_set_get_probabilities(const CoverageSet *set);
gsize coverage_set_get_n_probabilities(const CoverageSet *set);

gsize coverage_set_get_n_quantiles(const CoverageSet *set);

/** Returns: (transfer none): quantile @index as the user wrote it. */
const char *coverage_set_get_quantile_text(const CoverageSet *set, gsize index);

/** Returns: which of the probabilities is that of quantile @index. */
gsize coverage_set_get_quantile(const CoverageSet *set, gsize index);

/** Returns: which of the probabilities bounds level @index below, and above. */
gsize coverage_set_get_lower(const CoverageSet *set, gsize index);
gsize coverage_set_get_upper(const CoverageSet *set, gsize index);

G_END_DECLS
