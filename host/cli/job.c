// SPDX-License-Identifier: MIT
#include "cli/job.h"

#include "cli/job_component.h"
#include "cli/job_place.h"
#include "cli/text_list.h"
#include "plugin/suggest.h"

#include <string.h>

enum {
  MOST_JOBS = 10000
};

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// Members of a job that are neither option nor operand.
static const char *const own_members[] = { "$schema", "description", "command", NULL };

struct Job {
  const Command *command; // borrowed
  const JsonItem *item;   // borrowed
  char *path;             // owned
  GPtrArray *arguments;   // of char *, ends in NULL, owned
};

/** What a job file is read with. */
typedef struct {
  const char *folder;
  GPtrArray *findings; // of char *
} Reading;

static void
job_free(gpointer data)
{
  Job *job = data;
  if (job == NULL) {
    return;
  }
  g_free(job->path);
  g_clear_pointer(&job->arguments, g_ptr_array_unref);
  g_free(job);
}

// Takes @error, where one is set.
static void
note(const Reading *reading, GError *error)
{
  if (error != NULL) {
    g_ptr_array_add(reading->findings, g_strdup(error->message));
    g_error_free(error);
  }
}

gboolean
job_takes_command(const Command *command)
{
  return strcmp(command->name, "run") != 0 && strcmp(command->name, "help") != 0;
}

char **
job_operand_names(const Command *command)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  if (command->leads_command) {
    g_ptr_array_add(names, g_strdup("job"));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_steal(names, NULL);
  }
  g_auto(GStrv) words = g_strsplit(command->operands, " ", -1);
  for (gsize i = 0; words[i] != NULL; i++) {
    const char *begin = words[i] + strcspn(words[i], capitals);
    const gsize length = strspn(begin, capitals);
    if (length > 0) {
      g_ptr_array_add(names, g_ascii_strdown(begin, (gssize)length));
    }
  }
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_steal(names, NULL);
}

static const Option *
find_option(const Command *command, const char *name)
{
  for (const Option *const *table = command->options; *table != NULL; table++) {
    for (const Option *option = *table; option->name != NULL; option++) {
      if (strcmp(option->name, name) == 0 && strcmp(name, "help") != 0) {
        return option;
      }
    }
  }
  return NULL;
}

/** Returns: (transfer full) (element-type char *): all members that a job may have, ends in NULL.
 */
static GPtrArray *
list_members(const Command *command)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) operands = job_operand_names(command);
  for (gsize i = 0; operands[i] != NULL; i++) {
    g_ptr_array_add(names, g_strdup(operands[i]));
  }
  for (const Option *const *table = command->options; *table != NULL; table++) {
    for (const Option *option = *table; option->name != NULL; option++) {
      if (strcmp(option->name, "help") != 0) {
        g_ptr_array_add(names, g_strdup(option->name));
      }
    }
  }
  g_ptr_array_add(names, NULL);
  return names;
}

static gboolean
check_choice(const Option *option, const JsonItem *item, const char *text, GError **error)
{
  if (option->choices == NULL || g_strv_contains(option->choices, text)) {
    return TRUE;
  }
  g_autofree char *choices = text_list_join(option->choices);
  g_autofree char *similar = suggest_similar(text, option->choices);
  return job_refuse(item, error, "'%s' is none of %s%s%s", text, choices,
                    similar != NULL ? "; " : "", similar != NULL ? similar : "");
}

// Numbers may be written as texts, which the command reads.
static gboolean
check_kind(const Option *option, const JsonItem *item, GError **error)
{
  const JsonKind kind = json_item_get_kind(item);
  const gboolean is_number = kind == JSON_INTEGER || kind == JSON_NUMBER;
  g_autofree char *shown = json_item_to_message(item);
  if (option_takes_number(option)) {
    return is_number || kind == JSON_STRING ||
           job_refuse(item, error, "%s where a number should be", shown);
  }
  if (option_takes_path(option) || option->choices != NULL) {
    return kind == JSON_STRING || job_refuse(item, error, "%s where a text should be", shown);
  }
  return is_number || kind == JSON_STRING || kind == JSON_OBJECT ||
         job_refuse(item, error, "%s where a text should be", shown);
}

