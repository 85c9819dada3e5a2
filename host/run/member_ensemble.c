// SPDX-License-Identifier: MIT
#include "run/member_ensemble.h"

#include "pool/stream.h"
#include "run/member_group.h"
#include "run/quantile_order.h"

#include <math.h>

typedef struct {
  Member base;
  const EnsembleModel *body; // borrowed
  MemberGroup group;
} EnsembleMember;

// One series on its way through the members, on one thread.
typedef struct {
  const EnsembleMember *member;
  gsize origin;
  const SeriesView *view;
  guint worker_index;
  Call *call; // of the caller
} Work;

static EnsembleMember *
ensemble_member(Member *member)
{
  return (EnsembleMember *)member;
}

static void
free_member(Member *base)
{
  member_group_clear(&ensemble_member(base)->group);
  g_free(base);
}

static Arena *
get_arena(Member *base, gsize origin)
{
  return member_group_get_arena(&ensemble_member(base)->group, origin);
}

static plugcast_status
fit(Member *base, gsize origin, const SeriesView *const *views, gsize n_views, Call *call)
{
  member_group_fit(&ensemble_member(base)->group, origin, views, n_views, call);
  return PLUGCAST_OK;
}

static void
set_horizon(Member *base, gsize horizon)
{
  member_group_set_horizon(&ensemble_member(base)->group, horizon);
}

static void
set_probabilities(Member *base, const double *probabilities, gsize n_probabilities)
{
  const gboolean can =
      member_group_set_probabilities(&ensemble_member(base)->group, probabilities, n_probabilities);
  base->traits.can_quantiles = base->traits.can_quantiles && can;
}

static const char *
get_label(const Work *work, gsize index)
{
  return model_get_label(member_get_model(work->member->group.members[index]));
}

// Forecasts @view with one member, whose random numbers are its own.
static plugcast_status
forecast_member(
    const Work *work, gsize index, gsize fold, const SeriesView *view, const MemberOutput *output)
{
  Call *outer = work->call;
  const guint64 parts[] = {
    outer->context.seed,
    stream_part_from_text(get_label(work, index)),
    fold,
  };
  Call call;
  call_init(&call, stream_key(parts, G_N_ELEMENTS(parts)));
  call_set_cancel(&call, outer->cancel);
  call.arena = outer->arena;
  call.pool = outer->pool;
  call.log = fold == 0 ? outer->log : NULL;
  call.log_data = outer->log_data;
  const plugcast_status status = member_forecast(work->member->group.members[index], work->origin,
                                                 view, work->worker_index, &call, output);
  if (status != PLUGCAST_OK) {
    (void)call_refuse(outer, status, "%s: %s", get_label(work, index), call.message);
  }
  return status;
}

static void
note(const Work *work, const char *text)
{
  if (work->call->log != NULL) {
    work->call->log(PLUGCAST_LOG_NOTE, text, work->call->log_data);
  }
}

// The same series as it was @n_dropped steps before its end, which are ahead then.
static const SeriesView *
look_back(const SeriesView *view, gsize n_dropped, Arena *arena)
{
  SeriesView *past = arena_take(arena, sizeof *past);
  *past = *view;
  past->series.n_values -= n_dropped;
  past->n_present = 0;
  for (gsize t = 0; t < past->series.n_values; t++) {
    past->n_present += isnan(view->series.values[t]) ? 0 : 1;
  }
  const guint32 n_exogenous = view->series.n_exogenous;
  const double **future = arena_take(arena, MAX(n_exogenous, 1) * sizeof *future);
  for (guint32 i = 0; i < n_exogenous; i++) {
    const gboolean is_known = view->series.future_exogenous[i] != NULL;
    future[i] = is_known ? view->series.exogenous[i] + past->series.n_values : NULL;
  }
  past->series.future_exogenous = future;
  past->series.n_future = n_exogenous > 0 ? n_dropped : 0;
  return past;
}

