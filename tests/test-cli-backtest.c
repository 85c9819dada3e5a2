// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

/** What a command line writes to standard output, or to a file. */
typedef struct {
  const char *name;
  const char *line;
  int status;
  const char *file;    // (nullable): that it writes; NULL for standard output
  const char *pattern; // of the whole text
} Output;

#define NUMBER "-?[0-9.e+-]+"

static const Output outputs[] = {
  { "ranking", "backtest data.csv -m naive,drift --horizon 3", 0, NULL,
    "^model,mase,spread,skill,mae,rmse,mape,smape,rmsse,n\n"
    "(naive|drift|seasonal_naive)(," NUMBER "){8},6\n"
    "(naive|drift|seasonal_naive)(," NUMBER "){8},6\n"
    "(naive|drift|seasonal_naive)(," NUMBER "){8},6\n$" },
  { "ranking-by-metric", "backtest data.csv -m naive --horizon 3 --metric bias,mae", 0, NULL,
    "^model,bias,spread,skill,mae,n\n(naive|seasonal_naive)," NUMBER "," NUMBER ",," NUMBER
    ",6\n" },
  { "ranking-with-levels", "backtest data.csv -m naive --horizon 3 --level 80", 0, NULL,
    "^model,mase,spread,skill,mae,rmse,mape,smape,rmsse,msis-80,coverage-80,crps,n\n" },
  { "one-fold-without-benchmark",
    "backtest data.csv -m naive --horizon 3 --folds 1 --benchmark none --metric mae,mse", 0, NULL,
    "^model,mae,mse,n\nnaive," NUMBER "," NUMBER ",2\n$" },
  { "no-benchmark", "backtest data.csv -m naive --horizon 3 --benchmark none --metric mae", 0, NULL,
    "^model,mae,spread,n\nnaive," NUMBER "," NUMBER ",6\n$" },
  { "benchmark-among-the-models",
    "backtest data.csv -m naive,drift --benchmark naive --horizon 3 --metric mae", 0, NULL,
    "(^|\n)naive," NUMBER "," NUMBER ",0,6\n" },
  { "json", "backtest data.csv -m naive --horizon 3 --metric mae --json", 0, NULL,
    "^\\{\"model\": ?\"[a-z_]+\", ?\"mae\": ?" NUMBER "," },
  { "table", "backtest data.csv -m naive --horizon 3 --metric mae --format table", 0, NULL,
    "^model +mae +spread +skill +n\n" },
  { "forecasts", "backtest data.csv -m naive --horizon 2 --folds 2 -o out.csv", 0, "out.csv",
    "^unique_id,ds,cutoff,y,naive\n"
    "a,2022-09-01,2022-08-01,[0-9]+,[0-9]+\na,2022-10-01,2022-08-01,[0-9]+,[0-9]+\n"
    "a,2022-11-01,2022-10-01,[0-9]+,[0-9]+\na,2022-12-01,2022-10-01,[0-9]+,[0-9]+\n"
    "(b,.*\n){4}$" },
  { "forecasts-as-data", "backtest data.csv -m naive --horizon 2 --folds 2 -o -", 0, NULL,
    "^unique_id,ds,cutoff,y,naive\n" },
  { "intervals", "backtest data.csv -m naive --horizon 2 --level 80,95 -o out.csv", 0, "out.csv",
    "^unique_id,ds,cutoff,y,naive,naive-lo-95,naive-lo-80,naive-hi-80,naive-hi-95\n" },
  { "scores", "backtest data.csv -m naive --horizon 2 --folds 2 --metric mae --scores s.csv", 0,
    "s.csv",
    "^model,unique_id,fold,metric,mean,median,pooled,n,n_undefined\n"
    "naive,a,1,mae," NUMBER "," NUMBER "," NUMBER ",1,0\n" },
  { "scores-by-step",
    "backtest data.csv -m naive --horizon 2 --metric mae --scores s.csv --by step", 0, "s.csv",
    "^model,step,metric,mean,median,pooled,n,n_undefined\n"
    "naive,1,mae," NUMBER "," NUMBER "," NUMBER ",6,0\nnaive,2,mae," NUMBER "," NUMBER "," NUMBER
    ",6,0\nseasonal_naive,1,mae," },
  { "test-part",
    "backtest data.csv -m naive --scheme test --test 5 --horizon 3 --standardise --metric mse", 0,
    NULL,
    "^model,mse,spread,skill,n\n(naive|seasonal_naive)," NUMBER "," NUMBER "," NUMBER ",6\n" },
  { "blocks", "backtest data.csv -m naive --scheme blocked --folds 3 --horizon 3 --metric mae", 0,
    NULL, "^model,mae,spread,skill,n\n" },
  { "parts-of-the-series",
    "backtest many.csv -m naive --scheme kfold --folds 4 --horizon 3 --metric mae", 0, NULL,
    "^model,mae,spread,skill,n\n(naive|seasonal_naive)," NUMBER "," NUMBER "," NUMBER ",8\n" },
  { "too-short", "backtest data.csv -m naive --horizon 9 --folds 3 --failures f.csv", 1, "f.csv",
    "^unique_id,fold,model,outcome,status,fallback,message\n"
    "b,,,too short,too short,,\"?left out of all folds: 24 values, the folds need 28\"?\n$" },
};

