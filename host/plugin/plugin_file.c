// SPDX-License-Identifier: MIT
#include "plugin/plugin_file.h"

struct PluginFile {
  char *path;
  const char *origin; // a constant
  gboolean is_named;
  PluginFileState state;
  Plugin *plugin; // (nullable)
  Offer *offer;   // (nullable)
  char *fault;    // (nullable): how its code failed in a child process
  char *reason;   // (nullable)
  char **notes;
  FileStamp stamp;        // of the file as it was recalled or loaded
  gboolean is_lasting;    // what was found out holds until the file changes
  gboolean is_from_cache; // and the cache knows it
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
  g_free(file->fault);
  g_free(file->reason);
  g_free(file->path);
  g_free(file);
}

void
plugin_file_recall(PluginFile *file, const PluginCache *cache)
{
  g_assert(file->state == PLUGIN_FILE_UNKNOWN);

  file->is_from_cache =
      file_stamp_read(file->path, &file->stamp) &&
      plugin_cache_recall(cache, file->path, &file->stamp, &file->offer, &file->fault);
  // A file that the user named and that is not used gets its reason told, which takes a look.
  if (file->is_from_cache && (file->offer != NULL || !file->is_named)) {
    file->state = PLUGIN_FILE_REMEMBERED;
  }
}

void
plugin_file_remember(const PluginFile *file, PluginCache *cache)
{
  if (!file->is_lasting || file->is_from_cache) {
    return;
  }
  if (file->fault != NULL) {
    plugin_cache_remember_fault(cache, file->path, &file->stamp, file->fault);
  } else {
    plugin_cache_remember(cache, file->path, &file->stamp, file->offer);
  }
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

static void
warn_of_refusal(const PluginFile *file, GPtrArray *warnings)
{
  g_ptr_array_add(warnings, g_strdup_printf("plugin %s is not used: %s", file->path, file->reason));
}

// Files in folders that are no plugins are nobody's mistake. A plugin whose code fails is news, and
// so is any file that the user named.
static void
take_failure(PluginFile *file, const GError *error, GPtrArray *warnings)
{
  const gboolean is_foreign = g_error_matches(error, LOADER_ERROR, LOADER_ERROR_NOT_A_PLUGIN);
  file->state = is_foreign ? PLUGIN_FILE_NOT_A_PLUGIN : PLUGIN_FILE_REFUSED;
  file->reason = g_strdup(error->message);
  file->is_from_cache = file->is_from_cache && file->offer == NULL;
  g_clear_pointer(&file->offer, offer_free);
  const gboolean is_faulty = g_error_matches(error, LOADER_ERROR, LOADER_ERROR_FAULTY);
  file->fault = is_faulty ? g_strdup(error->message) : NULL;
  if (file->is_named || is_faulty ||
      g_error_matches(error, LOADER_ERROR, LOADER_ERROR_UNAVAILABLE)) {
    warn_of_refusal(file, warnings);
  }
}

// What is known to bring a process down is not tried again.
static void
take_known_fault(PluginFile *file, GPtrArray *warnings)
{
  file->state = PLUGIN_FILE_REFUSED;
  file->reason = g_strdup(file->fault);
  if (file->is_named) {
    warn_of_refusal(file, warnings);
  }
}

static void
take_offer(PluginFile *file)
{
  file->state = PLUGIN_FILE_LOADED;
  Offer *offer = offer_new_from_plugin(file->plugin);
  // A cache that was wrong about an unchanged file gets written anew.
  file->is_from_cache = file->is_from_cache && offer_equal(offer, file->offer);
  offer_free(file->offer);
  file->offer = offer;
}

gboolean
plugin_file_load(PluginFile *file, Loader *loader, const char *trial_program, GPtrArray *warnings)
{
  if (file->state > PLUGIN_FILE_REMEMBERED) {
    return file->plugin != NULL;
  }
  FileStamp before = { 0 };
  const gboolean is_there = file_stamp_read(file->path, &before);
  file->is_from_cache = file->is_from_cache && file_stamp_equal(&before, &file->stamp);
  if (file->is_from_cache && file->fault != NULL) {
    take_known_fault(file, warnings);
    return FALSE;
  }
  g_clear_pointer(&file->fault, g_free);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) changes = NULL;
  file->plugin =
      loader_load(loader, file->path, file->is_from_cache ? NULL : trial_program, &changes, &error);
  take_notes(file, changes, warnings);
  if (file->plugin == NULL) {
    take_failure(file, error, warnings);
  } else {
    take_offer(file);
  }
  file->is_lasting = is_there && file_stamp_read(file->path, &file->stamp) &&
                     file_stamp_equal(&before, &file->stamp) &&
                     !g_error_matches(error, LOADER_ERROR, LOADER_ERROR_UNAVAILABLE);
  return file->plugin != NULL;
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
