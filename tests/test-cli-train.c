// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

#define TRAIN "train many.csv -m nlinear --horizon 2 --input 4 --epochs 3 "

static void
test_keeps_a_model_that_forecasts(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, TRAIN "-o demand.pcm");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, "");
  cli_assert_matches(
      fixture.errors,
      "^plugcast: epoch 1: loss [0-9.e-]+, validation [0-9.e-]+, rate 0.001, best so far\n"
      "plugcast: epoch 2: .*\nplugcast: epoch 3: .*\n"
      "plugcast: nlinear\\(input=4,horizon=2,epochs=3\\): epoch [1-3] of 3 is kept, validation "
      "[0-9.e-]+; 112 windows of 8 series, ended by epochs; demand.pcm, [0-9.]+ s\n$");

  cli_fixture_run(&fixture, "forecast many.csv -m demand.pcm --horizon 2");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^unique_id,ds,demand\n([a-z0-9]+,[0-9-]+,[0-9.e-]+\n){16}$");
  g_assert_cmpstr(fixture.errors, ==, "");
}

// The file of one thread is that of sixteen, byte for byte.
static void
test_same_file_for_any_number_of_threads(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run_shell(
      &fixture, "for n in 1 2 4 16; do \"$PLUGCAST\" " TRAIN
                "--seed 5 -q --threads $n -o $n.pcm || exit; cmp 1.pcm $n.pcm || exit; done");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.errors, ==, "");
}

static void
test_resumes_to_the_same_file(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run_shell(&fixture,
                        "\"$PLUGCAST\" " TRAIN "-q --epochs 6 -o whole.pcm && "
                        "\"$PLUGCAST\" " TRAIN
                        "-q --checkpoint half.ckpt --checkpoint-every 3 -o half.pcm && "
                        "\"$PLUGCAST\" " TRAIN "-q --epochs 6 --resume half.ckpt -o rest.pcm && "
                        "cmp whole.pcm rest.pcm");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.errors, ==, "");
}

static void
test_tells_json(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, TRAIN "--json -o demand.pcm");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(
      fixture.errors,
      "^(\\{\"type\":\"epoch\",\"epoch\":[1-3],\"training_loss\":[0-9.e-]+,\"validation_loss\":"
      "[0-9.e-]+,\"rate\":0.001,\"best\":(true|false)\\}\n){3}"
      "\\{\"type\":\"summary\",\"model\":\"nlinear.*\",\"input\":4,\"horizon\":2,\"n_series\":8,"
      "\"n_training_windows\":112,\"n_validation_windows\":32,\"n_left_out\":0,\"n_epochs\":3,"
      ".*\"test_loss\":null,\"ended_by\":\"epochs\",\"output\":\"demand.pcm\",.*\\}\n$");
}

static void
test_tests_on_the_third_part(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, TRAIN "--split 16,4,4 -o demand.pcm");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.errors, ", validation [0-9.e-]+, test [0-9.e-]+; 88 windows of 8 ");
}

// A horizon that was not trained is reached from forecasts; a model file has no more parameters.
static void
test_goes_beyond_its_horizon(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, TRAIN "-q -o demand.pcm");
  cli_fixture_run(&fixture, "forecast many.csv -m demand.pcm --horizon 7");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^unique_id,ds,demand\n([a-z0-9]+,[0-9-]+,[0-9.e-]+\n){56}$");
}

// A forecaster that learns from all series is fitted and kept in the same way.
static void
test_keeps_a_global_forecaster(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *folder = g_test_build_filename(G_TEST_BUILT, "plugins", "train_networks", NULL);
  g_autofree char *train =
      g_strdup_printf("train many.csv -m kept_level -o kept.pcm --plugin-path %s", folder);
  cli_fixture_run(&fixture, train);
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.errors,
                     "^plugcast: kept_level: fitted on 8 series; kept.pcm, [0-9.]+ s\n$");

  g_autofree char *direct =
      g_strdup_printf("forecast many.csv -m kept_level --horizon 2 --plugin-path %s", folder);
  cli_fixture_run(&fixture, direct);
  cli_fixture_assert_status(&fixture, 0);
  g_auto(GStrv) expected = g_strsplit(fixture.output, "\n", 2);
  g_autofree char *from_file =
      g_strdup_printf("forecast many.csv -m kept.pcm --horizon 2 --plugin-path %s", folder);
  cli_fixture_run(&fixture, from_file);
  cli_fixture_assert_status(&fixture, 0);
  g_auto(GStrv) rows = g_strsplit(fixture.output, "\n", 2);
  g_assert_cmpstr(rows[1], ==, expected[1]);

  g_autofree char *refused = g_strconcat(train, " --rate 1", NULL);
  cli_fixture_run(&fixture, refused);
  cli_fixture_assert_status(&fixture, 2);
  g_assert_cmpstr(fixture.errors, ==,
                  "plugcast: --rate is for networks, and 'kept_level' is a forecaster\n");
}

