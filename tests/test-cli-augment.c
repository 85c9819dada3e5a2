// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <glib.h>
#include <string.h>

static void
run(CliFixture *fixture, const char *line, int status)
{
  cli_fixture_run(fixture, line);
  cli_fixture_assert_status(fixture, status);
}

static void
test_writes_rows_of_the_data(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  run(&fixture, "augment data.csv -m jitter,time_warp --copies 2", 0);
  cli_assert_matches(fixture.output, "^unique_id,ds,y\na#jitter-1,2020-01-01,[0-9.]+\n");
  cli_assert_matches(fixture.output, "\nb#time_warp-2,2021-12-01,[0-9.]+\n$");
  g_assert_cmpstr(fixture.errors, ==, "");
}

// What it writes is a data set again.
static void
test_output_can_be_forecast(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  run(&fixture,
      "augment data.csv -m 'block_bootstrap,mixup(alpha=0.4)' --keep-original -o more.csv.gz", 0);
  g_assert_cmpstr(fixture.output, ==, "");
  run(&fixture, "forecast more.csv.gz -m naive --horizon 1", 0);
  cli_assert_matches(fixture.output,
                     "^unique_id,ds,naive\na,2023-01-01,[0-9.]+\na#block_bootstrap-1,2023-01-01,"
                     "[0-9.]+\na#mixup\\(alpha=0.4\\)-1,2023-01-01,[0-9.]+\nb,2022-01-01,");
}

static void
test_keeps_the_columns_beside(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "wide.csv",
                    "shop,day,sold,price\nx,2024-01-01,3,9.5\nx,2024-01-02,4,8.5\n");
  run(&fixture,
      "augment wide.csv -m 'scaling(sigma=0)' --id-column shop --time-column day --target-column "
      "sold",
      0);
  g_assert_cmpstr(fixture.output, ==,
                  "shop,day,sold,price\nx#scaling(sigma=0)-1,2024-01-01,3,9.5\n"
                  "x#scaling(sigma=0)-1,2024-01-02,4,8.5\n");
}

// parallel.md 4.5: the same bytes for every number of threads, on real data.
static void
test_any_number_of_threads_writes_the_same_bytes(gconstpointer data)
{
  const char *name = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *path = g_test_build_filename(G_TEST_DIST, "..", "examples", "data", name, NULL);
  static const char augmenters[] = "jitter,scaling,magnitude_warp,time_warp,window_slice,"
                                   "permutation,mixup,block_bootstrap";
  static const int counts[] = { 1, 2, 4, 16 };
  g_autofree char *expected = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autofree char *line = g_strdup_printf(
        "augment '%s' -m %s --copies 3 --keep-original --threads %d", path, augmenters, counts[i]);
    run(&fixture, line, 0);
    if (expected == NULL) {
      expected = g_strdup(fixture.output);
      g_assert_cmpuint(strlen(expected), >, 10000);
    }
    g_assert_true(g_str_equal(fixture.output, expected));
  }
}

typedef struct {
  const char *name;
  const char *line; // %s: a file of the sample data
} BaggedCase;

// One series leaves threads idle, which then share its copies; many do not.
static const BaggedCase bagged_cases[] = {
  { "one-series", "forecast '%s/air-passengers.csv' -m 'bagged(theta,n=20)' --level 80" },
  { "many-series", "forecast '%s/classic-monthly.csv' -m 'bagged(dotm,n=6),naive' --level 80" },
  { "median-of-pipelines",
    "forecast '%s/classic-quarterly.csv' -m "
    "'bagged(log1p|drift,n=9,augmenter=jitter(sigma=0.1),combine=median)' --level 80" },
  { "backtest", "backtest '%s/air-passengers.csv' -m 'bagged(theta,n=5)' --folds 3 --horizon 6" },
};

// parallel.md 4.5: bagging too writes the same bytes for every number of threads, on real data.
static void
test_bagging_writes_the_same_bytes(gconstpointer data)
{
  const BaggedCase *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *folder = g_test_build_filename(G_TEST_DIST, "..", "examples", "data", NULL);
  g_auto(GStrv) parts = g_strsplit(row->line, "%s", 2);
  static const int counts[] = { 1, 2, 4, 16 };
  g_autofree char *expected = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autofree char *line =
        g_strdup_printf("%s%s%s --threads %d", parts[0], folder, parts[1], counts[i]);
    run(&fixture, line, 0);
    if (expected == NULL) {
      expected = g_strdup(fixture.output);
      cli_assert_matches(expected, "bagged");
    }
    g_assert_cmpstr(fixture.output, ==, expected);
  }
}

