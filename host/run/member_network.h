// SPDX-License-Identifier: MIT
#pragma once

#include "run/member.h"
#include "run/model_network.h"
#include "run/train/trained_network.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * A member that trains a network where others are fitted, once for each origin, and forecasts with
 * it.
 *
 * @network: borrowed; lives as long as @model.
 */
Member *member_network_new(const Model *model, const NetworkModel *network, gsize n_origins);

/**
 * A member that forecasts with what has been trained before; there is nothing to fit.
 *
 * @trained: borrowed; lives as long as @model.
 */
Member *member_network_new_trained(const Model *model, const TrainedNetwork *trained);

G_END_DECLS
