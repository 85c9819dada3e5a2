// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

static const char small[] = "unique_id,ds,y\na,2020-01-31,1\na,2020-02-29,2\na,2020-03-31,4\n"
                            "b,2020-01-31,10\nb,2020-02-29,\nb,2020-03-31,30\n";

/** A line and the whole table that it writes. */
typedef struct {
  const char *name;
  const char *line;
  const char *file; // (nullable): that it writes; NULL for standard output
  const char *text;
} Row;

static const Row rows[] = {
  { "csv", "transform small.csv -m minmax", NULL,
    "unique_id,ds,y\na,2020-01-31,0\na,2020-02-29,0.3333333333333333\na,2020-03-31,1\n"
    "b,2020-01-31,0\nb,2020-02-29,\nb,2020-03-31,1\n" },
  { "in-turn", "transform small.csv -m impute|difference", NULL,
    "unique_id,ds,y\na,2020-01-31,\na,2020-02-29,1\na,2020-03-31,2\n"
    "b,2020-01-31,\nb,2020-02-29,10\nb,2020-03-31,10\n" },
  { "file", "transform small.csv -m minmax -o out.csv.gz", "out.csv.gz",
    "unique_id,ds,y\na,2020-01-31,0\na,2020-02-29,0.3333333333333333\na,2020-03-31,1\n"
    "b,2020-01-31,0\nb,2020-02-29,\nb,2020-03-31,1\n" },
  { "tsv", "transform small.csv -m transforms:impute(last) --format tsv", NULL,
    "unique_id\tds\ty\na\t2020-01-31\t1\na\t2020-02-29\t2\na\t2020-03-31\t4\n"
    "b\t2020-01-31\t10\nb\t2020-02-29\t10\nb\t2020-03-31\t30\n" },
  // The statistics of the first two months on the third.
  { "holdout", "transform small.csv -m minmax --holdout 1", NULL,
    "unique_id,ds,y\na,2020-01-31,0\na,2020-02-29,1\na,2020-03-31,3\n"
    "b,2020-01-31,0.5\nb,2020-02-29,\nb,2020-03-31,20.5\n" },
  { "fit-until-date", "transform small.csv -m minmax --fit-until 2020-02-29", NULL,
    "unique_id,ds,y\na,2020-01-31,0\na,2020-02-29,1\na,2020-03-31,3\n"
    "b,2020-01-31,0.5\nb,2020-02-29,\nb,2020-03-31,20.5\n" },
  { "fit-until-month", "transform small.csv -m minmax --fit-until 2020-02", NULL,
    "unique_id,ds,y\na,2020-01-31,0\na,2020-02-29,1\na,2020-03-31,3\n"
    "b,2020-01-31,0.5\nb,2020-02-29,\nb,2020-03-31,20.5\n" },
  // The gap lies in the training part, so what comes after it does not fill it.
  { "gap-and-holdout", "transform small.csv -m impute --holdout 1", NULL,
    "unique_id,ds,y\na,2020-01-31,1\na,2020-02-29,2\na,2020-03-31,4\n"
    "b,2020-01-31,10\nb,2020-02-29,10\nb,2020-03-31,30\n" },
  { "names-of-columns",
    "transform named.csv -m minmax --id-column shop --time-column day --target-column sold", NULL,
    "shop,day,sold\nx,1,0\nx,2,1\n" },
};

static void
fixture_init(CliFixture *fixture)
{
  cli_fixture_init(fixture);
  cli_fixture_write(fixture, "small.csv", small);
  cli_fixture_write(fixture, "named.csv", "day,shop,sold\n1,x,3\n2,x,5\n");
}

static void
test_writes(gconstpointer data)
{
  const Row *row = data;
  g_auto(CliFixture) fixture = { 0 };
  fixture_init(&fixture);
  g_auto(GStrv) words = g_strsplit(row->line, " ", -1);
  for (gsize i = 0; words[i] != NULL; i++) {
    char *word = g_shell_quote(words[i]);
    g_free(words[i]);
    words[i] = word;
  }
  g_autofree char *line = g_strjoinv(" ", words);
  cli_fixture_run(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.errors, ==, "");
  g_autofree char *text =
      row->file != NULL ? cli_fixture_read(&fixture, row->file) : g_strdup(fixture.output);
  g_assert_cmpstr(text, ==, row->text);
}

