// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

/** A format of the forecasts, asked for in several ways that give the same text. */
typedef struct {
  const char *name;
  const char *line;
  const char *file;    // (nullable): that it writes; NULL for standard output
  const char *pattern; // of the whole text
} Format;

#define DATES "(a,202[34]-[01][0-9]-01,[0-9.]+\n){3}(b,2022-[01][0-9]-01,[0-9.]+\n){3}"

static const Format formats[] = {
  { "pipe", "forecast data.csv -m naive --horizon 3", NULL, "^unique_id,ds,naive\n" DATES "$" },
  { "csv", "forecast data.csv -m naive --horizon 3 --format csv", NULL,
    "^unique_id,ds,naive\n" DATES "$" },
  { "csv-file", "forecast data.csv -m naive --horizon 3 -o out.csv", "out.csv",
    "^unique_id,ds,naive\n" DATES "$" },
  { "csv-packed", "forecast data.csv -m naive --horizon 3 -o out.csv.gz", "out.csv.gz",
    "^unique_id,ds,naive\n" DATES "$" },
  { "dash", "forecast -o - data.csv -m naive --horizon 3", NULL, "^unique_id,ds,naive\n" },
  { "tsv", "forecast data.csv -m naive --horizon 1 --format tsv", NULL,
    "^unique_id\tds\tnaive\na\t2023-01-01\t[0-9]+\nb\t2022-01-01\t[0-9]+\n$" },
  { "tsv-file", "forecast data.csv -m naive --horizon 1 -o out.tsv", "out.tsv",
    "^unique_id\tds\tnaive\na\t2023-01-01\t[0-9]+\nb\t2022-01-01\t[0-9]+\n$" },
  { "json-lines", "forecast data.csv -m naive --horizon 1 --format jsonl", NULL,
    "^\\{\"unique_id\": ?\"a\", ?\"ds\": ?\"2023-01-01\", ?\"naive\": ?[0-9]+\\}\n\\{.*\\}\n$" },
  { "json-lines-file", "forecast data.csv -m naive --horizon 1 -o out.json", "out.json",
    "^\\{\"unique_id\": ?\"a\"" },
  { "table", "forecast data.csv -m naive --horizon 1 --format table", NULL,
    "^unique_id +ds +naive\na +2023-01-01 +[0-9.]+\nb +2022-01-01 +[0-9.]+\n$" },
  { "format-overrides-ending", "forecast data.csv -m naive --horizon 1 --format tsv -o out.csv",
    "out.csv", "^unique_id\tds\tnaive\n" },
  { "levels-keep-their-text", "forecast data.csv -m naive --horizon 1 --level 80,99.50", NULL,
    "^unique_id,ds,naive,naive-lo-99.50,naive-lo-80,naive-hi-80,naive-hi-99.50\n" },
  { "several-models", "forecast data.csv -m naive,drift -m 'mean' --horizon 1", NULL,
    "^unique_id,ds,naive,drift,mean\n" },
  { "ensemble", "forecast data.csv -m naive,drift --combine median --horizon 1", NULL,
    "^unique_id,ds,ensemble\n" },
  { "ensemble-and-members",
    "forecast data.csv -m naive,drift --combine weighted:1,3 --members --horizon 1", NULL,
    "^unique_id,ds,naive,drift,ensemble\n" },
  { "learnt-ensemble", "forecast data.csv -m naive,drift --combine stacking --horizon 3", NULL,
    "^unique_id,ds,ensemble\n" DATES "$" },
  { "weights-file",
    "forecast data.csv -m naive,drift --combine best --horizon 3 --weights w.csv -o out.csv",
    "w.csv", "^unique_id,naive,drift\na,[01],[01]\nb,[01],[01]\n$" },
  { "defaults", "forecast data.csv", NULL,
    "^unique_id,ds,ensemble\n(a,[^\n]*\n){18}(b,.*\n){18}$" },
  { "default-members", "forecast data.csv --members", NULL, "^unique_id,ds,theta,dotm,ensemble\n" },
};

static void
test_writes(const void *data)
{
  const Format *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.errors, ==, "");
  if (row->file == NULL) {
    cli_assert_matches(fixture.output, row->pattern);
    return;
  }
  g_assert_cmpstr(fixture.output, ==, "");
  g_autofree char *text = cli_fixture_read(&fixture, row->file);
  g_assert_nonnull(text);
  cli_assert_matches(text, row->pattern);
}

static void
test_values_are_right(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "x.csv", "name,when,amount\nx,7,10\nx,8,20\n");
  cli_fixture_run(&fixture,
                  "forecast x.csv --id-column name --time-column when --target-column amount "
                  "-m drift --horizon 2");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, "name,when,drift\nx,9,30\nx,10,40\n");
}

static void
test_reads_standard_input(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run_shell(&fixture, "printf 'unique_id,ds,y\\nx,1,5\\nx,2,6\\n' | "
                                  "\"$PLUGCAST\" forecast - -m naive --horizon 1");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, "unique_id,ds,naive\nx,3,6\n");
}

static void
test_repairs_on_request(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "x.csv", "unique_id,ds,y\nx,2,6\nx,1,5\nx,2,8\n");
  cli_fixture_run(&fixture, "forecast x.csv -m naive --horizon 1 --sort --on-duplicate mean");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, "unique_id,ds,naive\nx,3,7\n");
}

