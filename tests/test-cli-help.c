// SPDX-License-Identifier: MIT
#include "cli-fixture.h"

#include <string.h>

/** A question, and what the answer on standard output matches. */
typedef struct {
  const char *name;
  const char *line;
  const char *pattern;
} Answer;

static const Answer answers[] = {
  { "overview", "--help",
    "^Usage: plugcast COMMAND.*\n(.*\n)*Commands:\n  forecast  .*\n(  .*\n)*  plugins" },
  { "overview-letter", "-h", "^Usage: plugcast COMMAND" },
  { "overview-command", "help", "^Usage: plugcast COMMAND" },
  { "version", "--version", "^plugcast [0-9]+\\.[0-9]+\\.[0-9]+\n$" },
  { "forecast", "forecast --help", "^Usage: plugcast forecast DATA \\[OPTION…\\]\n" },
  { "forecast-letter", "forecast -h", "^Usage: plugcast forecast DATA" },
  { "forecast-topic", "help forecast", "^Usage: plugcast forecast DATA" },
  { "features", "features --help", "^Usage: plugcast features DATA \\[OPTION…\\]\n" },
  { "transform", "transform --help", "^Usage: plugcast transform DATA \\[OPTION…\\]\n" },
  { "forecast-with-data", "forecast nothing.csv --help", "^Usage: plugcast forecast DATA" },
  { "plugins", "plugins --help", "^Usage: plugcast plugins \\[NAME\\] \\[OPTION…\\]\n" },
  { "plugins-topic", "help plugins", "^Usage: plugcast plugins" },
  { "help", "help --help", "^Usage: plugcast help \\[COMMAND\\]" },
};

static void
test_answers(const void *data)
{
  const Answer *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, row->line);
  cli_fixture_assert_status(&fixture, 0);
  cli_assert_matches(fixture.output, row->pattern);
  g_assert_cmpstr(fixture.errors, ==, "");
}

static const char *const commands[] = { "forecast", "backtest", "train", "features", "transform",
                                        "augment",  "scale",    "run",   "plugins",  "help" };

/** Returns: (transfer full): the long options that the help of @command lists, ends in NULL. */
static char **
list_options(const char *command)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *line = g_strconcat(command, " --help", NULL);
  cli_fixture_run(&fixture, line);
  cli_fixture_assert_status(&fixture, 0);
  g_autoptr(GPtrArray) options = g_ptr_array_new();
  g_autoptr(GRegex) regex = g_regex_new("^  .{4}(--[a-z-]+)", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_regex_match(regex, fixture.output, 0, &match);
  while (g_match_info_matches(match)) {
    g_ptr_array_add(options, g_match_info_fetch(match, 1));
    g_match_info_next(match, NULL);
  }
  g_assert_cmpuint(options->len, >, 0);
  g_ptr_array_add(options, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&options), FALSE);
}

static void
assert_has_word(const char *text, const char *word)
{
  g_autofree char *pattern = g_strdup_printf("(^|[^a-z-])%s($|[^a-z-])", word);
  cli_assert_matches(text, pattern);
}

static char *
read_source(const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_test_build_filename(G_TEST_DIST, "..", "host", "cli", name, NULL);
  char *text = NULL;
  g_file_get_contents(path, &text, NULL, &error);
  g_assert_no_error(error);
  return text;
}

static void
test_man_page_has_all_options(const void *data)
{
  g_autofree char *roff = read_source("plugcast.1");
  g_auto(GStrv) parts = g_strsplit(roff, "\\-", -1);
  g_autofree char *text = g_strjoinv("-", parts);
  g_auto(GStrv) options = list_options(data);
  for (gsize i = 0; options[i] != NULL; i++) {
    assert_has_word(text, options[i]);
  }
}

static void
test_man_page_has_the_version(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run(&fixture, "--version");
  g_autofree char *quoted = g_strdup_printf("\"%s\"", g_strchomp(fixture.output));
  g_autofree char *roff = read_source("plugcast.1");
  g_assert_nonnull(strstr(roff, quoted));
}

static void
test_man_page_formats_without_warning(void)
{
  g_autofree char *groff = g_find_program_in_path("groff");
  if (groff == NULL) {
    g_test_skip("groff is not installed");
    return;
  }
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *roff = read_source("plugcast.1");
  cli_fixture_write(&fixture, "page.1", roff);
  cli_fixture_run_shell(&fixture, "groff -man -Tutf8 -ww -z page.1");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.errors, ==, "");
}

/** A plugin cannot come to depend on what the program does not show; sanitizers show some. */
static void
test_program_exports_nothing(void)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  cli_fixture_run_shell(&fixture,
                        "nm -D --defined-only \"$PLUGCAST\" | grep -v ' __[a-z]*san_' || true");
  cli_fixture_assert_status(&fixture, 0);
  g_assert_cmpstr(fixture.output, ==, "");
}

