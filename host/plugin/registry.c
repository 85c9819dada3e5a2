// SPDX-License-Identifier: MIT
#include "plugin/registry.h"

#include "plugin/loader.h"
#include "plugin/plugin_cache.h"
#include "plugin/plugin_file.h"
#include "plugin/search_path.h"
#include "plugin/suggest.h"

#include <pthread.h>
#include <string.h>

struct Registry {
  pthread_mutex_t lock; // guards everything below
  SearchPath *search_path;
  Loader *loader;
  char *trial_program; // (nullable)
  PluginCache *cache;  // (nullable)
  GPtrArray *files;    // of PluginFile, in search order, then those named in lookups
  GArray *entries;     // of RegistryEntry, made by registry_load_all()
  GPtrArray *notes;    // of GStrv, those of the entries
  GPtrArray *warnings; // of char
};

// What a user asked for: `name`, `plugin:name`, `file.so` or `file.so:name`.
typedef struct {
  guint32 kind;
  char *file;   // (nullable)
  char *plugin; // (nullable)
  char *name;   // (nullable): only when there is a file
} Query;

G_DEFINE_QUARK(registry_error, registry_error)

static void
query_clear(Query *query)
{
  g_free(query->file);
  g_free(query->plugin);
  g_free(query->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Query, query_clear)

static Query
query_parse(guint32 kind, const char *text)
{
  Query query = { .kind = kind };
  // Names hold no points, so a text that ends in .so is a path, colons included.
  const char *colon = g_str_has_suffix(text, ".so") ? NULL : strrchr(text, ':');
  const gsize length = colon == NULL ? strlen(text) : (gsize)(colon - text);
  g_autofree char *before = g_strndup(text, length);
  if (strchr(before, '/') != NULL || g_str_has_suffix(before, ".so")) {
    query.file = g_steal_pointer(&before);
    query.name = colon == NULL ? NULL : g_strdup(colon + 1);
  } else if (colon != NULL) {
    query.plugin = g_steal_pointer(&before);
    query.name = g_strdup(colon + 1);
  } else {
    query.name = g_steal_pointer(&before);
  }
  return query;
}

static gboolean
offer_matches(const Offer *offer, const Query *query)
{
  return offer != NULL &&
         (query->plugin == NULL || g_str_equal(offer_get_plugin_name(offer), query->plugin)) &&
         offer_has(offer, query->kind, query->name);
}

static void
file_destroy(gpointer file)
{
  plugin_file_free(file);
}

static void
strv_destroy(gpointer strings)
{
  g_strfreev(strings);
}

static PluginFile *
add_file(Registry *registry, const SearchFile *place)
{
  PluginFile *file = plugin_file_new(place);
  if (registry->cache != NULL) {
    plugin_file_recall(file, registry->cache);
  }
  g_ptr_array_add(registry->files, file);
  return file;
}

static void
add_files(Registry *registry)
{
  for (gsize i = 0; i < search_path_get_n_files(registry->search_path); i++) {
    add_file(registry, search_path_get_file(registry->search_path, i));
  }
}

Registry *
registry_new(const RegistryOptions *options)
{
  Registry *registry = g_new0(Registry, 1);
  pthread_mutex_init(&registry->lock, NULL);
  registry->search_path =
      search_path_new(options->paths, options->no_default_paths ? NULL : PLUGCAST_PLUGIN_FOLDER);
  const gboolean is_in_place = g_strcmp0(g_getenv("PLUGCAST_LOAD_IN_PLACE"), "1") == 0;
  registry->loader = loader_new(is_in_place ? LOADER_SOURCE_PATH : LOADER_SOURCE_COPY);
  registry->trial_program = g_strdup(options->trial_program);
  registry->files = g_ptr_array_new_with_free_func(file_destroy);
  registry->entries = g_array_new(FALSE, TRUE, sizeof(RegistryEntry));
  registry->notes = g_ptr_array_new_with_free_func(strv_destroy);
  registry->warnings = g_ptr_array_new_with_free_func(g_free);
  if (!options->no_cache) {
    g_autofree char *path = g_build_filename(g_get_user_cache_dir(), "plugcast", "plugins", NULL);
    registry->cache = plugin_cache_new(path);
  }
  add_files(registry);
  return registry;
}

// A cache that cannot be written is one that was never there; the user has nothing to do about it.
static void
save_cache(Registry *registry)
{
  for (guint i = 0; i < registry->files->len; i++) {
    plugin_file_remember(g_ptr_array_index(registry->files, i), registry->cache);
  }
  plugin_cache_save(registry->cache, NULL);
}

void
registry_free(Registry *registry)
{
  if (registry == NULL) {
    return;
  }
  if (registry->cache != NULL) {
    save_cache(registry);
  }
  plugin_cache_free(registry->cache);
  loader_free(registry->loader);
  g_free(registry->trial_program);
  search_path_free(registry->search_path);
  g_ptr_array_unref(registry->files);
  g_array_unref(registry->entries);
  g_ptr_array_unref(registry->notes);
  g_ptr_array_unref(registry->warnings);
  pthread_mutex_destroy(&registry->lock);
  g_free(registry);
}

static gboolean
load(Registry *registry, PluginFile *file)
{
  return plugin_file_load(file, registry->loader, registry->trial_program, registry->warnings);
}

// In search order, so that the first one wins; a file is loaded only when nothing is remembered
// about it, or when it is the one.
static const Component *
find_by_name(Registry *registry, const Query *query)
{
  for (guint i = 0; i < registry->files->len; i++) {
    PluginFile *file = g_ptr_array_index(registry->files, i);
    if (plugin_file_get_state(file) == PLUGIN_FILE_UNKNOWN) {
      load(registry, file);
    }
    if (offer_matches(plugin_file_get_offer(file), query) && load(registry, file) &&
        offer_matches(plugin_file_get_offer(file), query)) {
      return plugin_find_component(plugin_file_get_plugin(file), query->kind, query->name);
    }
  }
  return NULL;
}

static PluginFile *
get_named_file(Registry *registry, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename(path, NULL);
  for (guint i = 0; i < registry->files->len; i++) {
    PluginFile *file = g_ptr_array_index(registry->files, i);
    if (g_str_equal(plugin_file_get_path(file), absolute)) {
      return file;
    }
  }
  const SearchFile place = { absolute, "command line", FALSE };
  return add_file(registry, &place);
}

static char *
list_names(const GPtrArray *names)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < names->len; i++) {
    g_string_append_printf(text, "%s%s", i == 0 ? "" : ", ",
                           (const char *)g_ptr_array_index(names, i));
  }
  return g_string_free(text, FALSE);
}