static void
test_takes_the_horizon_of_a_tsf(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "x.tsf",
                    "@relation x\n@attribute series_name string\n"
                    "@attribute start_timestamp date\n@frequency monthly\n@horizon 2\n"
                    "@missing false\n@equallength true\n@data\nT1:2020-01-01 00-00-00:1,2,3\n");
  cli_fixture_run(&fixture, "forecast x.tsf -m naive --season 1");
  cli_fixture_assert_status(&fixture, 0);
  g_auto(GStrv) lines = g_strsplit(fixture.output, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, 4);
  cli_fixture_run(&fixture, "forecast x.tsf -m naive --season 1 --horizon 1");
  g_auto(GStrv) fewer = g_strsplit(fixture.output, "\n", -1);
  g_assert_cmpuint(g_strv_length(fewer), ==, 3);
}

static void
test_threads_write_the_same_bytes(const void *data)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "forecast many.csv --level 80,95 --members --threads 1");
  cli_fixture_assert_status(&fixture, 0);
  g_autofree char *expected = g_strdup(fixture.output);
  g_autofree char *line = g_strdup_printf("forecast many.csv --level 80,95 --members --threads %d",
                                          GPOINTER_TO_INT(data));
  cli_fixture_run(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, expected);
}

static void
test_chart_of_few_series(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "forecast data.csv -m naive --horizon 30 --format chart");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^2 series, 60 values, step month, season 12, horizon 30\n");
  cli_assert_matches(fixture.output, "\na  ⠒⠒ history  ┊ ⠒⠒ naive  ▒ 80 %  ░ 95 %\n");
  cli_assert_matches(fixture.output, "\nb  ⠒⠒ history");
  cli_assert_matches(fixture.output, "\nds +naive +lo-95 +lo-80 +hi-80 +hi-95\n2023-01-01 +");
  cli_assert_matches(fixture.output, "2024-06-01 .*\n… +… +… +… +… +…\n2025-01-01 ");
}

static void
test_chart_without_unicode(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run_shell(
      &fixture, "LC_ALL=C COLUMNS=60 \"$PLUGCAST\" forecast data.csv -m naive --format chart");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "\na  \\* history  o naive  : 80 %  \\. 95 %\n");
  for (const char *byte = fixture.output; *byte != '\0'; byte++) {
    g_assert_cmpint(*byte, >=, 0);
  }
}

/** How a terminal is set, and what then shows. */
typedef struct {
  const char *name;
  const char *settings; // of the shell's environment
  const char *pattern;
  gboolean is_coloured;
} Terminal;

static const Terminal terminals[] = {
  { "colour", "TERM=xterm", "\na  ⠒⠒ history  ", TRUE },
  { "no-colour", "TERM=xterm NO_COLOR=1", "\na  ⠒⠒ history  ┊ ⠒⠒ ensemble  ", FALSE },
  { "dumb", "TERM=dumb", "\na  \\* history  o ensemble  ", FALSE },
  { "linux-console", "TERM=linux", "\na  \\* history  ", TRUE },
};

static void
test_terminal_gets_a_chart(const void *data)
{
  const Terminal *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *line = g_strdup_printf(
      "%s script -qec '\"$PLUGCAST\" forecast data.csv' /dev/null </dev/null", row->settings);
  cli_fixture_run_shell(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, row->pattern);
  g_assert_cmpint(strchr(fixture.output, '\033') != NULL, ==, row->is_coloured);
}

static void
test_summary_of_many_series(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "forecast many.csv -m naive,drift --horizon 3 --format chart");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^8 series, 192 values, step month, season 12, horizon 3\n");
  cli_assert_matches(fixture.output, "\nnaive +8 +0 +0 +0 +0\ndrift +8 +0 +0 +0 +0\n");
  cli_assert_matches(fixture.output, "\np  ⠒⠒ history");
}

static void
test_json_speaks_json(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "forecast data.csv -m naive --horizon 2 --threads 1 --json");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^(\\{\"unique_id\".*\\}\n){4}$");
  cli_assert_matches(
      fixture.errors,
      "^\\{\"type\":\"summary\",\"n_series\":2,\"n_values\":60,\"n_done\":2,\"n_rows\":4,"
      "\"horizon\":2,\"n_fell_back\":0,\"n_left_out\":0,\"n_failed\":0,\"n_no_interval\":0,"
      "\"models\":\\[\"naive\"\\],\"seasons\":\\[12(\\.0)?\\],\"n_threads\":1,"
      "\"interrupted\":false,\"output\":null,\"seconds\":[0-9.e-]+\\}\n$");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
    g_autofree char *path = g_strconcat("/cli/forecast/writes/", formats[i].name, NULL);
    g_test_add_data_func(path, &formats[i], test_writes);
  }
  const int n_threads[] = { 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path =
        g_strdup_printf("/cli/forecast/threads-write-the-same-bytes/%d", n_threads[i]);
    g_test_add_data_func(path, GINT_TO_POINTER(n_threads[i]), test_threads_write_the_same_bytes);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(terminals); i++) {
    g_autofree char *path =
        g_strconcat("/cli/forecast/terminal-gets-a-chart/", terminals[i].name, NULL);
    g_test_add_data_func(path, &terminals[i], test_terminal_gets_a_chart);
  }
  g_test_add_func("/cli/forecast/values-are-right", test_values_are_right);
  g_test_add_func("/cli/forecast/reads-standard-input", test_reads_standard_input);
  g_test_add_func("/cli/forecast/repairs-on-request", test_repairs_on_request);
  g_test_add_func("/cli/forecast/takes-the-horizon-of-a-tsf", test_takes_the_horizon_of_a_tsf);
  g_test_add_func("/cli/forecast/chart-of-few-series", test_chart_of_few_series);
  g_test_add_func("/cli/forecast/chart-without-unicode", test_chart_without_unicode);
  g_test_add_func("/cli/forecast/summary-of-many-series", test_summary_of_many_series);
  g_test_add_func("/cli/forecast/json-speaks-json", test_json_speaks_json);
  return g_test_run();
}
