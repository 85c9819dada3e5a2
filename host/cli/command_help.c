// SPDX-License-Identifier: MIT
#include "cli/command_help.h"

#include "cli/help.h"
#include "cli/job_schema.h"

static const Option help_options[] = {
  { .name = "schema", .kind = OPTION_FLAG, .summary = "write the JSON schema of job files" },
  { .name = "help", .letter = 'h', .summary = "show this help" },
  { .name = NULL },
};

static const Option *const help_tables[] = { help_options, NULL };

static const char *const help_paragraphs[] = {
  "Tells how to use a command, or lists the commands.",
  NULL,
};

static gboolean
help_run(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  const char *name = option_values_get_operands(values)[0];
  gsize width = console_get_width(console);
  g_autofree char *text = NULL;
  if (option_values_has(values, "schema")) {
    text = job_schema_render();
  } else if (name == NULL) {
    text = help_render_overview(width);
  } else {
    const Command *command = command_find(name, error);
    if (command == NULL) {
      return FALSE;
    }
    text = help_render_command(command, width);
  }
  *status = EXIT_STATUS_DONE;
  return console_write(console, text, error);
}

const Command command_help = {
  .name = "help",
  .summary = "tell how to use a command",
  .operands = "[COMMAND]",
  .paragraphs = help_paragraphs,
  .options = help_tables,
  .most_operands = 1,
  .run = help_run,
};
