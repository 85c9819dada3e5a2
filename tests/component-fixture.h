// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/component.h"

G_BEGIN_DECLS

/** Methods of any kind, all absent. */
typedef struct {
  guint32 struct_size;
  char members[500];
} DraftMethods;

/**
 * A plugin in memory that keeps every promise, for a test to break one.
 */
typedef struct {
  plugcast_param params[2];
  const char *choices[2];
  plugcast_feature features[2];
  plugcast_forecaster forecaster;
  plugcast_features feature_methods;
  plugcast_combiner combiner;
  DraftMethods empty;
  plugcast_component component;
  const plugcast_component *components[2];
  plugcast_plugin plugin;
} Draft;

void draft_init(Draft *draft);

/** Makes its component another kind, as sound as before. */
void draft_become_combiner(Draft *draft);
void draft_become_features(Draft *draft);

/** Makes its component any kind, with no function at all. */
void draft_become_empty(Draft *draft, guint32 kind);

/** Functions for the slots; they do nothing. */
plugcast_status
draft_create(const plugcast_call *call, const plugcast_value *values, void **instance);
void draft_destroy(void *instance);
plugcast_status draft_fit(const plugcast_call *call,
                          void *instance,
                          const plugcast_series *const *series,
                          uint64_t n_series,
                          plugcast_status *status);
plugcast_status draft_save(const plugcast_call *call, void *instance, plugcast_writer *writer);
plugcast_status draft_load(const plugcast_call *call, void *instance, plugcast_reader *reader);
plugcast_status draft_compute(const plugcast_call *call,
                              const plugcast_value *values,
                              const plugcast_series *series,
                              double *out);
plugcast_status draft_combine(const plugcast_call *call,
                              const plugcast_value *values,
                              const double *state,
                              uint64_t n_members,
                              uint64_t n_points,
                              const double *const *members,
                              double *out);
uint64_t draft_state_size(const plugcast_value *values, uint64_t n_members);

G_END_DECLS
