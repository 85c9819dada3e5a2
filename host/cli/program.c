// SPDX-License-Identifier: MIT
#include "cli/program.h"

#include "cli/command.h"
#include "cli/help.h"
#include "plugin/loader.h"
#include "plugin/trial.h"

#include <string.h>

static const Option program_options[] = {
  { .name = "help", .letter = 'h', .summary = "show the overview" },
  { .name = "version", .summary = "show the version" },
  { .name = NULL },
};

static const Option *const program_tables[] = { program_options, NULL };

static gboolean
program_run_options(const char *const *arguments, Console *console, GError **error)
{
  g_autoptr(OptionValues) values = option_values_new(program_tables, arguments, FALSE, error);
  if (values == NULL) {
    return FALSE;
  }
  if (option_values_has(values, "version")) {
    return console_write(console, "plugcast " PLUGCAST_VERSION "\n", error);
  }
  g_autofree char *text = help_render_overview(console_get_width(console));
  return console_write(console, text, error);
}

// The child's part of trial_run(); in any other process --trial is no option.
static void
program_run_trial(const char *path)
{
  if (!trial_enter()) {
    return;
  }
  g_autoptr(Loader) loader = loader_new(LOADER_SOURCE_COPY);
  g_auto(GStrv) changes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(Plugin) plugin = loader_load(loader, path, NULL, &changes, &error);
  // Whether it is accepted is for the parent to find out again.
  (void)plugin;
  trial_leave();
}

gboolean
program_run(const char *const *arguments, Console *console, ExitStatus *status, GError **error)
{
  if (g_strcmp0(arguments[0], "--trial") == 0 && arguments[1] != NULL) {
    program_run_trial(arguments[1]);
  }
  // Also an argument that is refused is reported as JSON where JSON is wanted.
  console_set_json(console, g_strv_contains(arguments, "--json"));
  *status = EXIT_STATUS_DONE;
  if (arguments[0] == NULL) {
    g_autofree char *text = help_render_overview(console_get_width(console));
    console_write_beside(console, text);
    *status = EXIT_STATUS_USAGE;
    return TRUE;
  }
  if (arguments[0][0] == '-') {
    return program_run_options(arguments, console, error);
  }
  const Command *command = command_find(arguments[0], error);
  return command != NULL && command_run(command, arguments + 1, console, status, error);
}
