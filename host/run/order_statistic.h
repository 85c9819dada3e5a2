// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Puts ranks @first … @last, from 0, of @n numbers without NaN in their places, in order, by
 * quickselect (Hoare 1961, "Algorithm 65: Find"); the other places hold anything. Any thread.
 */
void order_statistic_pick(double *values, gsize n, gsize first, gsize last);

G_END_DECLS
