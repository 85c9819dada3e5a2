// SPDX-License-Identifier: MIT
#pragma once

#include "cli/console.h"
#include "cli/data_settings.h"
#include "cli/run_settings.h"
#include "data/panel.h"
#include "plugin/registry.h"
#include "pool/pool.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What commands run with: threads and plugins from the beginning, the data once it has been read,
 * so that a wrong name costs no waiting.
 */
typedef struct Session Session;

/** Returns: (transfer full): a session without data, or NULL with @error in G_THREAD_ERROR. */
Session *session_new(const RunSettings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

Pool *session_get_pool(const Session *session);
Registry *session_get_registry(const Session *session);
guint64 session_get_seed(const Session *session);

/** Reads the data. Returns: TRUE, or FALSE with @error of the reader. */
gboolean session_read_data(Session *session,
                           const DataSettings *settings,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): the data, which must have been read. */
const Panel *session_get_panel(const Session *session);

/** Returns: (transfer none) (nullable): the seasons that models are told of, main one first. */
const double *session_get_seasons(const Session *session, gsize *n_seasons);

/** Returns: @wanted unless it is 0; then the horizon of the file, else of its step. */
gsize session_choose_horizon(const Session *session, gsize wanted);

/** Says what the plugins did that had to be put right. */
void session_say_warnings(const Session *session, const Console *console);

G_END_DECLS
