// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Buffers of float32 that plugins write, as fence.h has them of doubles: marked NaNs between guard
 * words, so that what was not written and what was written beside them is seen.
 */

/** Returns: (transfer none): @n_values numbers between guards, not marked, from @arena. */
float *float_fence_take(Arena *arena, gsize n_values);

/** Marks all @n_values as unwritten, which makes them NaN. */
void float_fence_mark(float *values, gsize n_values);

/** Returns: whether the guards of a buffer of float_fence_take() stand. */
gboolean float_fence_stands(const float *values, gsize n_values);

/** Returns: the index of the first number that is infinite or NaN; @n_values when there is none. */
gsize float_fence_find_bad(const float *values, gsize n_values);

/** Returns: whether @value is still as float_fence_mark() left it. */
gboolean float_fence_is_unwritten(float value);

G_END_DECLS
