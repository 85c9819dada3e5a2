// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/call.h"
#include "run/series_view.h"
#include "run/setup.h"

#include <glib.h>

G_BEGIN_DECLS

/** One call of an augmenter, a Setup of PLUGCAST_KIND_AUGMENTER, and the checks around it. */

/** Returns: how many other series one call mixes in. */
gsize augmenter_get_n_partners(const Setup *augmenter);

/** Returns: whether it may be given @view: (nullable), as the series or as a partner. */
gboolean augmenter_accepts(const Setup *augmenter, const SeriesView *view);

/**
 * Returns: the seed of copy @copy, from 1, of series @id: of nothing else, so that other series,
 * augmenters and copies change nothing.
 */
guint64 augmenter_seed(guint64 seed, const char *id, const Setup *augmenter, gsize copy);

/**
 * Makes one new series of the length of @view.
 *
 * @view: (nullable): NULL for a series without values.
 * @partners: [augmenter_get_n_partners()].
 * @call: with an arena; its seed tells the copy.
 * @out: [view->series.n_values]; finite, but NaN may be where the series has missing values at all.
 * Returns: PLUGCAST_OK with @out written; else a status with the reason in @call's message, and
 * @out untouched.
 */
plugcast_status augmenter_run(const Setup *augmenter,
                              const SeriesView *view,
                              const plugcast_series *const *partners,
                              Call *call,
                              double *out);

G_END_DECLS
