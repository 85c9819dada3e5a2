// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <signal.h>
#include <string.h>

/** Runs @line with two test plugins on the search path. */
static void
run_with_plugins(CliFixture *fixture, const char *line)
{
  const char *const names[] = { "cli_interrupt", "run_faults" };
  g_autoptr(GString) full = g_string_new(line);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *folder = g_test_build_filename(G_TEST_BUILT, "plugins", names[i], NULL);
    g_autofree char *quoted = g_shell_quote(folder);
    g_string_append_printf(full, " --plugin-path %s", quoted);
  }
  cli_fixture_run(fixture, full->str);
}

static void
write_bad_series(const CliFixture *fixture)
{
  cli_fixture_write(fixture, "bad.csv",
                    "unique_id,ds,y\n"
                    "good,1,10\ngood,2,20\n"
                    "bad1,1,10\nbad1,2,20\n"
                    "bad2,1,10\nbad2,2,30\n");
}

static void
test_fallback_is_told(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  write_bad_series(&fixture);
  run_with_plugins(&fixture, "forecast bad.csv -m fail_with_message --fallback drift --horizon 1");
  cli_fixture_assert_status(&fixture, 1);
  g_assert_cmpstr(fixture.output, ==,
                  "unique_id,ds,fail_with_message\ngood,3,20\nbad1,3,30\nbad2,3,50\n");
  cli_assert_matches(fixture.errors,
                     "^plugcast: 2 of 3 series fell back to drift with fail_with_message "
                     "\\(first: bad1: .+\\); --failures FILE lists all\n$");
}

static void
test_failure_is_told(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  write_bad_series(&fixture);
  run_with_plugins(&fixture, "forecast bad.csv -m fail_with_message --fallback none --horizon 1 "
                             "--failures failures.csv");
  cli_fixture_assert_status(&fixture, 1);
  g_assert_cmpstr(fixture.output, ==,
                  "unique_id,ds,fail_with_message\ngood,3,20\nbad1,3,\nbad2,3,\n");
  cli_assert_matches(fixture.errors, "^plugcast: 2 of 3 series failed with fail_with_message "
                                     "\\(first: bad1: .+\\); failures.csv lists all\n$");
  g_autofree char *text = cli_fixture_read(&fixture, "failures.csv");
  cli_assert_matches(text, "^unique_id,model,outcome,status,fallback,message\n"
                           "bad1,fail_with_message,failed,[^\n]+\n"
                           "bad2,fail_with_message,failed,[^\n]+\n$");
}

static void
test_member_left_out_is_told(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  write_bad_series(&fixture);
  run_with_plugins(&fixture,
                   "forecast bad.csv -m fail_with_message,drift --combine mean --horizon 1");
  cli_fixture_assert_status(&fixture, 1);
  g_assert_cmpstr(fixture.output, ==, "unique_id,ds,ensemble\ngood,3,25\nbad1,3,30\nbad2,3,50\n");
  cli_assert_matches(fixture.errors,
                     "^plugcast: 2 of 3 series were combined without fail_with_message "
                     "\\(first: bad1: .+\\); --failures FILE lists all\n$");
}

static void
test_summary_counts_what_went_wrong(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autoptr(GString) rows = g_string_new("unique_id,ds,y\n");
  for (int i = 0; i < 8; i++) {
    const char *name = i < 3 ? "bad" : "good";
    g_string_append_printf(rows, "%s%d,1,5\n%s%d,2,6\n", name, i, name, i);
  }
  cli_fixture_write(&fixture, "x.csv", rows->str);
  run_with_plugins(&fixture, "forecast x.csv -m fail_with_message,drift --combine mean --horizon 1 "
                             "--format chart");
  cli_fixture_assert_status(&fixture, 1);
  cli_assert_matches(fixture.output, "\nmodel +series +fell back +left out +failed +no interval\n"
                                     "ensemble +8 +0 +0 +0 +0\n"
                                     "fail_with_message +8 +0 +3 +0 +0\n");
}

static void
test_names_steer_no_terminal(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "x.csv", "unique_id,ds,y\nbad\033[2J,1,10\nbad\033[2J,2,20\n");
  run_with_plugins(&fixture, "forecast x.csv -m fail_with_message --horizon 1 --format chart");
  cli_fixture_assert_status(&fixture, 1);
  g_assert_null(strchr(fixture.errors, '\033'));
  g_assert_null(strchr(fixture.output, '\033'));
}

static void
test_quiet_is_quiet(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  write_bad_series(&fixture);
  run_with_plugins(&fixture, "forecast bad.csv -m fail_with_message --horizon 1 --quiet");
  cli_fixture_assert_status(&fixture, 1);
  g_assert_cmpstr(fixture.errors, ==, "");
}

static void
test_json_warns_in_json(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  write_bad_series(&fixture);
  run_with_plugins(&fixture, "forecast bad.csv -m fail_with_message --horizon 1 --json");
  cli_fixture_assert_status(&fixture, 1);
  cli_assert_matches(fixture.errors,
                     "^\\{\"type\":\"warning\",\"message\":\"2 of 3 series fell back to "
                     "seasonal_naive .*\"\\}\n\\{\"type\":\"summary\".*\"n_fell_back\":2,.*\\}\n$");
}

static void
test_fail_fast_stops(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  write_bad_series(&fixture);
  run_with_plugins(&fixture,
                   "forecast bad.csv -m fail_with_message --horizon 1 --fail-fast --threads 1");
  cli_fixture_assert_status(&fixture, 1);
  cli_assert_matches(fixture.errors, "^plugcast: 1 of 3 series .*bad1");
}

