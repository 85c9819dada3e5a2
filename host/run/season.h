// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The seasons that a user asks for, in steps, the main one first; may be fractions. */

/**
 * Checks that each is 1 alone, for none, or from two steps on to what plugins can be told.
 *
 * Returns: TRUE, or FALSE with FORECAST_ERROR_OPTION.
 */
gboolean
season_check(const double *seasons, gsize n_seasons, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: the main season in whole steps; 1 for none. */
gsize season_get_length(const double *seasons, gsize n_seasons);

G_END_DECLS
