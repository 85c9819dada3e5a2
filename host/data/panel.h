// SPDX-License-Identifier: MIT
#pragma once

#include "data/step.h"
#include "data/timestamp.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The series of one data set, all at the same frequency, in file order, stored by column: the
 * values of all series end to end, each exogenous column likewise.
 *
 * Every series is regular: observation t of a series stands at step_add(step, start, t); what a
 * file leaves out in between is NaN. A panel never changes once built, so any number of threads may
 * read it without a lock. Borrowed pointers live as long as the panel.
 */
typedef struct Panel Panel;

void panel_free(Panel *panel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Panel, panel_free)

/**
 * Returns: (transfer full): a panel of some series of @panel, whose values it borrows.
 *
 * @series: [@n_series] indices of @panel, each once; in this order they stand in the result.
 */
Panel *panel_new_of_series(const Panel *panel,
                           const gsize *series,
                           gsize n_series) G_GNUC_WARN_UNUSED_RESULT;

gsize panel_get_n_series(const Panel *panel);

/** Returns: the observations of all series together, missing ones included. */
gsize panel_get_n_values(const Panel *panel);

/** Returns: (transfer none): the name of the series, UTF-8, unique in the panel. */
const char *panel_get_id(const Panel *panel, gsize index);

gsize panel_get_length(const Panel *panel, gsize index);

/** Returns: (transfer none): panel_get_length() values, NaN where missing. */
const double *panel_get_values(const Panel *panel, gsize index);

/** Returns: the time of the first observation; see step.h for the unit. */
gint64 panel_get_start(const Panel *panel, gsize index);

/** Returns: (transfer none): the step; unit and count are the panel's, the anchor day the series'.
 */
const Step *panel_get_step(const Panel *panel, gsize index);

/** Returns: (transfer none): how the file writes its times. */
const TimestampStyle *panel_get_timestamp_style(const Panel *panel);

/** Returns: the horizon that the file itself asks for (.tsf), or 0. */
gsize panel_get_horizon(const Panel *panel);

gsize panel_get_n_exogenous(const Panel *panel);

/** Returns: (transfer none): the header's name of exogenous column @column. */
const char *panel_get_exogenous_name(const Panel *panel, gsize column);

/** Returns: (transfer none): panel_get_length() values of @column beside series @index. */
const double *panel_get_exogenous(const Panel *panel, gsize column, gsize index);

/** Returns: (transfer none): the names of the identifier, time and value columns, for output. */
const char *panel_get_id_name(const Panel *panel);
const char *panel_get_time_name(const Panel *panel);
const char *panel_get_target_name(const Panel *panel);

G_END_DECLS
