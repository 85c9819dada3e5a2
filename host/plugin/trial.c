// SPDX-License-Identifier: MIT
#include "plugin/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// A child that ends with status 0 may have been ended by the plugin, so the status proves nothing
// and the child has to say a word on a pipe.
static const char trial_word[] = "loaded";

enum {
  REPORT_DESCRIPTOR = 3, // the pipe, in the child
  US_PER_MS = 1000,
  MS_PER_S = 1000,
};

typedef enum {
  TRIAL_PASSED,
  TRIAL_ENDED, // the pipe was closed, as the end of the child does
  TRIAL_LATE,  // nothing yet
} TrialOutcome;

typedef struct {
  pid_t child; // also its process group
  int report;  // the parent's end of the pipe
} Trial;

G_DEFINE_QUARK(trial_error, trial_error)

static void
set_failed(int code, GError **error)
{
  g_set_error(error, TRIAL_ERROR, TRIAL_ERROR_FAILED, "it cannot be tried in a child process: %s",
              g_strerror(code));
}

static void
add_actions(posix_spawn_file_actions_t *actions, int report)
{
  posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(actions, report, REPORT_DESCRIPTOR);
  posix_spawn_file_actions_addclosefrom_np(actions, REPORT_DESCRIPTOR + 1);
}