/** Returns: (transfer full): one value of an option as text. */
static char *
value_to_text(const Reading *reading, const Option *option, const JsonItem *item, GError **error)
{
  if (!check_kind(option, item, error)) {
    return NULL;
  }
  if (option_takes_path(option)) {
    return job_path_resolve(reading->folder, json_item_get_string(item));
  }
  g_autofree char *text = job_component_to_text(item, reading->folder, error);
  return text != NULL && check_choice(option, item, text, error) ? g_steal_pointer(&text) : NULL;
}

static void
add_option(Job *job, const Option *option, const char *text)
{
  g_ptr_array_add(job->arguments, option->kind == OPTION_FLAG
                                      ? g_strdup_printf("--%s", option->name)
                                      : g_strdup_printf("--%s=%s", option->name, text));
}

// A list gets an argument for each value, any other option one argument for all.
static gboolean
add_values(
    const Reading *reading, Job *job, const Option *option, const JsonItem *item, GError **error)
{
  const gboolean is_array = json_item_get_kind(item) == JSON_ARRAY;
  if (is_array && !option_takes_several(option)) {
    return job_refuse(item, error, "an array where one value should be");
  }
  if (is_array && json_item_get_length(item) == 0) {
    return job_refuse(item, error, "an empty array");
  }
  const gsize n_values = is_array ? json_item_get_length(item) : 1;
  g_autoptr(GString) joined = g_string_new(NULL);
  for (gsize i = 0; i < n_values; i++) {
    const JsonItem *value = is_array ? json_item_get_inner(item, i) : item;
    g_autofree char *text = value_to_text(reading, option, value, error);
    if (text == NULL) {
      return FALSE;
    }
    if (option->kind == OPTION_LIST) {
      add_option(job, option, text);
    } else {
      g_string_append_printf(joined, "%s%s", i == 0 ? "" : ",", text);
    }
  }
  if (option->kind != OPTION_LIST) {
    add_option(job, option, joined->str);
  }
  return TRUE;
}

static gboolean
add_member(
    const Reading *reading, Job *job, const Option *option, const JsonItem *item, GError **error)
{
  if (option->kind != OPTION_FLAG) {
    return add_values(reading, job, option, item, error);
  }
  if (json_item_get_kind(item) != JSON_BOOLEAN) {
    g_autofree char *shown = json_item_to_message(item);
    return job_refuse(item, error, "%s where true or false should be", shown);
  }
  if (json_item_get_boolean(item)) {
    add_option(job, option, NULL);
  }
  return TRUE;
}

static void
add_options(const Reading *reading, Job *job)
{
  g_auto(GStrv) operands = job_operand_names(job->command);
  for (gsize i = 0; i < json_item_get_length(job->item); i++) {
    const JsonItem *member = json_item_get_inner(job->item, i);
    const char *name = json_item_get_name(member);
    if (g_strv_contains(own_members, name) ||
        g_strv_contains((const char *const *)operands, name)) {
      continue;
    }
    g_autoptr(GError) error = NULL;
    const Option *option = find_option(job->command, name);
    if (option == NULL) {
      g_autoptr(GPtrArray) known = list_members(job->command);
      job_refuse_member(member, (const char *const *)known->pdata, &error);
    } else {
      (void)add_member(reading, job, option, member, &error);
    }
    note(reading, g_steal_pointer(&error));
  }
}

static void G_GNUC_PRINTF(3, 4)
    note_finding(const Reading *reading, const JsonItem *item, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *finding = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *path = json_item_get_path(item);
  g_ptr_array_add(reading->findings, g_strdup_printf("%s: %s", path, finding));
}

