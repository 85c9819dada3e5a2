// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * How the calling thread computes: rounding, flushing of subnormal numbers, precision, traps. The
 * flags that record what happened (inexact, underflow …) are no part of it.
 */
typedef struct {
  guint32 vector; // x86: control bits of MXCSR; AArch64: FPCR; else the rounding direction
  guint32 x87;    // x86: control word of the x87 unit; else 0
} FloatMode;

FloatMode float_mode_get(void);
void float_mode_set(FloatMode mode);

/**
 * Puts the calling thread back into @expected when something left it in another mode. Costs a few
 * nanoseconds, for use after each call into a plugin.
 *
 * Returns: TRUE when nothing had changed.
 */
gboolean float_mode_check(FloatMode expected);

/** Returns: (transfer full): what is different in @found, for people: "subnormal numbers are
 * flushed to zero". */
char *float_mode_describe_change(FloatMode expected, FloatMode found);

G_END_DECLS
