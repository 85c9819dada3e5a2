// SPDX-License-Identifier: MIT
#include "cli/interrupt.h"

#include <signal.h>

/** Returns: what SIGINT does. */
static void (*get_handler(void))(int)
{
  struct sigaction action;
  g_assert_cmpint(sigaction(SIGINT, NULL, &action), ==, 0);
  return action.sa_handler;
}

static void
handle_nothing(int signal_number)
{
  (void)signal_number;
}

static void
test_first_one_cancels(void)
{
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt = interrupt_new(cancel);
  g_assert_false(interrupt_came(interrupt));
  g_assert_false(pool_cancel_is_set(cancel));
  g_assert_cmpint(raise(SIGINT), ==, 0);
  g_assert_true(interrupt_came(interrupt));
  g_assert_true(pool_cancel_is_set(cancel));
}

static void
test_second_one_meets_the_default(void)
{
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt = interrupt_new(cancel);
  g_assert_cmpint(raise(SIGINT), ==, 0);
  g_assert_true(interrupt_came(interrupt));
  g_assert_true(get_handler() == SIG_DFL);
}

static void
test_free_puts_back_what_was(void)
{
  signal(SIGINT, handle_nothing);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  Interrupt *interrupt = interrupt_new(cancel);
  g_assert_true(get_handler() != handle_nothing);
  g_assert_cmpint(raise(SIGINT), ==, 0);
  interrupt_free(interrupt);
  g_assert_true(get_handler() == handle_nothing);
  signal(SIGINT, SIG_DFL);
}

static void
test_ignored_stays_ignored(void)
{
  signal(SIGINT, SIG_IGN);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  Interrupt *interrupt = interrupt_new(cancel);
  g_assert_cmpint(raise(SIGINT), ==, 0);
  g_assert_false(interrupt_came(interrupt));
  interrupt_free(interrupt);
  g_assert_true(get_handler() == SIG_IGN);
  signal(SIGINT, SIG_DFL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/interrupt/first-one-cancels", test_first_one_cancels);
  g_test_add_func("/interrupt/second-one-meets-the-default", test_second_one_meets_the_default);
  g_test_add_func("/interrupt/free-puts-back-what-was", test_free_puts_back_what_was);
  g_test_add_func("/interrupt/ignored-stays-ignored", test_ignored_stays_ignored);
  return g_test_run();
}
