// SPDX-License-Identifier: MIT
#include "plugin/loader.h"

#include "temporary-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Loading has effects on the whole process, so each test runs in one of its own.
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

static char *
plugin_path(const char *name)
{
  g_autofree char *file = g_strdup_printf("%s.so", name);
  return g_test_build_filename(G_TEST_BUILT, "plugins", file, NULL);
}

static void
assert_refused(const char *path, int code, const char *message)
{
  g_autoptr(Loader) loader = loader_new(LOADER_SOURCE_COPY);
  g_auto(GStrv) changes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(Plugin) plugin = loader_load(loader, path, NULL, &changes, &error);
  g_assert_null(plugin);
  g_assert_error(error, LOADER_ERROR, code);
  g_assert_cmpstr(error->message, ==, message);
  g_assert_nonnull(changes);
}

typedef struct {
  const char *plugin;
  int code;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "no_entry", LOADER_ERROR_NOT_A_PLUGIN,
    "not a Plugcast plugin: it has no symbol 'plugcast_plugin_v1'" },
  { "other_major", LOADER_ERROR_REFUSED,
    "it offers version 7 of the plugin interface, this host speaks version 1" },
  { "minor_too_new", LOADER_ERROR_REFUSED,
    "it needs version 1.1 of the plugin interface, this host speaks version 1.0" },
  { "undefined_symbol", LOADER_ERROR_UNAVAILABLE,
    "it cannot be loaded: undefined symbol: this_function_is_nowhere" },
  { "init_fails", LOADER_ERROR_UNAVAILABLE,
    "its init() failed with status 10: no licence for this machine" },
  { "null_components", LOADER_ERROR_REFUSED, "its list of components is NULL" },
  { "null_component", LOADER_ERROR_REFUSED, "component 2 is NULL" },
  { "null_name", LOADER_ERROR_REFUSED, "the name of component 1 is NULL" },
  { "bad_name", LOADER_ERROR_REFUSED,
    "the name of component 1 is 'Holt Winters', expected lower case letters, digits, '_', '-', a "
    "letter or digit first, at most 63" },
  { "not_utf8", LOADER_ERROR_REFUSED, "component 'latin': its summary is not UTF-8" },
  { "duplicate_components", LOADER_ERROR_REFUSED,
    "component 'last': the plugin has two of kind forecaster under this name" },
  { "short_component", LOADER_ERROR_REFUSED,
    "component 1 has struct_size 16, expected 64 to 65536" },
  { "short_methods", LOADER_ERROR_REFUSED,
    "component 'short': its struct of methods has struct_size 32, expected 88 to 65536" },
  { "missing_forecast", LOADER_ERROR_REFUSED, "component 'silent': a forecaster needs forecast()" },
  { "missing_create", LOADER_ERROR_REFUSED,
    "component 'deaf': a forecaster with parameters needs create()" },
  { "missing_destroy", LOADER_ERROR_REFUSED,
    "component 'hoarder': a forecaster with create() needs destroy()" },
  { "save_without_load", LOADER_ERROR_REFUSED,
    "component 'diode': a forecaster with save() needs load()" },
  { "undeclared_capability", LOADER_ERROR_REFUSED,
    "component 'modest': it lacks PLUGCAST_CAN_UPDATE, but has update()" },
  { "empty_capability", LOADER_ERROR_REFUSED,
    "component 'boaster': it declares PLUGCAST_CAN_SAVE, which needs save() and load()" },
  { "bad_parameter", LOADER_ERROR_REFUSED,
    "component 'outside': parameter 'alpha': its default 2 is not within 0 … 1" },
};

static void
test_refusal(gconstpointer data)
{
  const Refusal *refusal = data;
  if (is_in_child()) {
    g_autofree char *path = plugin_path(refusal->plugin);
    assert_refused(path, refusal->code, refusal->message);
  }
}

static void
test_missing_file(void)
{
  assert_refused("/nonexistent/theta.so", LOADER_ERROR_UNAVAILABLE,
                 "it cannot be opened: No such file or directory");
}

static void
test_folder(void)
{
  assert_refused("/usr", LOADER_ERROR_UNAVAILABLE, "it is a folder, expected a shared object");
}

static void
test_device(void)
{
  assert_refused("/dev/null", LOADER_ERROR_UNAVAILABLE,
                 "it is a device, pipe or socket, expected a shared object");
}

