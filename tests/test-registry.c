// SPDX-License-Identifier: MIT
#include "plugin/registry.h"

#include "plugin/plugin_cache.h"
#include "temporary-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// A folder for plugins, and others for what the user's environment points to.
typedef struct {
  TemporaryFolder root;
  char *plugins;
  char *cache; // the file
} Fixture;

static Fixture
fixture_new(void)
{
  const TemporaryFolder root = temporary_folder_new();
  g_autofree char *cache = g_build_filename(root.path, "cache", NULL);
  g_autofree char *data = g_build_filename(root.path, "data", NULL);
  const Fixture fixture = {
    .root = root,
    .plugins = g_build_filename(root.path, "plugins", NULL),
    .cache = g_build_filename(cache, "plugcast", "plugins", NULL),
  };
  g_assert_cmpint(g_mkdir(fixture.plugins, 0700), ==, 0);
  g_setenv("XDG_CACHE_HOME", cache, TRUE);
  g_setenv("XDG_DATA_HOME", data, TRUE);
  g_unsetenv("PLUGCAST_PLUGIN_PATH");
  g_unsetenv("PLUGCAST_LOAD_IN_PLACE");
  return fixture;
}

static void
fixture_clear(Fixture *fixture)
{
  g_free(fixture->plugins);
  g_free(fixture->cache);
  temporary_folder_clear(&fixture->root);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

// Each test loads plugins, so each runs in a process of its own.
static gboolean
is_in_child(void)
{
  if (g_test_subprocess()) {
    return TRUE;
  }
  g_test_trap_subprocess(NULL, 0, 0);
  g_test_trap_assert_passed();
  return FALSE;
}

// Copies test plugin @name to @target below the fixture's root.
static const char *
install(const Fixture *fixture, const char *name, const char *target)
{
  g_autofree char *file = g_strdup_printf("%s.so", name);
  g_autofree char *path = g_test_build_filename(G_TEST_BUILT, "plugins", file, NULL);
  return temporary_folder_copy(&fixture->root, path, target);
}

static Registry *
open_registry(const Fixture *fixture, gboolean no_cache)
{
  const char *const paths[] = { fixture->plugins, NULL };
  const RegistryOptions options = {
    .paths = paths,
    .no_default_paths = TRUE,
    .no_cache = no_cache,
  };
  return registry_new(&options);
}

static const Component *
find(Registry *registry, const char *name)
{
  g_autoptr(GError) error = NULL;
  const Component *component =
      registry_find_component(registry, PLUGCAST_KIND_FORECASTER, name, &error);
  g_assert_no_error(error);
  return component;
}

static const char *
find_path(Registry *registry, const char *name)
{
  return plugin_get_path(component_get_plugin(find(registry, name)));
}

static void
assert_not_found(Registry *registry, guint32 kind, const char *name, int code, const char *message)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(registry_find_component(registry, kind, name, &error));
  g_assert_error(error, REGISTRY_ERROR, code);
  g_assert_cmpstr(error->message, ==, message);
}

static void
test_names(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  const char *sound = install(&fixture, "sound", "plugins/sound.so");
  const char *twins = install(&fixture, "twins", "plugins/twins/twins.so");
  const char *other = install(&fixture, "rival", "elsewhere:of/rival.so");
  g_autofree char *twins_second = g_strconcat(twins, ":second", NULL);
  g_autoptr(Registry) registry = open_registry(&fixture, TRUE);

  g_assert_cmpstr(find_path(registry, "last"), ==, sound);
  g_assert_cmpstr(find_path(registry, "sound:last"), ==, sound);
  g_assert_cmpstr(find_path(registry, sound), ==, sound);
  g_assert_cmpstr(find_path(registry, "second"), ==, twins);
  g_assert_cmpstr(component_get_name(find(registry, twins_second)), ==, "second");
  g_assert_cmpstr(find_path(registry, other), ==, other);
  g_assert_true(find(registry, "last") == find(registry, "sound:last"));
}

static void
test_rivals(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  const char *first = install(&fixture, "sound", "plugins/a.so");
  const char *again = install(&fixture, "sound", "plugins/b.so");
  const char *rival = install(&fixture, "rival", "plugins/c.so");
  g_autoptr(Registry) registry = open_registry(&fixture, TRUE);

  g_assert_cmpstr(find_path(registry, "last"), ==, first);
  g_assert_cmpstr(find_path(registry, "sound:last"), ==, first);
  g_assert_cmpstr(find_path(registry, "rival:last"), ==, rival);
  g_assert_cmpstr(find_path(registry, again), ==, again);

  g_assert_cmpuint(registry_load_all(registry), ==, 3);
  g_assert_null(registry_get_entry(registry, 0)->shadowed_by);
  g_assert_cmpstr(registry_get_entry(registry, 1)->shadowed_by, ==, first);
  g_assert_null(registry_get_entry(registry, 1)->notes[0]);
  g_assert_null(registry_get_entry(registry, 2)->shadowed_by);
  g_assert_cmpstr(registry_get_entry(registry, 2)->notes[0], ==,
                  "'last' means that of plugin 'sound'; this one is 'rival:last'");
}

