// SPDX-License-Identifier: MIT
#pragma once

#include "run/model.h"
#include "run/train/training_settings.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * A network named as a model, `mlp(hidden=64,input=48,epochs=10)`: a global model that is trained
 * where others are fitted. What is set in the brackets is a parameter of the network or, where it
 * has none of that name, a setting of training.
 */
typedef struct {
  Setup *setup;              // (owned)
  TrainingSettings settings; // (owned)
} NetworkModel;

/** Returns: (transfer none) (nullable): what @model is made of, when it is a network. */
const NetworkModel *model_get_network(const Model *model);

G_END_DECLS