// A shell lets what it runs beside itself ignore Ctrl-C, which env undoes.
static void
test_ctrl_c_keeps_the_best_so_far(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run_shell(
      &fixture, "env --default-signal=INT \"$PLUGCAST\" train many.csv -m nlinear --horizon 2 "
                "--input 4 --epochs 1000000000 --patience 0 -o demand.pcm 2>errors & child=$!; "
                "until grep -q 'epoch 2:' errors; do :; done; kill -INT $child; wait $child");
  cli_fixture_assert_status(&fixture, 130);
  g_autofree char *errors = cli_fixture_read(&fixture, "errors");
  cli_assert_matches(errors,
                     "ended by interrupt; demand.pcm, [0-9.]+ s\nplugcast: interrupted: the "
                     "best weights so far are kept\n$");
  cli_fixture_run(&fixture, "forecast many.csv -m demand.pcm --horizon 2");
  cli_fixture_assert_status(&fixture, 0);
}

static void
test_details_of_a_network_tell_the_settings(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "plugins nlinear");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output,
                     "\nSettings of training, .*\n(.*\n)*  epochs: .*default 100\n");
}

typedef struct {
  const char *name;
  const char *line;
  int status;
  const char *pattern; // of the whole of standard error
} Refused;

static const Refused refused[] = {
  { "no-model", "train many.csv -o a.pcm", 2,
    "^plugcast: --model is missing: the network to train, such as -m nlinear\n$" },
  { "no-network", "train many.csv -m theta -o a.pcm", 2,
    "^plugcast: --model: 'theta' is no network, nor a forecaster that learns from all series" },
  { "no-output", "train many.csv -m nlinear", 2,
    "^plugcast: --output: nothing is no model file \\(its name ends in .pcm\\)\n$" },
  { "other-output", "train many.csv -m nlinear -o a.csv", 2,
    "^plugcast: --output: 'a.csv' is no model file \\(its name ends in .pcm\\)\n$" },
  { "rate", "train many.csv -m nlinear --rate nan -o a.pcm", 2,
    "^plugcast: --rate: 'nan' is no number above 0\n$" },
  { "loss", "train many.csv -m nlinear --loss mape -o a.pcm", 2,
    "^plugcast: --loss: 'mape' is no loss \\(mse, .*\\); did you mean 'mae'\\?\n$" },
  { "split", "train many.csv -m nlinear --split 10 -o a.pcm", 2,
    "^plugcast: --split: '10' is no TRAIN,VALIDATION or TRAIN,VALIDATION,TEST" },
  { "split-and-validation", "train many.csv -m nlinear --split 10,5 --validation 0.1 -o a.pcm", 2,
    "^plugcast: --split and --validation both say what is watched: give one of them\n$" },
  { "too-short", "train many.csv -m nlinear --input 40 --horizon 2 -o a.pcm", 3,
    "^plugcast: no series has a window to train on: 40 steps of input and 2 of horizon without a "
    "missing value\n$" },
  { "no-checkpoint", "train many.csv -m nlinear --horizon 2 --input 4 --resume no.ckpt -o a.pcm", 3,
    "^plugcast: .*no.ckpt" },
  { "foreign-model-file", "forecast many.csv -m foreign.pcm", 3,
    "^plugcast: foreign.pcm: is not a model file\n$" },
};

static void
test_refuses(const void *data)
{
  const Refused *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "foreign.pcm", "something else entirely, and long enough\n");
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, row->status);
  g_assert_cmpstr(fixture.output, ==, "");
  cli_assert_matches(fixture.errors, row->pattern);
  g_assert_false(cli_fixture_has(&fixture, "a.pcm"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/cli/train/keeps-a-model-that-forecasts", test_keeps_a_model_that_forecasts);
  g_test_add_func("/cli/train/same-file-for-any-number-of-threads",
                  test_same_file_for_any_number_of_threads);
  g_test_add_func("/cli/train/resumes-to-the-same-file", test_resumes_to_the_same_file);
  g_test_add_func("/cli/train/tells-json", test_tells_json);
  g_test_add_func("/cli/train/tests-on-the-third-part", test_tests_on_the_third_part);
  g_test_add_func("/cli/train/goes-beyond-its-horizon", test_goes_beyond_its_horizon);
  g_test_add_func("/cli/train/keeps-a-global-forecaster", test_keeps_a_global_forecaster);
  g_test_add_func("/cli/train/ctrl-c-keeps-the-best-so-far", test_ctrl_c_keeps_the_best_so_far);
  g_test_add_func("/cli/train/details-of-a-network-tell-the-settings",
                  test_details_of_a_network_tell_the_settings);
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autofree char *path = g_strdup_printf("/cli/train/refuses/%s", refused[i].name);
    g_test_add_data_func(path, &refused[i], test_refuses);
  }
  return g_test_run();
}