static void
test_pipe(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "pipe.so", NULL);
  g_assert_cmpint(mkfifo(path, 0600), ==, 0);
  assert_refused(path, LOADER_ERROR_UNAVAILABLE,
                 "it is a device, pipe or socket, expected a shared object");
}

static void
test_dangling_link(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "link.so", NULL);
  g_assert_cmpint(symlink("/nowhere/theta.so", path), ==, 0);
  assert_refused(path, LOADER_ERROR_UNAVAILABLE,
                 "it is a link to '/nowhere/theta.so', which does not exist");
}

// For the superuser nothing is unreadable, so the test steps down.
static void
test_unreadable(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  const char *path = temporary_folder_write(&folder, "secret.so", "text");
  g_assert_cmpint(chmod(folder.path, 0755), ==, 0);
  g_assert_cmpint(chmod(path, 0), ==, 0);
  if (geteuid() == 0) {
    g_assert_cmpint(seteuid(65534), ==, 0);
  }
  assert_refused(path, LOADER_ERROR_UNAVAILABLE, "it cannot be opened: Permission denied");
  g_assert_cmpint(seteuid(getuid()), ==, 0);
}

static void
test_text_file(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  const char *path = temporary_folder_write(&folder, "notes.so", "not a library\n");
  assert_refused(path, LOADER_ERROR_REFUSED, "it is a text file, expected a shared object");
}

static void
test_empty_file(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  const char *path = temporary_folder_write(&folder, "empty.so", "");
  assert_refused(path, LOADER_ERROR_REFUSED, "it is an empty file, expected a shared object");
}

static void
test_truncated(void)
{
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *sound = plugin_path("sound");
  const char *path = temporary_folder_copy(&folder, sound, "cut.so");
  struct stat whole;
  g_assert_cmpint(stat(path, &whole), ==, 0);
  g_assert_cmpint(truncate(path, whole.st_size - 1), ==, 0);
  g_autofree char *message =
      g_strdup_printf("it is truncated: the table of sections ends at byte %d, the file has %d",
                      (int)whole.st_size, (int)whole.st_size - 1);
  assert_refused(path, LOADER_ERROR_REFUSED, message);
}

typedef struct {
  const char *plugin;
  const char *changes; // one line each
} Meddler;

static const Meddler meddlers[] = {
  { "sound", "" },
  { "uses_host", "" },
  { "changes_float_mode", "changed the floating-point mode: rounding is upward" },
  { "init_changes_float_mode", "changed the floating-point mode: rounding is downward" },
  { "changes_locale", "changed the locale to 'C.UTF-8'" },
  { "changes_signal", "changed the handler of signal SIGUSR1" },
  { "changes_signal_mask", "changed the signal mask" },
  { "changes_folder", "changed the working directory to '/'" },
  { "changes_environment",
    "set the environment variable PLUGCAST_TEST_SET\nchanged the environment variable "
    "PLUGCAST_TEST_CHANGED\nremoved the environment variable PLUGCAST_TEST_REMOVED" },
  { "closes_stream", "closed or replaced standard input" },
};

static void
assert_untouched(const char *folder)
{
  g_autofree char *now = g_get_current_dir();
  struct sigaction action;
  sigaction(SIGUSR1, NULL, &action);
  g_assert_cmpstr(now, ==, folder);
  g_assert_true(action.sa_handler == SIG_DFL);
  g_assert_cmpstr(setlocale(LC_ALL, NULL), ==, "C");
  g_assert_cmpint(fegetround(), ==, FE_TONEAREST);
  g_assert_null(g_getenv("PLUGCAST_TEST_SET"));
  g_assert_cmpstr(g_getenv("PLUGCAST_TEST_CHANGED"), ==, "old");
  g_assert_cmpstr(g_getenv("PLUGCAST_TEST_REMOVED"), ==, "old");
  g_assert_cmpint(fcntl(STDIN_FILENO, F_GETFD), >=, 0);
}

static void
test_meddler(gconstpointer data)
{
  const Meddler *meddler = data;
  if (!is_in_child()) {
    return;
  }
  setlocale(LC_ALL, "C");
  g_setenv("PLUGCAST_TEST_CHANGED", "old", TRUE);
  g_setenv("PLUGCAST_TEST_REMOVED", "old", TRUE);
  g_autofree char *folder = g_get_current_dir();
  g_autofree char *path = plugin_path(meddler->plugin);
  g_autoptr(Loader) loader = loader_new(LOADER_SOURCE_COPY);
  g_auto(GStrv) changes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(Plugin) plugin = loader_load(loader, path, NULL, &changes, &error);
  g_assert_no_error(error);
  g_assert_nonnull(plugin);
  g_autofree char *all = g_strjoinv("\n", changes);
  g_assert_cmpstr(all, ==, meddler->changes);
  assert_untouched(folder);
}