static void
test_writes(const void *data)
{
  const Output *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, row->status);
  if (row->file == NULL) {
    cli_assert_matches(fixture.output, row->pattern);
    return;
  }
  g_autofree char *text = cli_fixture_read(&fixture, row->file);
  g_assert_nonnull(text);
  cli_assert_matches(text, row->pattern);
}

// Naive forecasts of a line: the error at step h is h; in standard deviations of the changes.
static void
test_values_are_right(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "x.csv",
                    "unique_id,ds,y\nx,1,1\nx,2,3\nx,3,5\nx,4,7\nx,5,9\nx,6,11\n");
  cli_fixture_run(&fixture,
                  "backtest x.csv -m naive,drift --horizon 2 --folds 2 --benchmark naive --metric "
                  "mase,mae,bias");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==,
                  "model,mase,spread,skill,mae,bias,n\n"
                  "drift,0,0,1,0,0,2\nnaive,1.5,0,0,3,-3,2\n");
}

typedef struct {
  const char *name;
  const char *line;
  int status;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "folds-of-a-test-part", "backtest data.csv --scheme test --test 5 --folds 3", 2,
    "--folds goes with --scheme rolling, blocked and kfold" },
  { "test-length-of-rolling", "backtest data.csv --test 5", 2, "--test goes with --scheme test" },
  { "standardised-rolling", "backtest data.csv --standardise", 2,
    "--standardise goes with --scheme test" },
  { "window", "backtest data.csv --window wide", 2,
    "--window: 'wide' is neither 'expanding' nor a whole number from 1 to 1000000000" },
  { "one-block", "backtest data.csv --scheme blocked --folds 1 --horizon 2", 2,
    "1 folds are too few for the scheme blocked (at least 2)" },
  { "more-parts-than-series", "backtest data.csv --scheme kfold --folds 3 --horizon 2", 2,
    "series that are long enough: 3 folds of 2 items (at least 2, and no more than there are "
    "items)" },
  { "metric", "backtest data.csv --metric mose", 2, "metric 'mose' is none of mae" },
  { "metric-without-levels", "backtest data.csv --metric coverage", 2,
    "metric 'coverage' measures intervals, and none are forecast" },
  { "key", "backtest data.csv --scores s.csv --by model,steps", 2,
    "scores by 'steps' are none of model, series, fold, step; did you mean 'step'?" },
  { "by-without-scores", "backtest data.csv --by model", 2, "--by goes with --scores FILE" },
  { "same-file", "backtest data.csv -o x.csv --scores x.csv", 2,
    "--output and --scores name the same file, 'x.csv'" },
  { "scheme", "backtest data.csv --scheme roling", 2, "rolling" },
  { "all-too-short", "backtest data.csv --horizon 30", 3,
    "no series is long enough: the folds need 91 values, the longest series has 36" },
  { "benchmark", "backtest data.csv --benchmark nave", 4, "--benchmark: " },
};

static void
test_refuses(const void *data)
{
  const Refusal *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, row->status);
  g_assert_nonnull(strstr(fixture.errors, row->message));
  g_assert_cmpstr(fixture.output, ==, "");
  g_assert_false(cli_fixture_has(&fixture, "s.csv"));
}

