// SPDX-License-Identifier: MIT
#include "plugin/process_state.h"

#include "plugin/float_mode.h"

#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void
change_nothing(void)
{
}

static void
round_upward(void)
{
  fesetround(FE_UPWARD);
}

static void
check_rounding(void)
{
  g_assert_cmpint(fegetround(), ==, FE_TONEAREST);
}

static void
set_locale(void)
{
  setlocale(LC_ALL, "C.UTF-8");
}

static void
check_locale(void)
{
  g_assert_cmpstr(setlocale(LC_ALL, NULL), ==, "C");
}

static void
ignore_signal(void)
{
  signal(SIGUSR2, SIG_IGN);
}

static void
check_signal(void)
{
  struct sigaction action;
  sigaction(SIGUSR2, NULL, &action);
  g_assert_true(action.sa_handler == SIG_DFL);
}

static void
block_signal(void)
{
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void
check_mask(void)
{
  sigset_t set;
  pthread_sigmask(SIG_BLOCK, NULL, &set);
  g_assert_false(sigismember(&set, SIGUSR2));
}

static void
change_folder(void)
{
  g_assert_cmpint(chdir("/"), ==, 0);
}

static void
check_folder(void)
{
  g_autofree char *folder = g_get_current_dir();
  g_assert_cmpstr(folder, !=, "/");
}

static void
set_variable(void)
{
  setenv("PLUGCAST_TEST_NEW", "1", TRUE);
}

static void
check_variable(void)
{
  g_assert_null(getenv("PLUGCAST_TEST_NEW"));
}

static void
change_variable(void)
{
  setenv("PLUGCAST_TEST_OLD", "other", TRUE);
}

static void
remove_variable(void)
{
  unsetenv("PLUGCAST_TEST_OLD");
}

static void
check_old_variable(void)
{
  g_assert_cmpstr(getenv("PLUGCAST_TEST_OLD"), ==, "value");
}

static void
close_input(void)
{
  close(STDIN_FILENO);
}

static void
check_input(void)
{
  g_assert_cmpint(fcntl(STDIN_FILENO, F_GETFD), >=, 0);
}

typedef struct {
  const char *name;
  void (*change)(void);
  void (*check)(void);
  const char *report; // NULL for none
} Change;

static const Change changes[] = {
  { "nothing", change_nothing, change_nothing, NULL },
  { "rounding", round_upward, check_rounding,
    "changed the floating-point mode: rounding is upward" },
  { "locale", set_locale, check_locale, "changed the locale to 'C.UTF-8'" },
  { "signal", ignore_signal, check_signal, "changed the handler of signal SIGUSR2" },
  { "signal-mask", block_signal, check_mask, "changed the signal mask" },
  { "folder", change_folder, check_folder, "changed the working directory to '/'" },
  { "new-variable", set_variable, check_variable,
    "set the environment variable PLUGCAST_TEST_NEW" },
  { "changed-variable", change_variable, check_old_variable,
    "changed the environment variable PLUGCAST_TEST_OLD" },
  { "removed-variable", remove_variable, check_old_variable,
    "removed the environment variable PLUGCAST_TEST_OLD" },
  { "standard-input", close_input, check_input, "closed or replaced standard input" },
};

static void
test_change(gconstpointer data)
{
  const Change *change = data;
  if (!g_test_subprocess()) {
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    return;
  }
  setenv("PLUGCAST_TEST_OLD", "value", TRUE);
  setlocale(LC_ALL, "C");
  g_autoptr(ProcessState) state = process_state_save();
  change->change();
  g_auto(GStrv) found = process_state_restore(state);
  g_assert_cmpstr(found[0], ==, change->report);
  g_assert_cmpuint(g_strv_length(found), ==, change->report == NULL ? 0 : 1);
  change->check();
  g_auto(GStrv) again = process_state_restore(state);
  g_assert_null(again[0]);
}

static void
test_thread_locale(void)
{
  const locale_t other = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
  g_autoptr(ProcessState) state = process_state_save();
  uselocale(other);
  g_auto(GStrv) found = process_state_restore(state);
  g_assert_cmpstr(found[0], ==, "changed the thread's locale");
  g_assert_null(found[1]);
  g_assert_true(uselocale((locale_t)0) == LC_GLOBAL_LOCALE);
  freelocale(other);
}

static void
handle_signal(int number G_GNUC_UNUSED)
{
}

static void
test_handler(void)
{
  g_autoptr(ProcessState) state = process_state_save();
  const struct sigaction own = { .sa_handler = handle_signal, .sa_flags = SA_RESTART };
  sigaction(SIGUSR2, &own, NULL);
  g_autoptr(ProcessState) with_handler = process_state_save();
  const struct sigaction other = { .sa_handler = handle_signal };
  sigaction(SIGUSR2, &other, NULL);
  g_auto(GStrv) found = process_state_restore(with_handler);
  g_assert_cmpstr(found[0], ==, "changed the handler of signal SIGUSR2");
  g_auto(GStrv) none = process_state_restore(with_handler);
  g_assert_null(none[0]);
  g_auto(GStrv) back = process_state_restore(state);
  g_assert_cmpstr(back[0], ==, "changed the handler of signal SIGUSR2");
  check_signal();
}

static void
test_float_mode_check(void)
{
  const FloatMode before = float_mode_get();
  g_assert_true(float_mode_check(before));
  fesetround(FE_TOWARDZERO);
  g_assert_false(float_mode_check(before));
  g_assert_cmpint(fegetround(), ==, FE_TONEAREST);
  g_assert_true(float_mode_check(before));
}

static void
test_float_mode_ignores_flags(void)
{
  const FloatMode before = float_mode_get();
  feraiseexcept(FE_INEXACT | FE_DIVBYZERO);
  g_assert_true(float_mode_check(before));
  feclearexcept(FE_ALL_EXCEPT);
}

#if defined(__x86_64__)

typedef struct {
  const char *name;
  guint32 vector; // MXCSR
  guint32 x87;
  const char *description;
} Mode;

static const Mode modes[] = {
  { "flushing", 0x9f80, 0x37f, "subnormal results are flushed to zero" },
  { "fast-math", 0x9fc0, 0x37f,
    "subnormal results are flushed to zero, subnormal inputs are taken as zero" },
  { "downward", 0x3f80, 0x37f, "rounding is downward" },
  { "trap", 0x1d80, 0x37f, "divisions by zero trap" },
  { "x87-precision", 0x1f80, 0x27f, "control words 0x1f80, 0x27f instead of 0x1f80, 0x37f" },
};

static void
test_float_mode_description(gconstpointer data)
{
  const Mode *mode = data;
  const FloatMode expected = { 0x1f80, 0x37f };
  const FloatMode found = { mode->vector, mode->x87 };
  g_autofree char *description = float_mode_describe_change(expected, found);
  g_assert_cmpstr(description, ==, mode->description);
}

static void
test_float_mode_restores_flushing(void)
{
  const FloatMode before = float_mode_get();
  float_mode_set((FloatMode){ before.vector | 0x8040, 0x27f });
  volatile double least = 2.2250738585072014e-308;
  g_assert_true(least / 4 == 0);
  g_assert_false(float_mode_check(before));
  g_assert_true(least / 4 > 0);
  g_assert_cmpuint(float_mode_get().x87, ==, before.x87);
}

#endif

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
    g_autofree char *path = g_strdup_printf("/process-state/restores/%s", changes[i].name);
    g_test_add_data_func(path, &changes[i], test_change);
  }
  g_test_add_func("/process-state/restores/thread-locale", test_thread_locale);
  g_test_add_func("/process-state/restores/flags-of-a-handler", test_handler);
  g_test_add_func("/float-mode/check-restores", test_float_mode_check);
  g_test_add_func("/float-mode/ignores-flags", test_float_mode_ignores_flags);
#if defined(__x86_64__)
  for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
    g_autofree char *path = g_strdup_printf("/float-mode/describes/%s", modes[i].name);
    g_test_add_data_func(path, &modes[i], test_float_mode_description);
  }
  g_test_add_func("/float-mode/restores-flushing", test_float_mode_restores_flushing);
#endif
  return g_test_run();
}