static Plugin *
load(Loader *loader, const char *path)
{
  g_auto(GStrv) changes = NULL;
  g_autoptr(GError) error = NULL;
  Plugin *plugin = loader_load(loader, path, NULL, &changes, &error);
  g_assert_no_error(error);
  return plugin;
}

static double
forecast_once(const Plugin *plugin)
{
  const plugcast_forecaster *methods = component_get_forecaster(plugin_get_component(plugin, 0));
  const double values[] = { 1, 2, 42 };
  const plugcast_series series = { .struct_size = sizeof series, .values = values, .n_values = 3 };
  const plugcast_series *const all[] = { &series };
  double mean = 0;
  const plugcast_forecast out = { .struct_size = sizeof out, .horizon = 1, .mean = &mean };
  g_assert_cmpint(methods->forecast(NULL, NULL, all, 1, &out), ==, PLUGCAST_OK);
  return mean;
}

// Overwriting a library in place would pull the code from under the process.
static void
test_overwritten(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *sound = plugin_path("sound");
  const char *path = temporary_folder_copy(&folder, sound, "copy.so");
  g_autoptr(Loader) loader = loader_new(LOADER_SOURCE_COPY);
  g_autoptr(Plugin) plugin = load(loader, path);
  g_assert_cmpint(truncate(path, 0), ==, 0);
  g_assert_cmpfloat(forecast_once(plugin), ==, 42);
}

static void
test_two_generations(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *sound = plugin_path("sound");
  g_autofree char *rival = plugin_path("rival");
  g_autoptr(Loader) loader = loader_new(LOADER_SOURCE_COPY);
  const char *path = temporary_folder_copy(&folder, sound, "model.so");
  g_autoptr(Plugin) old = load(loader, path);
  const char *again = temporary_folder_copy(&folder, rival, "model.so");
  g_autoptr(Plugin) new = load(loader, again);
  g_assert_cmpstr(plugin_get_name(old), ==, "sound");
  g_assert_cmpstr(plugin_get_name(new), ==, "rival");
  g_assert_cmpfloat(forecast_once(old) + forecast_once(new), ==, 84);
}

static void
test_in_place(void)
{
  if (!is_in_child()) {
    return;
  }
  g_autofree char *path = plugin_path("sound");
  g_autoptr(Loader) loader = loader_new(LOADER_SOURCE_PATH);
  g_autoptr(Plugin) plugin = load(loader, path);
  g_assert_nonnull(plugin);
  g_autofree char *maps = NULL;
  g_assert_true(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
  g_assert_nonnull(strstr(maps, "/sound.so"));
}

static void
test_outlives_loader(void)
{
  if (!is_in_child()) {
    return;
  }
  g_autofree char *path = plugin_path("sound");
  Loader *loader = loader_new(LOADER_SOURCE_COPY);
  g_autoptr(Plugin) plugin = load(loader, path);
  loader_free(loader);
  g_assert_cmpfloat(forecast_once(plugin), ==, 42);
}

static void
test_missing_dependency(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *whole = plugin_path("needs_absent");
  const char *path = temporary_folder_copy(&folder, whole, "needs_absent.so");
  assert_refused(path, LOADER_ERROR_UNAVAILABLE,
                 "it cannot be loaded: it needs 'libabsent.so', which is not found");
}

static void
test_missing_inner_dependency(void)
{
  if (!is_in_child()) {
    return;
  }
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *whole = plugin_path("needs_middle");
  g_autofree char *middle = plugin_path("libmiddle");
  const char *path = temporary_folder_copy(&folder, whole, "needs_middle.so");
  temporary_folder_copy(&folder, middle, "libmiddle.so");
  assert_refused(path, LOADER_ERROR_UNAVAILABLE,
                 "it cannot be loaded: it needs 'libmiddle.so', which needs 'libabsent.so', which "
                 "is not found");
}

static void
test_cplusplus(void)
{
  g_autofree char *path = plugin_path("cplusplus");
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_test_skip("there is no C++ compiler");
    return;
  }
  if (!is_in_child()) {
    return;
  }
  g_autoptr(Loader) loader = loader_new(LOADER_SOURCE_COPY);
  g_autoptr(Plugin) plugin = load(loader, path);
  g_assert_cmpstr(plugin_get_name(plugin), ==, "cplusplus");
  const plugcast_forecaster *methods = component_get_forecaster(plugin_get_component(plugin, 0));
  void *instance = NULL;
  g_assert_cmpint(methods->create(NULL, NULL, &instance), ==, PLUGCAST_OK);
  const double values[] = { 1, 2, 3 };
  const plugcast_series series = { .struct_size = sizeof series, .values = values, .n_values = 3 };
  const plugcast_series *const all[] = { &series };
  g_assert_cmpint(methods->fit(NULL, instance, all, 1, NULL), ==, PLUGCAST_OK);
  double mean[2] = { 0 };
  const plugcast_forecast out = { .struct_size = sizeof out, .horizon = 2, .mean = mean };
  g_assert_cmpint(methods->forecast(NULL, instance, all, 1, &out), ==, PLUGCAST_OK);
  g_assert_cmpfloat(mean[1], ==, 5);
  methods->destroy(instance);
}

