// SPDX-License-Identifier: MIT
#pragma once

#include "run/member.h"
#include "run/model_choice.h"

#include <glib.h>

G_BEGIN_DECLS

/** The body of such a model. */
typedef struct {
  char *path;
  GPtrArray *models;  // of Model, owned: each text once
  GHashTable *places; // of series id (owned) to index of its model + 1
  gsize rest;         // index of the model of other series + 1; 0 for none
} ModelChoice;

/** Returns: (transfer full): a member that hands each series to the member of its model. */
Member *
member_choice_new(const Model *model, const ModelChoice *choice, guint n_workers, gsize n_origins);

G_END_DECLS
