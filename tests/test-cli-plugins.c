// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/** Copies a test plugin into @folder below the fixture's, which is made where it is missing. */
static void
drop_plugin(const CliFixture *fixture, const char *folder, const char *name)
{
  g_autofree char *file = g_strconcat(name, ".so", NULL);
  g_autofree char *source = g_test_build_filename(G_TEST_BUILT, "plugins", name, file, NULL);
  g_autofree char *target_folder = g_build_filename(fixture->folder, folder, NULL);
  g_autofree char *target = g_build_filename(target_folder, file, NULL);
  g_assert_cmpint(g_mkdir_with_parents(target_folder, 0700), ==, 0);
  g_autofree char *bytes = NULL;
  gsize n_bytes = 0;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(source, &bytes, &n_bytes, &error);
  g_assert_no_error(error);
  g_file_set_contents(target, bytes, (gssize)n_bytes, &error);
  g_assert_no_error(error);
}

static void
test_lists_what_is_there(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "plugins");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "(^|\n)baseline [0-9.]+ \\(build: .*/baseline\\.so\\)\n");
  cli_assert_matches(fixture.output, "\n  NAME +KIND +SUMMARY\n  naive +forecaster +\\S");
  cli_assert_matches(fixture.output, "\n  dotm +forecaster +\\S");
  cli_assert_matches(
      fixture.output,
      "\nLooked in, first match wins:\n  .*/share/plugcast/plugins \\(not there\\)\n");
}

static void
test_lists_refused_files_with_reasons(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "text.so", "no shared object");
  cli_fixture_run(&fixture, "plugins --plugin-path .");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^refused \\(command line: .*/text\\.so\\)\n  .*text file");
}

static void
test_lists_shadowed_plugins(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  drop_plugin(&fixture, "one", "cli_interrupt");
  drop_plugin(&fixture, "two", "cli_interrupt");
  cli_fixture_run(&fixture, "plugins --plugin-path one --plugin-path two");
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output,
                     "\ncli_interrupt 1.0 \\(command line: .*/two/cli_interrupt\\.so\\)\n"
                     "  shadowed by .*/one/cli_interrupt\\.so\n");
}

static void
test_details_tell_everything(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "plugins theta:theta");
  cli_fixture_assert_status(&fixture, 0);
  const char *const patterns[] = {
    "^theta:theta \\(forecaster\\)\n",
    "\nSummary: +\\S",
    "\nReference: +\\S",
    "\nPlugin: +theta [0-9.]+,\\s+.*/theta\\.so\n",
    "\nThreading: +pure: ",
    "\nDeterminism: +bitwise: ",
    "\nCan: +season, missing values, quantiles\n",
    "\nScope: +local: ",
    "\nNeeds: +at least 1 values\n",
    "\nParameters:\n  season: one of auto, none, additive, multiplicative; default auto\n",
    "\n  alpha: a number from 0.0001 to 1, or auto; default auto\n",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(patterns); i++) {
    cli_assert_matches(fixture.output, patterns[i]);
  }
}

static void
test_names_are_sorted(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  drop_plugin(&fixture, "one", "cli_interrupt");
  drop_plugin(&fixture, "two", "cli_interrupt");
  cli_fixture_run(&fixture, "plugins --names --plugin-path one --plugin-path two");
  cli_fixture_assert_status(&fixture, 0);
  g_auto(GStrv) names = g_strsplit(g_strchomp(fixture.output), "\n", -1);
  for (gsize i = 1; names[i] != NULL; i++) {
    g_assert_cmpstr(names[i - 1], <, names[i]);
  }
  g_assert_true(g_strv_contains((const char *const *)names, "interrupt_once"));
  g_assert_true(g_strv_contains((const char *const *)names, "seasonal_naive"));
}

/** Checks that the last output is JSON, with a reader that is not ours. */
static void
assert_json(CliFixture *fixture, const char *expression)
{
  cli_fixture_write(fixture, "output.json", fixture->output);
  g_autofree char *line = g_strdup_printf(
      "python3 -c \"import json; it = json.load(open('output.json')); assert %s\"", expression);
  cli_fixture_run_shell(fixture, line);
  cli_fixture_assert_status(fixture, 0);
}

static void
test_json_lists_everything(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_write(&fixture, "text.so", "no shared object");
  cli_fixture_run(&fixture, "plugins --json --plugin-path .");
  cli_fixture_assert_status(&fixture, 0);
  assert_json(&fixture,
              "'text file' in it['plugins'][0]['refused'] "
              "and it['plugins'][0]['origin'] == 'command line' "
              "and {'baseline', 'theta'} <= {p['name'] for p in it['plugins'][1:]} "
              "and 'naive' in [c['name'] for p in it['plugins'][1:] for c in p['components']] "
              "and len(it['search_path']) >= 3");
}

static void
test_json_details_tell_parameters(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "plugins theta --json");
  cli_fixture_assert_status(&fixture, 0);
  assert_json(&fixture, "it['kind'] == 'forecaster' and it['threading'] == 'pure' "
                        "and 'quantiles' in it['capabilities'] "
                        "and it['parameters'][0]['choices'][0] == 'auto' "
                        "and it['parameters'][1]['minimum'] == 1 "
                        "and it['parameters'][2]['default'] is None");
}

/** Dropping a .so into a folder of the search path is enough to use it. */
static void
test_dropped_plugin_is_used(const void *data)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "forecast data.csv -m interrupt_once --horizon 1");
  cli_fixture_assert_status(&fixture, 4);
  drop_plugin(&fixture, "share/plugcast/plugins", "cli_interrupt");
  g_autofree char *line =
      g_strdup_printf("forecast data.csv -m %s --horizon 1", (const char *)data);
  cli_fixture_run(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, "^unique_id,ds,[^\n]*\na,2023-01-01,181\nb,2022-01-01,207\n$");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/cli/plugins/lists-what-is-there", test_lists_what_is_there);
  g_test_add_func("/cli/plugins/lists-refused-files", test_lists_refused_files_with_reasons);
  g_test_add_func("/cli/plugins/lists-shadowed-plugins", test_lists_shadowed_plugins);
  g_test_add_func("/cli/plugins/details-tell-everything", test_details_tell_everything);
  g_test_add_func("/cli/plugins/names-are-sorted", test_names_are_sorted);
  g_test_add_func("/cli/plugins/json-lists-everything", test_json_lists_everything);
  g_test_add_func("/cli/plugins/json-details-tell-parameters", test_json_details_tell_parameters);
  const char *const models[] = {
    "interrupt_once",
    "cli_interrupt:interrupt_once",
    "share/plugcast/plugins/cli_interrupt.so:interrupt_once",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(models); i++) {
    g_autofree char *path = g_strdup_printf("/cli/plugins/dropped-plugin-is-used/%zu", i);
    g_test_add_data_func(path, models[i], test_dropped_plugin_is_used);
  }
  return g_test_run();
}
