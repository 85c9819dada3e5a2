// SPDX-License-Identifier: MIT
#include "plugin/plugin_file.h"

struct PluginFile {
  char *path;
  const char *origin; // a constant
  gboolean is_named;
  PluginFileState state;
  Plugin *plugin; // (nullable)
  Offer *offer;   // (nullable)
  char *reason;   // (nullable)
  char **notes;
};

PluginFile *
plugin_file_new(const SearchFile *place)
{
  PluginFile *file = g_new0(PluginFile, 1);
  file->path = g_strdup(place->path);
  file->origin = place->origin;
  file->is_named = place->is_named;
  file->notes = g_new0(char *, 1);
  return file;
}

void
plugin_file_free(PluginFile *file)
{
  if (file == NULL) {
    return;
  }
  plugin_free(file->plugin);
  offer_free(file->offer);
  g_strfreev(file->notes);
  g_free(file->reason);
  g_free(file->path);
  g_free(file);
}

static void
take_notes(PluginFile *file, char **changes, GPtrArray *warnings)
{
  GPtrArray *notes = g_ptr_array_new();
  const char *const none[] = { NULL };
  const char *const *passed_over = file->plugin == NULL ? none : plugin_get_notes(file->plugin);
  for (gsize i = 0; passed_over[i] != NULL; i++) {
    g_ptr_array_add(notes, g_strdup(passed_over[i]));
  }
  for (gsize i = 0; changes[i] != NULL; i++) {
    char *note = g_strdup_printf("%s while it was loaded; put back", changes[i]);
    g_ptr_array_add(notes, note);
    g_ptr_array_add(warnings, g_strdup_printf("plugin %s %s", file->path, note));
  }
  g_ptr_array_add(notes, NULL);
  g_strfreev(file->notes);
  file->notes = (char **)g_ptr_array_free(notes, FALSE);
}

// Files in folders that are no plugins are nobody's mistake. A plugin that fails in this process is
// news, and so is any file that the user named.
static void
take_failure(PluginFile *file, const GError *error, GPtrArray *warnings)
{
  const gboolean is_foreign = g_error_matches(error, LOADER_ERROR, LOADER_ERROR_NOT_A_PLUGIN);
  file->state = is_foreign ? PLUGIN_FILE_NOT_A_PLUGIN : PLUGIN_FILE_REFUSED;
  file->reason = g_strdup(error->message);
  if (file->is_named || g_error_matches(error, LOADER_ERROR, LOADER_ERROR_UNAVAILABLE)) {
    g_ptr_array_add(warnings,
                    g_strdup_printf("plugin %s is not used: %s", file->path, file->reason));
  }
}

gboolean
plugin_file_load(PluginFile *file, Loader *loader, GPtrArray *warnings)
{
  if (file->state > PLUGIN_FILE_REMEMBERED) {
    return file->plugin != NULL;
  }
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) changes = NULL;
  file->plugin = loader_load(loader, file->path, &changes, &error);
  take_notes(file, changes, warnings);
  g_clear_pointer(&file->offer, offer_free);
  if (file->plugin == NULL) {
    take_failure(file, error, warnings);
    return FALSE;
  }
  file->state = PLUGIN_FILE_LOADED;
  file->offer = offer_new_from_plugin(file->plugin);
  return TRUE;
}

PluginFileState
plugin_file_get_state(const PluginFile *file)
{
  return file->state;
}

const char *
plugin_file_get_path(const PluginFile *file)
{
  return file->path;
}

const char *
plugin_file_get_origin(const PluginFile *file)
{
  return file->origin;
}

const Plugin *
plugin_file_get_plugin(const PluginFile *file)
{
  return file->plugin;
}

const Offer *
plugin_file_get_offer(const PluginFile *file)
{
  return file->offer;
}

const char *
plugin_file_get_reason(const PluginFile *file)
{
  return file->reason;
}

const char *const *
plugin_file_get_notes(const PluginFile *file)
{
  return (const char *const *)file->notes;
}
