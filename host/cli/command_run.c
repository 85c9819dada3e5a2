// SPDX-License-Identifier: MIT
#include "cli/command_run.h"

#include "cli/job.h"
#include "cli/run_settings.h"

#include <string.h>

static const Option own_options[] = {
  {
      .heading = "What to do",
      .name = "dry-run",
      .kind = OPTION_FLAG,
      .summary = "do nothing: check the jobs, with their data and models as far as these are there "
                 "already, and write a command line for each",
  },
  { .name = NULL },
};

static const Option *const run_tables[] = { own_options, run_options, NULL };

static const char *const run_paragraphs[] = {
  "Does what a JSON file declares: any of the other commands, one or several in order. A job is an "
  "object with the \"command\", its operand (\"data\") and its options by their long names; "
  "several stand in {\"jobs\": […]}. Relative paths start from the folder of the file. '-' is "
  "standard input. docs/job.schema.json helps an editor to complete and check such files.",
  "All jobs are checked before the first one is done. One that fails does not keep the next from "
  "being done; the exit status is the worst of all.",
  "--threads and --seed are for jobs that set none themselves; folders of --plugin-path come "
  "before "
  "theirs.",
  NULL,
};

static const char *const run_examples[] = {
  "plugcast run jobs.json",
  "all jobs of the file",
  "plugcast run jobs.json --dry-run",
  "what they would be as command lines",
  NULL,
};

/** A job file and how to run it. */
typedef struct {
  const char *name; // of the file, for messages
  const OptionValues *values;
  Console *console;
  GPtrArray *jobs; // of Job
} Batch;

static gboolean
has_option(const Command *command, const char *name)
{
  for (const Option *const *table = command->options; *table != NULL; table++) {
    for (const Option *option = *table; option->name != NULL; option++) {
      if (strcmp(option->name, name) == 0) {
        return TRUE;
      }
    }
  }
  return FALSE;
}

/** Adds those of the options for all jobs that @job does not set itself. */
static void
add_shared(const Batch *batch, const Job *job, GPtrArray *arguments)
{
  static const char *const names[] = { "threads", "seed", "json", "quiet" };
  const Command *command = job_get_command(job);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *text = option_values_get_text(batch->values, names[i]);
    if (text != NULL && has_option(command, names[i]) && !job_sets(job, names[i])) {
      g_ptr_array_add(arguments, *text == '\0' ? g_strdup_printf("--%s", names[i])
                                               : g_strdup_printf("--%s=%s", names[i], text));
    }
  }
  const char *const *folders = option_values_get_list(batch->values, "plugin-path");
  for (gsize i = 0; folders[i] != NULL && has_option(command, "plugin-path"); i++) {
    g_ptr_array_add(arguments, g_strdup_printf("--plugin-path=%s", folders[i]));
  }
}

/** Returns: (transfer full) (element-type char *): the whole line behind the command's name. */
static GPtrArray *
list_arguments(const Batch *batch, const Job *job)
{
  GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
  add_shared(batch, job, arguments);
  for (const char *const *argument = job_get_arguments(job); *argument != NULL; argument++) {
    g_ptr_array_add(arguments, g_strdup(*argument));
  }
  g_ptr_array_add(arguments, NULL);
  return arguments;
}

static void
say_failure(const Batch *batch, const Job *job, const GError *error)
{
  g_autofree char *message = job_translate(job, error->message);
  console_say(batch->console, CONSOLE_ERROR, "%s: %s", batch->name, message);
}

static ExitStatus
run_job(const Batch *batch, const Job *job)
{
  g_autoptr(GPtrArray) arguments = list_arguments(batch, job);
  const char *const *line = (const char *const *)arguments->pdata;
  console_set_json(batch->console, g_strv_contains(line, "--json"));
  g_autoptr(GError) error = NULL;
  ExitStatus status = EXIT_STATUS_DONE;
  if (!command_run(job_get_command(job), line, batch->console, &status, &error)) {
    say_failure(batch, job, error);
    return exit_status_from_error(error);
  }
  return status;
}

