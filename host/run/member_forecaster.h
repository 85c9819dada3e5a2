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

/**
 * Appends what a global member has learned for @origin to @state; its component can save.
 *
 * Returns: PLUGCAST_OK, or a status with the reason in @call's message.
 */
plugcast_status member_forecaster_save(Member *member, gsize origin, Call *call, GByteArray *state);

/**
 * A member that forecasts with what a global one has learned before; there is nothing to fit.
 *
 * @setup: borrowed, as above; @state: what was saved.
 */
Member *member_forecaster_new_saved(const Model *model, const Setup *setup, GBytes *state);

/** Returns: (transfer none) (nullable): why the state could not be loaded. */
const char *member_forecaster_get_reason(const Member *member);

G_END_DECLS
