// SPDX-License-Identifier: MIT
#include "run/member.h"

#include "plugin/float_mode.h"
#include "run/fence.h"

#include <string.h>

// An instance of a local model belongs to one worker, on a cache line of its own.
typedef struct {
  _Alignas(64) gboolean is_ready;
  void *instance; // (nullable): also NULL for a component without create()
  char *reason;   // (owned) (nullable): why a global model could not be fitted
  Arena *arena;   // (owned) (nullable): the series that a global model was fitted on
} Slot;

struct Member {
  const Model *model;
  const Component *component;
  const plugcast_forecaster *forecaster;
  gboolean is_global;
  gsize n_slots;        // workers of a local model, origins of a global one
  Slot *slots;          // [n_slots]
  FloatMode float_mode; // the host's, to be found again after each call
  GMutex lock;          // lets one thread at a time into a global instance that is not PURE
  gint handover;        // raised inside @lock: tells race checkers what the lock does
};

enum {
  STATUS_GUARD = 0x504c4753
};

Member *
member_new(const Model *model, guint n_workers, gsize n_origins)
{
  Member *member = g_new0(Member, 1);
  member->model = model;
  member->component = model_get_component(model);
  member->forecaster = component_get_forecaster(member->component);
  member->is_global = member->forecaster->scope == PLUGCAST_SCOPE_GLOBAL;
  member->n_slots = member->is_global ? n_origins : n_workers;
  member->slots = g_aligned_alloc0(member->n_slots, sizeof(Slot), _Alignof(Slot));
  member->float_mode = float_mode_get();
  g_mutex_init(&member->lock);
  return member;
}

static void
drop_instance(Member *member, Slot *slot)
{
  if (slot->is_ready && slot->instance != NULL) {
    component_enter(member->component);
    member->forecaster->destroy(slot->instance);
    component_leave(member->component);
    (void)float_mode_check(member->float_mode);
  }
  arena_free(slot->arena);
  g_free(slot->reason);
  *slot = (Slot){ 0 };
}

void
member_free(Member *member)
{
  if (member == NULL) {
    return;
  }
  for (gsize i = 0; i < member->n_slots; i++) {
    drop_instance(member, &member->slots[i]);
  }
  g_clear_pointer(&member->slots, g_aligned_free);
  g_mutex_clear(&member->lock);
  g_free(member);
}

const Model *
member_get_model(const Member *member)
{
  return member->model;
}

gboolean
member_is_global(const Member *member)
{
  return member->is_global;
}

gboolean
member_can_quantiles(const Member *member)
{
  return component_can(member->component, PLUGCAST_CAN_QUANTILES);
}

gboolean
member_can_exogenous(const Member *member)
{
  return component_can(member->component, PLUGCAST_CAN_EXOGENOUS);
}

gsize
member_get_least_length(const Member *member)
{
  return MAX(member->forecaster->least_length, 1);
}

G_GNUC_PRINTF(3, 4)
static plugcast_status
refuse(Call *call, plugcast_status status, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  (void)g_vsnprintf(call->message, sizeof call->message, format, arguments);
  va_end(arguments);
  return status;
}

// A plugin that fails without a word, or with a status that only hosts may write, gets one of ours.
static plugcast_status
judge_status(Call *call, plugcast_status status, const char *phase)
{
  call->message[sizeof call->message - 1] = '\0';
  const gboolean is_known = status >= PLUGCAST_OK && status <= PLUGCAST_FAILED;
  if (!is_known) {
    return refuse(call, PLUGCAST_FAILED, "%s() answered the unknown status %d", phase, status);
  }
  if (status == PLUGCAST_CANCELLED && !plugcast_should_stop(&call->context)) {
    return refuse(call, PLUGCAST_FAILED, "%s() gave up although nobody asked it to", phase);
  }
  if (status != PLUGCAST_OK && call->message[0] == '\0') {
    return refuse(call, status, "%s() failed: %s", phase, call_status_to_string(status));
  }
  return status;
}

static void
enter(Member *member)
{
  component_enter(member->component);
  if (member->is_global && component_get_threading(member->component) != PLUGCAST_THREADING_PURE) {
    g_mutex_lock(&member->lock);
    (void)g_atomic_int_add(&member->handover, 1);
  }
}

