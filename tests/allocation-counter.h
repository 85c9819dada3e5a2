// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Counts what the whole process allocates, all threads together. Takes the names that sanitizers
 * take for themselves, so such tests are not built with them.
 *
 * Returns: allocations since the process began.
 */
gsize allocation_counter_get(void);

G_END_DECLS
