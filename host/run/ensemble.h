// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/call.h"
#include "run/combination.h"
#include "run/setup.h"
#include "run/weight_rule.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * How an ensemble makes one forecast of its members', as a user writes it: a combination
 * (`median`), a rule that learns weights from past forecasts (`stacking:0.3`), or a combiner of a
 * plugin with its parameters. Never changes once made; borrows the registry; any thread.
 */
typedef struct Ensemble Ensemble;

/**
 * Returns: (transfer full): the ensemble for @n_members members, 1 to 1024, or NULL with @error in
 * COMBINATION_ERROR, EXPRESSION_ERROR, SETUP_ERROR, REGISTRY_ERROR or PARAMETERS_ERROR.
 */
Ensemble *ensemble_new(Registry *registry, const char *text, gsize n_members, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void ensemble_free(Ensemble *ensemble);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ensemble, ensemble_free)

gsize ensemble_get_n_members(const Ensemble *ensemble);

/** Whether it must learn from past forecasts before it can combine. */
gboolean ensemble_learns(const Ensemble *ensemble);

/** Whether member @index counts at all: one of the given weight 0 does not. */
gboolean ensemble_uses(const Ensemble *ensemble, gsize index);

/** Whether it combines by weights, given or learnt or all the same. */
gboolean ensemble_has_weights(const Ensemble *ensemble);

/** What an ensemble has learnt; all zero but for the members is the mean of them. */
typedef struct {
  const gsize *used; // [n_used], rising: the members that it takes
  gsize n_used;
  const double *weights; // (nullable): [n_used]
  const double *state;   // (nullable): of a combiner, fenced
  gsize n_state;
} EnsembleLesson;

/**
 * Learns from the past forecasts of some members.
 *
 * @past: of the members @used alone; its numbers are finite.
 * @used: [past->n_members], borrowed for the life of the lesson.
 * @call: with an arena, in which the lesson lives.
 * Returns: PLUGCAST_OK and fills @out, or the status of a combiner that failed, with the reason in
 * the call's message.
 */
plugcast_status ensemble_learn(const Ensemble *ensemble,
                               const WeightPast *past,
                               const gsize *used,
                               Call *call,
                               EnsembleLesson *out);

/**
 * Combines @n_points numbers of each member into @out. A member that is not there is NaN
 * everywhere; weights are scaled to those that are. Where no member is there, so is @out.
 *
 * @lesson: the members used, and what was learnt; a combiner needs all of them.
 * @members: [n_members].
 * @call: with an arena for scratch, given back.
 * Returns: PLUGCAST_OK, or the status of a combiner that failed, with the reason in the call's
 * message and @out untouched.
 */
plugcast_status ensemble_combine(const Ensemble *ensemble,
                                 const EnsembleLesson *lesson,
                                 const double *const *members,
                                 gsize n_points,
                                 Call *call,
                                 double *out);

/**
 * Tells the weights by which ensemble_combine() combines the members that are there; 0 for others.
 *
 * @weights: [n_members].
 */
void ensemble_get_weights(const Ensemble *ensemble,
                          const EnsembleLesson *lesson,
                          const gboolean *is_there,
                          double *weights);

G_END_DECLS
