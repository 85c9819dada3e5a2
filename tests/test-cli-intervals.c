// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

/** A line, and the columns that its output begins with. */
typedef struct {
  const char *name;
  const char *line;
  const char *columns;
} Columns;

static const Columns columns[] = {
  { "quantiles", "forecast data.csv -m theta --quantile 0.5,0.975",
    "unique_id,ds,theta,theta-q-0.5,theta-q-0.975" },
  { "bootstrap", "forecast data.csv -m naive --interval bootstrap --level 80 --deviation",
    "unique_id,ds,naive,naive-lo-80,naive-hi-80,naive-sd" },
  { "members",
    "forecast data.csv -m naive,drift --combine mean --members --interval bootstrap "
    "--quantile 0.9 --deviation",
    "unique_id,ds,naive,naive-q-0.9,naive-sd,drift,drift-q-0.9,drift-sd,ensemble,ensemble-q-0.9" },
};

static void
test_columns(const void *data)
{
  const Columns *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, 0);
  g_autofree char *pattern = g_strdup_printf("^%s\n[^\n]*[0-9]\n", row->columns);
  cli_assert_matches(fixture.output, pattern);
  g_assert_cmpstr(fixture.errors, ==, "");
}

static void
test_samples(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "forecast data.csv -m naive --horizon 2 --interval bootstrap --draws 3 "
                            "--samples paths.csv -o rows.csv");
  cli_fixture_assert_status(&fixture, 0);
  g_autofree char *paths = cli_fixture_read(&fixture, "paths.csv");
  cli_assert_matches(paths, "^unique_id,ds,sample,naive\n"
                            "a,2023-01[^,]*,1,[^\n]+\na,2023-02[^,]*,1,[^\n]+\n"
                            "a,2023-01[^,]*,2,[^\n]+\n");
  g_auto(GStrv) lines = g_strsplit(paths, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, 1 + 2 * 3 * 2 + 1);
}

/** The same bytes for any number of threads, paths included. */
static void
test_same_bytes(const void *data)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *path = g_test_build_filename(G_TEST_DIST, "..", "examples", "data", data, NULL);
  g_autofree char *expected = NULL;
  for (int n_threads = 1; n_threads <= 16; n_threads *= 2) {
    g_autofree char *line = g_strdup_printf(
        "forecast %s -m theta,seasonal_naive --interval bootstrap --draws 50 --level 80,95 "
        "--quantile 0.1 --deviation --seed 3 --samples paths.csv --threads %d",
        path, n_threads);
    cli_fixture_run(&fixture, line);
    g_autofree char *paths = cli_fixture_read(&fixture, "paths.csv");
    g_autofree char *found = g_strconcat(fixture.output, paths, NULL);
    g_assert_cmpuint(strlen(found), >, 10000);
    if (expected == NULL) {
      expected = g_steal_pointer(&found);
    } else {
      g_assert_cmpstr(expected, ==, found);
    }
  }
}

/** A line that is refused, and what is said. */
typedef struct {
  const char *name;
  const char *line;
  const char *pattern;
} Refused;

static const Refused refused[] = {
  { "method", "forecast data.csv --interval bootstap",
    "--interval: 'bootstap' is none of.*bootstrap" },
  { "quantile-zero", "forecast data.csv --quantile 0",
    "--quantile: '0' is no number above 0 and below 1" },
  { "quantile-twice", "forecast data.csv --quantile 0.5,0.50",
    "--quantile: '0.50' is given twice" },
  { "one-draw", "forecast data.csv --interval bootstrap --draws 1",
    "--draws: '1' is no whole number from 2 to" },
  { "draws-of-nothing", "forecast data.csv --draws 10", "--draws goes with --interval bootstrap" },
  { "samples-of-nothing", "forecast data.csv --samples paths.csv --interval conformal",
    "--samples goes with --interval bootstrap" },
  { "deviation-of-an-ensemble",
    "forecast data.csv -m naive,drift --combine mean --interval bootstrap --deviation",
    "--deviation is of single models: add --members" },
  { "one-file-twice",
    "forecast data.csv -m naive --interval bootstrap --samples same.csv -o same.csv",
    "--output and --samples name the same file, 'same.csv'" },
  { "samples-format", "forecast data.csv -m naive --interval bootstrap --samples paths.xyz",
    "'.xyz' names no format" },
};

static void
test_refused(const void *data)
{
  const Refused *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, 2);
  cli_assert_matches(fixture.errors, row->pattern);
  g_assert_cmpstr(fixture.output, ==, "");
  g_assert_false(cli_fixture_has(&fixture, "same"));
}

static void
test_model_without_samples(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "forecast data.csv -m theta --interval sampled --level 80 --horizon 1");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.errors,
                     "2 of 2 series have no interval with theta .*the model draws no samples");
  cli_assert_matches(fixture.output, "\na,2023-01[^,]*,[^,]+,,\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
    g_autofree char *path = g_strconcat("/cli/intervals/columns/", columns[i].name, NULL);
    g_test_add_data_func(path, &columns[i], test_columns);
  }
  g_test_add_func("/cli/intervals/samples-are-written-when-asked-for", test_samples);
  g_test_add_data_func("/cli/intervals/same-bytes/monthly", "classic-monthly.csv", test_same_bytes);
  g_test_add_data_func("/cli/intervals/same-bytes/quarterly", "classic-quarterly.csv",
                       test_same_bytes);
  g_test_add_func("/cli/intervals/tells-of-models-without-samples", test_model_without_samples);
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autofree char *path = g_strconcat("/cli/intervals/refuses/", refused[i].name, NULL);
    g_test_add_data_func(path, &refused[i], test_refused);
  }
  return g_test_run();
}