static void
test_failures_are_listed(void)
{
  g_auto(CliFixture) fixture = { 0 };
  fixture_init(&fixture);
  cli_fixture_write(&fixture, "zero.csv", "unique_id,ds,y\na,1,1\na,2,1\nb,1,2\nb,2,0\n");
  cli_fixture_run(&fixture, "transform zero.csv -m log --failures failures.csv");
  cli_fixture_assert_status(&fixture, 1);
  g_assert_cmpstr(fixture.output, ==, "unique_id,ds,y\na,1,0\na,2,0\nb,1,\nb,2,\n");
  cli_assert_matches(fixture.errors, "^plugcast: 1 of 2 series failed with log \\(first: b: "
                                     "transform 'log': value 2 is 0, and a logarithm needs values "
                                     "above 0\\)\n$");
  g_autofree char *failures = cli_fixture_read(&fixture, "failures.csv");
  g_assert_cmpstr(failures, ==,
                  "unique_id,model,outcome,status,fallback,message\n"
                  "b,log,failed,bad input,,\"transform 'log': value 2 is 0, and a logarithm needs "
                  "values above 0\"\n");
}

static void
test_json_has_a_summary(void)
{
  g_auto(CliFixture) fixture = { 0 };
  fixture_init(&fixture);
  cli_fixture_run(&fixture, "transform small.csv -m 'impute|standard' --threads 2 --json");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^\\{\"unique_id\": ?\"a\", ?\"ds\": ?\"2020-01-31\", ?\"y\"");
  cli_assert_matches(fixture.errors,
                     "^\\{\"type\": ?\"summary\", ?\"transform\": "
                     "?\"transforms:impute\\|transforms:standard\", ?\"n_series\": ?2, "
                     "?\"n_done\": ?2, ?\"n_failed\": ?0, ?\"n_threads\": ?2, "
                     "?\"interrupted\": ?false, ?\"output\": ?null\\}\n$");
}

static void
test_same_bytes_for_any_threads(void)
{
  g_auto(CliFixture) fixture = { 0 };
  fixture_init(&fixture);
  g_autofree char *data =
      g_test_build_filename(G_TEST_DIST, "..", "examples", "data", "classic-monthly.csv", NULL);
  g_autofree char *first = NULL;
  static const int counts[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autofree char *line = g_strdup_printf(
        "transform '%s' -m 'impute(seasonal)|clip_outliers|box_cox|deseason|detrend|"
        "standard|difference' --holdout 12 --threads %d -q",
        data, counts[i]);
    cli_fixture_run(&fixture, line);
    g_assert_cmpint(fixture.status, <=, 1);
    g_assert_cmpuint(strlen(fixture.output), >, 10000);
    if (first == NULL) {
      first = g_strdup(fixture.output);
    }
    g_assert_cmpstr(fixture.output, ==, first);
  }
}

static void
test_scale_times_it(void)
{
  g_auto(CliFixture) fixture = { 0 };
  fixture_init(&fixture);
  cli_fixture_run(&fixture, "scale --counts 1,2 --repeats 1 transform many.csv -m standard");
  cli_fixture_assert_status(&fixture, 0);
}

static void
test_job_does_it(void)
{
  g_auto(CliFixture) fixture = { 0 };
  fixture_init(&fixture);
  cli_fixture_write(&fixture, "job.json",
                    "{\"command\": \"transform\", \"data\": \"small.csv\", "
                    "\"transform\": \"impute|difference\", \"holdout\": 1}");
  cli_fixture_run(&fixture, "run job.json");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^unique_id,ds,y\na,2020-01-31,\na,2020-02-29,1\n");
}

