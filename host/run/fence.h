// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * Buffers that plugins write: every number is a marked NaN beforehand, and guard words stand on
 * both sides, so that what was not written and what was written beside them is seen.
 */

/** Returns: (transfer none): @n_values marked numbers between guards, from @arena. */
double *fence_take(Arena *arena, gsize n_values);

/** Returns: whether the guards of a buffer of fence_take() stand. */
gboolean fence_stands(const double *values, gsize n_values);

/** Returns: whether the number at @value, of a buffer of fence_take(), is still marked. */
gboolean fence_is_unwritten(const double *value);

/**
 * Judges a buffer of fence_take() after a call.
 *
 * Returns: PLUGCAST_OK when the guards stand and all numbers are finite; else PLUGCAST_OVERRUN,
 * PLUGCAST_UNWRITTEN or PLUGCAST_NOT_FINITE with the first offender's index in @where, which for
 * PLUGCAST_OVERRUN is untouched.
 */
plugcast_status fence_check(const double *values, gsize n_values, gsize *where);

G_END_DECLS
