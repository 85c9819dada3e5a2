// SPDX-License-Identifier: MIT
#include "run/member_forecaster.h"

#include "plugin/float_mode.h"
#include "plugin/visit.h"
#include "run/fence.h"
#include "run/member-private.h"
#include "run/quantile_order.h"
#include "run/state_bytes.h"

#include <string.h>

// An instance of a local model belongs to one worker, on a cache line of its own.
typedef struct {
  _Alignas(64) gboolean is_ready;
  void *instance; // (nullable): also NULL for a component without create()
  char *reason;   // (owned) (nullable): why a global model could not be fitted
  Arena *arena;   // (owned) (nullable): the series that a global model was fitted on
} Slot;

typedef struct {
  Member base;
  const Component *component;
  const plugcast_value *values; // of the parameters, borrowed
  const plugcast_forecaster *forecaster;
  gboolean is_shared; // an instance is for all workers
  gsize n_slots;      // workers of a local model, origins of a global one, one of a saved one
  Slot *slots;        // [n_slots]
  GMutex lock;        // lets one thread at a time into a global instance that is not PURE
  gint handover;      // raised inside @lock: tells race checkers what the lock does
} ForecasterMember;

// Where the plugin writes, fenced.
typedef struct {
  const MemberOutput *wanted; // [n_series], all of one horizon
  gsize n_series;
  double *means;             // [n_series × horizon]
  double *quantiles;         // [n_series × n_probabilities × horizon], or NULL
  double *samples;           // [n_series × n_samples × horizon], or NULL
  plugcast_status *statuses; // [n_series + 2], guards at both ends
} Buffers;

enum {
  STATUS_GUARD = 0x504c4753,
  GLOBAL_BATCH = 256, // series a call: enough to hide the call, few enough for scratch memory
};

static ForecasterMember *
forecaster_member(Member *member)
{
  return (ForecasterMember *)member;
}

static void
drop_instance(ForecasterMember *member, Slot *slot)
{
  if (slot->is_ready && slot->instance != NULL) {
    const FloatMode mode = float_mode_get();
    component_enter(member->component);
    member->forecaster->destroy(slot->instance);
    component_leave(member->component);
    (void)float_mode_check(mode);
  }
  arena_free(slot->arena);
  g_free(slot->reason);
  *slot = (Slot){ 0 };
}

static void
free_member(Member *base)
{
  ForecasterMember *member = forecaster_member(base);
  for (gsize i = 0; i < member->n_slots; i++) {
    drop_instance(member, &member->slots[i]);
  }
  g_clear_pointer(&member->slots, g_aligned_free);
  g_mutex_clear(&member->lock);
  g_free(member);
}

static gboolean
takes_turns(const ForecasterMember *member)
{
  return member->is_shared && component_get_threading(member->component) != PLUGCAST_THREADING_PURE;
}

static Visit
enter(ForecasterMember *member, Call *call)
{
  const Visit visit = visit_begin(member->component, call);
  if (takes_turns(member)) {
    g_mutex_lock(&member->lock);
    (void)g_atomic_int_add(&member->handover, 1);
  }
  return visit;
}

static plugcast_status
leave(ForecasterMember *member, Visit *visit, plugcast_status status, const char *phase)
{
  if (takes_turns(member)) {
    (void)g_atomic_int_add(&member->handover, 1);
    g_mutex_unlock(&member->lock);
  }
  return visit_end(visit, status, phase);
}

static plugcast_status
make_ready(ForecasterMember *member, Slot *slot, Call *call)
{
  if (slot->is_ready || !component_has_create(member->component)) {
    slot->is_ready = TRUE;
    return PLUGCAST_OK;
  }
  void *instance = NULL;
  Visit visit = enter(member, call);
  const plugcast_status returned =
      member->forecaster->create(&call->context, member->values, &instance);
  const plugcast_status status = leave(member, &visit, returned, "create");
  if (status == PLUGCAST_OK) {
    slot->is_ready = TRUE;
    slot->instance = instance;
  }
  return status;
}

