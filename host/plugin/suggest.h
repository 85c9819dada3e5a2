// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Finds what a user may have meant among known names: those few typing mistakes away, or that begin
 * with what was typed; upper and lower case are the same. Pure, for any thread.
 *
 * @candidates: (nullable): ends in NULL.
 * Returns: (transfer full) (nullable): "did you mean 'theta' or 'thetaf'?", at most three names,
 * nearest first; NULL when nothing is similar.
 */
char *suggest_similar(const char *word, const char *const *candidates);

G_END_DECLS
