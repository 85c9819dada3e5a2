// SPDX-License-Identifier: MIT
#pragma once

#include "run/member-private.h"

#include <glib.h>

G_BEGIN_DECLS

/** Members inside a member that is made of several, each of its own model. As Member, with threads.
 */
typedef struct {
  gsize n_members;
  Member **members; // [n_members], owned
  gsize n_origins;
  Arena **arenas; // [n_origins], owned: the series that global models learn from; NULL until used
} MemberGroup;

/** @models: (element-type Model), at least one, which outlive the group. */
void
member_group_init(MemberGroup *group, const GPtrArray *models, guint n_workers, gsize n_origins);
void member_group_clear(MemberGroup *group);

/**
 * Returns: what all of them can; missing values and short series are taken where one member takes
 * them, for the others refuse by themselves.
 */
MemberTraits member_group_get_traits(const MemberGroup *group);

/** For the functions of MemberClass of the same names. */
Arena *member_group_get_arena(MemberGroup *group, gsize origin);

/** Fits each global model on all series it accepts; one that cannot says so when it should
 * forecast. */
void member_group_fit(
    MemberGroup *group, gsize origin, const SeriesView *const *views, gsize n_views, Call *call);
void member_group_set_horizon(const MemberGroup *group, gsize horizon);

/** Returns: whether all of them can still quantiles. */
gboolean member_group_set_probabilities(const MemberGroup *group,
                                        const double *probabilities,
                                        gsize n_probabilities);

G_END_DECLS