static void
test_origin(void)
{
  if (!is_in_child()) {
    return;
  }
  g_autofree char *path = plugin_path("needs_middle");
  g_autoptr(Loader) loader = loader_new(LOADER_SOURCE_COPY);
  g_autoptr(Plugin) plugin = load(loader, path);
  g_assert_cmpfloat(forecast_once(plugin), ==, 42);
}

enum {
  N_CALLERS = 4,
};

static gpointer
load_from_thread(gpointer data)
{
  g_autofree char *path = plugin_path("sound");
  g_autoptr(Plugin) plugin = load(data, path);
  g_assert_cmpfloat(forecast_once(plugin), ==, 42);
  return NULL;
}

static void
test_many_callers(void)
{
  if (!is_in_child()) {
    return;
  }
  g_autoptr(Loader) loader = loader_new(LOADER_SOURCE_COPY);
  GThread *threads[N_CALLERS];
  for (int i = 0; i < N_CALLERS; i++) {
    threads[i] = g_thread_new("caller", load_from_thread, loader);
  }
  for (int i = 0; i < N_CALLERS; i++) {
    g_thread_join(threads[i]);
  }
}

static void
add_rows(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path = g_strdup_printf("/loader/refuses/%s", refusals[i].plugin);
    g_test_add_data_func(path, &refusals[i], test_refusal);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(meddlers); i++) {
    g_autofree char *path = g_strdup_printf("/loader/puts-back/%s", meddlers[i].plugin);
    g_test_add_data_func(path, &meddlers[i], test_meddler);
  }
}

int
main(int argc, char **argv)
{
  // Meson names the folder of the libraries that some tests leave behind; a child starts without.
  g_unsetenv("LD_LIBRARY_PATH");
  g_test_init(&argc, &argv, NULL);
  add_rows();
  g_test_add_func("/loader/refuses/missing-file", test_missing_file);
  g_test_add_func("/loader/refuses/folder", test_folder);
  g_test_add_func("/loader/refuses/device", test_device);
  g_test_add_func("/loader/refuses/pipe", test_pipe);
  g_test_add_func("/loader/refuses/dangling-link", test_dangling_link);
  g_test_add_func("/loader/refuses/unreadable-file", test_unreadable);
  g_test_add_func("/loader/refuses/text-file", test_text_file);
  g_test_add_func("/loader/refuses/empty-file", test_empty_file);
  g_test_add_func("/loader/refuses/truncated-file", test_truncated);
  g_test_add_func("/loader/explains/missing-dependency", test_missing_dependency);
  g_test_add_func("/loader/explains/missing-inner-dependency", test_missing_inner_dependency);
  g_test_add_func("/loader/keeps-code-of-overwritten-file", test_overwritten);
  g_test_add_func("/loader/keeps-two-generations-apart", test_two_generations);
  g_test_add_func("/loader/loads-in-place", test_in_place);
  g_test_add_func("/loader/loads-cplusplus", test_cplusplus);
  g_test_add_func("/loader/follows-origin", test_origin);
  g_test_add_func("/loader/plugins-outlive-it", test_outlives_loader);
  g_test_add_func("/loader/serves-many-callers", test_many_callers);
  return g_test_run();
}