static plugcast_status
fit_slot(
    ForecasterMember *member, Slot *slot, const plugcast_series *const *series, gsize n, Call *call)
{
  const plugcast_status created = make_ready(member, slot, call);
  if (created != PLUGCAST_OK || !component_has_fit(member->component)) {
    return created;
  }
  const ArenaMark mark = arena_mark(call->arena);
  plugcast_status *statuses = arena_take(call->arena, n * sizeof *statuses);
  memset(statuses, 0, n * sizeof *statuses);
  Visit visit = enter(member, call);
  plugcast_status status =
      member->forecaster->fit(&call->context, slot->instance, series, n, statuses);
  if (status == PLUGCAST_OK && !member->base.traits.is_global) {
    status = statuses[0];
  }
  arena_rewind(call->arena, mark);
  return leave(member, &visit, status, "fit");
}

static Arena *
get_arena(Member *base, gsize origin)
{
  ForecasterMember *member = forecaster_member(base);
  g_assert(origin < member->n_slots);

  Slot *slot = &member->slots[origin];
  if (slot->arena == NULL) {
    slot->arena = arena_new();
  }
  return slot->arena;
}

static plugcast_status
fit(Member *base, gsize origin, const SeriesView *const *views, gsize n_views, Call *call)
{
  ForecasterMember *member = forecaster_member(base);
  g_assert(origin < member->n_slots);

  Slot *slot = &member->slots[origin];
  if (n_views == 0) {
    return PLUGCAST_TOO_SHORT;
  }
  const plugcast_series **series = arena_take(get_arena(base, origin), n_views * sizeof *series);
  for (gsize i = 0; i < n_views; i++) {
    series[i] = &views[i]->series;
  }
  const plugcast_status status = fit_slot(member, slot, series, n_views, call);
  if (status != PLUGCAST_OK) {
    drop_instance(member, slot);
    slot->reason = g_strdup(call->message);
  }
  return status;
}

static Buffers
take_buffers(Arena *arena, const MemberOutput *wanted, gsize n_series)
{
  const gsize n = n_series * wanted->horizon;
  Buffers buffers = {
    .wanted = wanted,
    .n_series = n_series,
    .means = fence_take(arena, n),
    .statuses = arena_take(arena, (n_series + 2) * sizeof *buffers.statuses),
  };
  if (wanted->n_probabilities > 0) {
    buffers.quantiles = fence_take(arena, n * wanted->n_probabilities);
  }
  if (wanted->n_samples > 0) {
    buffers.samples = fence_take(arena, n * wanted->n_samples);
  }
  memset(buffers.statuses, 0, (n_series + 2) * sizeof *buffers.statuses);
  buffers.statuses[0] = STATUS_GUARD;
  buffers.statuses[n_series + 1] = STATUS_GUARD;
  return buffers;
}

static plugcast_status
find_failed(const Buffers *buffers)
{
  for (gsize i = 1; i <= buffers->n_series; i++) {
    if (buffers->statuses[i] != PLUGCAST_OK) {
      return buffers->statuses[i];
    }
  }
  return PLUGCAST_OK;
}

// Returns: (nullable): what was written beside, whether or not the call succeeded.
static const char *
find_overrun(const Buffers *buffers)
{
  const gsize n = buffers->n_series * buffers->wanted->horizon;
  if (buffers->statuses[0] != STATUS_GUARD ||
      buffers->statuses[buffers->n_series + 1] != STATUS_GUARD) {
    return "its status buffer";
  }
  if (!fence_stands(buffers->means, n)) {
    return "the buffer of the forecast";
  }
  if (buffers->quantiles != NULL &&
      !fence_stands(buffers->quantiles, n * buffers->wanted->n_probabilities)) {
    return "the buffer of the quantiles";
  }
  const gboolean stands =
      buffers->samples == NULL || fence_stands(buffers->samples, n * buffers->wanted->n_samples);
  return stands ? NULL : "the buffer of the samples";
}

static plugcast_status
check_fence(const double *values, gsize n_values, gsize horizon, const char *name, Call *call)
{
  gsize where = 0;
  const plugcast_status status = fence_check(values, n_values, &where);
  switch (status) {
  case PLUGCAST_OK:
    return status;
  case PLUGCAST_UNWRITTEN:
    return call_refuse(call, status, "left %s of step %" G_GSIZE_FORMAT " unwritten", name,
                       where % horizon + 1);
  default:
    return call_refuse(call, status, "%s of step %" G_GSIZE_FORMAT " is %g", name,
                       where % horizon + 1, values[where]);
  }
}

