// SPDX-License-Identifier: MIT
#pragma once

#include "run/member.h"
#include "run/setup.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * A member that calls a forecaster component: a local one has an instance a worker, fitted again
 * for each series, a global one an instance an origin.
 *
 * @setup: borrowed, of a forecaster; lives as long as @model.
 */
Member *
member_forecaster_new(const Model *model, const Setup *setup, guint n_workers, gsize n_origins);

G_END_DECLS
