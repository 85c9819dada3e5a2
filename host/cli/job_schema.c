// SPDX-License-Identifier: MIT
#include "cli/job_schema.h"

#include "cli/job.h"

#include <string.h>

static void
add_types(JsonText *json, const char *const *types)
{
  if (types[1] == NULL) {
    json_text_add_string(json, "type", types[0]);
    return;
  }
  json_text_begin_array(json, "type");
  for (; *types != NULL; types++) {
    json_text_add_string(json, NULL, *types);
  }
  json_text_end_array(json);
}

static void
add_reference(JsonText *json, const char *member, const char *definition)
{
  g_autofree char *reference = g_strconcat("#/$defs/", definition, NULL);
  if (member != NULL) {
    json_text_begin_object(json, member);
  }
  json_text_add_string(json, "$ref", reference);
  if (member != NULL) {
    json_text_end_object(json);
  }
}

static void
add_choices(JsonText *json, const char *const *choices)
{
  json_text_begin_array(json, "enum");
  for (; *choices != NULL; choices++) {
    json_text_add_string(json, NULL, *choices);
  }
  json_text_end_array(json);
}

/** What one value of an option may be, into the object that is open. */
static void
add_value(JsonText *json, const Option *option)
{
  static const char *const numbers[] = { "number", "string", NULL };
  static const char *const texts[] = { "string", NULL };
  if (option->choices != NULL) {
    add_choices(json, option->choices);
  } else if (option_takes_number(option)) {
    add_types(json, numbers);
  } else if (option_takes_path(option)) {
    add_types(json, texts);
  } else {
    add_reference(json, NULL, "value");
  }
}

static void
add_option(JsonText *json, const Option *option)
{
  json_text_begin_object(json, option->name);
  json_text_add_string(json, "description", option->summary);
  if (option->kind == OPTION_FLAG) {
    json_text_add_string(json, "type", "boolean");
  } else if (!option_takes_several(option)) {
    add_value(json, option);
  } else {
    json_text_begin_array(json, "anyOf");
    json_text_begin_object(json, NULL);
    add_value(json, option);
    json_text_end_object(json);
    json_text_begin_object(json, NULL);
    json_text_add_string(json, "type", "array");
    json_text_add_integer(json, "minItems", 1);
    json_text_begin_object(json, "items");
    add_value(json, option);
    json_text_end_object(json);
    json_text_end_object(json);
    json_text_end_array(json);
  }
  json_text_end_object(json);
}

static void
add_typed(JsonText *json, const char *name, const char *type, const char *description)
{
  json_text_begin_object(json, name);
  json_text_add_string(json, "type", type);
  json_text_add_string(json, "description", description);
  json_text_end_object(json);
}

static void
add_notes(JsonText *json)
{
  add_typed(json, "$schema", "string", "where this schema lies, for editors");
  add_typed(json, "description", "string", "for readers; has no effect");
}

static void
add_properties(JsonText *json, const Command *command)
{
  json_text_begin_object(json, "properties");
  add_notes(json);
  json_text_begin_object(json, "command");
  json_text_add_string(json, "const", command->name);
  json_text_end_object(json);
  g_auto(GStrv) operands = job_operand_names(command);
  for (gsize i = 0; operands[i] != NULL; i++) {
    if (command->leads_command) {
      add_reference(json, operands[i], "job");
    } else {
      add_typed(json, operands[i], "string", command->operands);
    }
  }
  for (const Option *const *table = command->options; *table != NULL; table++) {
    for (const Option *option = *table; option->name != NULL; option++) {
      if (strcmp(option->name, "help") != 0) {
        add_option(json, option);
      }
    }
  }
  json_text_end_object(json);
}

static void
add_command(JsonText *json, const Command *command)
{
  g_auto(GStrv) operands = job_operand_names(command);
  json_text_begin_object(json, command->name);
  json_text_add_string(json, "description", command->summary);
  json_text_add_string(json, "type", "object");
  add_properties(json, command);
  json_text_begin_array(json, "required");
  json_text_add_string(json, NULL, "command");
  for (gsize i = 0; operands[i] != NULL && (i < command->least_operands); i++) {
    json_text_add_string(json, NULL, operands[i]);
  }
  json_text_end_array(json);
  json_text_add_boolean(json, "additionalProperties", FALSE);
  json_text_end_object(json);
}

