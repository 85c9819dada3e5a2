// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

/** A format of the table, asked for in several ways. */
typedef struct {
  const char *name;
  const char *line;
  const char *file;    // (nullable): that it writes; NULL for standard output
  const char *pattern; // of the whole text
} Format;

static const Format formats[] = {
  { "pipe", "features data.csv --features length,start_year", NULL,
    "^unique_id,length,start_year\na,36,2020\nb,24,2020\n$" },
  { "csv-file", "features data.csv --features length -o out.csv", "out.csv",
    "^unique_id,length\na,36\nb,24\n$" },
  { "csv-packed", "features data.csv --features length -o out.csv.gz", "out.csv.gz",
    "^unique_id,length\na,36\nb,24\n$" },
  { "tsv", "features data.csv --features length,start_month --format tsv", NULL,
    "^unique_id\tlength\tstart_month\na\t36\t1\nb\t24\t1\n$" },
  { "json-lines", "features data.csv --features length --format jsonl", NULL,
    "^\\{\"unique_id\": ?\"a\", ?\"length\": ?36\\}\n\\{\"unique_id\": ?\"b\", ?\"length\": ?24\\}"
    "\n$" },
  { "table", "features data.csv --features length --format table", NULL,
    "^unique_id +length\na +36[.0]*\nb +24[.0]*\n$" },
  { "not-defined-is-missing", "features data.csv --features start_hour,length", NULL,
    "^unique_id,start_hour,length\na,,36\nb,,24\n$" },
  { "families", "features data.csv -m calendar,intermittency --features demand_class,start_month",
    NULL, "^unique_id,demand_class,start_month\na,[1-4],1\nb,[1-4],1\n$" },
  { "shared-names", "features data.csv -m features,calendar --features start_month", NULL,
    "^unique_id,features.start_month,calendar.start_month\na,1,1\nb,1,1\n$" },
  { "everything", "features data.csv", NULL, "^unique_id,length,([a-z0-9_]+,){60,}[a-z0-9_]+\na," },
  { "season", "features data.csv --season 6 --features seasonal_period", NULL,
    "^unique_id,seasonal_period\na,6\nb,6\n$" },
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
  g_autofree char *text =
      row->file != NULL ? cli_fixture_read(&fixture, row->file) : g_strdup(fixture.output);
  cli_assert_matches(text, row->pattern);
}

static void
test_list_tells_every_feature(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "features --list");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^feature,component,ignores,summary,reference\n");
  cli_assert_matches(fixture.output,
                     "\nx_acf1,features:features,scale shift,autocorrelation at lag 1,\"Talagala");
  cli_fixture_run(&fixture, "features --list -m recent --features last_growth --format tsv");
  g_assert_cmpstr(fixture.output, ==,
                  "feature\tcomponent\tignores\tsummary\treference\n"
                  "last_growth\tfeatures:recent\tscale\t"
                  "last change over the size of the value before\t\n");
}

static void
test_plugins_tells_the_features(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "plugins stationarity");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^features:stationarity \\(features\\)\n");
  cli_assert_matches(fixture.output,
                     "\nFeatures:\n  unitroot_kpss: KPSS statistic about a level, .*\n"
                     "      ignores: scale shift\n      Kwiatkowski, ");
  cli_fixture_run(&fixture, "plugins stationarity --json");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "\"name\" ?: ?\"hurst\",\\s+\"summary\" ?: ?\"Hurst");
  cli_assert_matches(fixture.output, "\"scale_free\" ?: ?true,\\s+\"shift_free\" ?: ?true");
}

static void
test_names_of_a_kind(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "plugins --names --kind features");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^autocorrelation\ncalendar\ncatch22\n");
  cli_fixture_run(&fixture, "plugins --names");
  g_assert_null(strstr(fixture.output, "catch22"));
}

