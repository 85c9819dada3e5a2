// SPDX-License-Identifier: MIT
#include "run/member_pipeline.h"

#include "run/member-private.h"
#include "run/quantile_order.h"
#include "run/transform_chain.h"

#include <float.h>
#include <math.h>
#include <string.h>

typedef struct {
  Member base;
  const Pipeline *pipeline; // borrowed
  Member *inner;            // owned
} PipelineMember;

static PipelineMember *
pipeline_member(Member *member)
{
  return (PipelineMember *)member;
}

static void
free_member(Member *base)
{
  PipelineMember *member = pipeline_member(base);
  g_clear_pointer(&member->inner, member_free);
  g_free(member);
}

static Arena *
get_arena(Member *base, gsize origin)
{
  return member_get_arena(pipeline_member(base)->inner, origin);
}

// The series that a global model learns from, on their way through the transforms.
typedef struct {
  const GPtrArray *transforms;
  const SeriesView *const *views; // [n_views]
  double **values;                // [n_views] of the length of the view: missing, then the result
  guint8 *are_there;              // [n_views]: whether the view could be transformed
  const Call *call;
} Training;

static void
transform_view(const Training *training, gsize index, Arena *arena)
{
  const ArenaMark mark = arena_mark(arena);
  Call call;
  call_init(&call, training->call->context.seed);
  call_set_cancel(&call, training->call->cancel);
  call.arena = arena;
  TransformChain chain = { 0 };
  const plugcast_status status =
      transform_chain_fit(training->transforms, training->views[index], arena, &call, &chain);
  if (status == PLUGCAST_OK && chain.output != NULL) {
    const plugcast_series *output = &chain.output->series;
    const gsize n_lost = training->views[index]->series.n_values - output->n_values;
    double *values = training->values[index];
    for (gsize i = 0; i < n_lost; i++) {
      values[i] = (double)NAN;
    }
    memcpy(values + n_lost, output->values, output->n_values * sizeof *values);
    training->are_there[index] = 1;
  }
  arena_rewind(arena, mark);
}

static void
transform_views(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  for (gsize i = begin; i < end; i++) {
    transform_view(data, i, pool_worker_get_arena(worker));
  }
}

// Takes memory for the results alone: states and what lies between are gone when the model learns.
static Training
take_training(const PipelineMember *member,
              const SeriesView *const *views,
              gsize n_views,
              Arena *kept,
              const Call *call)
{
  const Training training = {
    .transforms = member->pipeline->transforms,
    .views = views,
    .values = arena_take(kept, MAX(n_views, 1) * sizeof *training.values),
    .are_there = arena_take(kept, MAX(n_views, 1)),
    .call = call,
  };
  memset(training.are_there, 0, n_views);
  for (gsize i = 0; i < n_views; i++) {
    training.values[i] = arena_take(kept, views[i]->series.n_values * sizeof(double));
  }
  return training;
}

// The inner model learns from the series that can be transformed; the others say why they cannot
// when they are forecast.
static plugcast_status
fit(Member *base, gsize origin, const SeriesView *const *views, gsize n_views, Call *call)
{
  PipelineMember *member = pipeline_member(base);
  Arena *kept = member_get_arena(member->inner, origin);
  Training training = take_training(member, views, n_views, kept, call);
  if (call->pool != NULL) {
    (void)pool_run(call->pool, n_views, 1, transform_views, &training, call->cancel);
  } else {
    for (gsize i = 0; i < n_views && !plugcast_should_stop(&call->context); i++) {
      transform_view(&training, i, call->arena);
    }
  }
  if (plugcast_should_stop(&call->context)) {
    return call_refuse(call, PLUGCAST_CANCELLED, "cancelled");
  }
  const SeriesView **transformed = arena_take(kept, MAX(n_views, 1) * sizeof *transformed);
  gsize n = 0;
  for (gsize i = 0; i < n_views; i++) {
    const SeriesView *view =
        training.are_there[i] ? series_view_replace(views[i], training.values[i], kept) : NULL;
    if (member_can_learn_from(member->inner, view)) {
      transformed[n++] = view;
    }
  }
  return member_fit(member->inner, origin, transformed, n, call);
}

static double *
take_numbers(Arena *arena, gsize n_rows, gsize horizon)
{
  return n_rows > 0 ? arena_take(arena, n_rows * horizon * sizeof(double)) : NULL;
}

// The same forecast into memory of the call.
static MemberOutput
take_output(Arena *arena, const MemberOutput *wanted)
{
  MemberOutput output = *wanted;
  output.mean = take_numbers(arena, 1, wanted->horizon);
  output.quantiles = take_numbers(arena, wanted->n_probabilities, wanted->horizon);
  output.samples = take_numbers(arena, wanted->n_samples, wanted->horizon);
  return output;
}

static plugcast_status
check_mean(const double *mean, gsize horizon, Call *call)
{
  for (gsize h = 0; h < horizon; h++) {
    if (!(fabs(mean[h]) < DBL_MAX)) {
      return call_refuse(
          call, PLUGCAST_NUMERIC,
          "step %" G_GSIZE_FORMAT " of the forecast has no inverse within the numbers", h + 1);
    }
  }
  return PLUGCAST_OK;
}