// Rows of the past of each member, NaN in the first place of those that failed at some origin.
static plugcast_status
forecast_past(const Work *work, gsize horizon, double *const *rows, double *actuals)
{
  const EnsembleModel *body = work->member->body;
  const gsize stride = (horizon + body->n_folds - 1) / body->n_folds;
  Arena *arena = work->call->arena;
  for (gsize fold = 0; fold < body->n_folds; fold++) {
    const gsize n_dropped = horizon + (body->n_folds - 1 - fold) * stride; // the earliest first
    const SeriesView *past = look_back(work->view, n_dropped, arena);
    const double *came = work->view->series.values + past->series.n_values;
    for (gsize h = 0; h < horizon; h++) {
      actuals[fold * horizon + h] = came[h];
    }
    for (gsize i = 0; i < work->member->group.n_members; i++) {
      const MemberOutput output = { .horizon = horizon, .mean = rows[i] + fold * horizon };
      const plugcast_status status = forecast_member(work, i, 1 + fold, past, &output);
      if (status == PLUGCAST_CANCELLED) {
        return status;
      }
      if (status != PLUGCAST_OK) {
        output.mean[0] = NAN;
      }
    }
  }
  return PLUGCAST_OK;
}

static gboolean
is_complete(const double *row, gsize horizon, gsize n_folds)
{
  for (gsize fold = 0; fold < n_folds; fold++) {
    if (isnan(row[fold * horizon])) {
      return FALSE;
    }
  }
  return TRUE;
}

// Drops the points whose actual value is missing. Returns: how many are left.
static gsize
pack_points(double *const *rows, gsize n_rows, double *actuals, gsize n_points)
{
  gsize n = 0;
  for (gsize t = 0; t < n_points; t++) {
    if (isnan(actuals[t])) {
      continue;
    }
    for (gsize i = 0; i < n_rows; i++) {
      rows[i][n] = rows[i][t];
    }
    actuals[n++] = actuals[t];
  }
  return n;
}

// Learns from the members of @lesson, which has all that are there; it stays as it is where there
// is nothing to learn from.
static plugcast_status
learn(const Work *work, gsize horizon, EnsembleLesson *lesson)
{
  const EnsembleModel *body = work->member->body;
  Arena *arena = work->call->arena;
  const gsize n_members = work->member->group.n_members;
  const gsize n_points = body->n_folds * horizon;
  const gsize stride = (horizon + body->n_folds - 1) / body->n_folds;
  if (work->view->series.n_values <= horizon + (body->n_folds - 1) * stride) {
    note(work, "the mean of its members: the series is too short to learn from");
    return PLUGCAST_OK;
  }
  double **rows = arena_take(arena, n_members * sizeof *rows);
  for (gsize i = 0; i < n_members; i++) {
    rows[i] = arena_take(arena, n_points * sizeof **rows);
  }
  double *actuals = arena_take(arena, n_points * sizeof *actuals);
  const plugcast_status status = forecast_past(work, horizon, rows, actuals);
  if (status != PLUGCAST_OK) {
    return status;
  }
  gsize *used = arena_take(arena, n_members * sizeof *used);
  double **packed = arena_take(arena, n_members * sizeof *packed);
  gsize n = 0;
  for (gsize i = 0; i < lesson->n_used; i++) {
    const gsize index = lesson->used[i];
    if (is_complete(rows[index], horizon, body->n_folds)) {
      packed[n] = rows[index];
      used[n++] = index;
    }
  }
  const WeightPast past = {
    .n_members = n,
    .n_points = pack_points(packed, n, actuals, n_points),
    .members = (const double *const *)packed,
    .actuals = actuals,
  };
  if (n == 0 || past.n_points == 0) {
    note(work, "the mean of its members: they failed at earlier origins");
    return PLUGCAST_OK;
  }
  return ensemble_learn(body->ensemble, &past, used, work->call, lesson);
}

// Where the members put what is wanted of all.
static MemberOutput *
take_outputs(const Work *work, const MemberOutput *wanted)
{
  Arena *arena = work->call->arena;
  const gsize n_members = work->member->group.n_members;
  const gsize n_quantiles = wanted->n_probabilities * wanted->horizon;
  MemberOutput *outputs = arena_take(arena, n_members * sizeof *outputs);
  for (gsize i = 0; i < n_members; i++) {
    outputs[i] = *wanted;
    outputs[i].mean = arena_take(arena, wanted->horizon * sizeof(double));
    outputs[i].quantiles = n_quantiles > 0 ? arena_take(arena, n_quantiles * sizeof(double)) : NULL;
  }
  return outputs;
}

