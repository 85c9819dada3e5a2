// SPDX-License-Identifier: MIT
#pragma once

#include "data/survey.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Finds the one step of all series, or takes the one that the options ask for. A series that it
 * would leave mostly missing, and whose own times have another step, is an error.
 *
 * Returns: TRUE and fills @step, or FALSE with @error set, which names the odd series.
 */
gboolean step_agreement_find(const Observations *observations,
                             const Survey *survey,
                             Step *step,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