static void
test_listing(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  const char *future = install(&fixture, "unknown_kind", "plugins/future.so");
  install(&fixture, "no_entry", "plugins/helper.so");
  install(&fixture, "short_plugin", "plugins/short.so");
  temporary_folder_write(&fixture.root, "plugins/README", "text");
  g_autoptr(Registry) registry = open_registry(&fixture, TRUE);

  g_assert_cmpuint(registry_load_all(registry), ==, 3);
  const RegistryEntry *entry = registry_get_entry(registry, 0);
  g_assert_cmpstr(entry->path, ==, future);
  g_assert_cmpstr(entry->origin, ==, "command line");
  g_assert_cmpstr(plugin_get_name(entry->plugin), ==, "future");
  g_assert_null(entry->reason);
  g_assert_cmpstr(entry->notes[0], ==, "component 1 is of kind 99, which this host does not know");
  entry = registry_get_entry(registry, 1);
  g_assert_null(entry->plugin);
  g_assert_cmpstr(entry->reason, ==,
                  "not a Plugcast plugin: it has no symbol 'plugcast_plugin_v1'");
  g_assert_null(entry->notes[0]);
  entry = registry_get_entry(registry, 2);
  g_assert_null(entry->plugin);
  g_assert_cmpstr(entry->reason, ==,
                  "its plugcast_plugin has struct_size 88, expected 96 to 65536");
  g_auto(GStrv) warnings = registry_take_warnings(registry);
  g_assert_null(warnings[0]);
}

static void
test_not_found(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  install(&fixture, "twins", "plugins/twins.so");
  install(&fixture, "no_entry", "plugins/helper.so");
  const char *short_one = install(&fixture, "short_plugin", "plugins/short.so");
  const char *const paths[] = { fixture.plugins, "/nonexistent", NULL };
  const RegistryOptions options = { .paths = paths, .no_default_paths = TRUE };
  g_autoptr(Registry) registry = registry_new(&options);
  g_autofree char *places =
      g_strdup_printf("\nlooked in\n  command line: %s\n  command line: /nonexistent: does not "
                      "exist\n  refused %s: its plugcast_plugin has struct_size 88, expected 96 to "
                      "65536",
                      fixture.plugins, short_one);

  g_autofree char *similar = g_strconcat(
      "no forecaster 'frist' is offered by any plugin; did you mean 'first'?", places, NULL);
  assert_not_found(registry, PLUGCAST_KIND_FORECASTER, "frist", REGISTRY_ERROR_NOT_FOUND, similar);
  g_autofree char *unlike =
      g_strconcat("no forecaster 'arima' is offered by any plugin", places, NULL);
  assert_not_found(registry, PLUGCAST_KIND_FORECASTER, "arima", REGISTRY_ERROR_NOT_FOUND, unlike);
  g_autofree char *inside = g_strconcat(
      "no forecaster 'twins:secnd' is offered by any plugin; did you mean 'second'?", places, NULL);
  assert_not_found(registry, PLUGCAST_KIND_FORECASTER, "twins:secnd", REGISTRY_ERROR_NOT_FOUND,
                   inside);
  g_autofree char *plugin = g_strconcat(
      "no forecaster 'twin:first' is offered by any plugin; did you mean 'twins'?", places, NULL);
  assert_not_found(registry, PLUGCAST_KIND_FORECASTER, "twin:first", REGISTRY_ERROR_NOT_FOUND,
                   plugin);
  g_autofree char *kind = g_strconcat("no metric 'first' is offered by any plugin\n  'first' of "
                                      "plugin 'twins' is of kind forecaster",
                                      places, NULL);
  assert_not_found(registry, PLUGCAST_KIND_METRIC, "first", REGISTRY_ERROR_NOT_FOUND, kind);
}

