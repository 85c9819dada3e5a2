// SPDX-License-Identifier: MIT
#include "plugin/dependency.h"

#include <glob.h>
#include <string.h>

enum {
  MAX_LIBRARIES = 1000, // looked at
};

static const char *const system_folders[] = {
#if defined(__x86_64__)
  "/lib/x86_64-linux-gnu",
  "/usr/lib/x86_64-linux-gnu",
#elif defined(__aarch64__)
  "/lib/aarch64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
#endif
  "/lib64",
  "/usr/lib64",
  "/lib",
  "/usr/lib",
};

// One library on the way.
typedef struct {
  char *phrase; // "it needs 'liba.so', which needs …"
  char *path;
} Step;

typedef struct {
  const char *missing;
  GPtrArray *folders; // searched for every library
  GQueue steps;       // of Step, still to be looked into
  GHashTable *seen;   // names of libraries
} Search;

static void
step_free(Step *step)
{
  g_free(step->phrase);
  g_free(step->path);
  g_free(step);
}

static void
add_folders_of_text(GPtrArray *folders, const char *text, const char *separators)
{
  g_auto(GStrv) parts = g_strsplit_set(text, separators, -1);
  for (gsize i = 0; parts[i] != NULL; i++) {
    if (g_path_is_absolute(parts[i])) {
      g_ptr_array_add(folders, g_strdup(parts[i]));
    }
  }
}

static GPtrArray *
list_folders(void)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
  const char *from_environment = g_getenv("LD_LIBRARY_PATH");
  if (from_environment != NULL) {
    add_folders_of_text(folders, from_environment, ":;");
  }
  glob_t files = { 0 };
  if (glob("/etc/ld.so.conf.d/*.conf", 0, NULL, &files) == 0) {
    for (gsize i = 0; i < files.gl_pathc; i++) {
      g_autofree char *text = NULL;
      if (g_file_get_contents(files.gl_pathv[i], &text, NULL, NULL)) {
        add_folders_of_text(folders, text, "\n");
      }
    }
  }
  globfree(&files);
  for (gsize i = 0; i < G_N_ELEMENTS(system_folders); i++) {
    g_ptr_array_add(folders, g_strdup(system_folders[i]));
  }
  return folders;
}

static char *
find_in_run_path(const ElfImage *image, const char *path, const char *name)
{
  g_autofree char *origin = g_path_get_dirname(path);
  const char *const *run_path = elf_image_get_run_path(image);
  for (gsize i = 0; run_path[i] != NULL; i++) {
    g_autoptr(GString) folder = g_string_new(run_path[i]);
    g_string_replace(folder, "${ORIGIN}", origin, 0);
    g_string_replace(folder, "$ORIGIN", origin, 0);
    g_autofree char *file = g_build_filename(folder->str, name, NULL);
    if (g_file_test(file, G_FILE_TEST_EXISTS)) {
      return g_steal_pointer(&file);
    }
  }
  return NULL;
}

static char *
find_library(const Search *search, const ElfImage *image, const char *path, const char *name)
{
  if (strchr(name, '/') != NULL) {
    return g_file_test(name, G_FILE_TEST_EXISTS) ? g_strdup(name) : NULL;
  }
  char *found = find_in_run_path(image, path, name);
  for (guint i = 0; found == NULL && i < search->folders->len; i++) {
    g_autofree char *file = g_build_filename(g_ptr_array_index(search->folders, i), name, NULL);
    if (g_file_test(file, G_FILE_TEST_EXISTS)) {
      found = g_steal_pointer(&file);
    }
  }
  return found;
}

// Returns the whole phrase when @image needs the missing library itself; otherwise puts what it
// needs behind the steps that wait.
static char *
search_image(Search *search, const ElfImage *image, const char *path, const char *phrase)
{
  const char *const *needed = elf_image_get_needed(image);
  for (gsize i = 0; needed[i] != NULL; i++) {
    g_autofree char *way = g_strdup_printf("%s needs '%s'", phrase, needed[i]);
    g_autofree char *found = find_library(search, image, path, needed[i]);
    if (found == NULL && g_str_equal(needed[i], search->missing)) {
      return g_strdup_printf("%s, which is not found", way);
    }
    if (found != NULL && g_hash_table_size(search->seen) < MAX_LIBRARIES &&
        g_hash_table_add(search->seen, g_strdup(needed[i]))) {
      Step *step = g_new0(Step, 1);
      step->phrase = g_strdup_printf("%s, which", way);
      step->path = g_steal_pointer(&found);
      g_queue_push_tail(&search->steps, step);
    }
  }
  return NULL;
}

static char *
search_step(Search *search, const Step *step)
{
  g_autoptr(GMappedFile) file = g_mapped_file_new(step->path, FALSE, NULL);
  if (file == NULL) {
    return NULL;
  }
  g_autoptr(ElfImage) image = elf_image_new((const guint8 *)g_mapped_file_get_contents(file),
                                            g_mapped_file_get_length(file), NULL);
  return image == NULL ? NULL : search_image(search, image, step->path, step->phrase);
}

char *
dependency_explain(const ElfImage *image, const char *path, const char *missing)
{
  g_autoptr(GPtrArray) folders = list_folders();
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Search search = { missing, folders, G_QUEUE_INIT, seen };

  char *explanation = search_image(&search, image, path, "it");
  while (explanation == NULL && !g_queue_is_empty(&search.steps)) {
    Step *step = g_queue_pop_head(&search.steps);
    explanation = search_step(&search, step);
    step_free(step);
  }
  while (!g_queue_is_empty(&search.steps)) {
    step_free(g_queue_pop_head(&search.steps));
  }
  return explanation;
}