/** A job of any command: which one decides what else it has. */
static void
add_job(JsonText *json)
{
  json_text_begin_object(json, "job");
  json_text_add_string(json, "type", "object");
  json_text_begin_object(json, "properties");
  json_text_begin_object(json, "command");
  json_text_begin_array(json, "enum");
  for (const Command *const *command = command_list(); *command != NULL; command++) {
    if (job_takes_command(*command)) {
      json_text_add_string(json, NULL, (*command)->name);
    }
  }
  json_text_end_array(json);
  json_text_end_object(json);
  json_text_end_object(json);
  json_text_begin_array(json, "required");
  json_text_add_string(json, NULL, "command");
  json_text_end_array(json);
  json_text_begin_array(json, "allOf");
  for (const Command *const *command = command_list(); *command != NULL; command++) {
    if (!job_takes_command(*command)) {
      continue;
    }
    json_text_begin_object(json, NULL);
    json_text_begin_object(json, "if");
    json_text_begin_object(json, "properties");
    json_text_begin_object(json, "command");
    json_text_add_string(json, "const", (*command)->name);
    json_text_end_object(json);
    json_text_end_object(json);
    json_text_end_object(json);
    add_reference(json, "then", (*command)->name);
    json_text_end_object(json);
  }
  json_text_end_array(json);
  json_text_end_object(json);
}

static void
add_jobs(JsonText *json)
{
  json_text_begin_object(json, "jobs");
  json_text_add_string(json, "type", "object");
  json_text_begin_object(json, "properties");
  add_notes(json);
  json_text_begin_object(json, "jobs");
  json_text_add_string(json, "type", "array");
  json_text_add_integer(json, "minItems", 1);
  add_reference(json, "items", "job");
  json_text_end_object(json);
  json_text_end_object(json);
  json_text_begin_array(json, "required");
  json_text_add_string(json, NULL, "jobs");
  json_text_end_array(json);
  json_text_add_boolean(json, "additionalProperties", FALSE);
  json_text_end_object(json);
}

static void
add_value_list(JsonText *json, const char *name, const char *definition)
{
  json_text_begin_object(json, name);
  json_text_add_string(json, "type", "array");
  json_text_add_integer(json, "minItems", 1);
  add_reference(json, "items", definition);
  json_text_end_object(json);
}

static void
add_pipeline(JsonText *json)
{
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "object");
  json_text_begin_object(json, "properties");
  add_value_list(json, "pipeline", "value");
  json_text_end_object(json);
  json_text_begin_array(json, "required");
  json_text_add_string(json, NULL, "pipeline");
  json_text_end_array(json);
  json_text_add_boolean(json, "additionalProperties", FALSE);
  json_text_end_object(json);
}

static void
add_call(JsonText *json)
{
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "object");
  json_text_begin_object(json, "properties");
  add_typed(json, "name", "string", "of the component, plugin:name, or the path of a file");
  add_typed(json, "parameters", "object", "of the component, by name");
  json_text_begin_object(json, "of");
  json_text_begin_array(json, "anyOf");
  json_text_begin_object(json, NULL);
  add_reference(json, NULL, "value");
  json_text_end_object(json);
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "array");
  json_text_add_integer(json, "minItems", 1);
  add_reference(json, "items", "value");
  json_text_end_object(json);
  json_text_end_array(json);
  json_text_end_object(json);
  json_text_end_object(json);
  json_text_begin_array(json, "required");
  json_text_add_string(json, NULL, "name");
  json_text_end_array(json);
  json_text_add_boolean(json, "additionalProperties", FALSE);
  json_text_end_object(json);
}

/** A text, a number, or a component as an object. */
static void
add_value_definition(JsonText *json)
{
  static const char *const scalars[] = { "string", "number", NULL };
  json_text_begin_object(json, "value");
  json_text_begin_array(json, "anyOf");
  json_text_begin_object(json, NULL);
  add_types(json, scalars);
  json_text_end_object(json);
  add_call(json);
  add_pipeline(json);
  json_text_end_array(json);
  json_text_end_object(json);
}

static void
add_definitions(JsonText *json)
{
  json_text_begin_object(json, "$defs");
  add_jobs(json);
  add_job(json);
  for (const Command *const *command = command_list(); *command != NULL; command++) {
    if (job_takes_command(*command)) {
      add_command(json, *command);
    }
  }
  add_value_definition(json);
  json_text_end_object(json);
}

char *
job_schema_render(void)
{
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "$schema", "https://json-schema.org/draft/2020-12/schema");
  json_text_add_string(json, "title", "Jobs of plugcast run");
  json_text_add_string(json, "type", "object");
  json_text_begin_object(json, "if");
  json_text_begin_array(json, "required");
  json_text_add_string(json, NULL, "jobs");
  json_text_end_array(json);
  json_text_end_object(json);
  add_reference(json, "then", "jobs");
  add_reference(json, "else", "job");
  add_definitions(json);
  json_text_end_object(json);
  return json_text_finish(json, TRUE);
}
