// SPDX-License-Identifier: MIT
#include "cli/job.h"

#include <string.h>

// What a job file becomes, in the folder "dir".
typedef struct {
  const char *name;
  const char *text;
  const char *expected; // the lines of the jobs, or the findings
} Row;

static const Row lines[] = {
  { "options-of-every-kind",
    "{\"command\": \"forecast\", \"data\": \"a.csv\", \"horizon\": 18, \"level\": [80, 99.5], "
    "\"sort\": true, \"members\": false, \"layout\": \"long\", \"target-column\": 3, "
    "\"model\": [\"theta\", \"naive\"], \"seed\": \"18446744073709551615\"}",
    "plugcast forecast '--horizon=18' '--level=80,99.5' '--sort' '--layout=long' "
    "'--target-column=3' '--model=theta' '--model=naive' '--seed=18446744073709551615' '--' "
    "'dir/a.csv'\n" },
  { "several-jobs",
    "{\"$schema\": \"s\", \"description\": \"d\", \"jobs\": [{\"command\": \"plugins\"}, "
    "{\"command\": \"plugins\", \"description\": \"one\", \"name\": \"theta\", \"names\": true}]}",
    "plugcast plugins '--'\nplugcast plugins '--names' '--' 'theta'\n" },
  { "one-value-for-a-list", "{\"command\": \"forecast\", \"data\": \"-\", \"model\": \"theta\"}",
    "plugcast forecast '--model=theta' '--' '-'\n" },
  { "paths-start-from-the-folder",
    "{\"command\": \"forecast\", \"data\": \"/a.csv\", \"output\": \"../b.csv\", "
    "\"failures\": \"-\", \"plugin-path\": [\"p\", \"/q\"], \"model\": [\"m/x.so\", \"/m/y.so\", "
    "\"bagged(./z.pcm,n=1/2)\", \"a/b\", \"x.so:y\", \"z.pcm\", \"best.json\"]}",
    "plugcast forecast '--output=dir/../b.csv' '--failures=-' '--plugin-path=dir/p' "
    "'--plugin-path=/q' '--model=dir/m/x.so' '--model=/m/y.so' '--model=bagged(dir/./z.pcm,n=1/2)' "
    "'--model=a/b' '--model=dir/x.so:y' '--model=dir/z.pcm' '--model=dir/best.json' '--' "
    "'/a.csv'\n" },
  { "components",
    "{\"command\": \"forecast\", \"data\": \"-\", \"model\": ["
    "{\"name\": \"theta\"}, {\"name\": \"theta\", \"parameters\": {}}, "
    "{\"name\": \"ets\", \"parameters\": {\"season\": \"none\", \"alpha\": 0.1, \"n\": 5, "
    "\"damped\": true, \"lags\": [1, 7], \"text\": \"a,b\"}}, "
    "{\"name\": \"bagged\", \"of\": {\"name\": \"ets\", \"parameters\": {\"n\": 1}}, "
    "\"parameters\": {\"n\": 50}}, {\"name\": \"mix\", \"of\": [\"a\", \"b\"]}, "
    "{\"pipeline\": [\"log\", {\"name\": \"difference\", \"parameters\": {\"lag\": 12}}, "
    "\"theta\"]}"
    "]}",
    "plugcast forecast '--model=theta' '--model=theta' "
    "'--model=ets(season=none,alpha=0.1,n=5,damped=yes,lags=[1,7],text=[a,b])' "
    "'--model=bagged(ets(n=1),n=50)' '--model=mix(a,b)' '--model=log|difference(lag=12)|theta' "
    "'--' '-'\n" },
  { "job-in-a-job",
    "{\"command\": \"scale\", \"counts\": [1, 2], \"job\": {\"command\": \"forecast\", "
    "\"data\": \"a.csv\", \"horizon\": 3}}",
    "plugcast scale '--counts=1,2' 'forecast' '--horizon=3' '--' 'dir/a.csv'\n" },
};

#define FORECAST "{\"command\": \"forecast\", \"data\": \"a\", "