// Operands but NAME are paths.
static void
add_operand(const Reading *reading, Job *job, const JsonItem *item)
{
  if (json_item_get_kind(item) != JSON_STRING) {
    g_autofree char *shown = json_item_to_message(item);
    note_finding(reading, item, "%s where a text should be", shown);
    return;
  }
  const char *text = json_item_get_string(item);
  const gboolean is_name = strcmp(json_item_get_name(item), "name") == 0;
  g_ptr_array_add(job->arguments,
                  is_name ? g_strdup(text) : job_path_resolve(reading->folder, text));
}

/** Returns: (transfer none) (nullable): the member that is operand @name, noted where missing. */
static const JsonItem *
find_operand(const Reading *reading, const Job *job, const char *name, gboolean is_needed)
{
  const JsonItem *member = json_item_find(job->item, name);
  if (member == NULL && is_needed) {
    note_finding(reading, job->item, "'%s' is missing", name);
  }
  return member;
}

static void
add_operands(const Reading *reading, Job *job)
{
  g_auto(GStrv) names = job_operand_names(job->command);
  g_ptr_array_add(job->arguments, g_strdup("--"));
  for (gsize i = 0; names[i] != NULL; i++) {
    const JsonItem *member = find_operand(reading, job, names[i], i < job->command->least_operands);
    if (member != NULL) {
      add_operand(reading, job, member);
    }
  }
}

/** Returns: (transfer none) (nullable): the command that @item names, noted where it names none. */
static const Command *
find_command(const Reading *reading, const JsonItem *item, gboolean is_led)
{
  if (json_item_get_kind(item) != JSON_OBJECT) {
    g_autofree char *shown = json_item_to_message(item);
    note_finding(reading, item, "%s where a job should be, an object with a \"command\"", shown);
    return NULL;
  }
  const JsonItem *name = json_item_find(item, "command");
  if (name == NULL || json_item_get_kind(name) != JSON_STRING) {
    note_finding(reading, name != NULL ? name : item,
                 "a job has a \"command\", a text such as \"forecast\"");
    return NULL;
  }
  g_autoptr(GError) error = NULL;
  const Command *command = command_find(json_item_get_string(name), &error);
  if (command == NULL) {
    note_finding(reading, name, "%s", error->message);
    return NULL;
  }
  if (!job_takes_command(command) || (is_led && command->leads_command)) {
    note_finding(reading, name, "'%s' is no command for a job", command->name);
    return NULL;
  }
  return command;
}

/** Returns: (transfer full): the job that @item declares, or NULL with findings. */
static Job *
job_new(const Reading *reading, const JsonItem *item, gboolean is_led)
{
  const Command *command = find_command(reading, item, is_led);
  if (command == NULL) {
    return NULL;
  }
  Job *job = g_new0(Job, 1);
  job->command = command;
  job->item = item;
  job->path = json_item_get_path(item);
  job->arguments = g_ptr_array_new_with_free_func(g_free);
  add_options(reading, job);
  if (!command->leads_command) {
    add_operands(reading, job);
    g_ptr_array_add(job->arguments, NULL);
    return job;
  }
  // Its operands are the whole line of the other command.
  const JsonItem *inner_item = find_operand(reading, job, "job", TRUE);
  Job *inner = inner_item != NULL ? job_new(reading, inner_item, TRUE) : NULL;
  if (inner != NULL) {
    g_ptr_array_add(job->arguments, g_strdup(inner->command->name));
    g_ptr_array_extend_and_steal(job->arguments, g_steal_pointer(&inner->arguments));
    job_free(inner);
    return job;
  }
  g_ptr_array_add(job->arguments, NULL);
  return job;
}

static const char *const file_members[] = { "$schema", "description", "jobs", NULL };

// Notes members of the outermost object that do not belong beside "jobs".
static void
check_file_members(const Reading *reading, const JsonItem *root)
{
  for (gsize i = 0; i < json_item_get_length(root); i++) {
    const JsonItem *member = json_item_get_inner(root, i);
    if (!g_strv_contains(file_members, json_item_get_name(member))) {
      g_autoptr(GError) error = NULL;
      job_refuse_member(member, file_members, &error);
      note(reading, g_steal_pointer(&error));
    }
  }
}