static void
test_notes_local_models(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "backtest data.csv -m naive --horizon 3 --refit 2");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_nonnull(strstr(fixture.errors, "--refit is for global models; 2 of 2 models are local "
                                          "and fitted at every origin"));
}

static void
test_summary(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "backtest data.csv -m naive --horizon 9 --folds 3 --metric mae --json");
  cli_fixture_assert_status(&fixture, 1);
  cli_assert_matches(fixture.errors,
                     "\"type\": ?\"summary\", ?\"n_series\": ?2, ?\"n_tested\": ?1, ?\"n_folds\": "
                     "?3, ?\"horizon\": ?9, ?\"n_forecasts\": ?6, ?\"n_too_short\": ?1");
}

/** A data set of the repository, or beside it. */
typedef struct {
  const char *name;
  const char *path; // from the folder of the tests
  const char *models;
  const char *options;
  const char *by; // keys of the scores
} DataSet;

#define THETAS "theta,dotm,drift"

static const DataSet data_sets[] = {
  { "classic-monthly", "../examples/data/classic-monthly.csv", THETAS,
    "--horizon 12 --folds 4 --level 80,95", "series,fold,step" },
  { "generated-daily", "../examples/data/generated-daily.csv", THETAS,
    "--horizon 14 --folds 3 --window 200 --gap 3 --level 90", "series,fold,step" },
  { "blocked-quarterly", "../examples/data/classic-quarterly.csv", THETAS,
    "--scheme blocked --folds 4 --horizon 4", "series,fold,step" },
  { "seatbelts", "../examples/data/seatbelts.csv", THETAS,
    "--scheme kfold --folds 2 --horizon 12 --seed 4", "series,fold,step" },
  { "test-part", "../examples/data/generated-weekly.csv", THETAS,
    "--scheme test --train 150 --validation 20 --horizon 13 --stride 4 --standardise",
    "series,fold,step" },
  { "m3-monthly", "../../shared/data/m3-monthly-train.csv.gz", THETAS,
    "--horizon 18 --folds 5 --stride 6 --level 80", "series,fold" },
  { "networks-fitted-in-each-fold", "../examples/data/generated-daily.csv",
    "'nlinear(input=28,epochs=2,batch=64)'", "--horizon 14 --folds 3 --refit 2 --level 80 --seed 3",
    "series,fold,step" },
  { "networks-on-both-sides-of-blocks", "../examples/data/classic-monthly.csv",
    "'nlinear(input=24,epochs=2)'", "--scheme blocked --horizon 12 --gap 2", "series,fold" },
};

// parallel.md 4.5: forecasts, scores and ranking have the same bytes for 1, 2, 4 and 16 threads.
static void
test_same_bytes(const void *data)
{
  const DataSet *set = data;
  g_autofree char *path = g_test_build_filename(G_TEST_DIST, set->path, NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_test_skip("this data set is not beside the sources");
    return;
  }
  g_autofree char *first = NULL;
  static const int counts[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_auto(CliFixture) fixture = { 0 };
    cli_fixture_init(&fixture);
    g_autofree char *line =
        g_strdup_printf("for part in '-o forecasts.csv' '--scores scores.csv --by %s'; do "
                        "\"$PLUGCAST\" backtest '%s' -m %s %s --threads %d -q $part; "
                        "[ $? -le 1 ] || exit 9; done; cat forecasts.csv scores.csv",
                        set->by, path, set->models, set->options, counts[i]);
    cli_fixture_run_shell(&fixture, line);
    cli_fixture_assert_status(&fixture, 0);
    g_assert_cmpuint(strlen(fixture.output), >, 1000);
    if (first == NULL) {
      first = g_steal_pointer(&fixture.output);
    } else {
      g_assert_true(strcmp(first, fixture.output) == 0);
    }
  }
}

/** A model that learns from its series in a way of its own. */
typedef struct {
  const char *name;
  const char *model; // as a shell takes it
} Learner;

static const Learner learners[] = {
  { "intervals-of-its-own", "theta" },
  { "conformal-intervals", "'nlinear(input=6,epochs=2)'" },
  { "transforms", "'box_cox|difference(12)|theta'" },
  { "transforms-with-statistics", "'clip_outliers|standard|deseason|drift'" },
};