static const Component *
find_only(const Plugin *plugin, const Offer *offer, const Query *query, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  offer_list_names(offer, query->kind, names);
  if (names->len == 1) {
    return plugin_find_component(plugin, query->kind, g_ptr_array_index(names, 0));
  }
  if (names->len == 0) {
    g_set_error(error, REGISTRY_ERROR, REGISTRY_ERROR_NOT_FOUND, "%s offers no %s", query->file,
                component_kind_to_string(query->kind));
    return NULL;
  }
  g_autofree char *list = list_names(names);
  g_set_error(error, REGISTRY_ERROR, REGISTRY_ERROR_AMBIGUOUS,
              "%s offers several: %s; name one as %s:%s", query->file, list, query->file,
              (const char *)g_ptr_array_index(names, 0));
  return NULL;
}

static void
set_not_in_file(const Offer *offer, const Query *query, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  offer_list_names(offer, query->kind, names);
  g_ptr_array_add(names, NULL);
  g_autofree char *question = suggest_similar(query->name, (const char *const *)names->pdata);
  g_set_error(error, REGISTRY_ERROR, REGISTRY_ERROR_NOT_FOUND, "%s offers no %s '%s'%s%s",
              query->file, component_kind_to_string(query->kind), query->name,
              question == NULL ? "" : "; ", question == NULL ? "" : question);
}