/** Returns: (transfer none) (nullable): the array of jobs, noted where it is none. */
static const JsonItem *
find_jobs(const Reading *reading, const JsonItem *root)
{
  check_file_members(reading, root);
  const JsonItem *items = json_item_find(root, "jobs");
  const gsize n_items = json_item_get_length(items);
  if (json_item_get_kind(items) != JSON_ARRAY || n_items == 0 || n_items > MOST_JOBS) {
    note_finding(reading, items, "jobs are an array of 1 to %d objects", MOST_JOBS);
    return NULL;
  }
  return items;
}

GPtrArray *
job_list_new(const JsonItem *root, const char *folder, GPtrArray *findings)
{
  g_return_val_if_fail(root != NULL && folder != NULL && findings != NULL, NULL);

  const Reading reading = { .folder = folder, .findings = findings };
  const guint n_before = findings->len;
  g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func(job_free);
  const gboolean is_list =
      json_item_get_kind(root) == JSON_OBJECT && json_item_find(root, "jobs") != NULL;
  const JsonItem *items = is_list ? find_jobs(&reading, root) : NULL;
  const gsize n_jobs = is_list && items != NULL ? json_item_get_length(items) : 0;
  for (gsize i = 0; i < n_jobs; i++) {
    g_ptr_array_add(jobs, job_new(&reading, json_item_get_inner(items, i), FALSE));
  }
  if (!is_list) {
    g_ptr_array_add(jobs, job_new(&reading, root, FALSE));
  }
  return findings->len == n_before ? g_steal_pointer(&jobs) : NULL;
}

const Command *
job_get_command(const Job *job)
{
  return job->command;
}

const char *const *
job_get_arguments(const Job *job)
{
  return (const char *const *)job->arguments->pdata;
}

const char *
job_get_path(const Job *job)
{
  return job->path;
}

gboolean
job_sets(const Job *job, const char *name)
{
  return json_item_find(job->item, name) != NULL;
}

char **
job_list_files(const Job *job)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; g_ptr_array_index(job->arguments, i) != NULL; i++) {
    const char *argument = g_ptr_array_index(job->arguments, i);
    const char *equals = strchr(argument, '=');
    if (!g_str_has_prefix(argument, "--") || equals == NULL) {
      continue;
    }
    g_autofree char *name = g_strndup(argument + 2, (gsize)(equals - argument - 2));
    const Option *option = find_option(job->command, name);
    if (option != NULL && g_str_has_prefix(option->value_name, "FILE")) {
      g_ptr_array_add(files, g_strdup(equals + 1));
    }
  }
  g_ptr_array_add(files, NULL);
  return (char **)g_ptr_array_steal(files, NULL);
}

char *
job_to_line(const Job *job)
{
  g_autoptr(GString) line = g_string_new("plugcast ");
  g_string_append(line, job->command->name);
  for (guint i = 0; g_ptr_array_index(job->arguments, i) != NULL; i++) {
    g_autofree char *quoted = g_shell_quote(g_ptr_array_index(job->arguments, i));
    g_string_append_printf(line, " %s", quoted);
  }
  return g_string_free(g_steal_pointer(&line), FALSE);
}

char *
job_translate(const Job *job, const char *message)
{
  if (g_str_has_prefix(message, "--")) {
    const gsize length = strcspn(message + 2, ": ");
    g_autofree char *name = g_strndup(message + 2, length);
    if (find_option(job->command, name) != NULL) {
      return g_strdup_printf("%s.%s%s", job->path, name, message + 2 + length);
    }
  }
  const JsonItem *place = job_place_find(job->item, message);
  g_autofree char *path = place != NULL ? json_item_get_path(place) : g_strdup(job->path);
  return g_strdup_printf("%s: %s", path, message);
}