static void
test_file_errors(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  const char *twins = install(&fixture, "twins", "plugins/twins.so");
  const char *helper = install(&fixture, "no_entry", "plugins/helper.so");
  g_autoptr(Registry) registry = open_registry(&fixture, TRUE);

  g_autofree char *ambiguous =
      g_strdup_printf("%s offers several: first, second; name one as %s:first", twins, twins);
  assert_not_found(registry, PLUGCAST_KIND_FORECASTER, twins, REGISTRY_ERROR_AMBIGUOUS, ambiguous);
  g_autofree char *none = g_strdup_printf("%s offers no metric", twins);
  assert_not_found(registry, PLUGCAST_KIND_METRIC, twins, REGISTRY_ERROR_NOT_FOUND, none);
  g_autofree char *third = g_strconcat(twins, ":secon", NULL);
  g_autofree char *unknown =
      g_strdup_printf("%s offers no forecaster 'secon'; did you mean 'second'?", twins);
  assert_not_found(registry, PLUGCAST_KIND_FORECASTER, third, REGISTRY_ERROR_NOT_FOUND, unknown);
  g_autofree char *foreign = g_strdup_printf(
      "%s cannot be used: not a Plugcast plugin: it has no symbol 'plugcast_plugin_v1'", helper);
  assert_not_found(registry, PLUGCAST_KIND_FORECASTER, helper, REGISTRY_ERROR_REFUSED, foreign);
  assert_not_found(registry, PLUGCAST_KIND_FORECASTER, "./none.so", REGISTRY_ERROR_REFUSED,
                   "./none.so cannot be used: it cannot be opened: No such file or directory");
}

static void
test_warnings(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  const char *meddler = install(&fixture, "changes_folder", "plugins/a.so");
  const char *failing = install(&fixture, "init_fails", "plugins/b.so");
  const char *helper = install(&fixture, "no_entry", "helper.so");
  install(&fixture, "twins", "plugins/twins.so");
  const char *const paths[] = { fixture.plugins, helper, NULL };
  const RegistryOptions options = { .paths = paths, .no_default_paths = TRUE, .no_cache = TRUE };
  g_autoptr(Registry) registry = registry_new(&options);
  registry_load_all(registry);

  g_autofree char *expected = g_strdup_printf(
      "plugin %s changed the working directory to '/' while it was loaded; put back\n"
      "plugin %s is not used: its init() failed with status 10: no licence for this machine\n"
      "plugin %s is not used: not a Plugcast plugin: it has no symbol 'plugcast_plugin_v1'",
      meddler, failing, helper);
  g_auto(GStrv) warnings = registry_take_warnings(registry);
  g_autofree char *all = g_strjoinv("\n", warnings);
  g_assert_cmpstr(all, ==, expected);
  g_assert_cmpstr(registry_get_entry(registry, 0)->notes[0], ==,
                  "changed the working directory to '/' while it was loaded; put back");
  g_assert_nonnull(find(registry, "first"));
  g_auto(GStrv) later = registry_take_warnings(registry);
  g_assert_null(later[0]);
}

// The smallest plugin of the examples, which includes plugcast.h and nothing else.
static void
test_dropped_in(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  g_autofree char *built =
      g_test_build_filename(G_TEST_BUILT, "..", "examples", "plugins", "last", "last.so", NULL);
  const char *path = temporary_folder_copy(&fixture.root, built, "data/plugcast/plugins/last.so");
  const RegistryOptions options = { 0 };
  g_autoptr(Registry) registry = registry_new(&options);
  g_assert_cmpstr(find_path(registry, "last"), ==, path);
  registry_load_all(registry);
  g_assert_cmpstr(registry_get_entry(registry, 0)->origin, ==, "user");
}

static void
test_search_path(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  const char *first = install(&fixture, "rival", "one/rival.so");
  const char *second = install(&fixture, "sound", "two/sound.so");
  g_autofree char *one = g_path_get_dirname(first);
  g_autofree char *two = g_path_get_dirname(second);
  g_autofree char *list = g_strdup_printf("%s::%s:%s", two, fixture.plugins, one);
  g_setenv("PLUGCAST_PLUGIN_PATH", list, TRUE);
  g_autofree char *user = g_build_filename(fixture.root.path, "data", "plugcast", "plugins", NULL);
  g_autofree char *build = g_test_build_filename(G_TEST_BUILT, "..", "plugins", NULL);
  g_autofree char *build_real = g_canonicalize_filename(build, NULL);

  const char *const paths[] = { one, one, NULL };
  const RegistryOptions options = { .paths = paths };
  g_autoptr(Registry) registry = registry_new(&options);
  const char *const *places = registry_get_search_path(registry);
  g_assert_cmpstr(places[0], ==, one);
  g_assert_cmpstr(places[1], ==, two);
  g_assert_cmpstr(places[2], ==, fixture.plugins);
  g_assert_cmpstr(places[3], ==, user);
  g_assert_cmpstr(places[4], ==, build_real);
  g_assert_true(g_str_has_suffix(places[5], "/plugcast"));
  g_assert_null(places[6]);
  g_assert_cmpstr(find_path(registry, "last"), ==, first);
}

static void
test_same_file(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  install(&fixture, "sound", "plugins/sound.so");
  g_autofree char *link = g_build_filename(fixture.plugins, "tone.so", NULL);
  g_assert_cmpint(symlink("sound.so", link), ==, 0);
  g_autoptr(Registry) registry = open_registry(&fixture, TRUE);
  g_assert_cmpuint(registry_load_all(registry), ==, 1);
}

