// SPDX-License-Identifier: MIT
#include "run/member_group.h"
#include "run/model_choice-private.h"

typedef struct {
  Member base;
  const ModelChoice *choice; // borrowed
  MemberGroup group;         // one for each model of the file
} ChoiceMember;

static ChoiceMember *
choice_member(Member *member)
{
  return (ChoiceMember *)member;
}

static void
free_member(Member *base)
{
  member_group_clear(&choice_member(base)->group);
  g_free(base);
}

static Arena *
get_arena(Member *base, gsize origin)
{
  return member_group_get_arena(&choice_member(base)->group, origin);
}

// Each global model learns from all series, as it did when it was chosen.
static plugcast_status
fit(Member *base, gsize origin, const SeriesView *const *views, gsize n_views, Call *call)
{
  member_group_fit(&choice_member(base)->group, origin, views, n_views, call);
  return PLUGCAST_OK;
}

static void
set_horizon(Member *base, gsize horizon)
{
  member_group_set_horizon(&choice_member(base)->group, horizon);
}

static void
set_probabilities(Member *base, const double *probabilities, gsize n_probabilities)
{
  const gboolean can =
      member_group_set_probabilities(&choice_member(base)->group, probabilities, n_probabilities);
  base->traits.can_quantiles = base->traits.can_quantiles && can;
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
  return member_forecast(member->group.members[place - 1], origin, view, worker_index, call,
                         output);
}

static const MemberClass class = {
  .free = free_member,
  .get_arena = get_arena,
  .fit = fit,
  .set_horizon = set_horizon,
  .set_probabilities = set_probabilities,
  .forecast = forecast,
};

Member *
member_choice_new(const Model *model, const ModelChoice *choice, guint n_workers, gsize n_origins)
{
  ChoiceMember *member = g_new0(ChoiceMember, 1);
  member->choice = choice;
  member_group_init(&member->group, choice->models, n_workers, n_origins);
  member->base = (Member){
    .class = &class,
    .model = model,
    .traits = member_group_get_traits(&member->group),
  };
  return &member->base;
}