// The thread that loads has all signals blocked, which the child must not inherit.
static void
set_attributes(posix_spawnattr_t *attributes)
{
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setflags(attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(attributes, 0);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setsigdefault(attributes, &all);
}

// posix_spawn() rather than fork(): no code of loaded plugins runs in between.
static int
spawn(const char *program, const char *path, int report, pid_t *child)
{
  g_autofree char *name = g_path_get_basename(program);
  g_autofree char *file = g_strdup(path);
  char option[] = "--trial";
  char *const arguments[] = { name, option, file, NULL };
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  add_actions(&actions, report);
  set_attributes(&attributes);
  const int code = posix_spawn(child, program, &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

static gboolean
begin(Trial *trial, const char *program, const char *path, GError **error)
{
  int ends[2] = { -1, -1 };
  if (pipe2(ends, O_CLOEXEC) != 0) {
    set_failed(errno, error);
    return FALSE;
  }
  // Where standard streams are closed the pipe may have their numbers, which the child reuses.
  const int report = fcntl(ends[1], F_DUPFD_CLOEXEC, REPORT_DESCRIPTOR);
  close(ends[1]);
  const int code = report < 0 ? errno : spawn(program, path, report, &trial->child);
  close(report);
  if (code != 0) {
    close(ends[0]);
    set_failed(code, error);
    return FALSE;
  }
  trial->report = ends[0];
  return TRUE;
}

// Words of this length are written and read whole; any others come from the plugin.
static TrialOutcome
read_report(const Trial *trial)
{
  char word[sizeof trial_word] = "";
  const ssize_t n_bytes = read(trial->report, word, sizeof word);
  if (n_bytes <= 0) {
    return TRIAL_ENDED;
  }
  return n_bytes == (ssize_t)sizeof word && memcmp(word, trial_word, sizeof word) == 0
             ? TRIAL_PASSED
             : TRIAL_LATE;
}

static TrialOutcome
wait_for_report(const Trial *trial, guint timeout_ms)
{
  const gint64 end_us = g_get_monotonic_time() + timeout_ms * (gint64)US_PER_MS;
  TrialOutcome outcome = TRIAL_LATE;
  for (gint64 left_us = end_us - g_get_monotonic_time(); left_us > 0 && outcome == TRIAL_LATE;
       left_us = end_us - g_get_monotonic_time()) {
    struct pollfd wanted = { .fd = trial->report, .events = POLLIN };
    if (poll(&wanted, 1, (int)(left_us / US_PER_MS) + 1) > 0) {
      outcome = read_report(trial);
    }
  }
  return outcome;
}

static gboolean
reap(pid_t child, int *status)
{
  pid_t found = -1;
  do {
    found = waitpid(child, status, 0);
  } while (found < 0 && errno == EINTR);
  return found == child;
}

// Returns: whether @status tells what became of the child. It is not yet reaped when its group is
// killed, so that the group's number cannot have become another's; and a child that is ending keeps
// the status it ends with.
static gboolean
end(const Trial *trial, TrialOutcome *outcome, int *status)
{
  close(trial->report);
  siginfo_t found = { 0 };
  // Descriptors that the plugin handed on keep the pipe open when the child is long gone.
  if (*outcome == TRIAL_LATE &&
      waitid(P_PID, (id_t)trial->child, &found, WEXITED | WNOHANG | WNOWAIT) == 0 &&
      found.si_pid == trial->child) {
    *outcome = TRIAL_ENDED;
  }
  kill(-trial->child, SIGKILL);
  return reap(trial->child, status);
}

static void
set_ended(int status, GError **error)
{
  if (WIFEXITED(status)) {
    g_set_error(error, TRIAL_ERROR, TRIAL_ERROR_FAULTY,
                "its code ended the process while it was loaded (exit status %d)",
                WEXITSTATUS(status));
    return;
  }
  const int number = WTERMSIG(status);
  // Nothing in a process makes these but kill(); where memory is short, the system does.
  if (number == SIGKILL || number == SIGTERM) {
    g_set_error(error, TRIAL_ERROR, TRIAL_ERROR_FAILED, "it was killed while it was loaded");
    return;
  }
  const char *name = sigabbrev_np(number);
  g_set_error(error, TRIAL_ERROR, TRIAL_ERROR_FAULTY,
              "its code crashed while it was loaded (signal %d%s%s)", number,
              name == NULL ? "" : ", SIG", name == NULL ? "" : name);
}

static void
set_late(guint timeout_ms, GError **error)
{
  const gboolean is_whole = timeout_ms % MS_PER_S == 0;
  g_set_error(error, TRIAL_ERROR, TRIAL_ERROR_FAULTY,
              "its code did not finish loading within %u %s",
              is_whole ? timeout_ms / MS_PER_S : timeout_ms, is_whole ? "s" : "ms");
}

gboolean
trial_run(const char *program, const char *path, guint timeout_ms, GError **error)
{
  g_return_val_if_fail(program != NULL && path != NULL, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  Trial trial = { 0 };
  if (!begin(&trial, program, path, error)) {
    return FALSE;
  }
  int status = 0;
  TrialOutcome outcome = wait_for_report(&trial, timeout_ms);
  const gboolean is_told = end(&trial, &outcome, &status);
  if (outcome == TRIAL_LATE) {
    set_late(timeout_ms, error);
  } else if (outcome == TRIAL_ENDED && is_told) {
    set_ended(status, error);
  } else if (outcome == TRIAL_ENDED) {
    set_failed(ECHILD, error);
  }
  return outcome == TRIAL_PASSED;
}

// The link leads to the program that runs even when its file was replaced meanwhile.
const char *
trial_get_own_program(void)
{
  static const char link[] = "/proc/self/exe";
  return access(link, X_OK) == 0 ? link : NULL;
}

gboolean
trial_enter(void)
{
  struct stat report;
  if (fstat(REPORT_DESCRIPTOR, &report) != 0 || !S_ISFIFO(report.st_mode)) {
    return FALSE;
  }
  fcntl(REPORT_DESCRIPTOR, F_SETFD, FD_CLOEXEC);
  const struct rlimit no_core = { 0 };
  setrlimit(RLIMIT_CORE, &no_core);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have ended before that was agreed; then nobody reads what is reported.
  struct pollfd reader = { .fd = REPORT_DESCRIPTOR };
  if (poll(&reader, 1, 0) > 0) {
    _exit(1);
  }
  return TRUE;
}

// Without what the plugin registered for the end of the process: the host has not tried it.
void
trial_leave(void)
{
  const ssize_t n_bytes = write(REPORT_DESCRIPTOR, trial_word, sizeof trial_word);
  _exit(n_bytes == (ssize_t)sizeof trial_word ? 0 : 1);
}
