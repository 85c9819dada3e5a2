// SPDX-License-Identifier: MIT
#include "cli/command.h"

#include "cli/command_augment.h"
#include "cli/command_backtest.h"
#include "cli/command_features.h"
#include "cli/command_forecast.h"
#include "cli/command_help.h"
#include "cli/command_plugins.h"
#include "cli/command_run.h"
#include "cli/command_scale.h"
#include "cli/command_train.h"
#include "cli/command_transform.h"
#include "cli/command_tune.h"
#include "cli/help.h"
#include "cli/text_list.h"
#include "plugin/suggest.h"

#include <string.h>

static const Command *const commands[] = {
  &command_forecast, &command_backtest,  &command_tune,    &command_train,
  &command_features, &command_transform, &command_augment, &command_scale,
  &command_run_jobs, &command_plugins,   &command_help,    NULL,
};

const Command *const *
command_list(void)
{
  return commands;
}

const Command *
command_find(const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS(commands)] = { NULL };
  for (gsize i = 0; commands[i] != NULL; i++) {
    if (strcmp(commands[i]->name, name) == 0) {
      return commands[i];
    }
    names[i] = commands[i]->name;
  }
  g_autofree char *known = text_list_join(names);
  g_autofree char *similar = suggest_similar(name, names);
  g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND, "'%s' is none of the commands %s%s%s",
              name, known, similar != NULL ? "; " : "", similar != NULL ? similar : "");
  return NULL;
}

static gboolean
command_check_operands(const Command *command, const OptionValues *values, GError **error)
{
  const char *const *operands = option_values_get_operands(values);
  gsize n_operands = text_list_get_length(operands);
  if (n_operands < command->least_operands) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND, "%s is missing: plugcast %s %s",
                command->operands, command->name, command->operands);
    return FALSE;
  }
  if (n_operands > command->most_operands) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "'%s' is one operand too many: plugcast %s %s", operands[command->most_operands],
                command->name, command->operands);
    return FALSE;
  }
  return TRUE;
}

OptionValues *
command_parse(const Command *command, const char *const *arguments, GError **error)
{
  g_autoptr(OptionValues) values =
      option_values_new(command->options, arguments, command->leads_command, error);
  const gboolean is_accepted = values != NULL && (option_values_has(values, "help") ||
                                                  command_check_operands(command, values, error));
  return is_accepted ? g_steal_pointer(&values) : NULL;
}

gboolean
command_run(const Command *command,
            const char *const *arguments,
            Console *console,
            ExitStatus *status,
            GError **error)
{
  g_autoptr(OptionValues) values = command_parse(command, arguments, error);
  if (values == NULL) {
    return FALSE;
  }
  if (option_values_has(values, "help")) {
    g_autofree char *text = help_render_command(command, console_get_width(console));
    return console_write(console, text, error);
  }
  return command->run(values, console, status, error);
}
