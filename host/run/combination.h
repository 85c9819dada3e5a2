// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * How members' forecasts become one: mean, median, trimmed mean, or given weights. Plain value;
 * pure functions, any thread.
 */
typedef enum {
  COMBINATION_MEAN,
  COMBINATION_MEDIAN,   // of an even number of members: the mean of the two in the middle
  COMBINATION_TRIMMED,  // mean without the lowest and the highest; of two or fewer, the mean
  COMBINATION_WEIGHTED, // weights scaled to sum to one over the members that are there
} CombinationKind;

typedef struct {
  CombinationKind kind;
  double *weights; // (owned): COMBINATION_WEIGHTED: one for each member, else NULL
  gsize n_weights;
} Combination;

typedef enum {
  COMBINATION_ERROR_UNKNOWN, // no such strategy; the message lists them
  COMBINATION_ERROR_MEMBERS, // more than can be combined
  COMBINATION_ERROR_WEIGHTS, // not numbers, negative, all zero, or not one for each member
} CombinationError;

#define COMBINATION_ERROR (combination_error_quark())
GQuark combination_error_quark(void);

/** Reads `mean`, `median`, `trimmed` or `weighted:W1,W2,…` for @n_members members, at least 1. */
gboolean combination_parse(const char *text, gsize n_members, Combination *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void combination_clear(Combination *combination);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Combination, combination_clear)

/**
 * Combines @n_points numbers of each member: out[t] from members[m][t]. A member that is NaN at a
 * point is left out there; a point without members is NaN.
 */
void combination_apply(const Combination *combination,
                       const double *const *members,
                       gsize n_members,
                       gsize n_points,
                       double *out);

G_END_DECLS
