// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Returns: (transfer full): the indices of all series, the longest first: the costliest, so that no
 * long task is left for the end when the others are done. Of equal ones the first in the panel.
 */
gsize *series_order_new(const Panel *panel);

G_END_DECLS