static void
leave(Member *member, const Call *call)
{
  if (member->is_global && component_get_threading(member->component) != PLUGCAST_THREADING_PURE) {
    (void)g_atomic_int_add(&member->handover, 1);
    g_mutex_unlock(&member->lock);
  }
  component_leave(member->component);
  if (!float_mode_check(member->float_mode) && call->log != NULL) {
    call->log(PLUGCAST_LOG_WARNING, "changed the floating-point mode, which was put back",
              call->log_data);
  }
}

static plugcast_status
make_ready(Member *member, Slot *slot, Call *call)
{
  if (slot->is_ready || !component_has_create(member->component)) {
    slot->is_ready = TRUE;
    return PLUGCAST_OK;
  }
  call_reset(call);
  void *instance = NULL;
  enter(member);
  const plugcast_status status =
      member->forecaster->create(&call->context, model_get_values(member->model), &instance);
  leave(member, call);
  const plugcast_status judged = judge_status(call, status, "create");
  if (judged == PLUGCAST_OK) {
    slot->is_ready = TRUE;
    slot->instance = instance;
  }
  return judged;
}

static plugcast_status
fit_slot(Member *member, Slot *slot, const plugcast_series *const *series, gsize n, Call *call)
{
  const plugcast_status created = make_ready(member, slot, call);
  if (created != PLUGCAST_OK || !component_has_fit(member->component)) {
    return created;
  }
  const ArenaMark mark = arena_mark(call->arena);
  plugcast_status *statuses = arena_take(call->arena, n * sizeof *statuses);
  memset(statuses, 0, n * sizeof *statuses);
  call_reset(call);
  enter(member);
  plugcast_status status =
      member->forecaster->fit(&call->context, slot->instance, series, n, statuses);
  leave(member, call);
  if (status == PLUGCAST_OK && !member->is_global) {
    status = statuses[0];
  }
  arena_rewind(call->arena, mark);
  return judge_status(call, status, "fit");
}

Arena *
member_get_arena(Member *member, gsize origin)
{
  g_assert(member->is_global && origin < member->n_slots);

  Slot *slot = &member->slots[origin];
  if (slot->arena == NULL) {
    slot->arena = arena_new();
  }
  return slot->arena;
}

plugcast_status
member_fit(
    Member *member, gsize origin, const plugcast_series *const *series, gsize n_series, Call *call)
{
  g_assert(member->is_global && origin < member->n_slots);

  Slot *slot = &member->slots[origin];
  if (n_series == 0) {
    return PLUGCAST_TOO_SHORT;
  }
  const plugcast_status status = fit_slot(member, slot, series, n_series, call);
  if (status != PLUGCAST_OK) {
    drop_instance(member, slot);
    slot->reason = g_strdup(call->message);
  }
  return status;
}

gboolean
member_can_learn_from(const Member *member, const SeriesView *view)
{
  return view != NULL && view->n_present >= member->forecaster->least_length &&
         (view->n_present == view->series.n_values ||
          component_can(member->component, PLUGCAST_CAN_MISSING));
}

static plugcast_status
check_series(const Member *member, const SeriesView *view, gsize horizon, Call *call)
{
  const plugcast_forecaster *forecaster = member->forecaster;
  if (view == NULL) {
    return refuse(call, PLUGCAST_BAD_INPUT, "all values are missing");
  }
  if (view->n_present < forecaster->least_length) {
    return refuse(call, PLUGCAST_TOO_SHORT, "%" G_GSIZE_FORMAT " values, needs %" G_GUINT64_FORMAT,
                  view->n_present, forecaster->least_length);
  }
  if (view->n_present < view->series.n_values &&
      !component_can(member->component, PLUGCAST_CAN_MISSING)) {
    return refuse(call, PLUGCAST_UNSUPPORTED,
                  "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                  " values are missing, and the model takes none",
                  view->series.n_values - view->n_present, view->series.n_values);
  }
  if (forecaster->longest_horizon > 0 && horizon > forecaster->longest_horizon) {
    return refuse(call, PLUGCAST_UNSUPPORTED,
                  "horizon %" G_GSIZE_FORMAT " is beyond the model's longest, %" G_GUINT64_FORMAT,
                  horizon, forecaster->longest_horizon);
  }
  return PLUGCAST_OK;
}