static plugcast_status
check_buffers(const Buffers *buffers, plugcast_status status, Call *call)
{
  const gsize horizon = buffers->wanted->horizon;
  const gsize n = buffers->n_series * horizon;
  const char *overrun = find_overrun(buffers);
  if (overrun != NULL) {
    return call_refuse(call, PLUGCAST_OVERRUN, "wrote outside of %s", overrun);
  }
  if (status == PLUGCAST_OK) {
    status = check_fence(buffers->means, n, horizon, "the forecast", call);
  }
  if (status == PLUGCAST_OK && buffers->quantiles != NULL) {
    status = check_fence(buffers->quantiles, n * buffers->wanted->n_probabilities, horizon,
                         "a quantile", call);
  }
  if (status == PLUGCAST_OK && buffers->samples != NULL) {
    status =
        check_fence(buffers->samples, n * buffers->wanted->n_samples, horizon, "a sample", call);
  }
  return status;
}

static void
hand_out(const Buffers *buffers)
{
  for (gsize i = 0; i < buffers->n_series; i++) {
    const MemberOutput *to = &buffers->wanted[i];
    const gsize n_quantiles = to->n_probabilities * to->horizon;
    const gsize n_samples = to->n_samples * to->horizon;
    memcpy(to->mean, buffers->means + i * to->horizon, to->horizon * sizeof *to->mean);
    if (buffers->quantiles != NULL) {
      memcpy(to->quantiles, buffers->quantiles + i * n_quantiles,
             n_quantiles * sizeof *to->quantiles);
      // Rounding may put neighbours out of order by a hair.
      quantile_order_sort(to->quantiles, to->n_probabilities, to->horizon);
    }
    if (buffers->samples != NULL && n_samples > 0) {
      memcpy(to->samples, buffers->samples + i * n_samples, n_samples * sizeof *to->samples);
    }
  }
}

