// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

static void
test_table(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture,
                  "scale --counts 1,2 --repeats 2 --simulate 8 forecast many.csv -m theta");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output,
                     "^threads,kind,seconds_min,seconds_median,seconds_max,speedup,speedup_min,"
                     "speedup_max,efficiency\n"
                     "1,sequential,[^\n]+,1,1,1,1\n"
                     "1,measured,[^\n]+\n2,measured,[^\n]+\n8,simulated,[^\n]+\n$");
  g_assert_cmpstr(fixture.errors, ==, "");
}

static void
test_laws(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "scale --counts 1,2 --repeats 1 --json forecast many.csv -m naive");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^\\{\"threads\":1,\"kind\":\"sequential\"");
  cli_assert_matches(fixture.errors, "^\\{\"type\":\"summary\",\"n_processors\":\\d+,.*"
                                     "\"amdahl_parallel\":\\{\"minimum\":.*\"gustafson_serial\":.*"
                                     "\"usl_contention\":.*\"usl_coherency\":");
}

static void
test_says_what_is_crowded(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run_shell(&fixture,
                        "command -v script >/dev/null || { echo missing; exit 0; }; "
                        "script -qec \"$PLUGCAST scale --counts 1,1000 --repeats 1 --quiet "
                        "forecast many.csv -m naive\" /dev/null");
  cli_fixture_assert_status(&fixture, 0);
  if (g_str_has_prefix(fixture.output, "missing")) {
    g_test_skip("there is no script(1) to make a terminal");
    return;
  }
  cli_assert_matches(fixture.output, "more threads than");
  cli_assert_matches(fixture.output, "No law can be fitted");
}

/** A line that is refused, and what is said. */
typedef struct {
  const char *name;
  const char *line;
  int status;
  const char *pattern;
} Refused;

static const Refused refused[] = {
  { "nothing", "scale", 2, "COMMAND … is missing: plugcast scale COMMAND …" },
  { "unknown-command", "scale forcast many.csv", 2,
    "'forcast' is none of.*did you mean 'forecast'" },
  { "command-without-work", "scale plugins", 2,
    "'plugins' does no work on several threads that could be timed; these do: .*forecast" },
  { "itself", "scale scale forecast many.csv", 2, "'scale' does no work" },
  { "missing-data", "scale forecast", 2, "forecast: DATA is missing" },
  { "options-of-the-command", "scale forecast many.csv --zzz", 2,
    "forecast: there is no option --zzz" },
  { "count-zero", "scale --counts 0 forecast many.csv", 2,
    "--counts: '0' is no whole number from 1 to 4096" },
  { "count-part", "scale --counts 1.5 forecast many.csv", 2,
    "--counts: '1.5' is no whole number from 1 to 4096" },
  { "count-twice", "scale --counts 2,2 forecast many.csv", 2, "--counts: '2' is given twice" },
  { "repeats-zero", "scale --repeats 0 forecast many.csv", 2,
    "--repeats: '0' is no whole number from 1 to 10000" },
  { "no-file", "scale forecast nothing.csv", 3, "nothing.csv" },
  { "no-model", "scale forecast many.csv -m nothing", 4, "nothing" },
};

static void
test_refused(const void *data)
{
  const Refused *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, row->status);
  cli_assert_matches(fixture.errors, row->pattern);
  g_assert_cmpstr(fixture.output, ==, "");
}

static void
test_help_of_the_command(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "scale forecast --help");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^Usage: plugcast forecast DATA");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/cli/scale/writes-a-row-for-each-count", test_table);
  g_test_add_func("/cli/scale/tells-the-laws", test_laws);
  g_test_add_func("/cli/scale/says-where-threads-share-processors", test_says_what_is_crowded);
  g_test_add_func("/cli/scale/shows-the-help-of-the-command", test_help_of_the_command);
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autofree char *path = g_strconcat("/cli/scale/refuses/", refused[i].name, NULL);
    g_test_add_data_func(path, &refused[i], test_refused);
  }
  return g_test_run();
}