static void
test_the_seed_counts(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  run(&fixture, "augment data.csv -m jitter --seed 1", 0);
  g_autofree char *first = g_strdup(fixture.output);
  run(&fixture, "augment data.csv -m jitter --seed 2", 0);
  g_assert_cmpstr(fixture.output, !=, first);
  run(&fixture, "augment data.csv -m jitter --seed 1", 0);
  g_assert_cmpstr(fixture.output, ==, first);
}

static void
test_tells_what_failed(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "zero.csv", "unique_id,ds,y\na,1,1\na,2,2\nb,1,0\nb,2,1\n");
  run(&fixture,
      "augment zero.csv -m 'block_bootstrap(lambda=0)' --copies 2 --failures failures.csv", 1);
  cli_assert_matches(fixture.output, "\na#block_bootstrap\\(lambda=0\\)-2,2,");
  g_assert_null(strstr(fixture.output, "\nb#"));
  cli_assert_matches(fixture.errors,
                     "1 of 2 series failed with block_bootstrap\\(lambda=0\\) \\(first: b: copy 1: "
                     "lambda 0 needs positive values, and one is not \\(and 1 more copies\\)\\)");
  g_autofree char *failures = cli_fixture_read(&fixture, "failures.csv");
  cli_assert_matches(failures, "\nb,block_bootstrap\\(lambda=0\\),failed,");
}

static void
test_json_has_a_summary(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  run(&fixture, "augment data.csv -m jitter --copies 3 --json", 0);
  cli_assert_matches(fixture.output,
                     "^\\{\"unique_id\":\"a#jitter-1\",\"ds\":\"2020-01-01\",\"y\":");
  cli_assert_matches(fixture.errors,
                     "\"type\":\"summary\",\"n_series\":2,\"n_made\":6,\"n_failed\":0");
}

static void
test_a_reader_may_leave(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run_shell(&fixture,
                        "\"$PLUGCAST\" augment data.csv -m jitter --copies 20000 | head -n 1");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, "unique_id,ds,y\n");
  g_assert_cmpstr(fixture.errors, ==, "");
}

typedef struct {
  const char *name;
  const char *line;
  int status;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "no-augmenter", "augment data.csv", 2, "--augmenter is missing" },
  { "unknown-augmenter", "augment data.csv -m jiter", 4, "did you mean 'jitter'" },
  { "a-forecaster", "augment data.csv -m theta", 4, "'theta'" },
  { "unknown-parameter", "augment data.csv -m 'jitter(sigm=1)'", 2, "did you mean 'sigma'" },
  { "value-out-of-bounds", "augment data.csv -m 'jitter(sigma=-1)'", 2, "sigma" },
  { "no-copies", "augment data.csv -m jitter --copies 0", 2, "--copies" },
  { "twice", "augment data.csv -m jitter,jitter", 2, "jitter" },
  { "absent-file", "augment absent.csv -m jitter", 3, "absent.csv" },
  { "taken-name", "augment taken.csv -m jitter --keep-original", 2,
    "series 'a#jitter-1' has the name of a copy of series 'a'" },
};

static void
test_refuses(gconstpointer data)
{
  const Refusal *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "taken.csv", "unique_id,ds,y\na,1,1\na#jitter-1,1,2\n");
  run(&fixture, row->line, row->status);
  g_assert_nonnull(strstr(fixture.errors, row->message));
  g_assert_cmpstr(fixture.output, ==, "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path = g_strdup_printf("/cli/augment/refuses/%s", refusals[i].name);
    g_test_add_data_func(path, &refusals[i], test_refuses);
  }
  static const char *const files[] = { "classic-monthly.csv", "generated-daily.csv" };
  for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *path = g_strdup_printf("/cli/augment/same-bytes/%s", files[i]);
    g_test_add_data_func(path, files[i], test_any_number_of_threads_writes_the_same_bytes);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(bagged_cases); i++) {
    g_autofree char *path = g_strdup_printf("/cli/bagged/same-bytes/%s", bagged_cases[i].name);
    g_test_add_data_func(path, &bagged_cases[i], test_bagging_writes_the_same_bytes);
  }
  g_test_add_func("/cli/augment/writes-rows-of-the-data", test_writes_rows_of_the_data);
  g_test_add_func("/cli/augment/output-can-be-forecast", test_output_can_be_forecast);
  g_test_add_func("/cli/augment/keeps-the-columns-beside", test_keeps_the_columns_beside);
  g_test_add_func("/cli/augment/the-seed-counts", test_the_seed_counts);
  g_test_add_func("/cli/augment/tells-what-failed", test_tells_what_failed);
  g_test_add_func("/cli/augment/json-has-a-summary", test_json_has_a_summary);
  g_test_add_func("/cli/augment/a-reader-may-leave", test_a_reader_may_leave);
  return g_test_run();
}
