// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *text; // of job.json
  const char *line;
  int status;
  const char *pattern; // of the whole of standard error
} Row;

#define NAIVE "{\"command\": \"forecast\", \"data\": \"data.csv\", \"model\": \"naive\""

// What the file says is wrong is said with its path; nothing is done then.
static const Row refused[] = {
  { "no-file", NULL, "run none.json", 3,
    "^plugcast: cannot read 'none.json': No such file or directory\n$" },
  { "no-operand", NULL, "run", 2, "^plugcast: JOB is missing: plugcast run JOB\n$" },
  { "syntax", "{\"command\": \"forecast\",\n  \"data\": }", "run job.json", 3,
    "^plugcast: job\\.json:2:11: '}' where a value should be\n$" },
  { "name-twice", NAIVE ", \"model\": \"drift\"}", "run job.json", 3,
    "^plugcast: job\\.json: \\$: 'model' stands twice\n$" },
  { "options", "{\"jobs\": [" NAIVE "}, " NAIVE ", \"horizn\": 1, \"sort\": 1}]}", "run job.json",
    2,
    "^plugcast: job\\.json: \\$\\.jobs\\[1\\]\\.horizn: there is no 'horizn' here; did you mean "
    "'horizon'\\?\n"
    "plugcast: job\\.json: \\$\\.jobs\\[1\\]\\.sort: 1 where true or false should be\n$" },
  { "findings-as-json", NAIVE ", \"sort\": 1}", "run job.json --json", 2,
    "^{\"type\":\"error\",\"message\":\"job\\.json: \\$\\.sort: 1 where true or false should be\"}"
    "\n$" },
  { "value-that-the-command-refuses", NAIVE ", \"horizon\": \"x\"}", "run job.json", 2,
    "^plugcast: job\\.json: \\$\\.horizon: 'x' is no whole number from 1 to 1000000\n$" },
  { "model-that-is-not-there",
    "{\"command\": \"forecast\", \"data\": \"data.csv\", "
    "\"model\": [\"naive\", \"nave\"]}",
    "run job.json", 4,
    "^plugcast: job\\.json: \\$\\.model\\[1\\]: .*'nave'.*; did you mean 'naive'" },
  { "parameter-that-is-not-there",
    "{\"command\": \"forecast\", \"data\": \"data.csv\", \"model\": {\"name\": \"theta\", "
    "\"parameters\": {\"sesson\": \"none\"}}}",
    "run job.json", 2,
    "^plugcast: job\\.json: \\$\\.model\\.parameters\\.sesson: .*did you mean 'season'" },
  { "data-that-are-not-there",
    "{\"command\": \"forecast\", \"data\": \"no.csv\", \"model\": \"naive\"}", "run job.json", 3,
    "^plugcast: job\\.json: \\$\\.data: no\\.csv: No such file or directory\n$" },
  { "dry-run-tries-models",
    "{\"command\": \"forecast\", \"data\": \"data.csv\", "
    "\"model\": \"nave\"}",
    "run job.json --dry-run", 4, "^plugcast: job\\.json: \\$\\.model: .*'nave'" },
  { "dry-run-tries-data", "{\"command\": \"forecast\", \"data\": \"no.csv\", \"model\": \"naive\"}",
    "run job.json --dry-run", 3,
    "^plugcast: job\\.json: \\$\\.data: no\\.csv: No such file or directory\n$" },
};

static void
test_is_refused(gconstpointer data)
{
  const Row *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  if (row->text != NULL) {
    cli_fixture_write(&fixture, "job.json", row->text);
  }
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, row->status);
  cli_assert_matches(fixture.errors, row->pattern);
}

static void
test_does_what_the_line_does(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "job.json",
                    "{\"command\": \"forecast\", \"data\": \"data.csv\", \"horizon\": 3, "
                    "\"model\": [\"theta\", \"naive\"], \"level\": [80, 95]}");
  cli_fixture_run(&fixture, "forecast data.csv --horizon 3 -m theta,naive --level 80,95");
  cli_fixture_assert_status(&fixture, 0);
  g_autofree char *expected = g_strdup(fixture.output);
  cli_fixture_run(&fixture, "run job.json");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, expected);
  g_assert_cmpstr(fixture.errors, ==, "");
  cli_fixture_run_shell(&fixture, "$PLUGCAST run - < job.json");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, expected);
}

static void
test_dry_run_writes_lines(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "job.json", NAIVE ", \"horizon\": 2, \"output\": \"it's.csv\"}");
  cli_fixture_run(&fixture, "run job.json --dry-run");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.errors, ==, "");
  g_assert_false(cli_fixture_has(&fixture, "it's"));
  g_autofree char *line = g_strconcat("$PLUGCAST", fixture.output + strlen("plugcast"), NULL);
  cli_fixture_run_shell(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  g_assert_true(cli_fixture_has(&fixture, "it's.csv"));
}

static void
test_paths_start_from_the_file(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run_shell(&fixture, "mkdir -p in/jobs && mv data.csv in");
  cli_fixture_write(&fixture, "in/jobs/job.json",
                    "{\"command\": \"forecast\", \"data\": \"../data.csv\", \"model\": \"naive\", "
                    "\"output\": \"out.csv\"}");
  cli_fixture_run(&fixture, "run in/jobs/job.json");
  cli_fixture_assert_status(&fixture, 0);
  g_autofree char *text = cli_fixture_read(&fixture, "in/jobs/out.csv");
  cli_assert_matches(text, "^unique_id,ds,naive\n");
}