// Returns: (nullable): what was written beside, whether or not the call succeeded.
static const char *
find_overrun(const plugcast_status *statuses, const plugcast_forecast *out)
{
  if (statuses[0] != STATUS_GUARD || statuses[2] != STATUS_GUARD) {
    return "its status buffer";
  }
  if (!fence_stands(out->mean, out->horizon)) {
    return "the buffer of the forecast";
  }
  const gboolean stands =
      out->quantiles == NULL || fence_stands(out->quantiles, out->n_levels * out->horizon);
  return stands ? NULL : "the buffer of the quantiles";
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
    return refuse(call, status, "left %s of step %" G_GSIZE_FORMAT " unwritten", name,
                  where % horizon + 1);
  default:
    return refuse(call, status, "%s of step %" G_GSIZE_FORMAT " is %g", name, where % horizon + 1,
                  values[where]);
  }
}

// Rounding may put neighbouring quantiles out of order by a hair; sorting them never makes one
// worse (Chernozhukov, Fernández-Val and Galichon 2010, "Quantile and probability curves without
// crossing").
static void
copy_sorted_quantiles(const double *from, gsize n_probabilities, gsize horizon, double *to)
{
  for (gsize h = 0; h < horizon; h++) {
    for (gsize i = 0; i < n_probabilities; i++) {
      const double value = from[i * horizon + h];
      gsize j = i;
      while (j > 0 && to[(j - 1) * horizon + h] > value) {
        to[j * horizon + h] = to[(j - 1) * horizon + h];
        j--;
      }
      to[j * horizon + h] = value;
    }
  }
}

static plugcast_status
forecast_slot(
    Member *member, Slot *slot, const SeriesView *view, Call *call, const MemberOutput *output)
{
  const gsize n_quantiles = output->n_probabilities * output->horizon;
  double *mean = fence_take(call->arena, output->horizon);
  double *quantiles = n_quantiles > 0 ? fence_take(call->arena, n_quantiles) : NULL;
  plugcast_status statuses[3] = { STATUS_GUARD, PLUGCAST_OK, STATUS_GUARD };
  const plugcast_forecast out = {
    .struct_size = sizeof out,
    .n_levels = (uint32_t)output->n_probabilities,
    .horizon = output->horizon,
    .levels = output->probabilities,
    .mean = mean,
    .quantiles = quantiles,
    .status = &statuses[1],
  };
  const plugcast_series *const series[] = { &view->series };

  call_reset(call);
  enter(member);
  const plugcast_status returned =
      member->forecaster->forecast(&call->context, slot->instance, series, 1, &out);
  leave(member, call);

  plugcast_status status =
      judge_status(call, returned != PLUGCAST_OK ? returned : statuses[1], "forecast");
  const char *overrun = find_overrun(statuses, &out);
  if (overrun != NULL) {
    status = refuse(call, PLUGCAST_OVERRUN, "wrote outside of %s", overrun);
  }
  if (status == PLUGCAST_OK) {
    status = check_fence(mean, output->horizon, output->horizon, "the forecast", call);
  }
  if (status == PLUGCAST_OK && n_quantiles > 0) {
    status = check_fence(quantiles, n_quantiles, output->horizon, "a quantile", call);
  }
  if (status == PLUGCAST_OK) {
    memcpy(output->mean, mean, output->horizon * sizeof *mean);
  }
  if (status == PLUGCAST_OK && n_quantiles > 0) {
    copy_sorted_quantiles(quantiles, output->n_probabilities, output->horizon, output->quantiles);
  }
  return status;
}

plugcast_status
member_forecast(Member *member,
                gsize origin,
                const SeriesView *view,
                guint worker_index,
                Call *call,
                const MemberOutput *output)
{
  Slot *slot = &member->slots[member->is_global ? origin : worker_index];
  const plugcast_status refused = check_series(member, view, output->horizon, call);
  if (refused != PLUGCAST_OK) {
    return refused;
  }
  if (member->is_global && !slot->is_ready) {
    return refuse(call, PLUGCAST_NOT_FITTED, "the model could not be fitted on the data set: %s",
                  slot->reason != NULL ? slot->reason : "no series is long enough to learn from");
  }

  const plugcast_series *const series[] = { &view->series };
  plugcast_status status =
      member->is_global ? PLUGCAST_OK : fit_slot(member, slot, series, 1, call);
  if (status == PLUGCAST_OK) {
    const ArenaMark mark = arena_mark(call->arena);
    status = forecast_slot(member, slot, view, call, output);
    arena_rewind(call->arena, mark);
  }
  // What a failure left behind must not reach the next series.
  if (status != PLUGCAST_OK && !member->is_global) {
    drop_instance(member, slot);
  }
  return status;
}