static void
fill_missing(double *values, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    values[i] = NAN;
  }
}

// Forecasts with all members. Returns: PLUGCAST_OK and the members that are there, or the status of
// the first when all failed.
static plugcast_status
forecast_members(const Work *work, const MemberOutput *outputs, gsize *used, gsize *n_used)
{
  plugcast_status first = PLUGCAST_OK;
  g_autofree char *reason = NULL;
  *n_used = 0;
  for (gsize i = 0; i < work->member->group.n_members; i++) {
    const plugcast_status status = forecast_member(work, i, 0, work->view, &outputs[i]);
    if (status == PLUGCAST_CANCELLED) {
      return status;
    }
    if (status == PLUGCAST_OK) {
      used[(*n_used)++] = i;
      continue;
    }
    fill_missing(outputs[i].mean, outputs[i].horizon);
    fill_missing(outputs[i].quantiles, outputs[i].n_probabilities * outputs[i].horizon);
    if (first == PLUGCAST_OK) {
      first = status;
      reason = g_strdup(work->call->message);
    }
    g_autofree char *text = g_strdup_printf("made without %s", work->call->message);
    note(work, text);
  }
  return *n_used > 0 ? PLUGCAST_OK : call_refuse(work->call, first, "%s", reason);
}

static plugcast_status
combine(const Work *work,
        const EnsembleLesson *lesson,
        const MemberOutput *outputs,
        const MemberOutput *wanted)
{
  const Ensemble *ensemble = work->member->body->ensemble;
  const gsize n_members = work->member->group.n_members;
  Arena *arena = work->call->arena;
  const double **means = arena_take(arena, n_members * sizeof *means);
  const double **quantiles = arena_take(arena, n_members * sizeof *quantiles);
  for (gsize i = 0; i < n_members; i++) {
    means[i] = outputs[i].mean;
    quantiles[i] = outputs[i].quantiles;
  }
  plugcast_status status =
      ensemble_combine(ensemble, lesson, means, wanted->horizon, work->call, wanted->mean);
  if (status == PLUGCAST_OK && isnan(wanted->mean[0])) {
    return call_refuse(work->call, PLUGCAST_FAILED, "all members that have a weight failed");
  }
  const gsize n_quantiles = wanted->n_probabilities * wanted->horizon;
  if (status == PLUGCAST_OK && n_quantiles > 0) {
    status =
        ensemble_combine(ensemble, lesson, quantiles, n_quantiles, work->call, wanted->quantiles);
  }
  if (status == PLUGCAST_OK && n_quantiles > 0) {
    quantile_order_sort(wanted->quantiles, wanted->n_probabilities, wanted->horizon);
  }
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
  const EnsembleMember *member = ensemble_member(base);
  const ArenaMark mark = arena_mark(call->arena);
  const Work work = { member, origin, view, worker_index, call };
  const MemberOutput *outputs = take_outputs(&work, output);
  gsize *used = arena_take(call->arena, member->group.n_members * sizeof *used);
  gsize n_used = 0;
  plugcast_status status = forecast_members(&work, outputs, used, &n_used);
  EnsembleLesson lesson = { .used = used, .n_used = n_used };
  if (status == PLUGCAST_OK && ensemble_learns(member->body->ensemble)) {
    status = learn(&work, output->horizon, &lesson);
  }
  if (status == PLUGCAST_OK) {
    status = combine(&work, &lesson, outputs, output);
  }
  arena_rewind(call->arena, mark);
  return status;
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
member_ensemble_new(const Model *model, const EnsembleModel *body, guint n_workers, gsize n_origins)
{
  EnsembleMember *member = g_new0(EnsembleMember, 1);
  member->body = body;
  member_group_init(&member->group, body->models, n_workers, n_origins);
  member->base = (Member){
    .class = &class,
    .model = model,
    .traits = member_group_get_traits(&member->group),
  };
  member->base.traits.can_samples = FALSE;
  return &member->base;
}
