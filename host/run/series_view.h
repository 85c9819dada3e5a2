// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "pool/arena.h"

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/** How a plugin sees one series of a panel: pointers into its columns, up to some length. */
typedef struct {
  plugcast_series series; // what the plugin gets
  gsize n_present;        // values that are not missing
} SeriesView;

/**
 * Shows values @begin … @end - 1 of series @index, without the missing ones in front.
 *
 * @seasons: [@n_seasons] in steps, main one first; must outlive the view.
 * @has_exogenous: whether the model is shown regressors; otherwise there are none.
 * Returns: (transfer none): the view, in @arena, or NULL when all those values are missing.
 */
SeriesView *series_view_new(const Panel *panel,
                            gsize index,
                            gsize begin,
                            gsize end,
                            const double *seasons,
                            gsize n_seasons,
                            gboolean has_exogenous,
                            Arena *arena);

/**
 * Shows other values in the place of those of @view, such as transformed ones, without the missing
 * ones in front.
 *
 * @values: [view->series.n_values]; must outlive the result.
 * Returns: (transfer none): the view, in @arena, or NULL when all values are missing.
 */
SeriesView *series_view_replace(const SeriesView *view, const double *values, Arena *arena);

G_END_DECLS