static void
test_inverts_what_it_wrote(void)
{
  g_auto(CliFixture) fixture = { 0 };
  fixture_init(&fixture);
  // Whole numbers, so that differences lose no digit.
  g_autoptr(GString) text = g_string_new("unique_id,ds,y\n");
  g_autoptr(GString) future = g_string_new("unique_id,ds,y\n");
  for (int t = 1; t <= 30; t++) {
    g_autofree char *row = g_strdup_printf("a,%d,%d\n", t, t * t % 17 + 3 * t);
    g_string_append(t <= 24 ? text : future, row);
  }
  g_autofree char *all = g_strconcat(text->str, strchr(future->str, '\n') + 1, NULL);
  cli_fixture_write(&fixture, "all.csv", all);
  cli_fixture_write(&fixture, "past.csv", text->str);
  cli_fixture_run_shell(&fixture,
                        "\"$PLUGCAST\" transform all.csv -m 'detrend|difference(4)|difference' "
                        "--holdout 6 | awk 'NR == 1 || NR > 25' >later.csv");
  cli_fixture_assert_status(&fixture, 0);
  static const char *const lines[] = {
    "transform all.csv -m 'detrend|difference(4)|difference' --holdout 6 --invert later.csv "
    "--format table",
    "transform past.csv -m 'detrend|difference(4)|difference' --invert later.csv --format table",
    "transform all.csv -m 'detrend|difference(4)|difference' --fit-until 24 --invert later.csv "
    "--format table",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
    cli_fixture_run(&fixture, lines[i]);
    cli_fixture_assert_status(&fixture, 0);
    cli_assert_matches(fixture.output, "^unique_id +ds +y\na +25 +88[.0]*\na +26 +91[.0]*\n"
                                       "a +27 +96[.0]*\na +28 +86[.0]*\na +29 +95[.0]*\n"
                                       "a +30 +106[.0]*\n$");
  }
}

static void
test_inverts_all_columns(void)
{
  g_auto(CliFixture) fixture = { 0 };
  fixture_init(&fixture);
  cli_fixture_write(&fixture, "next.csv",
                    "unique_id,ds,y,hi\na,2020-04-30,1,2\na,2020-05-31,1,2\n"
                    "b,2020-05-31,1,2\n");
  cli_fixture_run(&fixture, "transform small.csv -m 'impute|difference' --invert next.csv");
  cli_fixture_assert_status(&fixture, 1);
  g_assert_cmpstr(fixture.output, ==,
                  "unique_id,ds,y,hi\na,2020-04-30,5,6\na,2020-05-31,6,8\nb,2020-05-31,,\n");
  cli_assert_matches(fixture.errors,
                     "^plugcast: 1 of 2 series failed with .*first: b: the forecast "
                     "begins at 2020-05-31; right behind what was learned from "
                     "lies 2020-04-30");
}

static void
test_forecasts_through_transforms(void)
{
  g_auto(CliFixture) fixture = { 0 };
  fixture_init(&fixture);
  // What it grew by last goes on, and the same with factors.
  cli_fixture_run(&fixture, "forecast small.csv -m 'impute|difference|naive' --horizon 2");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==,
                  "unique_id,ds,impute|difference|naive\na,2020-04-30,6\na,2020-05-31,8\n"
                  "b,2020-04-30,40\nb,2020-05-31,50\n");
  cli_fixture_run(&fixture, "forecast small.csv -m 'impute|log|difference|naive' --horizon 1 "
                            "--format table");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "\na +2020-04-30 +8[.0]*\nb +2020-04-30 +45[.0]*\n$");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strdup_printf("/cli-transform/writes/%s", rows[i].name);
    g_test_add_data_func(path, &rows[i], test_writes);
  }
  g_test_add_func("/cli-transform/failures-are-listed", test_failures_are_listed);
  g_test_add_func("/cli-transform/json-has-a-summary", test_json_has_a_summary);
  g_test_add_func("/cli-transform/same-bytes-for-any-threads", test_same_bytes_for_any_threads);
  g_test_add_func("/cli-transform/scale-times-it", test_scale_times_it);
  g_test_add_func("/cli-transform/job-does-it", test_job_does_it);
  g_test_add_func("/cli-transform/inverts-what-it-wrote", test_inverts_what_it_wrote);
  g_test_add_func("/cli-transform/inverts-all-columns", test_inverts_all_columns);
  g_test_add_func("/cli-transform/forecasts-through-transforms", test_forecasts_through_transforms);
  return g_test_run();
}
