// SPDX-License-Identifier: MIT
#include "run/member_group.h"

void
member_group_init(MemberGroup *group, const GPtrArray *models, guint n_workers, gsize n_origins)
{
  *group = (MemberGroup){
    .n_members = models->len,
    .members = g_new0(Member *, models->len),
    .n_origins = n_origins,
    .arenas = g_new0(Arena *, n_origins),
  };
  for (gsize i = 0; i < group->n_members; i++) {
    group->members[i] = member_new(g_ptr_array_index(models, i), n_workers, n_origins);
  }
}

void
member_group_clear(MemberGroup *group)
{
  for (gsize i = 0; i < group->n_members; i++) {
    member_free(group->members[i]);
  }
  for (gsize i = 0; i < group->n_origins; i++) {
    arena_free(group->arenas[i]);
  }
  g_clear_pointer(&group->members, g_free);
  g_clear_pointer(&group->arenas, g_free);
}

static void
join_traits(MemberTraits *traits, const MemberTraits *other)
{
  traits->is_global = traits->is_global || other->is_global;
  traits->can_quantiles = traits->can_quantiles && other->can_quantiles;
  traits->can_samples = traits->can_samples && other->can_samples;
  traits->can_exogenous = traits->can_exogenous && other->can_exogenous;
  traits->can_missing = traits->can_missing || other->can_missing;
  traits->least_length = MIN(traits->least_length, other->least_length);
}

MemberTraits
member_group_get_traits(const MemberGroup *group)
{
  MemberTraits traits = *member_get_traits(group->members[0]);
  for (gsize i = 1; i < group->n_members; i++) {
    join_traits(&traits, member_get_traits(group->members[i]));
  }
  traits.longest_horizon = 0;
  traits.batch_size = 1;
  return traits;
}

Arena *
member_group_get_arena(MemberGroup *group, gsize origin)
{
  g_assert(origin < group->n_origins);

  if (group->arenas[origin] == NULL) {
    group->arenas[origin] = arena_new();
  }
  return group->arenas[origin];
}

void
member_group_fit(
    MemberGroup *group, gsize origin, const SeriesView *const *views, gsize n_views, Call *call)
{
  const SeriesView **accepted =
      arena_take(member_group_get_arena(group, origin), n_views * sizeof *accepted);
  for (gsize i = 0; i < group->n_members; i++) {
    if (!member_get_traits(group->members[i])->is_global) {
      continue;
    }
    gsize n = 0;
    for (gsize k = 0; k < n_views; k++) {
      if (member_can_learn_from(group->members[i], views[k])) {
        accepted[n++] = views[k];
      }
    }
    (void)member_fit(group->members[i], origin, accepted, n, call);
  }
}

void
member_group_set_horizon(const MemberGroup *group, gsize horizon)
{
  for (gsize i = 0; i < group->n_members; i++) {
    member_set_horizon(group->members[i], horizon);
  }
}

gboolean
member_group_set_probabilities(const MemberGroup *group,
                               const double *probabilities,
                               gsize n_probabilities)
{
  gboolean can = TRUE;
  for (gsize i = 0; i < group->n_members; i++) {
    member_set_probabilities(group->members[i], probabilities, n_probabilities);
    can = can && member_get_traits(group->members[i])->can_quantiles;
  }
  return can;
}
