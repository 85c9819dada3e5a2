// SPDX-License-Identifier: MIT
#pragma once

#include "run/model.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Returns: (transfer none) (nullable): the setup of @model, when it is a global forecaster that can
 * be saved, and nothing around it: one whose members member_forecaster_save() takes.
 */
const Setup *model_get_savable(const Model *model);

G_END_DECLS
