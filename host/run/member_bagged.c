// SPDX-License-Identifier: MIT
#include "run/member_bagged.h"

#include "pool/stream.h"
#include "run/augmenter.h"
#include "run/member-private.h"
#include "run/quantile_order.h"

#include <string.h>

typedef struct {
  Member base;
  const Bagged *bagged; // borrowed
  Member *inner;        // owned
} BaggedMember;

// The copies of one series: each writes its own slots, whichever thread makes it.
typedef struct {
  BaggedMember *member;
  gsize origin;
  const SeriesView *view;
  const Call *call;           // of the caller
  const MemberOutput *wanted; // without samples
  double *means;              // [n_copies × horizon]
  double *quantiles;          // [n_copies × n_probabilities × horizon]
  plugcast_status *statuses;  // [n_copies]
  char **reasons;             // [n_copies], owned, NULL without a failure
} Bag;

static BaggedMember *
bagged_member(Member *member)
{
  return (BaggedMember *)member;
}

static void
free_member(Member *base)
{
  BaggedMember *member = bagged_member(base);
  g_clear_pointer(&member->inner, member_free);
  g_free(member);
}

static void
set_horizon(Member *base, gsize horizon)
{
  member_set_horizon(bagged_member(base)->inner, horizon);
}

static void
set_probabilities(Member *base, const double *probabilities, gsize n_probabilities)
{
  Member *inner = bagged_member(base)->inner;
  member_set_probabilities(inner, probabilities, n_probabilities);
  base->traits.can_quantiles =
      base->traits.can_quantiles && member_get_traits(inner)->can_quantiles;
}

static MemberOutput
get_output(const Bag *bag, gsize copy)
{
  const MemberOutput *wanted = bag->wanted;
  MemberOutput output = *wanted;
  output.mean = bag->means + copy * wanted->horizon;
  output.quantiles = bag->quantiles + copy * wanted->n_probabilities * wanted->horizon;
  return output;
}

// Returns: (nullable): the series that copy @copy is, in the call's arena; NULL with a status.
static const SeriesView *
make_copy(const Bag *bag, gsize copy, Call *call, plugcast_status *status)
{
  *status = PLUGCAST_OK;
  if (copy == 0) {
    return bag->view;
  }
  double *values = arena_take(call->arena, bag->view->series.n_values * sizeof *values);
  *status = augmenter_run(bag->member->bagged->augmenter, bag->view, NULL, call, values);
  if (*status != PLUGCAST_OK) {
    return NULL;
  }
  const SeriesView *view = series_view_replace(bag->view, values, call->arena);
  if (view == NULL) {
    *status = call_refuse(call, PLUGCAST_BAD_INPUT, "all values of the copy are missing");
  }
  return view;
}

// @call: the copy's own.
static plugcast_status
forecast_copy(const Bag *bag, gsize copy, guint worker_index, Call *call)
{
  plugcast_status status = PLUGCAST_OK;
  const SeriesView *view = make_copy(bag, copy, call, &status);
  if (view == NULL) {
    return status;
  }
  const MemberOutput output = get_output(bag, copy);
  return member_forecast(bag->member->inner, bag->origin, view, worker_index, call, &output);
}

static void
do_copy(const Bag *bag, gsize copy, guint worker_index, Arena *arena)
{
  const guint64 parts[] = { bag->call->context.seed, copy };
  Call call;
  call_init(&call, stream_key(parts, G_N_ELEMENTS(parts)));
  call_set_cancel(&call, bag->call->cancel);
  call.arena = arena;
  // What a model says of the series it would say of each copy again.
  call.log = copy == 0 ? bag->call->log : NULL;
  call.log_data = bag->call->log_data;
  const ArenaMark mark = arena_mark(arena);
  bag->statuses[copy] = plugcast_should_stop(&call.context)
                            ? PLUGCAST_CANCELLED
                            : forecast_copy(bag, copy, worker_index, &call);
  if (bag->statuses[copy] != PLUGCAST_OK) {
    bag->reasons[copy] = g_strdup(call.message);
  }
  arena_rewind(arena, mark);
}

static void
do_copies(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  const Bag *bag = data;
  for (gsize i = begin; i < end; i++) {
    do_copy(bag, i, pool_worker_get_index(worker), pool_worker_get_arena(worker));
  }
}

static void
fill_bag(Bag *bag, guint worker_index, const Call *call)
{
  const gsize n_copies = bag->member->bagged->n_copies;
  if (call->pool != NULL) {
    (void)pool_run(call->pool, n_copies, 1, do_copies, bag, NULL);
    return;
  }
  for (gsize i = 0; i < n_copies; i++) {
    do_copy(bag, i, worker_index, call->arena);
  }
}