static const Row findings[] = {
  { "no-object", "[]", "$: an array where a job should be, an object with a \"command\"\n" },
  { "no-command", "{}", "$: a job has a \"command\", a text such as \"forecast\"\n" },
  { "number-for-command", "{\"command\": 1}",
    "$.command: a job has a \"command\", a text such as \"forecast\"\n" },
  { "unknown-command", "{\"jobs\": [{\"command\": \"plugin\"}]}",
    "$.jobs[0].command: 'plugin' is none of the commands *; did you mean 'plugins'?\n" },
  { "run-in-run", "{\"command\": \"run\"}", "$.command: 'run' is no command for a job\n" },
  { "help", "{\"command\": \"help\"}", "$.command: 'help' is no command for a job\n" },
  { "scale-in-scale", "{\"command\": \"scale\", \"job\": {\"command\": \"scale\"}}",
    "$.job.command: 'scale' is no command for a job\n" },
  { "job-in-a-job", "{\"command\": \"scale\", \"job\": {\"command\": \"forecast\", \"horizn\": 1}}",
    "$.job.horizn: there is no 'horizn' here; did you mean 'horizon'?\n"
    "$.job: 'data' is missing\n" },
  { "scale-of-nothing", "{\"command\": \"scale\"}", "$: 'job' is missing\n" },
  { "no-jobs", "{\"jobs\": []}", "$.jobs: jobs are an array of 1 to 10000 objects\n" },
  { "jobs-are-no-array", "{\"jobs\": {}}", "$.jobs: jobs are an array of 1 to 10000 objects\n" },
  { "options-beside-jobs", "{\"jobs\": [{\"command\": \"plugins\"}], \"threads\": 2}",
    "$.threads: there is no 'threads' here; known are $schema, description, jobs\n" },
  { "data-missing", "{\"command\": \"forecast\"}", "$: 'data' is missing\n" },
  { "data-is-no-text", "{\"command\": \"forecast\", \"data\": [\"a\"]}",
    "$.data: an array where a text should be\n" },
  { "unknown-option", FORECAST "\"horizn\": 3}",
    "$.horizn: there is no 'horizn' here; did you mean 'horizon'?\n" },
  { "no-help", FORECAST "\"help\": true}", "$.help: there is no 'help' here; known are data, *\n" },
  { "null", FORECAST "\"horizon\": null}", "$.horizon: null where a number should be\n" },
  { "boolean-for-number", FORECAST "\"level\": [80, true]}",
    "$.level[1]: true where a number should be\n" },
  { "object-for-number", FORECAST "\"horizon\": {\"name\": \"a\"}}",
    "$.horizon: an object where a number should be\n" },
  { "array-for-one", FORECAST "\"horizon\": [1]}",
    "$.horizon: an array where one value should be\n" },
  { "empty-array", FORECAST "\"model\": []}", "$.model: an empty array\n" },
  { "number-for-flag", FORECAST "\"sort\": 1}", "$.sort: 1 where true or false should be\n" },
  { "text-for-flag", FORECAST "\"sort\": \"yes\"}",
    "$.sort: \"yes\" where true or false should be\n" },
  { "unknown-choice", FORECAST "\"layout\": \"lng\"}",
    "$.layout: 'lng' is none of auto, long, wide-row, wide-column, tsf; did you mean 'long'?\n" },
  { "number-for-path", FORECAST "\"output\": 1}", "$.output: 1 where a text should be\n" },
  { "boolean-for-text", FORECAST "\"model\": true}", "$.model: true where a text should be\n" },
  { "array-in-array", FORECAST "\"model\": [[\"a\"]]}",
    "$.model[0]: an array where a text should be\n" },
  { "component-without-name", FORECAST "\"model\": {\"parameters\": {}}}",
    "$.model: a component has a \"name\", a text such as \"theta\"\n" },
  { "component-with-more", FORECAST "\"model\": {\"name\": \"a\", \"parameter\": {}}}",
    "$.model.parameter: there is no 'parameter' here; did you mean 'parameters'?\n" },
  { "parameters-are-no-object", FORECAST "\"model\": {\"name\": \"a\", \"parameters\": 1}}",
    "$.model.parameters: 1 where an object of parameters should be\n" },
  { "parameter-null", FORECAST "\"model\": {\"name\": \"a\", \"parameters\": {\"b\": null}}}",
    "$.model.parameters.b: null where a text or number should be\n" },
  { "parameter-nested", FORECAST "\"model\": {\"name\": \"a\", \"parameters\": {\"b\": [[1]]}}}",
    "$.model.parameters.b[0]: an array where a text or number should be\n" },
  { "parameter-with-brackets",
    FORECAST "\"model\": {\"name\": \"a\", \"parameters\": {\"b\": \"x)(\"}}}",
    "$.model.parameters.b: 'x)(' has brackets that do not close\n" },
  { "pipeline-with-name", FORECAST "\"model\": {\"name\": \"a\", \"pipeline\": [\"b\"]}}",
    "$.model: a pipeline stands alone in its object\n" },
  { "pipeline-is-no-array", FORECAST "\"model\": {\"pipeline\": \"a|b\"}}",
    "$.model.pipeline: \"a|b\" where an array of components should be\n" },
  { "pipeline-of-nothing", FORECAST "\"model\": {\"pipeline\": []}}",
    "$.model.pipeline: an empty array\n" },
  { "all-at-once", "{\"jobs\": [" FORECAST "\"x\": 1, \"sort\": 2}, 3]}",
    "$.jobs[0].x: there is no 'x' here; known are data, *\n"
    "$.jobs[0].sort: 2 where true or false should be\n"
    "$.jobs[1]: 3 where a job should be, an object with a \"command\"\n" },
};

