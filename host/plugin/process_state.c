// SPDX-License-Identifier: MIT
#include "plugin/process_state.h"

#include "plugin/float_mode.h"

#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  N_STREAMS = 3,
  FIRST_FREE_FD = 3,
};

static const char *const stream_names[N_STREAMS] = {
  "standard input",
  "standard output",
  "standard error",
};

struct ProcessState {
  FloatMode float_mode;
  char *locale;           // of setlocale(LC_ALL)
  locale_t thread_locale; // of uselocale()
  sigset_t mask;
  struct sigaction actions[NSIG];
  int folder;             // the working directory, or -1
  char **environment;     // NAME=VALUE, in order
  int streams[N_STREAMS]; // duplicates, or -1 for one that is closed
};

static void
save_actions(struct sigaction *actions)
{
  for (int number = 1; number < NSIG; number++) {
    // Two numbers belong to the C library; it does not tell them, and they stay cleared.
    sigaction(number, NULL, &actions[number]);
  }
}

ProcessState *
process_state_save(void)
{
  ProcessState *state = g_new0(ProcessState, 1);
  state->float_mode = float_mode_get();
  state->locale = g_strdup(setlocale(LC_ALL, NULL));
  state->thread_locale = uselocale((locale_t)0);
  pthread_sigmask(SIG_SETMASK, NULL, &state->mask);
  save_actions(state->actions);
  state->folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  state->environment = g_get_environ();
  for (int i = 0; i < N_STREAMS; i++) {
    state->streams[i] = fcntl(i, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
  }
  return state;
}

static void G_GNUC_PRINTF(2, 3) report(GPtrArray *changes, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_ptr_array_add(changes, g_strdup_vprintf(format, arguments));
  va_end(arguments);
}

static void
restore_float_mode(const ProcessState *state, GPtrArray *changes)
{
  const FloatMode found = float_mode_get();
  if (!float_mode_check(state->float_mode)) {
    g_autofree char *change = float_mode_describe_change(state->float_mode, found);
    report(changes, "changed the floating-point mode: %s", change);
  }
}

static void
restore_locale(const ProcessState *state, GPtrArray *changes)
{
  g_autofree char *found = g_strdup(setlocale(LC_ALL, NULL));
  if (g_strcmp0(found, state->locale) != 0) {
    setlocale(LC_ALL, state->locale);
    report(changes, "changed the locale to '%s'", found);
  }
  if (uselocale((locale_t)0) != state->thread_locale) {
    uselocale(state->thread_locale);
    report(changes, "changed the thread's locale");
  }
}

// Byte by byte would not do: the kernel fills the first words of a sigset_t only.
static gboolean
mask_is_same(const sigset_t *left, const sigset_t *right)
{
  for (int number = 1; number < NSIG; number++) {
    if (sigismember(left, number) != sigismember(right, number)) {
      return FALSE;
    }
  }
  return TRUE;
}

// The C library sets a flag of its own, as the kernel's SA_RESTORER, in what it is given.
static int
get_flags(const struct sigaction *action)
{
  return action->sa_flags & (SA_NOCLDSTOP | SA_NOCLDWAIT | SA_NODEFER | SA_ONSTACK |
                             (int)SA_RESETHAND | SA_RESTART | SA_SIGINFO);
}

static gboolean
action_is_same(const struct sigaction *left, const struct sigaction *right)
{
  if (left->sa_handler != right->sa_handler) {
    return FALSE;
  }
  // Without a handler there is nothing to mask; of the flags one matters, to SIGCHLD.
  if (left->sa_handler == SIG_DFL || left->sa_handler == SIG_IGN) {
    return ((left->sa_flags ^ right->sa_flags) & SA_NOCLDWAIT) == 0;
  }
  return get_flags(left) == get_flags(right) && mask_is_same(&left->sa_mask, &right->sa_mask);
}

static void
restore_signals(const ProcessState *state, GPtrArray *changes)
{
  struct sigaction found[NSIG] = { 0 };
  save_actions(found);
  for (int number = 1; number < NSIG; number++) {
    if (!action_is_same(&found[number], &state->actions[number])) {
      sigaction(number, &state->actions[number], NULL);
      const char *name = sigabbrev_np(number);
      if (name != NULL) {
        report(changes, "changed the handler of signal SIG%s", name);
      } else {
        report(changes, "changed the handler of signal %d", number);
      }
    }
  }
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, &state->mask, &mask);
  if (!mask_is_same(&mask, &state->mask)) {
    report(changes, "changed the signal mask");
  }
}

static gboolean
is_same_file(int left, int right)
{
  struct stat left_stat;
  struct stat right_stat;
  return fstat(left, &left_stat) == 0 && fstat(right, &right_stat) == 0 &&
         left_stat.st_dev == right_stat.st_dev && left_stat.st_ino == right_stat.st_ino;
}

static void
restore_folder(const ProcessState *state, GPtrArray *changes)
{
  if (state->folder < 0) {
    return;
  }
  const int found = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (!is_same_file(found, state->folder)) {
    g_autofree char *path = g_get_current_dir();
    const gboolean is_back = fchdir(state->folder) == 0;
    report(changes, "changed the working directory to '%s'%s", path,
           is_back ? "" : ", which cannot be undone");
  }
  if (found >= 0) {
    close(found);
  }
}

static void
restore_variables(char **expected, char **found, GPtrArray *changes)
{
  for (gsize i = 0; found[i] != NULL; i++) {
    g_auto(GStrv) parts = g_strsplit(found[i], "=", 2);
    if (g_environ_getenv(expected, parts[0]) == NULL) {
      unsetenv(parts[0]);
      report(changes, "set the environment variable %s", parts[0]);
    }
  }
  for (gsize i = 0; expected[i] != NULL; i++) {
    g_auto(GStrv) parts = g_strsplit(expected[i], "=", 2);
    const char *value = g_environ_getenv(found, parts[0]);
    if (parts[1] != NULL && g_strcmp0(value, parts[1]) != 0) {
      setenv(parts[0], parts[1], TRUE);
      report(changes, "%s the environment variable %s", value == NULL ? "removed" : "changed",
             parts[0]);
    }
  }
}

static void
restore_environment(const ProcessState *state, GPtrArray *changes)
{
  g_auto(GStrv) found = g_get_environ();
  if (!g_strv_equal((const char *const *)found, (const char *const *)state->environment)) {
    restore_variables(state->environment, found, changes);
  }
}

static void
restore_streams(const ProcessState *state, GPtrArray *changes)
{
  for (int i = 0; i < N_STREAMS; i++) {
    if (state->streams[i] >= 0 && !is_same_file(i, state->streams[i])) {
      dup2(state->streams[i], i);
      report(changes, "closed or replaced %s", stream_names[i]);
    }
  }
}

char **
process_state_restore(const ProcessState *state)
{
  GPtrArray *changes = g_ptr_array_new();
  restore_float_mode(state, changes);
  restore_locale(state, changes);
  restore_signals(state, changes);
  restore_folder(state, changes);
  restore_environment(state, changes);
  restore_streams(state, changes);
  g_ptr_array_add(changes, NULL);
  return (char **)g_ptr_array_free(changes, FALSE);
}

void
process_state_free(ProcessState *state)
{
  if (state == NULL) {
    return;
  }
  g_free(state->locale);
  g_strfreev(state->environment);
  if (state->folder >= 0) {
    close(state->folder);
  }
  for (int i = 0; i < N_STREAMS; i++) {
    if (state->streams[i] >= 0) {
      close(state->streams[i]);
    }
  }
  g_free(state);
}