static gsize
count_failed(const Bag *bag, gsize *first)
{
  gsize n_failed = 0;
  for (gsize i = bag->member->bagged->n_copies; i-- > 0;) {
    if (bag->statuses[i] != PLUGCAST_OK) {
      n_failed++;
      *first = i;
    }
  }
  return n_failed;
}

// Returns: whether enough copies are there, else a status with the reason.
static plugcast_status
judge(const Bag *bag, Call *call)
{
  const gsize n_copies = bag->member->bagged->n_copies;
  gsize first = 0;
  const gsize n_failed = count_failed(bag, &first);
  if (n_failed == 0) {
    return PLUGCAST_OK;
  }
  if (bag->statuses[0] != PLUGCAST_OK) {
    return call_refuse(call, bag->statuses[0], "%s", bag->reasons[0]);
  }
  for (gsize i = first; i < n_copies; i++) {
    if (bag->statuses[i] == PLUGCAST_CANCELLED) {
      return call_refuse(call, PLUGCAST_CANCELLED, "%s", bag->reasons[i]);
    }
  }
  g_autofree char *finding =
      g_strdup_printf("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " copies failed, the first: %s",
                      n_failed, n_copies, bag->reasons[first]);
  if (2 * n_failed > n_copies) {
    return call_refuse(call, bag->statuses[first], "%s", finding);
  }
  if (call->log != NULL) {
    call->log(PLUGCAST_LOG_NOTE, finding, call->log_data);
  }
  return PLUGCAST_OK;
}

static void
combine(const Bag *bag, Arena *arena, const MemberOutput *output)
{
  const gsize n_copies = bag->member->bagged->n_copies;
  const double **means = arena_take(arena, n_copies * sizeof *means);
  const double **quantiles = arena_take(arena, n_copies * sizeof *quantiles);
  gsize n = 0;
  for (gsize i = 0; i < n_copies; i++) {
    if (bag->statuses[i] == PLUGCAST_OK) {
      const MemberOutput of_copy = get_output(bag, i);
      means[n] = of_copy.mean;
      quantiles[n++] = of_copy.quantiles;
    }
  }
  const Combination combination = { .kind = bag->member->bagged->combination };
  combination_apply(&combination, means, n, output->horizon, output->mean);
  if (output->n_probabilities > 0) {
    combination_apply(&combination, quantiles, n, output->n_probabilities * output->horizon,
                      output->quantiles);
    quantile_order_sort(output->quantiles, output->n_probabilities, output->horizon);
  }
}

static Bag
take_bag(BaggedMember *member, Call *call, const MemberOutput *output)
{
  const gsize n = member->bagged->n_copies;
  const gsize n_quantiles = n * output->n_probabilities * output->horizon;
  Bag bag = {
    .member = member,
    .call = call,
    .wanted = output,
    .means = arena_take(call->arena, n * output->horizon * sizeof *bag.means),
    .quantiles = arena_take(call->arena, MAX(n_quantiles, 1) * sizeof *bag.quantiles),
    .statuses = arena_take(call->arena, n * sizeof *bag.statuses),
    .reasons = arena_take(call->arena, n * sizeof *bag.reasons),
  };
  memset(bag.reasons, 0, n * sizeof *bag.reasons);
  return bag;
}

static plugcast_status
forecast(Member *base,
         gsize origin,
         const SeriesView *view,
         guint worker_index,
         Call *call,
         const MemberOutput *output)
{
  const ArenaMark mark = arena_mark(call->arena);
  Bag bag = take_bag(bagged_member(base), call, output);
  bag.origin = origin;
  bag.view = view;
  fill_bag(&bag, worker_index, call);
  const plugcast_status status = judge(&bag, call);
  if (status == PLUGCAST_OK) {
    combine(&bag, call->arena, output);
  }
  for (gsize i = 0; i < bag.member->bagged->n_copies; i++) {
    g_free(bag.reasons[i]);
  }
  arena_rewind(call->arena, mark);
  return status;
}

static const MemberClass class = {
  .free = free_member,
  .set_horizon = set_horizon,
  .set_probabilities = set_probabilities,
  .forecast = forecast,
};

static MemberTraits
make_traits(const Bagged *bagged, const MemberTraits *inner)
{
  MemberTraits traits = *inner;
  traits.can_samples = FALSE;
  traits.can_missing = inner->can_missing &&
                       component_can(setup_get_component(bagged->augmenter), PLUGCAST_CAN_MISSING);
  traits.batch_size = 1;
  return traits;
}

Member *
member_bagged_new(const Model *model, const Bagged *bagged, guint n_workers, gsize n_origins)
{
  BaggedMember *member = g_new0(BaggedMember, 1);
  member->bagged = bagged;
  member->inner = member_new(bagged->inner, n_workers, n_origins);
  member->base = (Member){
    .class = &class,
    .model = model,
    .traits = make_traits(bagged, member_get_traits(member->inner)),
  };
  return &member->base;
}