/** Returns: (transfer none) (nullable): the job before @index that writes a file @index names. */
static const Job *
find_writer(const Batch *batch, guint index)
{
  const char *const *texts = job_get_arguments(g_ptr_array_index(batch->jobs, index));
  for (guint i = 0; i < index; i++) {
    const Job *earlier = g_ptr_array_index(batch->jobs, i);
    g_auto(GStrv) files = job_list_files(earlier);
    for (gsize j = 0; files[j] != NULL; j++) {
      for (gsize k = 0; texts[k] != NULL; k++) {
        if (strstr(texts[k], files[j]) != NULL) {
          return earlier;
        }
      }
    }
  }
  return NULL;
}

/** Reads the job's data and loads its models, where no earlier job is to write them first. */
static ExitStatus
try_job(const Batch *batch, guint index)
{
  const Job *job = g_ptr_array_index(batch->jobs, index);
  const Command *command = job_get_command(job);
  g_autoptr(GPtrArray) arguments = list_arguments(batch, job);
  g_autoptr(GError) error = NULL;
  g_autoptr(OptionValues) values = option_values_new(
      command->options, (const char *const *)arguments->pdata, command->leads_command, &error);
  gpointer prepared = NULL;
  if (values != NULL && command->work != NULL && find_writer(batch, index) == NULL) {
    prepared = command->work->prepare(values, &error);
  }
  if (error != NULL) {
    say_failure(batch, job, error);
    return exit_status_from_error(error);
  }
  if (prepared != NULL) {
    command->work->free(prepared);
  }
  return EXIT_STATUS_DONE;
}

static gboolean
dry_run(const Batch *batch, ExitStatus *status, GError **error)
{
  for (guint i = 0; i < batch->jobs->len; i++) {
    g_autofree char *line = job_to_line(g_ptr_array_index(batch->jobs, i));
    g_autofree char *text = g_strconcat(line, "\n", NULL);
    if (!console_write(batch->console, text, error)) {
      return FALSE;
    }
    const ExitStatus of_job = try_job(batch, i);
    *status = MAX(*status, of_job);
  }
  return TRUE;
}

static void
run_all(const Batch *batch, ExitStatus *status)
{
  for (guint i = 0; i < batch->jobs->len && *status != EXIT_STATUS_INTERRUPTED; i++) {
    const Job *job = g_ptr_array_index(batch->jobs, i);
    if (batch->jobs->len > 1 && console_errors_is_terminal(batch->console)) {
      console_say(batch->console, CONSOLE_NOTE, "%s: %s", job_get_path(job),
                  job_get_command(job)->name);
    }
    const ExitStatus of_job = run_job(batch, job);
    *status = MAX(*status, of_job);
  }
}

static gboolean
run_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  console_set_quiet(console, option_values_has(values, "quiet"));
  const char *path = option_values_get_operands(values)[0];
  g_autoptr(JsonItem) root = json_item_new_from_file(path, error);
  if (root == NULL) {
    return FALSE;
  }
  const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
  g_autofree char *folder = g_path_get_dirname(path);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) jobs = job_list_new(root, folder, findings);
  for (guint i = 0; i < findings->len; i++) {
    console_say(console, CONSOLE_ERROR, "%s: %s", name,
                (const char *)g_ptr_array_index(findings, i));
  }
  *status = EXIT_STATUS_USAGE;
  if (jobs == NULL) {
    return TRUE;
  }
  const Batch batch = { .name = name, .values = values, .console = console, .jobs = jobs };
  *status = EXIT_STATUS_DONE;
  if (option_values_has(values, "dry-run")) {
    return dry_run(&batch, status, error);
  }
  run_all(&batch, status);
  return TRUE;
}

const Command command_run_jobs = {
  .name = "run",
  .summary = "do what a JSON file declares",
  .operands = "JOB",
  .paragraphs = run_paragraphs,
  .examples = run_examples,
  .options = run_tables,
  .least_operands = 1,
  .most_operands = 1,
  .run = run_main,
};