static void
test_next_jobs_are_done_after_a_failure(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "job.json",
                    "{\"jobs\": [{\"command\": \"forecast\", \"data\": \"no.csv\"}, "
                    "{\"command\": \"forecast\", \"data\": \"data.csv\", \"horizon\": 0}, " NAIVE
                    ", \"horizon\": 1}]}");
  cli_fixture_run(&fixture, "run job.json");
  cli_fixture_assert_status(&fixture, 3);
  cli_assert_matches(fixture.output, "^unique_id,ds,naive\na,2023-01-01,181\nb,2022-01-01,207\n$");
  cli_assert_matches(fixture.errors,
                     "^plugcast: job\\.json: \\$\\.jobs\\[0\\]\\.data: no\\.csv: [^\n]*\n"
                     "plugcast: job\\.json: \\$\\.jobs\\[1\\]\\.horizon: '0'[^\n]*\n"
                     "$");
}

static void
test_dry_run_waits_for_files_of_earlier_jobs(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "job.json",
                    "{\"jobs\": [" NAIVE ", \"output\": \"f.csv\"}, {\"command\": \"forecast\", "
                    "\"data\": \"f.csv\", \"target-column\": \"naive\", \"model\": \"drift\"}]}");
  cli_fixture_run(&fixture, "run job.json --dry-run");
  cli_fixture_assert_status(&fixture, 0);
  cli_fixture_run(&fixture, "run job.json");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^unique_id,ds,drift\n");
}

static void
test_options_hold_for_jobs_that_set_none(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "job.json",
                    "{\"jobs\": [" NAIVE ", \"horizon\": 1}, " NAIVE
                    ", \"horizon\": 1, \"threads\": 3}, {\"command\": \"plugins\", \"names\": true}"
                    "]}");
  cli_fixture_run(&fixture, "run job.json --threads 2 --json");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.errors, "\"n_threads\":2[^\n]*\n[^\n]*\"n_threads\":3[^\n]*\n");
  cli_fixture_run(&fixture, "run job.json --threads 0");
  cli_fixture_assert_status(&fixture, 2);
}

static char *
read_source(const char *path)
{
  g_autofree char *full = g_test_build_filename(G_TEST_DIST, "..", path, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(full, &text, NULL, &error);
  g_assert_no_error(error);
  return g_steal_pointer(&text);
}

static void
test_schema_is_that_of_the_options(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "help --schema");
  cli_fixture_assert_status(&fixture, 0);
  g_autofree char *shipped = read_source("docs/job.schema.json");
  if (!g_str_equal(fixture.output, shipped)) {
    g_error("docs/job.schema.json differs from the options: plugcast help --schema "
            ">docs/job.schema.json");
  }
}

// The folder of jobs with the data beside it, so that what is written stays out of the sources.
static void
copy_examples(CliFixture *fixture)
{
  g_autofree char *examples = g_test_build_filename(G_TEST_DIST, "..", "examples", NULL);
  g_autofree char *quoted = g_shell_quote(examples);
  g_autofree char *line = g_strdup_printf("rm -rf jobs && cp -R %s/jobs jobs && "
                                          "ln -sfn \"$(realpath %s/data)\" data",
                                          quoted, quoted);
  cli_fixture_run_shell(fixture, line);
  cli_fixture_assert_status(fixture, 0);
}

/** Returns: (transfer full): sums of what the job writes on @n_threads threads. */
static char *
run_example(CliFixture *fixture, const char *name, int n_threads)
{
  copy_examples(fixture);
  g_autofree char *line = g_strdup_printf("run jobs/%s --threads %d", name, n_threads);
  cli_fixture_run(fixture, line);
  cli_fixture_assert_status(fixture, 0);
  cli_fixture_write(fixture, "jobs/standard-output", fixture->output);
  cli_fixture_run_shell(fixture, "cd jobs && sha256sum *");
  cli_fixture_assert_status(fixture, 0);
  return g_strdup(fixture->output);
}

// Every example is done as it stands, with the same bytes for any number of threads; only the
// times that scale measures differ.
static void
test_example_runs(gconstpointer data)
{
  const char *name = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *once = run_example(&fixture, name, 1);
  static const int n_threads[] = { 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads) && !g_str_equal(name, "scale.json"); i++) {
    g_autofree char *again = run_example(&fixture, name, n_threads[i]);
    g_assert_cmpstr(again, ==, once);
  }
}

static void
add_examples(GPtrArray *names)
{
  g_autofree char *path = g_test_build_filename(G_TEST_DIST, "..", "examples", "jobs", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) folder = g_dir_open(path, 0, &error);
  g_assert_no_error(error);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    if (g_str_has_suffix(name, ".json")) {
      char *kept = g_strdup(name);
      g_ptr_array_add(names, kept);
      g_autofree char *test = g_strdup_printf("/cli/run/example-runs/%s", name);
      g_test_add_data_func(test, kept, test_example_runs);
    }
  }
  g_assert_cmpuint(names->len, >, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autofree char *path = g_strdup_printf("/cli/run/is-refused/%s", refused[i].name);
    g_test_add_data_func(path, &refused[i], test_is_refused);
  }
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  add_examples(names);
  g_test_add_func("/cli/run/does-what-the-line-does", test_does_what_the_line_does);
  g_test_add_func("/cli/run/dry-run-writes-lines", test_dry_run_writes_lines);
  g_test_add_func("/cli/run/paths-start-from-the-file", test_paths_start_from_the_file);
  g_test_add_func("/cli/run/next-jobs-are-done-after-a-failure",
                  test_next_jobs_are_done_after_a_failure);
  g_test_add_func("/cli/run/dry-run-waits-for-files-of-earlier-jobs",
                  test_dry_run_waits_for_files_of_earlier_jobs);
  g_test_add_func("/cli/run/options-hold-for-jobs-that-set-none",
                  test_options_hold_for_jobs_that_set_none);
  g_test_add_func("/cli/run/schema-is-that-of-the-options", test_schema_is_that_of_the_options);
  return g_test_run();
}
