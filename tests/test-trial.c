// SPDX-License-Identifier: MIT
#include "plugin/trial.h"

#include "temporary-folder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  // Long enough for a program under a sanitizer on a busy machine, which no test waits for.
  PATIENT_MS = 60000,
  SHORT_MS = 50,
  INHERITED_DESCRIPTOR = 100,
};

static char *
plugin_path(const char *name)
{
  g_autofree char *file = g_strdup_printf("%s.so", name);
  return g_test_build_filename(G_TEST_BUILT, "plugins", file, NULL);
}

static void
assert_failed(const char *program, const char *path, int code, const char *message)
{
  g_autoptr(GError) error = NULL;
  g_assert_false(trial_run(program, path, PATIENT_MS, &error));
  g_assert_error(error, TRIAL_ERROR, code);
  g_assert_cmpstr(error->message, ==, message);
}

typedef struct {
  const char *plugin;
  const char *message;
} Fault;

static const Fault faults[] = {
  { "constructor_crashes", "its code crashed while it was loaded (signal 11, SIGSEGV)" },
  { "constructor_exits", "its code ended the process while it was loaded (exit status 0)" },
  { "init_crashes", "its code crashed while it was loaded (signal 6, SIGABRT)" },
  { "init_exits", "its code ended the process while it was loaded (exit status 3)" },
};

static void
test_fault(gconstpointer data)
{
  const Fault *fault = data;
  g_autofree char *name = g_build_filename("dangerous", fault->plugin, NULL);
  g_autofree char *path = plugin_path(name);
  assert_failed(g_getenv("PLUGCAST_PROGRAM"), path, TRIAL_ERROR_FAULTY, fault->message);
}

// Whatever is refused in an orderly way came through, and so did what was put back.
static void
test_passed(gconstpointer data)
{
  g_autofree char *path = plugin_path(data);
  g_autoptr(GError) error = NULL;
  g_assert_true(trial_run(g_getenv("PLUGCAST_PROGRAM"), path, PATIENT_MS, &error));
  g_assert_no_error(error);
}

static void
test_loop(void)
{
  g_autofree char *path = plugin_path("dangerous/constructor_loops");
  g_autoptr(GError) error = NULL;
  g_assert_false(trial_run(g_getenv("PLUGCAST_PROGRAM"), path, SHORT_MS, &error));
  g_assert_error(error, TRIAL_ERROR, TRIAL_ERROR_FAULTY);
  g_assert_cmpstr(error->message, ==, "its code did not finish loading within 50 ms");
  g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
  g_assert_cmpint(errno, ==, ECHILD);
}

static void
test_no_program(void)
{
  assert_failed("/nonexistent/plugcast", "theta.so", TRIAL_ERROR_FAILED,
                "it cannot be tried in a child process: No such file or directory");
}

// A program of a few lines in the place of plugcast; $2 is the path.
static const char *
write_program(const TemporaryFolder *folder, const char *lines)
{
  g_autofree char *text = g_strconcat("#!/bin/sh\n", lines, "\n", NULL);
  const char *path = temporary_folder_write(folder, "program", text);
  g_assert_cmpint(g_chmod(path, 0700), ==, 0);
  return path;
}

typedef struct {
  const char *name;
  const char *lines;
  int code;
  const char *message;
} Child;

static const Child children[] = {
  { "says-another-word", "printf another >&3", TRIAL_ERROR_FAULTY,
    "its code ended the process while it was loaded (exit status 0)" },
  { "was-killed", "kill -KILL $$", TRIAL_ERROR_FAILED, "it was killed while it was loaded" },
  { "is-alone-in-its-group", "kill -KILL 0", TRIAL_ERROR_FAILED,
    "it was killed while it was loaded" },
  { "ignores-nothing", "kill -PIPE $$", TRIAL_ERROR_FAULTY,
    "its code crashed while it was loaded (signal 13, SIGPIPE)" },
  { "gets-option-and-path", "[ \"$1 $2 $#\" = '--trial a b.so 2' ] && exit 7", TRIAL_ERROR_FAULTY,
    "its code ended the process while it was loaded (exit status 7)" },
  { "inherits-no-descriptor", "[ -e /proc/$$/fd/3 ] && [ ! -e /proc/$$/fd/100 ] && exit 7",
    TRIAL_ERROR_FAULTY, "its code ended the process while it was loaded (exit status 7)" },
  { "has-no-streams",
    "for i in 0 1 2; do [ \"$(readlink /proc/$$/fd/$i)\" = /dev/null ] || exit 1; done; exit 7",
    TRIAL_ERROR_FAULTY, "its code ended the process while it was loaded (exit status 7)" },
};

static void
test_child(gconstpointer data)
{
  const Child *child = data;
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  const char *program = write_program(&folder, child->lines);
  g_assert_cmpint(dup2(STDERR_FILENO, INHERITED_DESCRIPTOR), ==, INHERITED_DESCRIPTOR);
  assert_failed(program, "a b.so", child->code, child->message);
  close(INHERITED_DESCRIPTOR);
}

static guint
count_descriptors(void)
{
  guint n_descriptors = 0;
  g_autoptr(GDir) folder = g_dir_open("/proc/self/fd", 0, NULL);
  while (g_dir_read_name(folder) != NULL) {
    n_descriptors++;
  }
  return n_descriptors;
}

static void
test_nothing_remains(void)
{
  const guint n_before = count_descriptors();
  const char *const plugins[] = { "sound", "dangerous/constructor_crashes" };
  for (gsize i = 0; i < G_N_ELEMENTS(plugins); i++) {
    g_autofree char *path = plugin_path(plugins[i]);
    const gboolean is_passed = trial_run(g_getenv("PLUGCAST_PROGRAM"), path, PATIENT_MS, NULL);
    g_assert_cmpint(is_passed, ==, i == 0);
  }
  g_assert_false(trial_run("/nonexistent/plugcast", "theta.so", PATIENT_MS, NULL));
  g_assert_cmpuint(count_descriptors(), ==, n_before);
  g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
    g_autofree char *path = g_strdup_printf("/trial/tells/%s", faults[i].plugin);
    g_test_add_data_func(path, &faults[i], test_fault);
  }
  g_test_add_func("/trial/tells/constructor_loops", test_loop);
  g_test_add_func("/trial/tells/program-that-is-missing", test_no_program);
  static const char *const passing[] = { "sound", "init_fails", "no_entry", "changes_signal_mask" };
  for (gsize i = 0; i < G_N_ELEMENTS(passing); i++) {
    g_autofree char *path = g_strdup_printf("/trial/passes/%s", passing[i]);
    g_test_add_data_func(path, passing[i], test_passed);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(children); i++) {
    g_autofree char *path = g_strdup_printf("/trial/child/%s", children[i].name);
    g_test_add_data_func(path, &children[i], test_child);
  }
  g_test_add_func("/trial/leaves-nothing-behind", test_nothing_remains);
  return g_test_run();
}