static void
test_failures_are_listed(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "gaps.csv", "unique_id,ds,y\na,1,1\na,2,2\nb,1,\nb,2,\n");
  cli_fixture_run(&fixture, "features gaps.csv --features mean --failures failures.csv");
  cli_fixture_assert_status(&fixture, 1);
  g_assert_cmpstr(fixture.output, ==, "unique_id,mean\na,1.5\nb,\n");
  cli_assert_matches(fixture.errors,
                     "^plugcast: 1 of 2 series failed with features \\(first: b: all values are "
                     "missing\\)\n$");
  g_autofree char *failures = cli_fixture_read(&fixture, "failures.csv");
  g_assert_cmpstr(failures, ==,
                  "unique_id,model,outcome,status,fallback,message\n"
                  "b,features,failed,bad input,,all values are missing\n");
}

static void
test_json_has_a_summary(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "features data.csv --features mean,hurst --threads 2 --json");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^\\{\"unique_id\": ?\"a\", ?\"mean\": ?[0-9.]+, ?\"hurst\"");
  cli_assert_matches(fixture.errors,
                     "^\\{\"type\": ?\"summary\", ?\"n_series\": ?2, ?\"n_done\": ?2, "
                     "?\"n_features\": ?2, ?\"n_failed\": ?0, ?\"n_threads\": ?2, "
                     "?\"interrupted\": ?false, ?\"output\": ?null\\}\n$");
}

static void
test_scale_times_it(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "scale --counts 1,2 --repeats 1 features many.csv");
  cli_fixture_assert_status(&fixture, 0);
}

static void
test_job_does_it(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "job.json",
                    "{\"command\": \"features\", \"data\": \"data.csv\", "
                    "\"component\": [\"calendar\"], \"features\": [\"start_month\", "
                    "\"start_year\"]}");
  cli_fixture_run(&fixture, "run job.json");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, "unique_id,start_month,start_year\na,1,2020\nb,1,2020\n");
}

// The same bytes for every thread count.
static void
test_any_number_of_threads_writes_the_same(const void *data)
{
  static const char *const counts[] = { "2", "4", "16" };
  const char *path = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *line = g_strdup_printf("features '%s' --threads 1", path);
  cli_fixture_run(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  g_autofree char *expected = g_strdup(fixture.output);
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autofree char *other = g_strdup_printf("features '%s' --threads %s", path, counts[i]);
    cli_fixture_run(&fixture, other);
    g_assert_cmpstr(fixture.output, ==, expected);
  }
}

/** Registers a test for each file of @folder that holds series, where it is there. */
static void
add_files(char *folder, GPtrArray *paths)
{
  g_autofree char *owned = folder;
  g_autoptr(GDir) files = g_dir_open(owned, 0, NULL);
  for (const char *name = files != NULL ? g_dir_read_name(files) : NULL; name != NULL;
       name = g_dir_read_name(files)) {
    // Each of the largest takes as long as all others.
    if ((strstr(name, ".csv") == NULL && !g_str_has_suffix(name, ".tsf")) ||
        g_str_has_prefix(name, "etth1") || g_str_has_prefix(name, "m3-monthly") ||
        strstr(name, "-test.") != NULL) {
      continue;
    }
    char *path = g_build_filename(owned, name, NULL);
    g_ptr_array_add(paths, path);
    g_autofree char *test =
        g_strconcat("/cli/features/same-for-any-number-of-threads/", name, NULL);
    g_test_add_data_func(test, path, test_any_number_of_threads_writes_the_same);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
    g_autofree char *path = g_strconcat("/cli/features/writes/", formats[i].name, NULL);
    g_test_add_data_func(path, &formats[i], test_writes);
  }
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
  add_files(g_test_build_filename(G_TEST_DIST, "..", "examples", "data", NULL), paths);
  g_assert_cmpuint(paths->len, >, 10);
  add_files(g_test_build_filename(G_TEST_DIST, "..", "..", "shared", "data", NULL), paths);
  g_test_add_func("/cli/features/list-tells-every-feature", test_list_tells_every_feature);
  g_test_add_func("/cli/features/plugins-tells-the-features", test_plugins_tells_the_features);
  g_test_add_func("/cli/features/names-of-a-kind", test_names_of_a_kind);
  g_test_add_func("/cli/features/failures-are-listed", test_failures_are_listed);
  g_test_add_func("/cli/features/json-has-a-summary", test_json_has_a_summary);
  g_test_add_func("/cli/features/scale-times-it", test_scale_times_it);
  g_test_add_func("/cli/features/job-does-it", test_job_does_it);
  return g_test_run();
}