static plugcast_status
forecast_slot(ForecasterMember *member,
              Slot *slot,
              const SeriesView *const *views,
              gsize n_views,
              Call *call,
              const MemberOutput *outputs)
{
  Buffers buffers = take_buffers(call->arena, outputs, n_views);
  const plugcast_forecast out = {
    .struct_size = sizeof out,
    .n_levels = (uint32_t)outputs->n_probabilities,
    .horizon = outputs->horizon,
    .levels = outputs->probabilities,
    .mean = buffers.means,
    .quantiles = buffers.quantiles,
    .samples = buffers.samples,
    .n_samples = outputs->n_samples,
    .status = &buffers.statuses[1],
  };
  const plugcast_series **series = arena_take(call->arena, n_views * sizeof *series);
  for (gsize i = 0; i < n_views; i++) {
    series[i] = &views[i]->series;
  }
  Visit visit = enter(member, call);
  const plugcast_status returned =
      member->forecaster->forecast(&call->context, slot->instance, series, n_views, &out);
  const plugcast_status judged =
      leave(member, &visit, returned != PLUGCAST_OK ? returned : find_failed(&buffers), "forecast");
  const plugcast_status status = check_buffers(&buffers, judged, call);
  if (status == PLUGCAST_OK) {
    hand_out(&buffers);
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
  ForecasterMember *member = forecaster_member(base);
  const gboolean is_shared = member->is_shared;
  const gsize shared = base->traits.is_global ? origin : 0;
  Slot *slot = &member->slots[is_shared ? shared : worker_index];
  if (is_shared && !slot->is_ready) {
    return call_refuse(
        call, PLUGCAST_NOT_FITTED, "the model could not be fitted on the data set: %s",
        slot->reason != NULL ? slot->reason : "no series is long enough to learn from");
  }

  const plugcast_series *const series[] = { &views[0]->series };
  plugcast_status status = is_shared ? PLUGCAST_OK : fit_slot(member, slot, series, 1, call);
  if (status == PLUGCAST_OK) {
    const ArenaMark mark = arena_mark(call->arena);
    status = forecast_slot(member, slot, views, n_views, call, outputs);
    arena_rewind(call->arena, mark);
  }
  // What a failure left behind must not reach the next series.
  if (status != PLUGCAST_OK && !is_shared) {
    drop_instance(member, slot);
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
  return forecast_batch(base, origin, &view, 1, worker_index, call, output);
}

static const MemberClass local_class = {
  .free = free_member,
  .forecast = forecast,
};

static const MemberClass global_class = {
  .free = free_member,
  .get_arena = get_arena,
  .fit = fit,
  .forecast = forecast,
  .forecast_batch = forecast_batch,
};

static const MemberClass saved_class = {
  .free = free_member,
  .forecast = forecast,
  .forecast_batch = forecast_batch,
};

static ForecasterMember *
new_member(const Model *model, const Setup *setup, const MemberClass *class, gsize n_slots)
{
  const Component *component = setup_get_component(setup);
  const plugcast_forecaster *forecaster = component_get_forecaster(component);
  ForecasterMember *member = g_new0(ForecasterMember, 1);
  member->base = (Member){
    .class = class,
    .model = model,
    .traits = {
      .is_global = class == &global_class,
      .can_quantiles = component_can(component, PLUGCAST_CAN_QUANTILES),
      .can_samples = component_can(component, PLUGCAST_CAN_SAMPLES),
      .can_exogenous = component_can(component, PLUGCAST_CAN_EXOGENOUS),
      .can_missing = component_can(component, PLUGCAST_CAN_MISSING),
      .least_length = MAX(forecaster->least_length, 1),
      .longest_horizon = forecaster->longest_horizon,
      .batch_size = class == &local_class ? 1 : GLOBAL_BATCH,
    },
  };
  member->component = component;
  member->values = setup_get_values(setup);
  member->forecaster = forecaster;
  member->is_shared = class != &local_class;
  member->n_slots = n_slots;
  member->slots = g_aligned_alloc0(member->n_slots, sizeof(Slot), _Alignof(Slot));
  g_mutex_init(&member->lock);
  return member;
}

Member *
member_forecaster_new(const Model *model, const Setup *setup, guint n_workers, gsize n_origins)
{
  const plugcast_forecaster *forecaster = component_get_forecaster(setup_get_component(setup));
  const gboolean is_global = forecaster->scope == PLUGCAST_SCOPE_GLOBAL;
  return is_global ? &new_member(model, setup, &global_class, n_origins)->base
                   : &new_member(model, setup, &local_class, n_workers)->base;
}

plugcast_status
member_forecaster_save(Member *member, gsize origin, Call *call, GByteArray *state)
{
  ForecasterMember *self = forecaster_member(member);
  g_assert(member->traits.is_global && self->slots[origin].is_ready);

  StateWriter writer = state_writer_for(state);
  Visit visit = enter(self, call);
  const plugcast_status status =
      self->forecaster->save(&call->context, self->slots[origin].instance, &writer.writer);
  return leave(self, &visit, status, "save");
}

static plugcast_status
load_slot(ForecasterMember *member, Slot *slot, GBytes *state, Call *call)
{
  const plugcast_status created = make_ready(member, slot, call);
  if (created != PLUGCAST_OK) {
    return created;
  }
  StateReader reader = state_reader_of(state);
  Visit visit = enter(member, call);
  const plugcast_status status =
      member->forecaster->load(&call->context, slot->instance, &reader.reader);
  return leave(member, &visit, status, "load");
}

Member *
member_forecaster_new_saved(const Model *model, const Setup *setup, GBytes *state)
{
  ForecasterMember *member = new_member(model, setup, &saved_class, 1);
  g_autoptr(Arena) arena = arena_new();
  Call call;
  call_init(&call, 0);
  call.arena = arena;
  if (load_slot(member, &member->slots[0], state, &call) != PLUGCAST_OK) {
    drop_instance(member, &member->slots[0]);
    member->slots[0].reason = g_strdup(call.message);
  }
  return &member->base;
}

const char *
member_forecaster_get_reason(const Member *member)
{
  return ((const ForecasterMember *)member)->slots[0].reason;
}