/** Runs the completion as bash does for @words, the last of them being completed. */
static void
complete(CliFixture *fixture, const char *words)
{
  g_autofree char *source = read_source("plugcast.bash-completion");
  cli_fixture_write(fixture, "completion", source);
  // compopt works only inside bash's own completion.
  g_autofree char *line =
      g_strdup_printf("compopt() { :; }; . ./completion; COMP_WORDS=(%s); "
                      "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
                      "_plugcast \"$PLUGCAST\"; printf '%%s\\n' \"${COMPREPLY[@]}\"",
                      words);
  cli_fixture_run_shell(fixture, line);
  g_assert_cmpstr(fixture->errors, ==, "");
}

static void
test_completion_has_all_options(const void *data)
{
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  g_autofree char *words = g_strdup_printf("plugcast %s --", (const char *)data);
  complete(&fixture, words);
  g_auto(GStrv) options = list_options(data);
  for (gsize i = 0; options[i] != NULL; i++) {
    assert_has_word(fixture.output, options[i]);
  }
}

/** Words before the cursor, and what completes them. */
typedef struct {
  const char *name;
  const char *words;
  const char *pattern;
} Completion;

static const Completion completions[] = {
  { "command", "plugcast fore", "^forecast\n$" },
  { "program-option", "plugcast --v", "^--version\n$" },
  { "option", "plugcast forecast data.csv --hor", "^--horizon\n$" },
  { "model", "plugcast forecast data.csv -m the", "^theta\n$" },
  { "second-model", "plugcast forecast data.csv -m naive,dr", "^naive,drift\n$" },
  { "model-after-equals", "plugcast forecast data.csv --model = the", "^theta\n$" },
  { "component", "plugcast features data.csv -m catch", "^catch22\n$" },
  { "second-component", "plugcast features data.csv -m spectrum,wind", "^spectrum,windows\n$" },
  { "feature", "plugcast features data.csv --features unitroot_p", "^unitroot_pp\n$" },
  { "transform", "plugcast transform data.csv -m box", "^box_cox\n$" },
  { "kind", "plugcast plugins --names --kind fea", "^features\n$" },
  { "nothing-after-equals",
    "plugcast forecast data.csv --format =", "^csv\ntsv\njsonl\ntable\nchart\n$" },
  { "fallback-none", "plugcast forecast data.csv --fallback no", "^none\n$" },
  { "choice", "plugcast forecast data.csv --layout wide-r", "^wide-row\n$" },
  { "metric", "plugcast backtest data.csv --metric rms", "^rmse\nrmsse\n$" },
  { "file", "plugcast forecast da", "^data.csv\n$" },
  { "output-file", "plugcast forecast data.csv -o ma", "^many.csv\n$" },
  { "free-value", "plugcast forecast data.csv --horizon ''", "^\n$" },
  { "plugin-name", "plugcast plugins do", "^dotm\n$" },
  { "augmenter", "plugcast augment data.csv -m block", "^block_bootstrap\n$" },
  { "job-file", "plugcast run ma", "^many.csv\n$" },
  { "help-topic", "plugcast help plu", "^plugins\n$" },
};

static void
test_completes(const void *data)
{
  const Completion *row = data;
  g_auto(CliFixture) fixture = { 0 };
  cli_fixture_init(&fixture);
  complete(&fixture, row->words);
  cli_assert_matches(fixture.output, row->pattern);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
    g_autofree char *path = g_strconcat("/cli/help/answers/", answers[i].name, NULL);
    g_test_add_data_func(path, &answers[i], test_answers);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
    g_autofree char *man = g_strconcat("/cli/man-page/has-all-options/", commands[i], NULL);
    g_autofree char *completion =
        g_strconcat("/cli/completion/has-all-options/", commands[i], NULL);
    g_test_add_data_func(man, commands[i], test_man_page_has_all_options);
    g_test_add_data_func(completion, commands[i], test_completion_has_all_options);
  }
  g_test_add_func("/cli/program-exports-nothing", test_program_exports_nothing);
  g_test_add_func("/cli/man-page/has-the-version", test_man_page_has_the_version);
  g_test_add_func("/cli/man-page/formats-without-warning", test_man_page_formats_without_warning);
  for (gsize i = 0; i < G_N_ELEMENTS(completions); i++) {
    g_autofree char *path = g_strconcat("/cli/completion/completes/", completions[i].name, NULL);
    g_test_add_data_func(path, &completions[i], test_completes);
  }
  return g_test_run();
}
