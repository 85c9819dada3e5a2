// SPDX-License-Identifier: MIT
#pragma once

#include "pool/pool.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * How members' forecasts become one: plain values and pure functions, any thread.
 *
 * The result has the same bits for any number of threads and on any processor. Sums are taken in
 * the order of the members; numbers that are cut off or picked by rank do not depend on it.
 */
typedef enum {
  COMBINATION_MEAN,
  COMBINATION_MEDIAN,   // of an even number of members: the mean of the two in the middle
  COMBINATION_TRIMMED,  // mean without some of the lowest and of the highest
  COMBINATION_QUANTILE, // between order statistics: definition 7 of Hyndman and Fan (1996)
  COMBINATION_WEIGHTED, // weights scaled to sum to one over the members that are there
  COMBINATION_LINEAR,   // weights as they are; without a member, the others' scaled to their sum
} CombinationKind;

typedef struct {
  CombinationKind kind;
  double *weights; // (owned): WEIGHTED, LINEAR: one for each member, else NULL
  gsize n_weights;
  double share;       // TRIMMED: floor(share × members) are cut at each end, 0 to below 0.5; a
                      // negative share cuts one, but none of two or fewer
  double probability; // QUANTILE: 0 to 1
} Combination;

/** What becomes of a point where a member is NaN. */
typedef enum {
  COMBINATION_MISSING_SKIP,      // the member is left out there; NaN where none is left
  COMBINATION_MISSING_FAIL,      // an error that names the member
  COMBINATION_MISSING_PROPAGATE, // NaN, whatever the member's weight
} CombinationMissing;

/** One member's numbers. */
typedef struct {
  const char *name; // for messages
  const double *values;
  gsize n_values;
} CombinationMember;

typedef enum {
  COMBINATION_ERROR_UNKNOWN,   // no such strategy; the message lists them
  COMBINATION_ERROR_MEMBERS,   // none, more than can be combined, or of different lengths
  COMBINATION_ERROR_WEIGHTS,   // not numbers, negative, all zero, or not one for each member
  COMBINATION_ERROR_SETTING,   // a share or a probability out of its range
  COMBINATION_ERROR_MISSING,   // a NaN under COMBINATION_MISSING_FAIL
  COMBINATION_ERROR_CANCELLED, // stopped; some points may be written
} CombinationError;

#define COMBINATION_ERROR (combination_error_quark())
GQuark combination_error_quark(void);

enum {
  COMBINATION_MOST_MEMBERS = 1024
};

/**
 * Reads `mean`, `median`, `trimmed`, `trimmed:SHARE`, `quantile:P` or `weighted:W1,W2,…` for
 * @n_members members, at least 1.
 */
gboolean combination_parse(const char *text, gsize n_members, Combination *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void combination_clear(Combination *combination);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Combination, combination_clear)

/**
 * Combines the members point by point on the threads of @pool: @out[t] from the values[t] of each.
 *
 * Finite numbers make a finite result, also where their sum would be beyond the range of numbers;
 * infinities follow IEEE 754.
 *
 * @members: [@n_members], 1 to 1024, all of one length.
 * @pool: (nullable): NULL for the calling thread alone.
 * @cancel: (nullable).
 * @out: as long as each member, and apart from them.
 * Returns: TRUE, or FALSE with @error in COMBINATION_ERROR and, but for
 * COMBINATION_ERROR_CANCELLED, @out untouched. Of several NaN the message names the first point's
 * first.
 */
gboolean combination_run(const Combination *combination,
                         const CombinationMember *members,
                         gsize n_members,
                         CombinationMissing missing,
                         Pool *pool,
                         const PoolCancel *cancel,
                         double *out,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Combines @n_points numbers of each member on the calling thread, as combination_run() does under
 * COMBINATION_MISSING_SKIP, without a check and without allocation.
 */
void combination_apply(const Combination *combination,
                       const double *const *members,
                       gsize n_members,
                       gsize n_points,
                       double *out);

G_END_DECLS
