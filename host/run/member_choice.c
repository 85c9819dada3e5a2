// SPDX-License-Identifier: MIT
#include "run/member-private.h"
#include "run/model_choice-private.h"

typedef struct {
  Member base;
  const ModelChoice *choice; // borrowed
  gsize n_members;
  Member **members; // [n_members], owned: one for each model of the file
  gsize n_origins;
  Arena **arenas; // [n_origins], owned: the series that global models learn from; NULL until used
} ChoiceMember;

static ChoiceMember *
choice_member(Member *member)
{
  return (ChoiceMember *)member;
}

static void
free_member(Member *base)
{
  ChoiceMember *member = choice_member(base);
  for (gsize i = 0; i < member->n_members; i++) {
    member_free(member->members[i]);
  }
  for (gsize i = 0; i < member->n_origins; i++) {
    arena_free(member->arenas[i]);
  }
  g_free(member->members);
  g_free(member->arenas);
  g_free(member);
}

static Arena *
get_arena(Member *base, gsize origin)
{
  ChoiceMember *member = choice_member(base);
  g_assert(origin < member->n_origins);

  if (member->arenas[origin] == NULL) {
    member->arenas[origin] = arena_new();
  }
  return member->arenas[origin];
}

// Each global model learns from all series, as it did when it was chosen. One that cannot says so
// when it should forecast.
static plugcast_status
fit(Member *base, gsize origin, const SeriesView *const *views, gsize n_views, Call *call)
{
  ChoiceMember *member = choice_member(base);
  const SeriesView **accepted = arena_take(get_arena(base, origin), n_views * sizeof *accepted);
  for (gsize i = 0; i < member->n_members; i++) {
    if (!member_get_traits(member->members[i])->is_global) {
      continue;
    }
    gsize n = 0;
    for (gsize k = 0; k < n_views; k++) {
      if (member_can_learn_from(member->members[i], views[k])) {
        accepted[n++] = views[k];
      }
    }
    (void)member_fit(member->members[i], origin, accepted, n, call);
  }
  return PLUGCAST_OK;
}

static void
set_horizon(Member *base, gsize horizon)
{
  ChoiceMember *member = choice_member(base);
  for (gsize i = 0; i < member->n_members; i++) {
    member_set_horizon(member->members[i], horizon);
  }
}

static void
set_probabilities(Member *base, const double *probabilities, gsize n_probabilities)
{
  ChoiceMember *member = choice_member(base);
  for (gsize i = 0; i < member->n_members; i++) {
    member_set_probabilities(member->members[i], probabilities, n_probabilities);
    base->traits.can_quantiles =
        base->traits.can_quantiles && member_get_traits(member->members[i])->can_quantiles;
  }
}

static plugcast_status
forecast(Member *base,
         gsize origin,
         const SeriesView *view,
         guint worker_index,
         Call *call,
         const MemberOutput *output)
{
  const ChoiceMember *member = choice_member(base);
  gsize place = GPOINTER_TO_SIZE(g_hash_table_lookup(member->choice->places, view->series.id));
  place = place > 0 ? place : member->choice->rest;
  if (place == 0) {
    return call_refuse(call, PLUGCAST_UNSUPPORTED, "'%s' names no model for this series",
                       member->choice->path);
  }
  return member_forecast(member->members[place - 1], origin, view, worker_index, call, output);
}

static const MemberClass class = {
  .free = free_member,
  .get_arena = get_arena,
  .fit = fit,
  .set_horizon = set_horizon,
  .set_probabilities = set_probabilities,
  .forecast = forecast,
};

// What all can do is promised; what one needs more of, it asks for by itself.
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

Member *
member_choice_new(const Model *model, const ModelChoice *choice, guint n_workers, gsize n_origins)
{
  ChoiceMember *member = g_new0(ChoiceMember, 1);
  member->base = (Member){ .class = &class, .model = model };
  member->choice = choice;
  member->n_members = choice->models->len;
  member->members = g_new0(Member *, member->n_members);
  member->n_origins = n_origins;
  member->arenas = g_new0(Arena *, n_origins);
  for (gsize i = 0; i < member->n_members; i++) {
    member->members[i] = member_new(g_ptr_array_index(choice->models, i), n_workers, n_origins);
  }
  member->base.traits = *member_get_traits(member->members[0]);
  for (gsize i = 1; i < member->n_members; i++) {
    join_traits(&member->base.traits, member_get_traits(member->members[i]));
  }
  member->base.traits.longest_horizon = 0;
  member->base.traits.batch_size = 1;
  return &member->base;
}
