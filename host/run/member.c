// SPDX-License-Identifier: MIT
#include "run/member-private.h"

#include "run/model-private.h"

Member *
member_new(const Model *model, guint n_workers, gsize n_origins)
{
  g_return_val_if_fail(model != NULL && n_workers > 0 && n_origins > 0, NULL);

  return model_get_class(model)->make_member(model, n_workers, n_origins);
}

void
member_free(Member *member)
{
  if (member != NULL) {
    member->class->free(member);
  }
}

void
member_set_horizon(Member *member, gsize horizon)
{
  member->horizon = horizon;
  if (member->class->set_horizon != NULL) {
    member->class->set_horizon(member, horizon);
  }
}

void
member_set_probabilities(Member *member, const double *probabilities, gsize n_probabilities)
{
  if (member->class->set_probabilities != NULL && n_probabilities > 0) {
    member->class->set_probabilities(member, probabilities, n_probabilities);
  }
}

const Model *
member_get_model(const Member *member)
{
  return member->model;
}

const MemberTraits *
member_get_traits(const Member *member)
{
  return &member->traits;
}

gboolean
member_can_learn_from(const Member *member, const SeriesView *view)
{
  return view != NULL && view->n_present >= member->traits.least_length &&
         (view->n_present == view->series.n_values || member->traits.can_missing);
}

Arena *
member_get_arena(Member *member, gsize origin)
{
  g_assert(member->traits.is_global);

  return member->class->get_arena(member, origin);
}

plugcast_status
member_fit(Member *member, gsize origin, const SeriesView *const *views, gsize n_views, Call *call)
{
  g_assert(member->traits.is_global);

  return member->class->fit(member, origin, views, n_views, call);
}

plugcast_status
member_check(const Member *member, const SeriesView *view, gsize horizon, Call *call)
{
  const MemberTraits *traits = &member->traits;
  if (view == NULL) {
    return call_refuse(call, PLUGCAST_BAD_INPUT, "all values are missing");
  }
  if (view->n_present < traits->least_length) {
    return call_refuse(call, PLUGCAST_TOO_SHORT,
                       "%" G_GSIZE_FORMAT " values, needs %" G_GSIZE_FORMAT, view->n_present,
                       traits->least_length);
  }
  if (view->n_present < view->series.n_values && !traits->can_missing) {
    return call_refuse(call, PLUGCAST_UNSUPPORTED,
                       "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                       " values are missing, and the model takes none",
                       view->series.n_values - view->n_present, view->series.n_values);
  }
  if (traits->longest_horizon > 0 && horizon > traits->longest_horizon) {
    return call_refuse(call, PLUGCAST_UNSUPPORTED,
                       "horizon %" G_GSIZE_FORMAT
                       " is beyond the model's longest, %" G_GSIZE_FORMAT,
                       horizon, traits->longest_horizon);
  }
  return PLUGCAST_OK;
}

static void
assert_wanted(const MemberTraits *traits, const MemberOutput *output)
{
  g_assert(output->n_probabilities == 0 || traits->can_quantiles);
  g_assert(output->n_samples == 0 || traits->can_samples);
}

plugcast_status
member_forecast(Member *member,
                gsize origin,
                const SeriesView *view,
                guint worker_index,
                Call *call,
                const MemberOutput *output)
{
  assert_wanted(&member->traits, output);

  const plugcast_status refused = member_check(member, view, output->horizon, call);
  if (refused != PLUGCAST_OK) {
    return refused;
  }
  return member->class->forecast(member, origin, view, worker_index, call, output);
}

static plugcast_status
forecast_one_by_one(Member *member,
                    gsize origin,
                    const SeriesView *const *views,
                    gsize n_views,
                    guint worker_index,
                    Call *call,
                    const MemberOutput *outputs)
{
  plugcast_status status = PLUGCAST_OK;
  for (gsize i = 0; i < n_views && status == PLUGCAST_OK; i++) {
    status = member_forecast(member, origin, views[i], worker_index, call, &outputs[i]);
  }
  return status;
}

plugcast_status
member_forecast_batch(Member *member,
                      gsize origin,
                      const SeriesView *const *views,
                      gsize n_views,
                      guint worker_index,
                      Call *call,
                      const MemberOutput *outputs)
{
  if (member->class->forecast_batch == NULL || n_views < 2) {
    return forecast_one_by_one(member, origin, views, n_views, worker_index, call, outputs);
  }
  for (gsize i = 0; i < n_views; i++) {
    assert_wanted(&member->traits, &outputs[i]);
    const plugcast_status refused = member_check(member, views[i], outputs[i].horizon, call);
    if (refused != PLUGCAST_OK) {
      return refused;
    }
  }
  return member->class->forecast_batch(member, origin, views, n_views, worker_index, call, outputs);
}
