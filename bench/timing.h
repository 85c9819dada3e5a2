// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** What benchmarks measure with. */

/** Returns: seconds on a clock that only goes forward. */
double timing_get_s(void);

/** Sorts @values and returns their median; the least is then the first. */
double timing_get_median(double *values, gsize n);

G_END_DECLS
