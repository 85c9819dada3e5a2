// SPDX-License-Identifier: MIT
#include "plugin/plugin_cache.h"

#include "component-fixture.h"
#include "temporary-folder.h"

#include <glib/gstdio.h>
#include <string.h>

// A cache with one plugin and one file that is none, both in the folder.
static char *
write_cache(const TemporaryFolder *folder)
{
  const char *plugin_file = temporary_folder_write(folder, "theta.so", "1");
  const char *other_file = temporary_folder_write(folder, "other.so", "22");
  char *path = g_build_filename(folder->path, "cache", "plugcast", "plugins", NULL);

  Draft draft;
  draft_init(&draft);
  g_autoptr(Plugin) plugin = plugin_new(&draft.plugin, plugin_file, NULL);
  g_autoptr(Offer) offer = offer_new_from_plugin(plugin);
  FileStamp stamp;
  g_autoptr(PluginCache) cache = plugin_cache_new(path);
  g_assert_true(file_stamp_read(plugin_file, &stamp));
  plugin_cache_remember(cache, plugin_file, &stamp, offer);
  g_assert_true(file_stamp_read(other_file, &stamp));
  plugin_cache_remember(cache, other_file, &stamp, NULL);
  g_autoptr(GError) error = NULL;
  g_assert_true(plugin_cache_save(cache, &error));
  g_assert_no_error(error);
  return path;
}

// Whether the cache at @path knows the file @name, and what it offers.
static gboolean
recall(const TemporaryFolder *folder, const char *path, const char *name, Offer **offer)
{
  g_autofree char *file = g_build_filename(folder->path, name, NULL);
  g_autoptr(PluginCache) cache = plugin_cache_new(path);
  FileStamp stamp;
  *offer = NULL;
  g_autofree char *fault = NULL;
  const gboolean is_known =
      file_stamp_read(file, &stamp) && plugin_cache_recall(cache, file, &stamp, offer, &fault);
  g_assert_null(fault);
  return is_known;
}

static gboolean
knows(const TemporaryFolder *folder, const char *path, const char *name)
{
  Offer *offer = NULL;
  const gboolean is_known = recall(folder, path, name, &offer);
  offer_free(offer);
  return is_known;
}

static void
test_round_trip(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_cache(&folder);
  g_autoptr(Offer) offer = NULL;
  g_assert_true(recall(&folder, path, "theta.so", &offer));
  g_assert_cmpstr(offer_get_plugin_name(offer), ==, "draft");
  g_assert_true(offer_has(offer, PLUGCAST_KIND_FORECASTER, "last"));
  g_assert_false(offer_has(offer, PLUGCAST_KIND_METRIC, "last"));
  g_assert_cmpuint(offer_find_kind(offer, "last"), ==, PLUGCAST_KIND_FORECASTER);
  g_assert_cmpuint(offer_find_kind(offer, "first"), ==, 0);
}

static void
test_negative(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_cache(&folder);
  g_autoptr(Offer) offer = NULL;
  g_assert_true(recall(&folder, path, "other.so", &offer));
  g_assert_null(offer);
}

static void
test_fault(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_cache(&folder);
  const char *file = temporary_folder_write(&folder, "wild.so", "333");
  g_autoptr(PluginCache) cache = plugin_cache_new(path);
  FileStamp stamp;
  g_assert_true(file_stamp_read(file, &stamp));
  plugin_cache_remember_fault(cache, file, &stamp, "its code crashed");
  g_assert_true(plugin_cache_save(cache, NULL));

  g_autoptr(PluginCache) later = plugin_cache_new(path);
  g_autoptr(Offer) offer = NULL;
  g_autofree char *fault = NULL;
  g_assert_true(plugin_cache_recall(later, file, &stamp, &offer, &fault));
  g_assert_null(offer);
  g_assert_cmpstr(fault, ==, "its code crashed");
  g_assert_true(knows(&folder, path, "theta.so"));
}