static const Component *
find_in_file(Registry *registry, const Query *query, GError **error)
{
  PluginFile *file = get_named_file(registry, query->file);
  if (!load(registry, file)) {
    g_set_error(error, REGISTRY_ERROR, REGISTRY_ERROR_REFUSED, "%s cannot be used: %s", query->file,
                plugin_file_get_reason(file));
    return NULL;
  }
  const Plugin *plugin = plugin_file_get_plugin(file);
  const Offer *offer = plugin_file_get_offer(file);
  if (query->name == NULL) {
    return find_only(plugin, offer, query, error);
  }
  const Component *component = plugin_find_component(plugin, query->kind, query->name);
  if (component == NULL) {
    set_not_in_file(offer, query, error);
  }
  return component;
}

// All names that could have been meant; "plugin:name" where a plugin was named.
static char *
suggest_names(const Registry *registry, const Query *query)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  g_autoptr(GPtrArray) plugins = g_ptr_array_new();
  for (guint i = 0; i < registry->files->len; i++) {
    const Offer *offer = plugin_file_get_offer(g_ptr_array_index(registry->files, i));
    if (offer == NULL) {
      continue;
    }
    g_ptr_array_add(plugins, (gpointer)(guintptr)offer_get_plugin_name(offer));
    if (query->plugin == NULL || g_str_equal(offer_get_plugin_name(offer), query->plugin)) {
      offer_list_names(offer, query->kind, names);
    }
  }
  const gboolean is_plugin_wrong = query->plugin != NULL && names->len == 0;
  g_ptr_array_add(names, NULL);
  g_ptr_array_add(plugins, NULL);
  return is_plugin_wrong ? suggest_similar(query->plugin, (const char *const *)plugins->pdata)
                         : suggest_similar(query->name, (const char *const *)names->pdata);
}

static void
append_other_kinds(GString *text, const Registry *registry, const Query *query)
{
  for (guint i = 0; i < registry->files->len; i++) {
    const PluginFile *file = g_ptr_array_index(registry->files, i);
    const Offer *offer = plugin_file_get_offer(file);
    const guint32 kind = offer == NULL ? 0 : offer_find_kind(offer, query->name);
    if (kind != 0 && kind != query->kind) {
      g_string_append_printf(text, "\n  '%s' of plugin '%s' is of kind %s", query->name,
                             offer_get_plugin_name(offer), component_kind_to_string(kind));
    }
  }
}

static void
append_refusals(GString *text, const Registry *registry)
{
  for (guint i = 0; i < registry->files->len; i++) {
    const PluginFile *file = g_ptr_array_index(registry->files, i);
    if (plugin_file_get_state(file) == PLUGIN_FILE_REFUSED) {
      g_string_append_printf(text, "\n  refused %s: %s", plugin_file_get_path(file),
                             plugin_file_get_reason(file));
    }
  }
}

static void
set_not_found(const Registry *registry, const Query *query, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_printf(text, "no %s '%s%s%s' is offered by any plugin",
                  component_kind_to_string(query->kind), query->plugin == NULL ? "" : query->plugin,
                  query->plugin == NULL ? "" : ":", query->name);
  g_autofree char *question = suggest_names(registry, query);
  if (question != NULL) {
    g_string_append_printf(text, "; %s", question);
  }
  append_other_kinds(text, registry, query);
  g_autofree char *places = search_path_describe(registry->search_path);
  g_string_append_printf(text, "\nlooked in\n%s", places);
  append_refusals(text, registry);
  g_set_error_literal(error, REGISTRY_ERROR, REGISTRY_ERROR_NOT_FOUND, text->str);
}

static void
load_files(Registry *registry)
{
  for (guint i = 0; i < registry->files->len; i++) {
    load(registry, g_ptr_array_index(registry->files, i));
  }
}

static const Component *
find(Registry *registry, const Query *query, GError **error)
{
  if (query->file != NULL) {
    return find_in_file(registry, query, error);
  }
  const Component *component = find_by_name(registry, query);
  if (component == NULL) {
    // Nothing is refused on memory alone, but what is known to bring a process down.
    load_files(registry);
    component = find_by_name(registry, query);
  }
  if (component == NULL) {
    set_not_found(registry, query, error);
  }
  return component;
}

