// SPDX-License-Identifier: MIT
#include "cli/session.h"

#include "plugin/trial.h"

struct Session {
  Pool *pool;         // owned
  Registry *registry; // owned
  guint64 seed;
  Panel *panel;    // owned, NULL until it is read
  double *seasons; // [n_seasons], owned
  gsize n_seasons;
};

Session *
session_new(const RunSettings *settings, GError **error)
{
  g_return_val_if_fail(settings != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Session) session = g_new0(Session, 1);
  session->pool = pool_new(settings->n_threads, error);
  if (session->pool == NULL) {
    return NULL;
  }
  const RegistryOptions options = {
    .paths = settings->plugin_paths,
    .trial_program = trial_get_own_program(),
  };
  session->registry = registry_new(&options);
  session->seed = settings->seed;
  return g_steal_pointer(&session);
}

void
session_free(Session *session)
{
  if (session == NULL) {
    return;
  }
  g_clear_pointer(&session->panel, panel_free);
  g_clear_pointer(&session->registry, registry_free);
  g_clear_pointer(&session->pool, pool_free);
  g_free(session->seasons);
  g_free(session);
}

Pool *
session_get_pool(const Session *session)
{
  return session->pool;
}

Registry *
session_get_registry(const Session *session)
{
  return session->registry;
}

guint64
session_get_seed(const Session *session)
{
  return session->seed;
}

static void
choose_seasons(Session *session, const DataSettings *settings)
{
  if (settings->has_seasons) {
    session->n_seasons = settings->n_seasons;
    session->seasons = g_memdup2(settings->seasons, session->n_seasons * sizeof(double));
    return;
  }
  const gsize season = step_default_season(panel_get_step(session->panel, 0));
  if (season > 1) {
    session->n_seasons = 1;
    session->seasons = g_new(double, 1);
    session->seasons[0] = (double)season;
  }
}

gboolean
session_read_data(Session *session, const DataSettings *settings, GError **error)
{
  g_return_val_if_fail(session != NULL && session->panel == NULL, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  session->panel = reader_read_panel(settings->path, &settings->reader, session->pool, error);
  if (session->panel == NULL) {
    return FALSE;
  }
  choose_seasons(session, settings);
  return TRUE;
}

const Panel *
session_get_panel(const Session *session)
{
  g_assert(session->panel != NULL);

  return session->panel;
}

const double *
session_get_seasons(const Session *session, gsize *n_seasons)
{
  *n_seasons = session->n_seasons;
  return session->seasons;
}

gsize
session_choose_horizon(const Session *session, gsize wanted)
{
  if (wanted > 0) {
    return wanted;
  }
  const gsize of_file = panel_get_horizon(session->panel);
  return of_file > 0 ? of_file : step_default_horizon(panel_get_step(session->panel, 0));
}

void
session_say_warnings(const Session *session, const Console *console)
{
  g_auto(GStrv) warnings = registry_take_warnings(session->registry);
  for (gsize i = 0; warnings[i] != NULL; i++) {
    console_say(console, CONSOLE_WARNING, "%s", warnings[i]);
  }
}
