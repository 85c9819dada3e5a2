// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <glib/gstdio.h>

/** A command line that is refused, with what, and what the message says. */
typedef struct {
  const char *name;
  const char *line;
  int status;
  const char *pattern; // of the whole of standard error
} Refused;

static const Refused refused[] = {
  { "unknown-command", "forcast data.csv", 2,
    "^plugcast: 'forcast' is none of the commands forecast, .*, help; did you mean "
    "'forecast'\\?\n$" },
  { "unknown-help-topic", "help frecast", 2,
    "^plugcast: 'frecast' is none of the commands .*; did you mean 'forecast'\\?\n$" },
  { "unknown-first-option", "--verison", 2,
    "^plugcast: there is no option --verison; did you mean '--version'\\?\n$" },
  { "no-data", "forecast", 2, "^plugcast: DATA is missing: plugcast forecast DATA\n$" },
  { "two-files", "forecast data.csv more.csv", 2,
    "^plugcast: 'more.csv' is one operand too many: plugcast forecast DATA\n$" },
  { "combine-folds-of-the-mean", "forecast data.csv --combine mean --combine-folds 4", 2,
    "^plugcast: --combine-folds goes with a combination that learns, such as --combine "
    "stacking\n$" },
  { "combine-over-of-none", "forecast data.csv -m naive --combine-over all", 2,
    "^plugcast: --combine-over goes with a combination that learns, such as --combine "
    "stacking\n$" },
  { "weights-of-the-median", "forecast data.csv --combine median --weights w.csv", 2,
    "^plugcast: --weights goes with a combination that has weights: mean, weighted, "
    "inverse_error, softmax, stacking, nnls, best\n$" },
  { "combine-misspelt", "forecast data.csv --combine staking", 2,
    "^plugcast: --combine: 'staking' is no way to combine models .*; did you mean 'stacking'" },
  { "features-no-data", "features", 2,
    "^plugcast: DATA is missing: plugcast features DATA, or plugcast features --list\n$" },
  { "features-list-of-data", "features data.csv --list", 2,
    "^plugcast: --list tells what features there are, it does not read 'data.csv'\n$" },
  { "features-unknown", "features data.csv --features x_acf", 2,
    "^plugcast: no feature 'x_acf' among the [0-9]+ of the components; did you mean 'x_acf1'" },
  { "features-twice", "features data.csv --features mean,mean", 2,
    "^plugcast: feature 'mean' is asked for twice\n$" },
  { "features-component-unknown", "features data.csv -m catch23", 4,
    "^plugcast: .*'catch23'.*did you mean 'catch22'" },
  { "features-component-twice", "features data.csv -m windows,windows", 2,
    "^plugcast: features 'windows' is given twice" },
  { "features-output-is-failures", "features data.csv -o out.csv --failures out.csv", 2,
    "^plugcast: --output and --failures name the same file, 'out.csv'\n$" },
  { "transform-no-data", "transform -m log", 2,
    "^plugcast: DATA is missing: plugcast transform DATA\n$" },
  { "transform-none", "transform data.csv", 2,
    "^plugcast: --transform is missing: plugcast transform DATA -m 'log.difference\\(12\\)'\n$" },
  { "transform-unknown", "transform data.csv -m lgo", 4,
    "^plugcast: no transform 'lgo' .*did you mean 'log'" },
  { "transform-model", "transform data.csv -m theta", 4,
    "^plugcast: no transform 'theta' .*\n.*'theta' of plugin 'theta' is of kind forecaster" },
  { "transform-parameter", "transform data.csv -m difference(lag=0)", 2,
    "^plugcast: transform 'difference': .*0 is not within 1 … 1000000" },
  { "transform-until-and-holdout", "transform data.csv -m log --holdout 1 --fit-until 2021", 2,
    "^plugcast: --fit-until and --holdout both say what is learned from; give one of them\n$" },
  { "transform-until", "transform data.csv -m log --fit-until 17", 2,
    "^plugcast: --fit-until '17' is no time of this data \\(they are like '2020-01-01'\\)\n$" },
  { "transform-holdout", "transform data.csv -m log --holdout x", 2,
    "^plugcast: --holdout: 'x' is no whole number from 0 to 1000000000\n$" },
  { "transform-output-is-failures", "transform data.csv -m log -o out.csv --failures out.csv", 2,
    "^plugcast: --output and --failures name the same file, 'out.csv'\n$" },
  { "kind-alone", "plugins --kind metric", 2,
    "^plugcast: --kind goes with --names: it says of which components\n$" },
  { "unknown-option", "forecast data.csv --horizn 3", 2,
    "^plugcast: there is no option --horizn; did you mean '--horizon'\\?\n$" },
  { "no-value", "forecast data.csv --horizon", 2,
    "^plugcast: --horizon needs a value: --horizon H\n$" },
  { "horizon-zero", "forecast data.csv --horizon 0", 2,
    "^plugcast: --horizon: '0' is no whole number from 1 to 1000000\n$" },
  { "horizon-word", "forecast data.csv --horizon=year", 2,
    "^plugcast: --horizon: 'year' is no whole number from 1 to 1000000\n$" },
  { "threads-zero", "forecast data.csv --threads 0", 2,
    "^plugcast: --threads: '0' is no whole number from 1 to 4096\n$" },
  { "seed-negative", "forecast data.csv --seed=-1", 2,
    "^plugcast: --seed: '-1' is no whole number from 0 to 18446744073709551615\n$" },
  { "season-below-one", "forecast data.csv --season 0.5", 2,
    "^plugcast: --season: '0.5' is no number of steps from 1\n$" },
  { "season-word", "forecast data.csv --season 12,year", 2,
    "^plugcast: --season: 'year' is no number of steps from 1\n$" },
  { "season-twice", "forecast data.csv --season 12,12.0", 2,
    "^plugcast: --season: '12.0' is given twice\n$" },
  { "level-zero", "forecast data.csv --level 0", 2,
    "^plugcast: --level: '0' is no percentage above 0 and below 100\n$" },
  { "level-hundred", "forecast data.csv --level 80,100", 2,
    "^plugcast: --level: '100' is no percentage above 0 and below 100\n$" },
  { "level-word", "forecast data.csv --level 80%", 2,
    "^plugcast: --level: '80%' is no percentage above 0 and below 100\n$" },
  { "level-empty", "forecast data.csv --level=", 2,
    "^plugcast: --level: '' is no percentage above 0 and below 100\n$" },
  { "level-twice", "forecast data.csv --level 80,95,80.0", 2,
    "^plugcast: --level: '80.0' is given twice\n$" },
  { "combine-unknown", "forecast data.csv -m naive,drift --combine medain", 2,
    "^plugcast: --combine: .*'medain'.*mean, median, trimmed" },
  { "combine-weights", "forecast data.csv -m naive,drift --combine weighted:1,2,3", 2,
    "^plugcast: --combine: .*weighted:1,2,3.*2" },
  { "members-alone", "forecast data.csv -m naive,drift --members", 2,
    "^plugcast: --members goes with --combine: " },
  { "layout-unknown", "forecast data.csv --layout wide", 2,
    "^plugcast: --layout: 'wide' is none of auto, long, wide-row, wide-column, tsf; did you "
    "mean 'wide-row'" },
  { "duplicate-rule-unknown", "forecast data.csv --on-duplicate max", 2,
    "^plugcast: --on-duplicate: 'max' is none of error, first, last, sum, mean" },
  { "step-unknown", "forecast data.csv --step fortnite", 2,
    "^plugcast: --step: 'fortnite' is no step; known are integer, " },
  { "format-unknown", "forecast data.csv --format jsonn", 2,
    "^plugcast: --format: 'jsonn' is none of csv, tsv, jsonl, table, chart; did you mean 'jsonl'" },
  { "format-chart-to-file", "forecast data.csv --format chart -o out.csv", 2,
    "^plugcast: --format chart is for standard output; out.csv takes csv, tsv, jsonl or table\n$" },
  { "output-ending", "forecast data.csv -o out.xlsx", 2,
    "^plugcast: .*out.xlsx.*\\.csv.*\\.tsv.*\\.jsonl" },
  { "output-empty", "forecast data.csv -o ''", 2,
    "^plugcast: --output needs the name of a file\n$" },
  { "failures-empty", "forecast data.csv --failures ''", 2,
    "^plugcast: --failures needs the name of a file\n$" },
  { "output-is-failures", "forecast data.csv -o out.csv --failures out.csv", 2,
    "^plugcast: --output and --failures name the same file, 'out.csv'\n$" },
  { "output-folder-missing", "forecast data.csv -o missing/out.csv", 3,
    "^plugcast: cannot write 'missing/out.csv': No such file or directory\n$" },
  { "output-is-folder", "forecast data.csv -o folder.csv", 3,
    "^plugcast: cannot write 'folder.csv': Is a directory\n$" },
  { "failures-folder-missing", "forecast data.csv --failures missing/f.csv", 3,
    "^plugcast: cannot write 'missing/f.csv': No such file or directory\n$" },
  { "data-missing", "forecast nothing.csv", 3, "^plugcast: nothing.csv: .*No such file" },
  { "data-is-folder", "forecast folder.csv", 3, "^plugcast: folder.csv: .*directory" },
  { "data-empty", "forecast empty.csv", 3, "^plugcast: empty.csv: " },
  { "data-number", "forecast wrong.csv", 3,
    "^plugcast: wrong.csv:3: column 'y', series 'a': 'three' is no number " },
  { "data-column", "forecast data.csv --target-column sales", 3,
    "^plugcast: data.csv:1: .*'sales'" },
  { "model-unknown", "forecast data.csv -m thta", 4,
    "^plugcast: no forecaster 'thta' is offered by any plugin; did you mean 'theta'\\?" },
  { "model-file-missing", "forecast data.csv -m ./gone.so", 4, "^plugcast: .*gone\\.so" },
  { "model-file-no-plugin", "forecast data.csv -m ./text.so", 4,
    "^plugcast: .*text\\.so cannot be used: it is a text file" },
  { "model-syntax", "forecast data.csv -m 'naive('", 2, "^plugcast: .*naive\\(" },
  { "model-parameter", "forecast data.csv -m 'theta(alhpa=0.1)'", 2,
    "^plugcast: .*'?alhpa'?.*did you mean 'alpha'" },
  { "model-parameter-value", "forecast data.csv -m 'theta(alpha=7)'", 2,
    "^plugcast: .*'alpha' of 'theta': 7 is out of bounds; .*0.0001 to 1" },
  { "fallback-unknown", "forecast data.csv --fallback drft", 4,
    "^plugcast: --fallback: no forecaster 'drft' .*did you mean 'drift'" },
  { "json", "forecast data.csv --json --horizon x", 2,
    "^\\{\"type\":\"error\",\"message\":\"--horizon: 'x' is no whole number from 1 to "
    "1000000\"\\}\n$" },
  { "plugins-unknown", "plugins thta", 4,
    "^plugcast: no forecaster 'thta' is offered by any plugin; did you mean 'theta'\\?" },
  { "plugins-two-names", "plugins theta dotm", 2, "^plugcast: 'dotm' is one operand too many" },
};

static void
test_refuses(const void *data)
{
  const Refused *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *folder = g_build_filename(fixture.folder, "folder.csv", NULL);
  g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
  cli_fixture_write(&fixture, "empty.csv", "");
  cli_fixture_write(&fixture, "text.so", "no shared object");
  cli_fixture_write(&fixture, "wrong.csv", "unique_id,ds,y\na,2020-01-01,1\na,2020-02-01,three\n");
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, row->status);
  cli_assert_matches(fixture.errors, row->pattern);
  g_assert_cmpstr(fixture.output, ==, "");
  g_assert_false(cli_fixture_has(&fixture, "out."));
}

static void
test_nothing_shows_the_overview(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "");
  cli_fixture_assert_status(&fixture, 2);
  cli_assert_matches(fixture.errors, "^Usage: plugcast COMMAND");
  g_assert_cmpstr(fixture.output, ==, "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autofree char *path = g_strconcat("/cli/refuses/", refused[i].name, NULL);
    g_test_add_data_func(path, &refused[i], test_refuses);
  }
  g_test_add_func("/cli/nothing-shows-the-overview", test_nothing_shows_the_overview);
  return g_test_run();
}
