// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

typedef struct {
  const char *path;
  const char *line;
  int status;
  const char *output; // pattern
  const char *errors; // pattern
} Case;

static const Case cases[] = {
  { "/cli/tune/grid", "tune data.csv -m window_average --grid window=2,5 --horizon 3", 0,
    "^rung,folds,point,window,mase,scored,failed,rank\n1,3,1,2,[0-9.e-]+,6,0,[12]\n"
    "1,3,2,5,[0-9.e-]+,6,0,[12]\n$",
    "^plugcast: best of 2 points: window_average\\(window=[25]\\), mase [0-9.]+\n$" },
  { "/cli/tune/default-label", "tune data.csv -m theta --grid alpha=auto --horizon 3 -q", 0,
    "^rung,folds,point,alpha,mase,scored,failed,rank\n1,3,1,auto,[0-9.]+,6,0,1\n$", "^$" },
  { "/cli/tune/metric", "tune data.csv -m theta --grid alpha=0.1,0.9 --horizon 3 --metric smape -q",
    0, "^rung,folds,point,alpha,smape,", "^$" },
  { "/cli/tune/interval-metric",
    "tune data.csv -m theta --grid alpha=0.1,0.9 --horizon 3 --metric crps --level 80,95 -q", 0,
    "^rung,folds,point,alpha,crps,", "^$" },
  { "/cli/tune/random",
    "tune data.csv -m theta --random 3 --grid season --grid alpha=0.1..0.5 "
    "--horizon 3 --folds 2 -q",
    0,
    "^rung,folds,point,season,alpha,mase,scored,failed,rank\n(1,2,[123],[a-z]+,0\\.[1-4][0-9]*,"
    "[^\n]*\n){3}$",
    "^$" },
  { "/cli/tune/halving",
    "tune data.csv -m theta --grid alpha=0.1..0.9:4 --halving 2 --folds 4 "
    "--horizon 3 -q",
    0, "^rung,folds,[^\n]*\n(1,1,[^\n]*\n){4}(2,2,[^\n]*\n){2}(3,4,[^\n]*\n){1}$", "^$" },
  { "/cli/tune/per-series",
    "tune data.csv -m theta --grid alpha=0.1,0.9 --per-series --horizon 3 "
    "-q",
    0, "^unique_id,rung,folds,point,alpha,mase,scored,failed,rank\n(a,[^\n]*\n){2}(b,[^\n]*\n){2}$",
    "^$" },
  { "/cli/tune/format", "tune data.csv -m theta --grid alpha=0.1,0.9 --horizon 3 -q --format jsonl",
    0, "^\\{\"rung\": ?1, ?\"folds\": ?3, ?\"point\": ?1, ?\"alpha\": ?\"0.1\"", "^$" },
  { "/cli/tune/json", "tune data.csv -m theta --grid alpha=0.1,0.9 --horizon 3 --json", 0,
    "^\\{\"rung\"", "\"type\": ?\"summary\".*\"best\": ?\"theta\\(alpha=" },
  { "/cli/tune/short-series-are-reported",
    "tune data.csv -m theta --grid alpha=0.1,0.9 --horizon 8 --folds 3", 1, "^rung",
    "1 of 2 series [^\n]*too short for the folds" },
  { "/cli/tune/rejects/no-model", "tune data.csv --grid alpha=1", 2, "^$",
    "--model is missing: the model whose parameters are searched" },
  { "/cli/tune/rejects/nothing-to-search", "tune data.csv -m theta", 2, "^$",
    "nothing to search: give --grid PARAM=V,V… or --random N" },
  { "/cli/tune/rejects/misspelt-parameter", "tune data.csv -m theta --grid alhpa=1", 2, "^$",
    "--grid: 'theta' has no parameter 'alhpa'; .*did you mean 'alpha'" },
  { "/cli/tune/rejects/value-out-of-bounds", "tune data.csv -m theta --grid alpha=2", 2, "^$",
    "--grid: parameter 'alpha' of 'theta': 2 is out of bounds" },
  { "/cli/tune/rejects/nothing-to-draw", "tune data.csv -m naive --random 3", 2, "^$",
    "--random: model 'naive' has no parameters to draw from" },
  { "/cli/tune/rejects/halving-by-without-halving",
    "tune data.csv -m theta --grid alpha=0.1 --halving-by series", 2, "^$",
    "--halving-by goes with --halving N" },
  { "/cli/tune/rejects/halving-by-one", "tune data.csv -m theta --grid alpha=0.1 --halving 1", 2,
    "^$", "--halving" },
  { "/cli/tune/rejects/metric", "tune data.csv -m theta --grid alpha=0.1 --metric mas", 2, "^$",
    "--metric: .*did you mean 'mae' or 'mase'" },
  { "/cli/tune/rejects/several-metrics",
    "tune data.csv -m theta --grid alpha=0.1 --metric mae,mase", 2, "^$",
    "--metric: 'mae,mase' stands for 2 metrics, one ranks the points" },
  { "/cli/tune/rejects/model-file-of-other-ending",
    "tune data.csv -m theta --grid alpha=0.1 -o best.csv", 2, "^$",
    "--output: 'best.csv' is no name of a model file \\(it ends in .json; --scores takes the "
    "table\\)" },
  { "/cli/tune/rejects/one-file-for-two",
    "tune data.csv -m theta --grid alpha=0.1 -o x.json --scores x.json", 2, "^$",
    "--output and --scores name the same file, 'x.json'" },
  { "/cli/tune/rejects/all-too-short",
    "tune data.csv -m theta --grid alpha=0.1 --horizon 30 --folds 9", 3, "^$", "too short|long" },
};

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, row->status);
  cli_assert_matches(fixture.output, row->output);
  cli_assert_matches(fixture.errors, row->errors);
}

static void
check_model_file(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "tune data.csv -m window_average --grid window=2,5 --horizon 3 "
                            "--per-series -o best.json --scores scores.csv -q");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, "");
  g_autofree char *scores = cli_fixture_read(&fixture, "scores.csv");
  cli_assert_matches(scores, "^unique_id,rung,folds,point,window,mase,scored,failed,rank\n");
  g_autofree char *model = cli_fixture_read(&fixture, "best.json");
  cli_assert_matches(model, "\"plugcast\" ?: ?\"models\"");

  cli_fixture_run(&fixture, "forecast data.csv -m best.json,naive --horizon 3");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^unique_id,ds,best,naive\n");
}

static void
check_failures(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "tune data.csv -m theta --grid alpha=0.1 --horizon 8 --failures "
                            "failures.csv -q");
  cli_fixture_assert_status(&fixture, 1);
  g_autofree char *failures = cli_fixture_read(&fixture, "failures.csv");
  cli_assert_matches(failures, "\nb,.*too short");
}

static void
check_job(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "job.json",
                    "{\"command\": \"tune\", \"data\": \"data.csv\", \"model\": \"theta\", "
                    "\"grid\": [\"alpha=0.1,0.9\", \"season=none,auto\"], \"horizon\": 3, "
                    "\"output\": \"best.json\", \"quiet\": true}");
  cli_fixture_run(&fixture, "run job.json");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^rung,folds,point,alpha,season,mase,");
  g_assert_true(cli_fixture_has(&fixture, "best.json"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  g_test_add_func("/cli/tune/model-file-forecasts", check_model_file);
  g_test_add_func("/cli/tune/failures-file", check_failures);
  g_test_add_func("/cli/tune/job", check_job);
  return g_test_run();
}