// All values behind the first of two origins are changed: what is forecast from it keeps its bytes,
// and what is forecast from the second does not.
static void
test_future_is_unseen(const void *data)
{
  const Learner *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *line = g_strdup_printf(
      "awk -F, 'NR == FNR { n[$1]++; next } FNR == 1 { print; next } "
      "{ print $1 \",\" $2 \",\" (++i[$1] > n[$1] - 6 ? $3 * $3 + 7 : $3) }' data.csv data.csv "
      ">changed.csv; for file in data changed; do \"$PLUGCAST\" backtest $file.csv -m %s "
      "--horizon 3 --folds 2 --level 80 -q -o out.csv || exit 9; "
      "awk -F, '!($1 $3 in fold) { fold[$1 $3] = ++n[$1] } NR > 1 { $4 = \"\"; "
      "print >\"'$file'\" fold[$1 $3] }' out.csv; done; cmp data1 changed1 && ! cmp -s data2 "
      "changed2",
      row->model);
  cli_fixture_run_shell(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  g_autofree char *first = cli_fixture_read(&fixture, "data1");
  g_assert_cmpuint(strlen(first), >, 100);
}

// The protocol of Zeng et al. (2023), "Are Transformers effective for time series forecasting?",
// whose table 2 has 1.295 and 0.713 for the repeated last value on ETTh1 and 96 steps: 2785 windows
// of seven channels.
static void
test_published_figures(void)
{
  g_autofree char *path =
      g_test_build_filename(G_TEST_DIST, "../../shared/data/etth1.csv.gz", NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_test_skip("ETTh1 is not beside the sources");
    return;
  }
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *line =
      g_strdup_printf("backtest '%s' --scheme test --train 8640 --validation 2880 --test 2880 "
                      "--horizon 96 --standardise --metric mse,mae -m naive --benchmark none",
                      path);
  cli_fixture_run(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output,
                     "^model,mse,spread,mae,n\nnaive,1\\.29[45][0-9]*,[0-9.]+,0\\.713[0-9]*,"
                     "19495\n$");
}

// R's thetaf() on the 18 last values of the M3 competition's 1428 monthly series: sMAPE 13.86 and
// MASE 0.864, as the mean over series.
static void
test_published_competition(void)
{
  g_autofree char *folder = g_test_build_filename(G_TEST_DIST, "../../shared/data", NULL);
  if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
    g_test_skip("M3 is not beside the sources");
    return;
  }
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *line = g_strdup_printf(
      "{ gzip -dc '%s/m3-monthly-train.csv.gz'; gzip -dc '%s/m3-monthly-test.csv.gz' | tail -n +2; "
      "} "
      "| { IFS= read -r head; echo \"$head\"; LC_ALL=C sort -s -t, -k1,1; } >m3.csv; \"$PLUGCAST\" "
      "backtest m3.csv -m theta --folds 1 --horizon 18 --metric smape,mase --benchmark none",
      folder, folder);
  cli_fixture_run_shell(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output,
                     "^model,smape,mase,n\ntheta,13\\.86[0-9]*,0\\.86[34][0-9]*,1428\n$");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(outputs); i++) {
    g_autofree char *path = g_strconcat("/cli/backtest/writes/", outputs[i].name, NULL);
    g_test_add_data_func(path, &outputs[i], test_writes);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path = g_strconcat("/cli/backtest/refuses/", refusals[i].name, NULL);
    g_test_add_data_func(path, &refusals[i], test_refuses);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(data_sets); i++) {
    g_autofree char *path = g_strconcat("/cli/backtest/same-bytes/", data_sets[i].name, NULL);
    g_test_add_data_func(path, &data_sets[i], test_same_bytes);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(learners); i++) {
    g_autofree char *path = g_strconcat("/cli/backtest/future-is-unseen/", learners[i].name, NULL);
    g_test_add_data_func(path, &learners[i], test_future_is_unseen);
  }
  g_test_add_func("/cli/backtest/values-are-right", test_values_are_right);
  g_test_add_func("/cli/backtest/summary-counts", test_summary);
  g_test_add_func("/cli/backtest/notes-what-refit-is-not-for", test_notes_local_models);
  g_test_add_func("/cli/backtest/long-horizon/published-figures", test_published_figures);
  g_test_add_func("/cli/backtest/competition/published-figures", test_published_competition);
  return g_test_run();
}