// Longest series are forecast first: "a" is done when "stop" begins, and "c" never begins.
#define INTERRUPTED_DATA "unique_id,ds,y\na,1,1\na,2,2\na,3,3\nstop,1,1\nstop,2,2\nc,1,7\n"

static void
test_interrupt_writes_what_is_done(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "x.csv", INTERRUPTED_DATA);
  run_with_plugins(
      &fixture,
      "forecast x.csv -m interrupt_once --step integer --horizon 1 --threads 1 -o out.csv");
  cli_fixture_assert_status(&fixture, 130);
  g_autofree char *text = cli_fixture_read(&fixture, "out.csv");
  g_assert_cmpstr(text, ==, "unique_id,ds,interrupt_once\na,4,3\n");
  cli_assert_matches(fixture.errors,
                     "plugcast: interrupted: 1 of 3 series were done and are written\n$");
}

static void
test_interrupt_stops_many_threads(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "x.csv", INTERRUPTED_DATA);
  run_with_plugins(&fixture,
                   "forecast x.csv -m interrupt_once --step integer --horizon 1 --threads 16");
  cli_fixture_assert_status(&fixture, 130);
  cli_assert_matches(fixture.output, "^unique_id,ds,interrupt_once\n");
  g_assert_null(strstr(fixture.output, "stop"));
}

static void
test_second_interrupt_ends_at_once(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "x.csv", INTERRUPTED_DATA);
  run_with_plugins(
      &fixture,
      "forecast x.csv -m interrupt_twice --step integer --horizon 1 --threads 1 -o out.csv");
  cli_fixture_assert_status(&fixture, 128 + SIGINT);
  g_assert_false(cli_fixture_has(&fixture, "out.csv"));
}

static void
test_ignored_interrupt_stays_ignored(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "x.csv", INTERRUPTED_DATA);
  g_autofree char *folder = g_test_build_filename(G_TEST_BUILT, "plugins", "cli_interrupt", NULL);
  // What is never asked to stop would never end, so the series that waits is left out.
  cli_fixture_write(&fixture, "y.csv", "unique_id,ds,y\na,1,1\na,2,2\n");
  g_autofree char *line =
      g_strdup_printf("trap '' INT; \"$PLUGCAST\" forecast y.csv -m interrupt_once "
                      "--horizon 1 --plugin-path '%s' & kill -INT $!; wait $!",
                      folder);
  cli_fixture_run_shell(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, "unique_id,ds,interrupt_once\na,3,2\n");
}

static void
test_reader_that_leaves_is_no_failure(const void *data)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *line =
      g_strdup_printf("\"$PLUGCAST\" %s | head -n 1 >first; printf '%%s' ${PIPESTATUS[0]} >status",
                      (const char *)data);
  cli_fixture_run_shell(&fixture, line);
  g_autofree char *status = cli_fixture_read(&fixture, "status");
  g_assert_cmpstr(status, ==, "0");
  g_assert_cmpstr(fixture.errors, ==, "");
}

static void
test_full_disk_is_told(const void *data)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *line = g_strdup_printf("\"$PLUGCAST\" %s >/dev/full", (const char *)data);
  cli_fixture_run_shell(&fixture, line);
  cli_fixture_assert_status(&fixture, 3);
  cli_assert_matches(fixture.errors, "^plugcast: .*No space left on device\n$");
}

static void
test_device_is_written_to(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "forecast data.csv -m naive --format csv -o /dev/null");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_true(g_file_test("/dev/null", G_FILE_TEST_EXISTS));
  g_assert_false(g_file_test("/dev/null", G_FILE_TEST_IS_REGULAR));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/cli/fallback-is-told", test_fallback_is_told);
  g_test_add_func("/cli/failure-is-told", test_failure_is_told);
  g_test_add_func("/cli/member-left-out-is-told", test_member_left_out_is_told);
  g_test_add_func("/cli/summary-counts-what-went-wrong", test_summary_counts_what_went_wrong);
  g_test_add_func("/cli/names-steer-no-terminal", test_names_steer_no_terminal);
  g_test_add_func("/cli/quiet-is-quiet", test_quiet_is_quiet);
  g_test_add_func("/cli/json-warns-in-json", test_json_warns_in_json);
  g_test_add_func("/cli/fail-fast-stops", test_fail_fast_stops);
  g_test_add_func("/cli/interrupt/writes-what-is-done", test_interrupt_writes_what_is_done);
  g_test_add_func("/cli/interrupt/stops-many-threads", test_interrupt_stops_many_threads);
  g_test_add_func("/cli/interrupt/second-ends-at-once", test_second_interrupt_ends_at_once);
  g_test_add_func("/cli/interrupt/ignored-stays-ignored", test_ignored_interrupt_stays_ignored);
  g_test_add_data_func("/cli/reader-that-leaves/rows",
                       "forecast data.csv -m naive --horizon 100000",
                       test_reader_that_leaves_is_no_failure);
  g_test_add_data_func("/cli/reader-that-leaves/chart", "forecast data.csv -m naive --format chart",
                       test_reader_that_leaves_is_no_failure);
  g_test_add_data_func("/cli/full-disk-is-told/rows", "forecast data.csv -m naive",
                       test_full_disk_is_told);
  g_test_add_data_func("/cli/full-disk-is-told/help", "--help", test_full_disk_is_told);
  g_test_add_func("/cli/device-is-written-to", test_device_is_written_to);
  return g_test_run();
}
