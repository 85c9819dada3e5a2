// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "data/reader.h"

#include <glib.h>

/** Reads @text as a file called `m.csv`, in chunks of @chunk_size bytes on @n_threads threads. */
Panel *fixture_read(const char *text,
                    gsize length,
                    const ReaderOptions *options,
                    gsize chunk_size,
                    guint n_threads,
                    GError **error);

/**
 * Returns: (transfer full): all of a panel as text, a line a series:
 * `id@start/step: value value …`, exogenous columns as ` | name: value …`.
 */
char *fixture_print(const Panel *panel);

/** Fails the test unless @text matches the pattern, written for g_pattern_match_simple(). */
void fixture_assert_message(const GError *error, const char *pattern);