static JsonItem *
read_item(const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonItem *root = json_item_new_from_text(text, strlen(text), "job.json", &error);
  g_assert_no_error(error);
  return root;
}

static void
test_becomes_line(gconstpointer data)
{
  const Row *row = data;
  g_autoptr(JsonItem) root = read_item(row->text);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) jobs = job_list_new(root, "dir", found);
  g_assert_cmpuint(found->len, ==, 0);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < jobs->len; i++) {
    g_autofree char *line = job_to_line(g_ptr_array_index(jobs, i));
    g_string_append_printf(text, "%s\n", line);
  }
  g_assert_cmpstr(text->str, ==, row->expected);
}

// Each line of @expected may have one '*' for a list that grows with the commands.
static void
assert_like(const char *text, const char *expected)
{
  g_auto(GStrv) lines_of_text = g_strsplit(text, "\n", -1);
  g_auto(GStrv) lines_expected = g_strsplit(expected, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines_of_text), ==, g_strv_length(lines_expected));
  for (gsize i = 0; lines_expected[i] != NULL; i++) {
    g_auto(GStrv) ends = g_strsplit(lines_expected[i], "*", 2);
    if (ends[0] == NULL || ends[1] == NULL) {
      g_assert_cmpstr(lines_of_text[i], ==, lines_expected[i]);
      continue;
    }
    g_assert_true(g_str_has_prefix(lines_of_text[i], ends[0]));
    g_assert_true(g_str_has_suffix(lines_of_text[i], ends[1]));
  }
}

static void
test_is_refused(gconstpointer data)
{
  const Row *row = data;
  g_autoptr(JsonItem) root = read_item(row->text);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
  g_assert_null(job_list_new(root, "dir", found));
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < found->len; i++) {
    g_string_append_printf(text, "%s\n", (const char *)g_ptr_array_index(found, i));
  }
  assert_like(text->str, row->expected);
}

typedef struct {
  const char *message;
  const char *expected;
} Message;

static const char message_job[] =
    "{\"jobs\": [{\"command\": \"plugins\"}, {\"command\": \"forecast\", \"data\": \"a.csv\", "
    "\"description\": \"naive\", "
    "\"horizon\": 3, \"model\": [\"naive(window=6)\", {\"name\": \"theta\", \"parameters\": "
    "{\"alpha\": \"x\"}}], \"season\": 12}]}";

static const Message messages[] = {
  { "--horizon: 'x' is no whole number", "$.jobs[1].horizon: 'x' is no whole number" },
  { "--members goes with --combine: x", "$.jobs[1].members goes with --combine: x" },
  { "--nothing: x", "$.jobs[1]: --nothing: x" },
  { "no forecaster 'theta' is offered",
    "$.jobs[1].model[1].name: no forecaster 'theta' is offered" },
  { "'theta' has no parameter 'alpha'",
    "$.jobs[1].model[1].parameters.alpha: 'theta' has no parameter 'alpha'" },
  { "'naive' has no parameter 'window'", "$.jobs[1].model[0]: 'naive' has no parameter 'window'" },
  { "/home/a.csv:3: series 'a' goes back", "$.jobs[1].data: /home/a.csv:3: series 'a' goes back" },
  { "series 'ive' is short", "$.jobs[1]: series 'ive' is short" },
  { "it's not there", "$.jobs[1]: it's not there" },
  { "'' is not there", "$.jobs[1]: '' is not there" },
  { "no memory", "$.jobs[1]: no memory" },
};