static gboolean
is_loaded(const char *file)
{
  g_autofree char *maps = NULL;
  g_assert_true(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
  g_autofree char *name = g_strdup_printf("/memfd:%s", file);
  return strstr(maps, name) != NULL;
}

// Fills the cache in a process of its own, so that nothing of it stays loaded here.
static void
fill_cache(const Fixture *fixture)
{
  const pid_t child = fork();
  if (child == 0) {
    g_autoptr(Registry) registry = open_registry(fixture, FALSE);
    registry_load_all(registry);
    g_clear_pointer(&registry, registry_free);
    _exit(0);
  }
  int status = 1;
  g_assert_cmpint(waitpid(child, &status, 0), ==, child);
  g_assert_cmpint(status, ==, 0);
}

static void
test_cache_saves_loading(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  install(&fixture, "changes_folder", "plugins/a.so");
  install(&fixture, "no_entry", "plugins/b.so");
  install(&fixture, "twins", "plugins/twins.so");
  fill_cache(&fixture);
  g_autoptr(Registry) registry = open_registry(&fixture, FALSE);
  g_assert_nonnull(find(registry, "second"));
  g_assert_true(is_loaded("twins.so"));
  g_assert_false(is_loaded("a.so"));
}

// The cache claims what is not so, in both directions.
static void
test_wrong_cache(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  const char *rival = install(&fixture, "rival", "plugins/a.so");
  const char *twins = install(&fixture, "twins", "plugins/twins.so");
  g_autoptr(Registry) scout = open_registry(&fixture, TRUE);
  const Component *second = find(scout, "second");
  g_autoptr(Offer) offer = offer_new_from_plugin(component_get_plugin(second));
  g_autoptr(PluginCache) cache = plugin_cache_new(fixture.cache);
  FileStamp stamp;
  g_assert_true(file_stamp_read(rival, &stamp));
  plugin_cache_remember(cache, rival, &stamp, offer);
  g_assert_true(file_stamp_read(twins, &stamp));
  plugin_cache_remember(cache, twins, &stamp, NULL);
  g_assert_true(plugin_cache_save(cache, NULL));

  g_autoptr(Registry) registry = open_registry(&fixture, FALSE);
  g_assert_cmpstr(find_path(registry, "second"), ==, twins);
  g_assert_cmpstr(find_path(registry, "last"), ==, rival);
}

static void
test_replaced_file(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  install(&fixture, "twins", "plugins/model.so");
  fill_cache(&fixture);
  install(&fixture, "rival", "plugins/model.so");
  g_autoptr(Registry) registry = open_registry(&fixture, FALSE);
  g_assert_cmpstr(plugin_get_name(component_get_plugin(find(registry, "last"))), ==, "rival");
}

enum {
  N_CALLERS = 4,
};

static gpointer
find_from_thread(gpointer data)
{
  Registry *registry = data;
  g_assert_cmpstr(component_get_name(find(registry, "second")), ==, "second");
  g_assert_cmpstr(component_get_name(find(registry, "rival:last")), ==, "last");
  return NULL;
}

static void
test_many_callers(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(Fixture) fixture = fixture_new();
  install(&fixture, "rival", "plugins/a.so");
  install(&fixture, "twins", "plugins/twins.so");
  g_autoptr(Registry) registry = open_registry(&fixture, TRUE);
  GThread *threads[N_CALLERS];
  for (int i = 0; i < N_CALLERS; i++) {
    threads[i] = g_thread_new("caller", find_from_thread, registry);
  }
  for (int i = 0; i < N_CALLERS; i++) {
    g_thread_join(threads[i]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/registry/finds/all-forms-of-names", test_names);
  g_test_add_func("/registry/finds/first-of-rivals", test_rivals);
  g_test_add_func("/registry/finds/file-dropped-into-user-folder", test_dropped_in);
  g_test_add_func("/registry/finds/for-many-callers", test_many_callers);
  g_test_add_func("/registry/lists/reasons-and-notes", test_listing);
  g_test_add_func("/registry/looks/in-order", test_search_path);
  g_test_add_func("/registry/looks/once-at-each-file", test_same_file);
  g_test_add_func("/registry/explains/what-is-not-found", test_not_found);
  g_test_add_func("/registry/explains/files-of-no-use", test_file_errors);
  g_test_add_func("/registry/warns/once", test_warnings);
  g_test_add_func("/registry/cache/saves-loading", test_cache_saves_loading);
  g_test_add_func("/registry/cache/may-be-wrong", test_wrong_cache);
  g_test_add_func("/registry/cache/sees-replaced-files", test_replaced_file);
  return g_test_run();
}
