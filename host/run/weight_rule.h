// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"

#include <glib.h>

G_BEGIN_DECLS

/** How members' weights follow from their past forecasts. Plain values, pure functions. */
typedef enum {
  WEIGHT_RULE_INVERSE_ERROR, // a power of the error: Bates and Granger (1969)
  WEIGHT_RULE_SOFTMAX,       // exponentials of the error: Vovk (1990), Yang (2004)
  WEIGHT_RULE_STACKING,      // least squares, not negative, of sum 1: Granger and Ramanathan (1984)
  WEIGHT_RULE_NNLS,          // the same with any sum: Breiman (1996, "Stacked regressions")
  WEIGHT_RULE_BEST,          // all on the least error; of equal ones, the first
} WeightRuleKind;

typedef struct {
  WeightRuleKind kind;
  double setting; // INVERSE_ERROR: the power, above 0. SOFTMAX: the temperature, above 0, of errors
                  // relative to their mean. STACKING, NNLS: the share of equal weights that is
                  // mixed in, 0 to 1 (Diebold and Pauly 1990)
} WeightRule;

/** What members forecast in the past, and what came. */
typedef struct {
  gsize n_members;              // at least 1
  gsize n_points;               // at least 1
  const double *const *members; // [n_members] of [n_points], finite
  const double *actuals;        // [n_points], finite
} WeightPast;

/**
 * Reads `inverse_error`, `inverse_error:POWER`, `softmax`, `softmax:TEMPERATURE`, `stacking`,
 * `stacking:SHARE`, `nnls`, `nnls:SHARE` or `best`.
 *
 * Returns: TRUE and fills @out when @text begins with one of the names and its number can be; FALSE
 * with COMBINATION_ERROR_SETTING when the number cannot be; FALSE without an error for other names.
 */
gboolean weight_rule_parse(const char *text, WeightRule *out, GError **error);

/** The names that weight_rule_parse() knows, ends in NULL. */
const char *const *weight_rule_get_names(void);

/** Whether the weights sum to one whatever the past; false for WEIGHT_RULE_NNLS. */
gboolean weight_rule_sums_to_one(const WeightRule *rule);

/** The mean absolute error of each member, [n_members], in units of @scale, a positive number. */
void weight_rule_measure(const WeightPast *past, double scale, double *errors);

/**
 * Learns weights, not negative, with a positive sum; of sum 1 unless WEIGHT_RULE_NNLS.
 *
 * The result depends on nothing but @past, and not on a common factor of it. Members with no error
 * at all share the weight. Where least squares find no end, the weights are equal; so they are
 * where those of WEIGHT_RULE_NNLS are all zero.
 *
 * @arena: for scratch, given back.
 * @weights: [n_members].
 */
void
weight_rule_learn(const WeightRule *rule, const WeightPast *past, Arena *arena, double *weights);

G_END_DECLS