static plugcast_status
invert_output(const TransformChain *chain, Call *call, const MemberOutput *output)
{
  const gsize horizon = output->horizon;
  plugcast_status status = transform_chain_invert(chain, 1, horizon, call, output->mean);
  if (status == PLUGCAST_OK) {
    status = check_mean(output->mean, horizon, call);
  }
  if (status == PLUGCAST_OK && output->n_probabilities > 0) {
    status =
        transform_chain_invert(chain, output->n_probabilities, horizon, call, output->quantiles);
    // An inverse that falls turns the order around.
    quantile_order_sort(output->quantiles, output->n_probabilities, horizon);
  }
  if (status == PLUGCAST_OK && output->n_samples > 0) {
    status = transform_chain_invert(chain, output->n_samples, horizon, call, output->samples);
  }
  return status;
}

static void
hand_out(const MemberOutput *from, const MemberOutput *to)
{
  const gsize n = from->horizon;
  memcpy(to->mean, from->mean, n * sizeof *to->mean);
  if (from->n_probabilities > 0) {
    memcpy(to->quantiles, from->quantiles, from->n_probabilities * n * sizeof *to->quantiles);
  }
  if (from->n_samples > 0) {
    memcpy(to->samples, from->samples, from->n_samples * n * sizeof *to->samples);
  }
}

// What the inner model says of the length of a series and of missing values is about the
// transformed one.
static plugcast_status
explain(const PipelineMember *member, plugcast_status status, Call *call)
{
  if (status != PLUGCAST_TOO_SHORT && status != PLUGCAST_UNSUPPORTED) {
    return status;
  }
  g_autofree char *label = transform_chain_make_label(member->pipeline->transforms, FALSE);
  char reason[CALL_MESSAGE_CAPACITY];
  (void)g_strlcpy(reason, call->message, sizeof reason);
  return call_refuse(call, status, "behind '%s': %s", label, reason);
}

static plugcast_status
forecast_views(PipelineMember *member,
               gsize origin,
               const SeriesView *const *views,
               gsize n_views,
               guint worker_index,
               Call *call,
               const MemberOutput *outputs)
{
  Arena *arena = call->arena;
  TransformChain *chains = arena_take(arena, n_views * sizeof *chains);
  const SeriesView **transformed = arena_take(arena, n_views * sizeof *transformed);
  MemberOutput *rooms = arena_take(arena, n_views * sizeof *rooms);
  for (gsize i = 0; i < n_views; i++) {
    const plugcast_status status =
        transform_chain_fit(member->pipeline->transforms, views[i], arena, call, &chains[i]);
    if (status != PLUGCAST_OK) {
      return status;
    }
    transformed[i] = chains[i].output;
    rooms[i] = take_output(arena, &outputs[i]);
  }
  plugcast_status status =
      member_forecast_batch(member->inner, origin, transformed, n_views, worker_index, call, rooms);
  if (status != PLUGCAST_OK) {
    return explain(member, status, call);
  }
  for (gsize i = 0; i < n_views && status == PLUGCAST_OK; i++) {
    status = invert_output(&chains[i], call, &rooms[i]);
    if (status == PLUGCAST_OK) {
      hand_out(&rooms[i], &outputs[i]);
    }
  }
  return status;
}

static plugcast_status
forecast_batch(Member *base,
               gsize origin,
               const SeriesView *const *views,
               gsize n_views,
               guint worker_index,
               Call *call,
               const MemberOutput *outputs)
{
  const ArenaMark mark = arena_mark(call->arena);
  const plugcast_status status =
      forecast_views(pipeline_member(base), origin, views, n_views, worker_index, call, outputs);
  arena_rewind(call->arena, mark);
  return status;
}

static plugcast_status
forecast(Member *base,
         gsize origin,
         const SeriesView *view,
         guint worker_index,
         Call *call,
         const MemberOutput *output)
{
  return forecast_batch(base, origin, &view, 1, worker_index, call, output);
}

static void
set_horizon(Member *base, gsize horizon)
{
  member_set_horizon(pipeline_member(base)->inner, horizon);
}

static void
set_probabilities(Member *base, const double *probabilities, gsize n_probabilities)
{
  Member *inner = pipeline_member(base)->inner;
  member_set_probabilities(inner, probabilities, n_probabilities);
  base->traits.can_quantiles =
      base->traits.can_quantiles && member_get_traits(inner)->can_quantiles;
}

static const MemberClass class = {
  .free = free_member,
  .get_arena = get_arena,
  .fit = fit,
  .set_horizon = set_horizon,
  .set_probabilities = set_probabilities,
  .forecast = forecast,
  .forecast_batch = forecast_batch,
};

// A transform may fill in what is missing, so whether the inner model can do with what is left
// shows for each series.
static MemberTraits
make_traits(const Pipeline *pipeline, const MemberTraits *inner)
{
  MemberTraits traits = *inner;
  traits.can_missing = transform_can_missing(g_ptr_array_index(pipeline->transforms, 0));
  for (guint i = 0; i < pipeline->transforms->len; i++) {
    const Setup *setup = g_ptr_array_index(pipeline->transforms, i);
    traits.can_quantiles = traits.can_quantiles && !transform_looks_back(setup);
    traits.least_length += transform_get_n_lost(setup);
  }
  return traits;
}

Member *
member_pipeline_new(const Model *model, const Pipeline *pipeline, guint n_workers, gsize n_origins)
{
  PipelineMember *member = g_new0(PipelineMember, 1);
  member->pipeline = pipeline;
  member->inner = member_new(pipeline->inner, n_workers, n_origins);
  member->base = (Member){
    .class = &class,
    .model = model,
    .traits = make_traits(pipeline, member_get_traits(member->inner)),
  };
  return &member->base;
}
