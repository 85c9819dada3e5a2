// SPDX-License-Identifier: MIT
#pragma once

#include "data/observations.h"
#include "data/panel.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Makes a panel of regular series from rows with times: checks their order, repairs what the
 * options allow, finds the step, and leaves missing rows as NaN.
 *
 * Returns: (transfer full): the panel, or NULL with @error set.
 */
Panel *assembly_make_panel(const Observations *observations,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
