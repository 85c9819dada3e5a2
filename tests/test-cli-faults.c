// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <signal.h>
#include <string.h>

/** Runs a shell's line with test plugin @name named in PLUGCAST_PLUGIN_PATH; it counts its loads.
 */
static void
run_shell_beside(CliFixture *fixture, const char *name, const char *line)
{
  g_autofree char *file = g_strconcat(name, ".so", NULL);
  g_autofree char *path = g_test_build_filename(G_TEST_BUILT, "plugins", "dangerous", file, NULL);
  g_autofree char *quoted = g_shell_quote(path);
  g_autofree char *full = g_strdup_printf(
      "export PLUGCAST_PLUGIN_PATH=%s TEST_LOAD_COUNT=loads TEST_PIPE=pipe; %s", quoted, line);
  cli_fixture_run_shell(fixture, full);
}

static void
run_beside(CliFixture *fixture, const char *name, const char *line)
{
  g_autofree char *full = g_strconcat("\"$PLUGCAST\" ", line, NULL);
  run_shell_beside(fixture, name, full);
}

static gsize
count_loads(const CliFixture *fixture)
{
  g_autofree char *loads = cli_fixture_read(fixture, "loads");
  return loads == NULL ? 0 : strlen(loads);
}

typedef struct {
  const char *plugin;
  const char *reason; // as a regular expression
} Fault;

static const Fault faults[] = {
  { "constructor_crashes", "its code crashed while it was loaded \\(signal 11, SIGSEGV\\)" },
  { "constructor_exits", "its code ended the process while it was loaded \\(exit status 0\\)" },
  { "init_crashes", "its code crashed while it was loaded \\(signal 6, SIGABRT\\)" },
};

static void
test_fault_is_listed(gconstpointer data)
{
  const Fault *fault = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *warning = g_strdup_printf("^plugcast: plugin .*/%s\\.so is not used: "
                                             "%s\n$",
                                             fault->plugin, fault->reason);
  g_autofree char *entry = g_strdup_printf(
      "^refused \\(PLUGCAST_PLUGIN_PATH: .*/%s\\.so\\)\n  %s\n", fault->plugin, fault->reason);
  for (int i = 0; i < 2; i++) {
    run_beside(&fixture, fault->plugin, "plugins");
    cli_fixture_assert_status(&fixture, 0);
    cli_assert_matches(fixture.errors, warning);
    cli_assert_matches(fixture.output, entry);
    cli_assert_matches(fixture.output, "\n  naive +forecaster ");
  }
}

static void
test_fault_costs_itself(gconstpointer data)
{
  const Fault *fault = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  run_beside(&fixture, fault->plugin, "forecast data.csv -m naive --horizon 1");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^unique_id,ds,naive\na,[^\n]+\nb,[^\n]+\n$");
  cli_assert_matches(fixture.errors, fault->reason);
}

static void
test_named_fault_is_an_error(gconstpointer data)
{
  const Fault *fault = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *file = g_strconcat(fault->plugin, ".so", NULL);
  g_autofree char *path = g_test_build_filename(G_TEST_BUILT, "plugins", "dangerous", file, NULL);
  g_autofree char *quoted = g_shell_quote(path);
  g_autofree char *line = g_strdup_printf("forecast data.csv -m %s", quoted);
  g_autofree char *message =
      g_strdup_printf("^plugcast: .*/%s\\.so cannot be used: %s\n$", fault->plugin, fault->reason);
  for (int i = 0; i < 2; i++) {
    cli_fixture_run(&fixture, line);
    cli_fixture_assert_status(&fixture, 4);
    g_assert_cmpstr(fixture.output, ==, "");
    cli_assert_matches(fixture.errors, message);
  }
}

static void
test_fault_is_tried_once(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  for (int i = 0; i < 2; i++) {
    run_beside(&fixture, "constructor_loops", "plugins");
    cli_fixture_assert_status(&fixture, 0);
    cli_assert_matches(fixture.output, "\n  its code did not finish loading within 5 s\n");
    cli_assert_matches(fixture.output, "\n  naive +forecaster ");
    g_assert_cmpuint(count_loads(&fixture), ==, 1);
  }
}

static void
test_pass_is_remembered(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  const gsize n_loads[] = { 2, 3, 4 }; // the child and the program, then the program alone
  for (gsize i = 0; i < G_N_ELEMENTS(n_loads); i++) {
    run_beside(&fixture, "counts_loads", "forecast data.csv -m sound:last --horizon 1");
    cli_fixture_assert_status(&fixture, 0);
    g_assert_cmpuint(count_loads(&fixture), ==, n_loads[i]);
  }
}

static void
test_without_cache_each_start_tries(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "cache", "a file where the folder would be");
  const gsize n_loads[] = { 2, 4 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_loads); i++) {
    run_beside(&fixture, "counts_loads", "forecast data.csv -m sound:last --horizon 1");
    cli_fixture_assert_status(&fixture, 0);
    g_assert_cmpuint(count_loads(&fixture), ==, n_loads[i]);
  }
}

// The reader of the pipe ends when the child does.
static void
test_interrupt_ends_both(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  run_shell_beside(&fixture, "constructor_interrupts",
                   "mkfifo pipe; cat pipe & \"$PLUGCAST\" plugins; status=$?; wait; exit $status");
  cli_fixture_assert_status(&fixture, 128 + SIGINT);
  g_assert_cmpstr(fixture.output, ==, "");
}

static void
test_trial_is_no_option(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "--trial data.csv");
  cli_fixture_assert_status(&fixture, 2);
  cli_assert_matches(fixture.errors, "--trial");
}

static void
add_rows(const char *promise, GTestDataFunc test)
{
  for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
    g_autofree char *path = g_strdup_printf("/cli/faults/%s/%s", promise, faults[i].plugin);
    g_test_add_data_func(path, &faults[i], test);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows("is-listed", test_fault_is_listed);
  add_rows("costs-itself", test_fault_costs_itself);
  add_rows("is-an-error-when-named", test_named_fault_is_an_error);
  g_test_add_func("/cli/faults/is-tried-once", test_fault_is_tried_once);
  g_test_add_func("/cli/trials/pass-is-remembered", test_pass_is_remembered);
  g_test_add_func("/cli/trials/without-cache-each-start-tries",
                  test_without_cache_each_start_tries);
  g_test_add_func("/cli/trials/end-when-interrupted", test_interrupt_ends_both);
  g_test_add_func("/cli/trials/are-no-option", test_trial_is_no_option);
  return g_test_run();
}