static void
test_message_gets_path(gconstpointer data)
{
  const Message *row = data;
  g_autoptr(JsonItem) root = read_item(message_job);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) jobs = job_list_new(root, ".", found);
  g_autofree char *message = job_translate(g_ptr_array_index(jobs, 1), row->message);
  g_assert_cmpstr(message, ==, row->expected);
}

static void
test_folder_of_itself_changes_no_path(void)
{
  g_autoptr(JsonItem) root =
      read_item("{\"command\": \"forecast\", \"data\": \"a.csv\", \"output\": \"b.csv\"}");
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) jobs = job_list_new(root, ".", found);
  const Job *job = g_ptr_array_index(jobs, 0);
  g_autofree char *line = job_to_line(job);
  g_assert_cmpstr(line, ==, "plugcast forecast '--output=b.csv' '--' 'a.csv'");
  g_auto(GStrv) files = job_list_files(job);
  g_assert_cmpuint(g_strv_length(files), ==, 1);
  g_assert_cmpstr(files[0], ==, "b.csv");
}

// Any other byte in a job file gives jobs, or findings that name their place, or is no JSON.
static void
test_any_byte_may_be_changed(void)
{
  const char *specimen = lines[0].text;
  const gsize length = strlen(specimen);
  g_autofree char *text = g_strdup(specimen);
  gsize n_refused = 0;
  for (gsize i = 0; i < length; i++) {
    for (int byte = 1; byte < 256; byte++) {
      text[i] = (char)byte;
      g_autoptr(JsonItem) root = json_item_new_from_text(text, length, "job.json", NULL);
      g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
      g_autoptr(GPtrArray) jobs = root != NULL ? job_list_new(root, "dir", found) : NULL;
      g_assert_true(root == NULL || (jobs == NULL) == (found->len > 0));
      for (guint j = 0; j < found->len; j++) {
        g_assert_true(g_str_has_prefix(g_ptr_array_index(found, j), "$"));
        n_refused++;
      }
    }
    text[i] = specimen[i];
  }
  g_assert_cmpuint(n_refused, >, 0);
}

static void
test_every_command_has_an_example(void)
{
  for (const Command *const *command = command_list(); *command != NULL; command++) {
    g_autofree char *name = g_strconcat((*command)->name, ".json", NULL);
    g_autofree char *path =
        g_test_build_filename(G_TEST_DIST, "..", "examples", "jobs", name, NULL);
    if (job_takes_command(*command) != g_file_test(path, G_FILE_TEST_EXISTS)) {
      g_error("%s should %sbe there", path, job_takes_command(*command) ? "" : "not ");
    }
  }
}

static void
test_every_option_has_one_meaning(void)
{
  for (const Command *const *command = command_list(); *command != NULL; command++) {
    for (const Option *const *table = (*command)->options; *table != NULL; table++) {
      for (const Option *option = *table; option->name != NULL; option++) {
        // A list of numbers or paths, and choices that are paths, would be read in two ways.
        g_assert_false(option_takes_number(option) && option_takes_path(option));
        g_assert_false(option->choices != NULL && option_takes_path(option));
        g_assert_true((option->kind == OPTION_FLAG) == (option->value_name == NULL));
      }
    }
  }
}

static void
add_rows(const char *promise, const Row *rows, gsize n_rows, GTestDataFunc func)
{
  for (gsize i = 0; i < n_rows; i++) {
    g_autofree char *path = g_strdup_printf("/job/%s/%s", promise, rows[i].name);
    g_test_add_data_func(path, &rows[i], func);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows("becomes-line", lines, G_N_ELEMENTS(lines), test_becomes_line);
  add_rows("is-refused", findings, G_N_ELEMENTS(findings), test_is_refused);
  for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
    g_autofree char *path = g_strdup_printf("/job/message-gets-path/%d", (int)i);
    g_test_add_data_func(path, &messages[i], test_message_gets_path);
  }
  g_test_add_func("/job/folder-of-itself-changes-no-path", test_folder_of_itself_changes_no_path);
  g_test_add_func("/job/any-byte-may-be-changed", test_any_byte_may_be_changed);
  g_test_add_func("/job/every-command-has-an-example", test_every_command_has_an_example);
  g_test_add_func("/job/every-option-has-one-meaning", test_every_option_has_one_meaning);
  return g_test_run();
}