const Component *
registry_find_component(Registry *registry, guint32 kind, const char *name, GError **error)
{
  g_return_val_if_fail(registry != NULL && name != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_auto(Query) query = query_parse(kind, name);
  pthread_mutex_lock(&registry->lock);
  const Component *component = find(registry, &query, error);
  pthread_mutex_unlock(&registry->lock);
  return component;
}

static const char *
find_shadow(const Registry *registry, guint index)
{
  const Plugin *plugin = plugin_file_get_plugin(g_ptr_array_index(registry->files, index));
  for (guint i = 0; i < index && plugin != NULL; i++) {
    const PluginFile *earlier = g_ptr_array_index(registry->files, i);
    const Plugin *other = plugin_file_get_plugin(earlier);
    if (other != NULL && g_str_equal(plugin_get_name(other), plugin_get_name(plugin))) {
      return plugin_file_get_path(earlier);
    }
  }
  return NULL;
}

// The plugin before @index that @component's name leads to instead.
static const Plugin *
find_winner(const Registry *registry, guint index, const Component *component)
{
  for (guint i = 0; i < index; i++) {
    const Plugin *plugin = plugin_file_get_plugin(g_ptr_array_index(registry->files, i));
    if (plugin != NULL && plugin_find_component(plugin, component_get_kind(component),
                                                component_get_name(component)) != NULL) {
      return plugin;
    }
  }
  return NULL;
}

static char **
list_notes(const Registry *registry, guint index)
{
  const PluginFile *file = g_ptr_array_index(registry->files, index);
  const Plugin *plugin = plugin_file_get_plugin(file);
  const gboolean is_shadowed = find_shadow(registry, index) != NULL;
  g_autoptr(GStrvBuilder) notes = g_strv_builder_new();
  for (gsize i = 0; plugin != NULL && !is_shadowed && i < plugin_get_n_components(plugin); i++) {
    const Component *component = plugin_get_component(plugin, i);
    const Plugin *winner = find_winner(registry, index, component);
    if (winner != NULL) {
      g_autofree char *note = g_strdup_printf(
          "'%s' means that of plugin '%s'; this one is '%s:%s'", component_get_name(component),
          plugin_get_name(winner), plugin_get_name(plugin), component_get_name(component));
      g_strv_builder_add(notes, note);
    }
  }
  const char *const *own = plugin_file_get_notes(file);
  for (gsize i = 0; own[i] != NULL; i++) {
    g_strv_builder_add(notes, own[i]);
  }
  return g_strv_builder_end(notes);
}

gsize
registry_load_all(Registry *registry)
{
  pthread_mutex_lock(&registry->lock);
  load_files(registry);
  g_array_set_size(registry->entries, 0);
  g_ptr_array_set_size(registry->notes, 0);
  for (guint i = 0; i < registry->files->len; i++) {
    const PluginFile *file = g_ptr_array_index(registry->files, i);
    char **notes = list_notes(registry, i);
    g_ptr_array_add(registry->notes, notes);
    const RegistryEntry entry = {
      .path = plugin_file_get_path(file),
      .origin = plugin_file_get_origin(file),
      .plugin = plugin_file_get_plugin(file),
      .reason = plugin_file_get_reason(file),
      .shadowed_by = find_shadow(registry, i),
      .notes = (const char *const *)notes,
    };
    g_array_append_val(registry->entries, entry);
  }
  pthread_mutex_unlock(&registry->lock);
  return registry->entries->len;
}

const RegistryEntry *
registry_get_entry(const Registry *registry, gsize index)
{
  g_assert(index < registry->entries->len);

  return &g_array_index(registry->entries, RegistryEntry, index);
}

const char *const *
registry_get_search_path(const Registry *registry)
{
  return search_path_get_places(registry->search_path);
}

char **
registry_take_warnings(Registry *registry)
{
  pthread_mutex_lock(&registry->lock);
  GPtrArray *taken = registry->warnings;
  registry->warnings = g_ptr_array_new_with_free_func(g_free);
  pthread_mutex_unlock(&registry->lock);
  g_ptr_array_add(taken, NULL);
  return (char **)g_ptr_array_free(taken, FALSE);
}