static void
test_changed_file(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_cache(&folder);
  temporary_folder_write(&folder, "theta.so", "longer");
  g_assert_false(knows(&folder, path, "theta.so"));
  g_assert_true(knows(&folder, path, "other.so"));
}

static void
test_gone_file(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_cache(&folder);
  g_autofree char *gone = g_build_filename(folder.path, "theta.so", NULL);
  g_autofree char *other = g_build_filename(folder.path, "other.so", NULL);
  g_assert_cmpint(g_remove(gone), ==, 0);

  g_autoptr(PluginCache) cache = plugin_cache_new(path);
  FileStamp stamp;
  g_assert_true(file_stamp_read(other, &stamp));
  plugin_cache_remember(cache, other, &stamp, NULL);
  g_assert_true(plugin_cache_save(cache, NULL));
  g_autofree char *content = NULL;
  gsize size = 0;
  g_assert_true(g_file_get_contents(path, &content, &size, NULL));
  g_assert_null(memmem(content, size, "theta.so", strlen("theta.so")));
  g_assert_nonnull(memmem(content, size, "other.so", strlen("other.so")));
}

static void
test_cut(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_cache(&folder);
  g_autofree char *content = NULL;
  gsize size = 0;
  g_assert_true(g_file_get_contents(path, &content, &size, NULL));
  for (gsize length = 0; length < size; length++) {
    g_assert_true(g_file_set_contents(path, content, (gssize)length, NULL));
    g_assert_false(knows(&folder, path, "theta.so"));
  }
}

// Whatever is in it, a cache is read without a fault.
static void
test_changed_bytes(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_cache(&folder);
  g_autofree char *content = NULL;
  gsize size = 0;
  guint n_unknown = 0;
  g_assert_true(g_file_get_contents(path, &content, &size, NULL));
  for (gsize place = 0; place < size; place++) {
    content[place] = (char)(content[place] ^ 0x5a);
    g_assert_true(g_file_set_contents(path, content, (gssize)size, NULL));
    n_unknown += knows(&folder, path, "theta.so") ? 0 : 1;
    content[place] = (char)(content[place] ^ 0x5a);
  }
  g_assert_cmpuint(n_unknown, >, size / 4);
}

static void
test_missing(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  temporary_folder_write(&folder, "theta.so", "1");
  g_autofree char *path = g_build_filename(folder.path, "none", NULL);
  g_assert_false(knows(&folder, path, "theta.so"));
}

static void
test_not_writable(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  const char *file = temporary_folder_write(&folder, "theta.so", "1");
  g_autofree char *path = g_build_filename(file, "plugins", NULL);
  g_autoptr(PluginCache) cache = plugin_cache_new(path);
  FileStamp stamp;
  g_assert_true(file_stamp_read(file, &stamp));
  plugin_cache_remember(cache, file, &stamp, NULL);
  g_autoptr(GError) error = NULL;
  g_assert_false(plugin_cache_save(cache, &error));
  g_assert_true(error->domain == G_FILE_ERROR);
}

static void
test_nothing_new(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "plugins", NULL);
  g_autoptr(PluginCache) cache = plugin_cache_new(path);
  g_assert_true(plugin_cache_save(cache, NULL));
  g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/plugin-cache/recalls-what-it-was-told", test_round_trip);
  g_test_add_func("/plugin-cache/recalls-files-of-no-use", test_negative);
  g_test_add_func("/plugin-cache/recalls-faults", test_fault);
  g_test_add_func("/plugin-cache/forgets-changed-files", test_changed_file);
  g_test_add_func("/plugin-cache/drops-files-that-are-gone", test_gone_file);
  g_test_add_func("/plugin-cache/is-empty-when/cut-anywhere", test_cut);
  g_test_add_func("/plugin-cache/is-empty-when/missing", test_missing);
  g_test_add_func("/plugin-cache/survives-changed-bytes", test_changed_bytes);
  g_test_add_func("/plugin-cache/reports-what-it-cannot-write", test_not_writable);
  g_test_add_func("/plugin-cache/writes-nothing-without-news", test_nothing_new);
  return g_test_run();
}
