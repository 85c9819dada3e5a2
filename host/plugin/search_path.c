// SPDX-License-Identifier: MIT
#include "plugin/search_path.h"

#include <string.h>

typedef struct {
  const char *origin;
  char *path;
  const char *finding; // what it is when it is no readable folder or file, else NULL
} Place;

struct SearchPath {
  GPtrArray *places; // of Place, owned
  GPtrArray *paths;  // of char, borrowed from the places, ends in NULL
  GPtrArray *files;  // of SearchFile, owned
  GHashTable *seen;  // the real names of places and files
};

static void
place_free(gpointer data)
{
  Place *place = data;
  g_free(place->path);
  g_free(place);
}

static void
file_free(gpointer data)
{
  SearchFile *file = data;
  g_free((char *)(guintptr)file->path);
  g_free(file);
}

// The same file by another name, or twice on the path, is one plugin.
static gboolean
is_new(SearchPath *search_path, const char *path)
{
  char *real = realpath(path, NULL);
  g_autofree char *key = g_strdup(real != NULL ? real : path);
  free(real);
  return g_hash_table_add(search_path->seen, g_steal_pointer(&key));
}

static void
add_file(SearchPath *search_path, const char *path, const char *origin, gboolean is_named)
{
  if (is_new(search_path, path)) {
    SearchFile *file = g_new0(SearchFile, 1);
    file->path = g_strdup(path);
    file->origin = origin;
    file->is_named = is_named;
    g_ptr_array_add(search_path->files, file);
  }
}

static int
compare_names(gconstpointer left, gconstpointer right)
{
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void
add_folder_entry(SearchPath *search_path, const Place *place, const char *name)
{
  g_autofree char *path = g_build_filename(place->path, name, NULL);
  if (g_str_has_suffix(name, ".so")) {
    add_file(search_path, path, place->origin, FALSE);
    return;
  }
  g_autofree char *inner = g_strdup_printf("%s/%s.so", path, name);
  if (g_file_test(inner, G_FILE_TEST_EXISTS)) {
    add_file(search_path, inner, place->origin, FALSE);
  }
}

static void
add_folder(SearchPath *search_path, Place *place)
{
  g_autoptr(GDir) folder = g_dir_open(place->path, 0, NULL);
  if (folder == NULL) {
    place->finding = "cannot be read";
    return;
  }
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    if (name[0] != '.') {
      g_ptr_array_add(names, g_strdup(name));
    }
  }
  g_ptr_array_sort(names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    add_folder_entry(search_path, place, g_ptr_array_index(names, i));
  }
}

static void
add_place(SearchPath *search_path, const char *path, const char *origin)
{
  g_autofree char *absolute = g_canonicalize_filename(path, NULL);
  if (g_file_test(absolute, G_FILE_TEST_IS_DIR) && !is_new(search_path, absolute)) {
    return;
  }
  Place *place = g_new0(Place, 1);
  place->origin = origin;
  place->path = g_steal_pointer(&absolute);
  g_ptr_array_add(search_path->places, place);
  g_ptr_array_add(search_path->paths, place->path);
  if (g_file_test(place->path, G_FILE_TEST_IS_DIR)) {
    add_folder(search_path, place);
  } else if (g_file_test(place->path, G_FILE_TEST_EXISTS) || g_str_has_suffix(path, ".so")) {
    add_file(search_path, place->path, origin, TRUE);
  } else {
    place->finding = "does not exist";
  }
}

static void
add_environment(SearchPath *search_path)
{
  const char *text = g_getenv("PLUGCAST_PLUGIN_PATH");
  g_auto(GStrv) paths = g_strsplit(text == NULL ? "" : text, ":", -1);
  for (gsize i = 0; paths[i] != NULL; i++) {
    if (paths[i][0] != '\0') {
      add_place(search_path, paths[i], "PLUGCAST_PLUGIN_PATH");
    }
  }
}

// Meson keeps a description of each build tree at its root, under a documented name, and installs
// none, so a program that finds it beside its own folder has not been installed.
static void
add_build_tree(SearchPath *search_path)
{
  g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
  if (program == NULL) {
    return;
  }
  g_autofree char *folder = g_path_get_dirname(program);
  g_autofree char *root = g_path_get_dirname(folder);
  g_autofree char *description = g_build_filename(root, "meson-info", "meson-info.json", NULL);
  if (g_file_test(description, G_FILE_TEST_IS_REGULAR)) {
    g_autofree char *plugins = g_build_filename(root, "plugins", NULL);
    add_place(search_path, plugins, "build");
  }
}

static void
add_defaults(SearchPath *search_path, const char *system_folder)
{
  add_environment(search_path);
  g_autofree char *user = g_build_filename(g_get_user_data_dir(), "plugcast", "plugins", NULL);
  add_place(search_path, user, "user");
  add_build_tree(search_path);
  add_place(search_path, system_folder, "system");
}

SearchPath *
search_path_new(const char *const *paths, const char *system_folder)
{
  SearchPath *search_path = g_new0(SearchPath, 1);
  search_path->places = g_ptr_array_new_with_free_func(place_free);
  search_path->paths = g_ptr_array_new();
  search_path->files = g_ptr_array_new_with_free_func(file_free);
  search_path->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; paths != NULL && paths[i] != NULL; i++) {
    add_place(search_path, paths[i], "command line");
  }
  if (system_folder != NULL) {
    add_defaults(search_path, system_folder);
  }
  g_ptr_array_add(search_path->paths, NULL);
  return search_path;
}

void
search_path_free(SearchPath *search_path)
{
  if (search_path == NULL) {
    return;
  }
  g_ptr_array_unref(search_path->places);
  g_ptr_array_unref(search_path->paths);
  g_ptr_array_unref(search_path->files);
  g_hash_table_unref(search_path->seen);
  g_free(search_path);
}

const char *const *
search_path_get_places(const SearchPath *search_path)
{
  return (const char *const *)search_path->paths->pdata;
}

char *
search_path_describe(const SearchPath *search_path)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < search_path->places->len; i++) {
    const Place *place = g_ptr_array_index(search_path->places, i);
    g_string_append_printf(text, "%s  %s: %s%s%s", i == 0 ? "" : "\n", place->origin, place->path,
                           place->finding == NULL ? "" : ": ",
                           place->finding == NULL ? "" : place->finding);
  }
  return g_string_free(text, FALSE);
}

gsize
search_path_get_n_files(const SearchPath *search_path)
{
  return search_path->files->len;
}

const SearchFile *
search_path_get_file(const SearchPath *search_path, gsize index)
{
  g_assert(index < search_path->files->len);

  return g_ptr_array_index(search_path->files, index);
}
