// SPDX-License-Identifier: MIT
#pragma once

#include "cli/console.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * A line on the terminal that tells how far work is, how fast, and how long it still takes; nothing
 * where messages do not go to a terminal, or nobody wants them. Written by whichever thread is
 * there when a tenth of a second has passed.
 */
typedef struct Progress Progress;

/** @console: borrowed. @delay_us: what is done sooner than that needs no line. */
Progress *progress_new(const Console *console, gint64 delay_us);

/** Wipes the line. */
void progress_free(Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_free)

/** Tells that @n_done of @n_total tasks are done; @data is a Progress. Any thread. */
void progress_update(gsize n_done, gsize n_total, gpointer data);

/** Returns: (transfer full): the line after @elapsed_us, at most @width columns wide. */
char *progress_render(gsize n_done, gsize n_total, gint64 elapsed_us, gsize width);

G_END_DECLS
