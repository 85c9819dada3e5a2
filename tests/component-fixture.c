// SPDX-License-Identifier: MIT
#include "component-fixture.h"

#include <string.h>

#include "plugins/sound.h"

plugcast_status
draft_create(const plugcast_call *call G_GNUC_UNUSED,
             const plugcast_value *values G_GNUC_UNUSED,
             void **instance)
{
  *instance = NULL;
  return PLUGCAST_OK;
}

void
draft_destroy(void *instance G_GNUC_UNUSED)
{
}

plugcast_status
draft_fit(const plugcast_call *call G_GNUC_UNUSED,
          void *instance G_GNUC_UNUSED,
          const plugcast_series *const *series G_GNUC_UNUSED,
          uint64_t n_series G_GNUC_UNUSED,
          plugcast_status *status G_GNUC_UNUSED)
{
  return PLUGCAST_OK;
}

plugcast_status
draft_save(const plugcast_call *call G_GNUC_UNUSED,
           void *instance G_GNUC_UNUSED,
           plugcast_writer *writer G_GNUC_UNUSED)
{
  return PLUGCAST_OK;
}

plugcast_status
draft_load(const plugcast_call *call G_GNUC_UNUSED,
           void *instance G_GNUC_UNUSED,
           plugcast_reader *reader G_GNUC_UNUSED)
{
  return PLUGCAST_OK;
}

plugcast_status
draft_compute(const plugcast_call *call G_GNUC_UNUSED,
              const plugcast_value *values G_GNUC_UNUSED,
              const plugcast_series *series G_GNUC_UNUSED,
              double *out G_GNUC_UNUSED)
{
  return PLUGCAST_OK;
}

plugcast_status
draft_combine(const plugcast_call *call G_GNUC_UNUSED,
              const plugcast_value *values G_GNUC_UNUSED,
              const double *state G_GNUC_UNUSED,
              uint64_t n_members G_GNUC_UNUSED,
              uint64_t n_points G_GNUC_UNUSED,
              const double *const *members G_GNUC_UNUSED,
              double *out G_GNUC_UNUSED)
{
  return PLUGCAST_OK;
}

uint64_t
draft_state_size(const plugcast_value *values G_GNUC_UNUSED, uint64_t n_members G_GNUC_UNUSED)
{
  return 1;
}

static void
draft_init_params(Draft *draft)
{
  draft->choices[0] = "none";
  draft->choices[1] = "additive";
  draft->params[0] = (plugcast_param){
    .struct_size = sizeof(plugcast_param),
    .type = PLUGCAST_PARAM_INTEGER,
    .name = "window",
    .summary = "steps that are averaged",
    .minimum = 1,
    .maximum = 100,
    .default_number = 7,
  };
  draft->params[1] = (plugcast_param){
    .struct_size = sizeof(plugcast_param),
    .type = PLUGCAST_PARAM_CHOICE,
    .name = "season",
    .summary = "how the season enters",
    .choices = draft->choices,
    .n_choices = 2,
  };
}

static void
draft_init_features(Draft *draft)
{
  for (gsize i = 0; i < 2; i++) {
    draft->features[i] = (plugcast_feature){
      .struct_size = sizeof(plugcast_feature),
      .name = i == 0 ? "mean" : "variance",
      .summary = "of the values",
    };
  }
  draft->feature_methods = (plugcast_features){
    .struct_size = sizeof(plugcast_features),
    .n_features = 2,
    .features = draft->features,
    .compute = draft_compute,
  };
}

void
draft_init(Draft *draft)
{
  memset(draft, 0, sizeof *draft);
  draft_init_params(draft);
  draft_init_features(draft);
  draft->forecaster = sound_methods;
  draft->forecaster.create = draft_create;
  draft->forecaster.destroy = draft_destroy;
  draft->combiner = (plugcast_combiner){
    .struct_size = sizeof(plugcast_combiner),
    .least_members = 1,
    .combine = draft_combine,
  };
  draft->component = sound_component;
  draft->component.params = draft->params;
  draft->component.n_params = 2;
  draft->component.methods = &draft->forecaster;
  draft->components[0] = &draft->component;
  draft->components[1] = &sound_component;
  draft->plugin = (plugcast_plugin){
    .header = PLUGCAST_HEADER(1),
    .name = "draft",
    .version = "1.0",
    .components = draft->components,
  };
}

void
draft_become_combiner(Draft *draft)
{
  draft->component.kind = PLUGCAST_KIND_COMBINER;
  draft->component.methods = &draft->combiner;
}

void
draft_become_features(Draft *draft)
{
  draft->component.kind = PLUGCAST_KIND_FEATURES;
  draft->component.methods = &draft->feature_methods;
}

void
draft_become_empty(Draft *draft, guint32 kind)
{
  draft->empty = (DraftMethods){ .struct_size = sizeof draft->empty };
  draft->component.kind = kind;
  draft->component.methods = &draft->empty;
}
