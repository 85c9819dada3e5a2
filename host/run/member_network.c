// SPDX-License-Identifier: MIT
#include "run/member_network.h"

#include "run/member-private.h"

#include <string.h>

enum {
  DEFAULT_HORIZON = 24 // where neither the settings nor the run tell one
};

// What was trained for one origin.
typedef struct {
  TrainedNetwork *trained; // (owned) (nullable)
  char *reason;            // (owned) (nullable): why there is none
  Arena *arena;            // (owned) (nullable): the series that it learned from
} Slot;

typedef struct {
  Member base;
  const NetworkModel *network;   // (nullable): NULL for a member with trained weights
  const TrainedNetwork *trained; // (nullable): NULL for a member that trains
  gsize n_slots;
  Slot *slots; // [n_slots], owned
} NetworkMember;

static NetworkMember *
network_member(Member *member)
{
  return (NetworkMember *)member;
}

static void
clear_slot(Slot *slot)
{
  g_clear_pointer(&slot->trained, trained_network_free);
  g_clear_pointer(&slot->reason, g_free);
  g_clear_pointer(&slot->arena, arena_free);
}

static void
free_member(Member *base)
{
  NetworkMember *member = network_member(base);
  for (gsize i = 0; i < member->n_slots; i++) {
    clear_slot(&member->slots[i]);
  }
  g_free(member->slots);
  g_free(member);
}

static Arena *
get_arena(Member *base, gsize origin)
{
  NetworkMember *member = network_member(base);
  g_assert(origin < member->n_slots);

  Slot *slot = &member->slots[origin];
  if (slot->arena == NULL) {
    slot->arena = arena_new();
  }
  return slot->arena;
}

static TrainedNetwork *
train(const NetworkMember *member,
      const SeriesView *const *views,
      gsize n_views,
      Call *call,
      GError **error)
{
  g_autoptr(Pool) alone = call->pool == NULL ? pool_new(1, error) : NULL;
  if (call->pool == NULL && alone == NULL) {
    return NULL;
  }
  const plugcast_series **series = arena_take(call->arena, n_views * sizeof *series);
  for (gsize i = 0; i < n_views; i++) {
    series[i] = &views[i]->series;
  }
  const TrainingTask task = {
    .setup = member->network->setup,
    .settings = &member->network->settings,
    .series = series,
    .n_series = n_views,
    .horizon = member->base.horizon > 0 ? member->base.horizon : DEFAULT_HORIZON,
    .seed = call->context.seed,
    .pool = call->pool != NULL ? call->pool : alone,
    .cancel = call->cancel,
  };
  return trained_network_new(&task, error);
}

static plugcast_status
fit(Member *base, gsize origin, const SeriesView *const *views, gsize n_views, Call *call)
{
  NetworkMember *member = network_member(base);
  g_assert(origin < member->n_slots);

  Slot *slot = &member->slots[origin];
  g_clear_pointer(&slot->trained, trained_network_free);
  g_clear_pointer(&slot->reason, g_free);
  if (n_views == 0) {
    return call_refuse(call, PLUGCAST_TOO_SHORT, "no series to learn from");
  }
  const ArenaMark mark = arena_mark(call->arena);
  g_autoptr(GError) error = NULL;
  slot->trained = train(member, views, n_views, call, &error);
  arena_rewind(call->arena, mark);
  if (slot->trained != NULL) {
    return PLUGCAST_OK;
  }
  slot->reason = g_strdup(error->message);
  const gboolean is_cancelled = g_error_matches(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_CANCELLED);
  return call_refuse(call, is_cancelled ? PLUGCAST_CANCELLED : PLUGCAST_FAILED, "%s",
                     error->message);
}

static const TrainedNetwork *
find_trained(NetworkMember *member, gsize origin, Call *call)
{
  if (member->trained != NULL) {
    return member->trained;
  }
  const Slot *slot = &member->slots[origin];
  if (slot->trained == NULL) {
    (void)call_refuse(call, PLUGCAST_NOT_FITTED, "the network could not be trained: %s",
                      slot->reason != NULL ? slot->reason : "no series to learn from");
  }
  return slot->trained;
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
  (void)worker_index;
  const TrainedNetwork *trained = find_trained(network_member(base), origin, call);
  if (trained == NULL) {
    return PLUGCAST_NOT_FITTED;
  }
  const ArenaMark mark = arena_mark(call->arena);
  const plugcast_series **series = arena_take(call->arena, n_views * sizeof *series);
  for (gsize i = 0; i < n_views; i++) {
    series[i] = &views[i]->series;
  }
  const plugcast_status status = trained_network_forecast(trained, series, n_views, call, outputs);
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

// Between the quantiles that the loss names others are interpolated; beyond them there are none.
static void
set_probabilities(Member *base, const double *probabilities, gsize n_probabilities)
{
  const NetworkMember *member = network_member(base);
  const TrainingSettings *settings = member->trained != NULL
                                         ? trained_network_get_settings(member->trained)
                                         : &member->network->settings;
  g_autoptr(Loss) loss = loss_new(training_settings_get_text(settings, "loss"), NULL);
  const double *trained = loss != NULL ? loss_get_probabilities(loss) : NULL;
  base->traits.can_quantiles =
      base->traits.can_quantiles && trained != NULL && probabilities[0] >= trained[0] &&
      probabilities[n_probabilities - 1] <= trained[loss_get_n_outputs(loss) - 1];
}

static const MemberClass network_class = {
  .free = free_member,
  .get_arena = get_arena,
  .fit = fit,
  .set_probabilities = set_probabilities,
  .forecast = forecast,
  .forecast_batch = forecast_batch,
};

Member *
member_network_new(const Model *model, const NetworkModel *network, gsize n_origins)
{
  const Component *component = setup_get_component(network->setup);
  const char *loss = training_settings_get_text(&network->settings, "loss");
  NetworkMember *member = g_new0(NetworkMember, 1);
  member->base = (Member){
    .class = &network_class,
    .model = model,
    .traits = {
        .is_global = TRUE,
        .can_quantiles = g_str_has_prefix(loss, "quantiles:") && strchr(loss, ',') != NULL,
        .can_samples = component_get_determinism(component) == PLUGCAST_DETERMINISM_SEEDED,
        .can_exogenous = component_can(component, PLUGCAST_CAN_EXOGENOUS),
        .can_missing = TRUE, // windows with missing values are left out
        .least_length = 1,   // what is too short for a window is told when it is forecast
        .batch_size = 128,
    },
  };
  member->network = network;
  member->n_slots = n_origins;
  member->slots = g_new0(Slot, n_origins);
  return &member->base;
}

Member *
member_network_new_trained(const Model *model, const TrainedNetwork *trained)
{
  NetworkMember *member = g_new0(NetworkMember, 1);
  member->base = (Member){
    .class = &network_class,
    .model = model,
    .traits = trained_network_get_traits(trained),
  };
  member->trained = trained;
  return &member->base;
}
